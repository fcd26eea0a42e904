/* value: see include/telltale/core/value.h */
#include "config.h"

#include "telltale/core/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "telltale/base/arena.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/number.h"

enum { ARENA_BYTES = 16 * 1024, UNIT_BYTES = 12, NUMBER_BYTES = 64 };

struct decoder {
	struct arena *arena;
};

/* cJSON has one pair of allocation functions for the whole process. Ours take from the arena of the decoder
 * that is at work on this thread, and are plain malloc and free otherwise. */
static _Thread_local struct arena *active_arena;

static void *json_take(size_t size)
{
	return active_arena != NULL ? arena_take(active_arena, size) : malloc(size);
}

static void json_give(void *block)
{
	if (active_arena == NULL)
		free(block);
}

struct decoder *decoder_new(void)
{
	struct decoder *decoder = memory_zeroed(1, sizeof *decoder);
	cJSON_Hooks hooks = { json_take, json_give };

	cJSON_InitHooks(&hooks);
	decoder->arena = arena_new(ARENA_BYTES);
	return decoder;
}

void decoder_free(struct decoder *decoder)
{
	if (decoder == NULL)
		return;
	arena_free(decoder->arena);
	free(decoder);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void trim(const char **text, size_t *length)
{
	while (*length > 0 && is_space((*text)[*length - 1]))
		(*length)--;
	while (*length > 0 && is_space(**text)) {
		(*text)++;
		(*length)--;
	}
}

/* Bytes of the decimal number at the start of a text, 0 if there is none. No hexadecimal ("0xff" isn't 0 of a
 * unit xff), no "inf", and no needless leading zero: "007" is somebody's name. */
static size_t number_length(const char *text, size_t length)
{
	size_t i = 0, digits = 0;

	if (i < length && (text[i] == '-' || text[i] == '+'))
		i++;
	if (i + 1 < length && text[i] == '0' && (is_digit(text[i + 1]) || (text[i + 1] | 0x20) == 'x'))
		return 0;
	for (; i < length && is_digit(text[i]); i++)
		digits++;
	if (digits > 0 && i + 1 < length && text[i] == '.' && is_digit(text[i + 1]))
		for (i++; i < length && is_digit(text[i]); i++)
			digits++;
	if (digits == 0)
		return 0;
	if (i < length && (text[i] == 'e' || text[i] == 'E')) {
		size_t e = i + 1;
		if (e < length && (text[e] == '-' || text[e] == '+'))
			e++;
		if (e < length && is_digit(text[e])) {
			for (i = e; i < length && is_digit(text[i]);)
				i++;
		}
	}
	return i;
}

/* Whether a text can be a unit: "%", "°C", "m³/h", "kWh", "m2". */
static bool is_unit(const char *text, size_t length)
{
	static const char other_signs[] = "%/.*^'\"";

	if (length > UNIT_BYTES)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
		bool power = i > 0 && (c == '2' || c == '3');
		bool sign = c == '%' || (i > 0 && strchr(other_signs, c) != NULL);
		if (!letter && !power && !sign)
			return false;
	}
	return text_is_utf8(text, length);
}

/* A decimal of fewer than NUMBER_BYTES bytes, which may begin with a plus or a point as no number of JSON does. */
static double decimal_value(const char *text, size_t length)
{
	char digits[NUMBER_BYTES];
	struct number number;
	const char *at = text;

	if (number_scan(&at, text + length, &number) && at == text + length)
		return number_value(&number);
	memcpy(digits, text, length);
	digits[length] = '\0';
	return strtod(digits, NULL);
}

struct scalar scalar_of_text(const char *text, size_t length)
{
	struct scalar scalar = { SCALAR_TEXT, 0, text, length };

	if (length > 0 && (unsigned char)*text >= 'A') /* most are words */
		return scalar;
	trim(&text, &length);
	size_t taken = number_length(text, length);
	if (taken == 0 || taken >= NUMBER_BYTES)
		return scalar;
	const char *unit = text + taken;
	size_t unit_length = length - taken;
	trim(&unit, &unit_length);
	if (!is_unit(unit, unit_length))
		return scalar;
	scalar.number = decimal_value(text, taken);
	if (!isfinite(scalar.number))
		return scalar;
	scalar.kind = SCALAR_NUMBER;
	scalar.text = unit;
	scalar.length = unit_length;
	return scalar;
}

struct scalar scalar_of_json(const struct cJSON *node)
{
	struct scalar none = { SCALAR_NONE, 0, "", 0 };

	if (node == NULL)
		return none;
	if (cJSON_IsString(node))
		return scalar_of_text(node->valuestring, strlen(node->valuestring));
	if (cJSON_IsNumber(node) && isfinite(node->valuedouble))
		return (struct scalar){ SCALAR_NUMBER, node->valuedouble, "", 0 };
	if (cJSON_IsBool(node)) {
		const char *word = cJSON_IsTrue(node) ? "true" : "false";
		return (struct scalar){ SCALAR_BOOL, cJSON_IsTrue(node), word, strlen(word) };
	}
	return none;
}

/* Text that a person could read: valid UTF-8 and no control characters but white space. */
static bool is_readable(const char *payload, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)payload[i];
		if ((c < 0x20 && !is_space((char)c)) || c == 0x7f)
			return false;
	}
	return text_is_utf8(payload, length);
}

static const cJSON *parse(struct decoder *decoder, const char *payload, size_t length)
{
	const char *end = NULL;

	active_arena = decoder->arena;
	const cJSON *json = cJSON_ParseWithLengthOpts(payload, length, &end, 0);
	active_arena = NULL;
	if (json == NULL)
		return NULL;
	while (end < payload + length && is_space(*end))
		end++;
	return end == payload + length ? json : NULL; /* something stands behind it: not JSON */
}

