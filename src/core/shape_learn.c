/* shape_learn: making shapes, and keeping each once; see include/telltale/core/shape.h */
#include "config.h"

#include "telltale/core/shape.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/buffer.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/name.h"

enum {
	MOST_TEXT = 4096,  /* bytes of all that is not a value */
	MOST_STEPS = 256,
	MOST_SHAPES = 1024, /* of one model: somebody may send ever new ones */
	LATEST = 4
};

/* One walk over a payload that becomes a shape. */
struct learner {
	const char *at, *end;
	const char *behind; /* the last value: what stands from there on is text */
	struct buffer text, keys;
	struct shape_slot slots[SHAPE_SLOTS + 1];
	size_t slot_count;
	struct shape_step steps[MOST_STEPS];
	size_t step_count;
	bool separated; /* there was a comma or a colon */
	enum shape_spacing spacing;
	unsigned depth;
};

/* The keys of an object so far, as places in the payload. */
struct siblings {
	const char *keys[SHAPE_SLOTS];
	size_t lengths[SHAPE_SLOTS], count;
};

static bool learn_value(struct learner *learner, const char *key, size_t key_length, const struct name *name);

static bool take(struct learner *learner, char c)
{
	if (learner->at == learner->end || *learner->at != c)
		return false;
	learner->at++;
	return true;
}

static void skip_space(struct learner *learner)
{
	while (learner->at < learner->end && *learner->at != '\0' && strchr(" \t\n\r", *learner->at) != NULL) {
		learner->at++;
		learner->spacing = SHAPE_UNEVEN;
	}
}

/* Behind a comma or a colon: nothing or one space, and always the same, is even. */
static void skip_separator_space(struct learner *learner)
{
	enum shape_spacing spacing = take(learner, ' ') ? SHAPE_SPACED : SHAPE_COMPACT;

	if (!learner->separated && learner->spacing != SHAPE_UNEVEN)
		learner->spacing = spacing;
	if (learner->spacing != spacing)
		learner->spacing = SHAPE_UNEVEN;
	learner->separated = true;
	skip_space(learner);
}

/* --- values ---------------------------------------------------------------------------------------------- */

static bool add_step(struct learner *learner, enum shape_step_kind kind, const char *key, size_t key_length)
{
	if (learner->step_count == MOST_STEPS)
		return false;
	learner->steps[learner->step_count++] =
	    (struct shape_step){ kind, (uint32_t)learner->keys.length, (uint32_t)key_length };
	buffer_append(&learner->keys, key, key_length);
	buffer_char(&learner->keys, '\0');
	return true;
}

/* The text between the last value and here belongs to the slot that comes next. */
static bool end_text(struct learner *learner, char *name)
{
	struct shape_slot *slot = &learner->slots[learner->slot_count];
	size_t length = (size_t)(learner->at - learner->behind);

	*slot = (struct shape_slot){ (uint32_t)learner->text.length, (uint32_t)length, name };
	buffer_append(&learner->text, learner->behind, length);
	return learner->text.length <= MOST_TEXT;
}

static bool skip_string(struct learner *learner)
{
	const char *begin = ++learner->at;

	while (learner->at < learner->end && *learner->at != '"') {
		if (*learner->at == '\\' || (unsigned char)*learner->at < 0x20)
			return false;
		learner->at++;
	}
	size_t length = (size_t)(learner->at - begin);
	return take(learner, '"') && text_is_utf8(begin, length);
}

static bool skip_scalar(struct learner *learner)
{
	static const char *const words[] = { "true", "false", "null" };
	struct number number;

	if (*learner->at == '"')
		return skip_string(learner);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		if ((size_t)(learner->end - learner->at) >= n && memcmp(learner->at, words[i], n) == 0) {
			learner->at += n;
			return true;
		}
	}
	return number_scan(&learner->at, learner->end, &number);
}

static bool learn_scalar(struct learner *learner, const char *key, size_t key_length, const struct name *name)
{
	bool named = name != NULL && learner->depth <= NAME_DEPTH;

	if (learner->slot_count == SHAPE_SLOTS || !add_step(learner, SHAPE_VALUE, key, key_length))
		return false;
	bool fits = end_text(learner, named ? memory_text(name->text) : NULL);
	learner->slot_count++;
	if (!fits || !skip_scalar(learner))
		return false;
	learner->behind = learner->at;
	return true;
}

/* --- objects and arrays ---------------------------------------------------------------------------------- */

static bool take_key(struct learner *learner, struct siblings *siblings, const char **key, size_t *length)
{
	if (learner->at == learner->end || *learner->at != '"' || siblings->count == SHAPE_SLOTS)
		return false;
	*key = learner->at + 1;
	if (!skip_string(learner))
		return false;
	*length = (size_t)(learner->at - 1 - *key);
	if (*length == 0 || *length > SHAPE_KEY || **key == '$')
		return false;
	for (size_t i = 0; i < siblings->count; i++)
		if (siblings->lengths[i] == *length && memcmp(siblings->keys[i], *key, *length) == 0)
			return false;
	siblings->keys[siblings->count] = *key;
	siblings->lengths[siblings->count++] = *length;
	return true;
}

static bool learn_member(struct learner *learner, struct siblings *siblings, const struct name *path)
{
	const char *key;
	size_t length;

	if (!take_key(learner, siblings, &key, &length))
		return false;
	skip_space(learner);
	if (!take(learner, ':'))
		return false;
	skip_separator_space(learner);
	struct name name = path != NULL ? *path : (struct name)NAME_ROOT;
	bool named = path != NULL && name_append(&name, key, length);
	return learn_value(learner, key, length, named ? &name : NULL);
}

static bool learn_element(struct learner *learner, unsigned index, const struct name *path)
{
	struct name name = path != NULL ? *path : (struct name)NAME_ROOT, key = NAME_ROOT;
	bool named = path != NULL && name_append_number(&name, index);

	name_append_number(&key, index);
	return learn_value(learner, key.text, key.length, named ? &name : NULL);
}

/* Elements of a long array get no names. */
static void forget_names(struct learner *learner, size_t first)
{
	for (size_t i = first; i < learner->slot_count; i++) {
		free(learner->slots[i].name);
		learner->slots[i].name = NULL;
	}
}

static bool learn_items(struct learner *learner, bool object, const struct name *path)
{
	struct siblings siblings = { .count = 0 };
	size_t first = learner->slot_count;
	char close = object ? '}' : ']';

	skip_space(learner);
	if (take(learner, close))
		return true;
	for (unsigned index = 0;; index++) {
		if (object ? !learn_member(learner, &siblings, path) : !learn_element(learner, index, path))
			return false;
		skip_space(learner);
		if (take(learner, close)) {
			if (!object && index >= NAME_ITEMS)
				forget_names(learner, first);
			return true;
		}
		if (!take(learner, ','))
			return false;
		skip_separator_space(learner);
	}
}

static bool learn_value(struct learner *learner, const char *key, size_t key_length, const struct name *name)
{
	bool object = learner->at < learner->end && *learner->at == '{';

	if (learner->at == learner->end)
		return false;
	if (!object && *learner->at != '[')
		return learn_scalar(learner, key, key_length, name);
	if (learner->depth == SHAPE_DEPTH || !add_step(learner, object ? SHAPE_OBJECT : SHAPE_ARRAY, key, key_length))
		return false;
	learner->at++;
	learner->depth++;
	bool good = learn_items(learner, object, name) && add_step(learner, SHAPE_END, "", 0);
	learner->depth--;
	return good;
}

/* --- shapes ---------------------------------------------------------------------------------------------- */

static bool learn(struct learner *learner)
{
	struct name root = NAME_ROOT;

	skip_space(learner);
	if (learner->at == learner->end || (*learner->at != '{' && *learner->at != '['))
		return false;
	if (!learn_value(learner, "", 0, &root))
		return false;
	skip_space(learner);
	return learner->at == learner->end && end_text(learner, NULL);
}