struct value value_decode(struct decoder *decoder, const char *payload, size_t length)
{
	struct value value = { VALUE_EMPTY, NULL, { SCALAR_NONE, 0, "", 0 } };
	const char *text = payload;
	size_t rest = length;

	arena_reset(decoder->arena);
	trim(&text, &rest);
	if (length == 0)
		return value;
	if (rest > 0 && (*text == '{' || *text == '[' || *text == '"')) {
		value.json = parse(decoder, text, rest);
		if (value.json != NULL) {
			value.kind = cJSON_IsString(value.json) ? VALUE_SCALAR : VALUE_JSON;
			value.scalar = scalar_of_json(value.json);
			return value;
		}
	}
	value.kind = is_readable(payload, length) ? VALUE_SCALAR : VALUE_BYTES;
	if (value.kind == VALUE_SCALAR) {
		value.scalar = scalar_of_text(text, rest);
		if (scalar_is(&value.scalar, "true") || scalar_is(&value.scalar, "false")) {
			value.scalar.kind = SCALAR_BOOL;
			value.scalar.number = *text == 't';
		}
	}
	return value;
}

void value_begin(struct decoder *decoder)
{
	arena_reset(decoder->arena);
}

struct cJSON *value_node(struct decoder *decoder)
{
	return memset(arena_take(decoder->arena, sizeof(cJSON)), 0, sizeof(cJSON));
}

static const cJSON *child(const cJSON *node, const char *key, size_t length)
{
	if (cJSON_IsArray(node)) {
		char *end;
		long index = strtol(key, &end, 10);
		if (end != key + length || index < 0 || index > 1000000)
			return NULL;
		return cJSON_GetArrayItem(node, (int)index);
	}
	for (const cJSON *item = node->child; item != NULL; item = item->next)
		if (item->string != NULL && strlen(item->string) == length && memcmp(item->string, key, length) == 0)
			return item;
	return NULL;
}

/* Tries the longest key first, so that a key with dots in it wins over the same path through objects. */
static const cJSON *walk(const cJSON *node, const char *path)
{
	size_t length = strlen(path);

	if (length == 0)
		return node;
	while (length > 0) {
		const cJSON *item = child(node, path, length);
		if (item != NULL)
			item = walk(item, path[length] == '.' ? path + length + 1 : path + length);
		if (item != NULL)
			return item;
		do {
			length--;
		} while (length > 0 && path[length] != '.');
	}
	return NULL;
}

struct scalar value_at(const struct value *value, const char *path)
{
	struct scalar none = { SCALAR_NONE, 0, "", 0 };

	if (value->kind == VALUE_SCALAR)
		return path == NULL || *path == '\0' ? value->scalar : none;
	if (value->kind != VALUE_JSON || path == NULL || *path == '\0')
		return none;
	return scalar_of_json(walk(value->json, path));
}

/* Counts values up to a node. Returns whether it was met. */
static bool count_to(const cJSON *node, const cJSON *wanted, int *count)
{
	if (node == wanted)
		return true;
	if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
		(*count)++;
		return false;
	}
	for (const cJSON *item = node->child; item != NULL; item = item->next)
		if (count_to(item, wanted, count))
			return true;
	return false;
}

int value_place(const struct value *value, const char *path)
{
	const cJSON *node = value->kind == VALUE_JSON && path != NULL && *path != '\0' ? walk(value->json, path) : NULL;
	int count = 0;

	if (node == NULL || cJSON_IsObject(node) || cJSON_IsArray(node))
		return -1;
	count_to(value->json, node, &count);
	return count;
}

size_t scalar_text(const struct scalar *scalar, char *text, size_t size)
{
	if (size == 0)
		return 0;
	*text = '\0';
	if (scalar->kind == SCALAR_NUMBER) {
		int n = snprintf(text, size, "%.15g%s%.*s", scalar->number, scalar->length > 0 ? " " : "",
		                 (int)scalar->length, scalar->text);
		return (size_t)n < size ? (size_t)n : size - 1;
	}
	size_t length = scalar->length < size ? scalar->length : size - 1;
	if (scalar->kind != SCALAR_NONE)
		memcpy(text, scalar->text, length);
	else
		length = 0;
	text[length] = '\0';
	return length;
}

bool scalar_is(const struct scalar *scalar, const char *word)
{
	struct scalar wanted = { SCALAR_TEXT, 0, word, strlen(word) };

	if (scalar->kind == SCALAR_NUMBER) { /* "100%" is a number too, and so is the "100 %" of a profile */
		wanted = scalar_of_text(word, strlen(word));
		if (wanted.kind != SCALAR_NUMBER || wanted.number < scalar->number || wanted.number > scalar->number)
			return false;
	}
	return scalar->kind != SCALAR_NONE && wanted.length == scalar->length &&
	       memcmp(wanted.text, scalar->text, scalar->length) == 0;
}

static bool is_time_of_day(const struct scalar *scalar)
{
	return scalar->length >= 10 && scalar->text[4] == '-' && scalar->text[7] == '-' && scalar->text[0] >= '0' &&
	       scalar->text[0] <= '9';
}

bool scalar_is_state(const struct scalar *scalar)
{
	enum { LONGEST = 32 };

	return scalar->kind != SCALAR_NONE && scalar->length > 0 && scalar->length <= LONGEST && !is_time_of_day(scalar);
}