static struct shape *shape_of(struct learner *learner)
{
	struct shape *shape = memory_zeroed(1, sizeof *shape);

	shape->text = memory_textn(learner->text.bytes, learner->text.length);
	shape->keys = memory_zeroed(learner->keys.length + SHAPE_KEY_SLACK, 1);
	memcpy(shape->keys, learner->keys.bytes, learner->keys.length);
	shape->keys_length = learner->keys.length;
	shape->slots = memory_copy(learner->slots, (learner->slot_count + 1) * sizeof *shape->slots);
	shape->slot_count = learner->slot_count;
	shape->steps = memory_copy(learner->steps, learner->step_count * sizeof *shape->steps);
	shape->step_count = learner->step_count;
	shape->spacing = learner->spacing;
	return shape;
}

struct shape *shape_new(const char *payload, size_t length)
{
	struct learner learner = { .at = payload, .end = payload + length, .behind = payload };
	struct shape *shape = NULL;

	if (learn(&learner))
		shape = shape_of(&learner);
	else
		forget_names(&learner, 0);
	buffer_clear(&learner.text);
	buffer_clear(&learner.keys);
	return shape;
}

void shape_free(struct shape *shape)
{
	if (shape == NULL)
		return;
	for (size_t i = 0; i < shape->slot_count; i++)
		free(shape->slots[i].name);
	free(shape->text);
	free(shape->keys);
	free(shape->slots);
	free(shape->steps);
	free(shape);
}

/* --- all of a model -------------------------------------------------------------------------------------- */

struct shapes {
	struct map *by_text; /* what shape_key() makes -> shape */
	const struct shape *latest[LATEST]; /* the last ones that were asked for, the newest first */
	struct shape *all[MOST_SHAPES];
	size_t count;
};

struct shapes *shapes_new(void)
{
	struct shapes *shapes = memory_zeroed(1, sizeof *shapes);

	shapes->by_text = map_new();
	return shapes;
}

void shapes_free(struct shapes *shapes)
{
	if (shapes == NULL)
		return;
	for (size_t i = 0; i < shapes->count; i++)
		shape_free(shapes->all[i]);
	map_free(shapes->by_text);
	free(shapes);
}

/* Its text with a NUL, which no text holds, for each value. */
static void shape_key(const struct shape *shape, struct buffer *key)
{
	for (size_t i = 0; i <= shape->slot_count; i++) {
		buffer_append(key, shape->text + shape->slots[i].at, shape->slots[i].length);
		buffer_char(key, '\0');
	}
}

const struct shape *shapes_try(const struct shapes *shapes, const char *payload, size_t length,
                               struct field fields[SHAPE_SLOTS])
{
	for (size_t i = 0; i < LATEST && shapes->latest[i] != NULL; i++)
		if (shape_match(shapes->latest[i], payload, length, fields))
			return shapes->latest[i];
	return NULL;
}

static void note_latest(struct shapes *shapes, const struct shape *shape)
{
	if (shape == NULL || shapes->latest[0] == shape)
		return;
	memmove(shapes->latest + 1, shapes->latest, (LATEST - 1) * sizeof *shapes->latest);
	shapes->latest[0] = shape;
}

const struct shape *shapes_learn(struct shapes *shapes, const char *payload, size_t length)
{
	struct shape *shape = shape_new(payload, length);
	struct buffer key = { NULL, 0, 0 };

	if (shape == NULL)
		return NULL;
	shape_key(shape, &key);
	struct shape *known = map_get(shapes->by_text, key.bytes, key.length);
	if (known == NULL && shapes->count < MOST_SHAPES) {
		known = shapes->all[shapes->count++] = shape;
		map_put(shapes->by_text, key.bytes, key.length, shape);
		shape = NULL;
	}
	shape_free(shape);
	buffer_clear(&key);
	note_latest(shapes, known);
	return known;
}
