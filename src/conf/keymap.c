/* keymap: see include/telltale/conf/keymap.h */
#include "config.h"

#include "telltale/conf/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

struct entry {
	int key;
	int scope;
	enum action action;
};

struct keymap {
	struct entry *entries;
	size_t count, capacity;
};

static const struct {
	const char *name;
	int key;
} named_keys[] = {
	{ "Enter", KEYCODE_ENTER },       { "Esc", KEYCODE_ESC },         { "Tab", KEYCODE_TAB },
	{ "Shift-Tab", KEYCODE_SHIFT_TAB }, { "Space", ' ' },             { "Backspace", KEYCODE_BACKSPACE },
	{ "Del", KEYCODE_DELETE },        { "Up", KEYCODE_UP },           { "Down", KEYCODE_DOWN },
	{ "Left", KEYCODE_LEFT },         { "Right", KEYCODE_RIGHT },     { "Home", KEYCODE_HOME },
	{ "End", KEYCODE_END },           { "PgUp", KEYCODE_PAGE_UP },    { "PgDn", KEYCODE_PAGE_DOWN },
	{ "Ctrl-Left", KEYCODE_WORD_LEFT }, { "Ctrl-Right", KEYCODE_WORD_RIGHT },
	{ "Shift-Left", KEYCODE_SHIFT_LEFT }, { "Shift-Right", KEYCODE_SHIFT_RIGHT },
};

bool key_parse(const char *name, size_t length, int *key)
{
	uint32_t character;
	int number, taken = 0;
	char text[24];

	if (length == 0 || length >= sizeof text)
		return false;
	memcpy(text, name, length);
	text[length] = '\0';
	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
		if (text_same(text, named_keys[i].name)) {
			*key = named_keys[i].key;
			return true;
		}
	}
	if (length == 6 && strncmp(text, "Ctrl-", 5) == 0 && text[5] >= 'A' && text[5] <= 'Z') {
		*key = text[5] - 'A' + 1;
		return true;
	}
	if (*text == 'F' && sscanf(text + 1, "%2d%n", &number, &taken) == 1 && (size_t)taken + 1 == length &&
	    number >= 1 && number <= 12) {
		*key = KEYCODE_F1 + number - 1;
		return true;
	}
	if (text_decode(text, length, &character) != length || character == TEXT_BROKEN)
		return false;
	*key = (int)character;
	return true;
}

void key_text(int key, char *text, size_t size)
{
	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
		if (named_keys[i].key == key) {
			snprintf(text, size, "%s", named_keys[i].name);
			return;
		}
	}
	char bytes[8];
	if (key >= KEYCODE_F1 && key <= KEYCODE_F12)
		snprintf(text, size, "F%d", key - KEYCODE_F1 + 1);
	else if (key > 0 && key <= 26)
		snprintf(text, size, "Ctrl-%c", 'A' + key - 1);
	else
		snprintf(text, size, "%.*s", (int)text_encode(bytes, (uint32_t)key), bytes);
}

/* Adds keys of an action; a name in the table that is no key is a mistake of ours and left out. */
static void add_keys(struct keymap *keymap, enum action action, int scope, const char *keys)
{
	for (const char *name = keys; *name != '\0';) {
		size_t length = strcspn(name, " ");
		struct entry entry = { 0, scope, action };
		if (key_parse(name, length, &entry.key)) {
			keymap->entries =
			    memory_grow(keymap->entries, keymap->count, &keymap->capacity, sizeof entry);
			keymap->entries[keymap->count++] = entry;
		}
		name += length + strspn(name + length, " ");
	}
}

struct keymap *keymap_new(void)
{
	struct keymap *keymap = memory_zeroed(1, sizeof *keymap);

	for (const struct action_def *def = action_table; def->name != NULL; def++)
		add_keys(keymap, def->action, def->scope, def->keys);
	return keymap;
}

void keymap_free(struct keymap *keymap)
{
	if (keymap == NULL)
		return;
	free(keymap->entries);
	free(keymap);
}

enum action keymap_find(const struct keymap *keymap, int scope, int key)
{
	for (size_t i = 0; i < keymap->count; i++)
		if (keymap->entries[i].key == key && (keymap->entries[i].scope & scope) != 0)
			return keymap->entries[i].action;
	return ACTION_NONE;
}

/* The other action that a key has in one of the views; NULL: none. *where gets that view's name. */
static const struct action_def *find_other(const struct keymap *keymap, const struct entry *entry, const char **where)
{
	for (const struct scope_def *scope = scope_table + 1; scope->name != NULL; scope++) {
		if ((entry->scope & scope->scope) == 0)
			continue;
		for (size_t i = 0; i < keymap->count; i++) {
			const struct entry *other = &keymap->entries[i];
			*where = scope->name;
			if (other->key == entry->key && (other->scope & scope->scope) != 0 && other->action != entry->action)
				return action_find(other->action);
		}
	}
	return NULL;
}

/* Whether every key of a binding means one thing. */
static bool check_binding(const struct keymap *keymap, const struct key_binding *binding, struct error *error)
{
	const struct action_def *def = action_find(binding->action), *other;
	const char *where = NULL;

	for (size_t i = 0; i < keymap->count; i++) {
		struct entry entry = keymap->entries[i];
		char key[24];
		entry.scope &= binding->scope;
		if (entry.action != binding->action || (other = find_other(keymap, &entry, &where)) == NULL)
			continue;
		key_text(entry.key, key, sizeof key);
		return error_set(error, ERROR_USAGE, "%s: %s: the key '%s' means %s in the %s view already; expected another one, "
		                 "or %s = none", binding->place, def->name, key, other->name, where, other->name);
	}
	return true;
}

static bool check_quit(const struct keymap *keymap, const struct key_bindings *bindings, struct error *error)
{
	const char *place = "bind";

	for (size_t i = 0; i < bindings->count; i++)
		place = bindings->all[i].action == ACTION_QUIT ? bindings->all[i].place : place;
	for (const struct scope_def *scope = scope_table + 1; scope->name != NULL; scope++) {
		char key[24];
		keymap_key_name_in(keymap, scope->scope, ACTION_QUIT, key, sizeof key);
		if (*key == '\0')
			return error_set(error, ERROR_USAGE, "%s: quit: no key would leave the %s view; expected at least one", place,
			                 scope->name);
	}
	return true;
}

/* Those of one view outweigh those of every view, whichever comes first in the file. */
static void apply(struct keymap *keymap, const struct key_bindings *bindings, bool everywhere)
{
	for (size_t i = 0; i < bindings->count; i++) {
		const struct key_binding *binding = &bindings->all[i];
		if ((binding->scope == SCOPE_EVERYWHERE) != everywhere)
			continue;
		for (size_t j = 0; j < keymap->count; j++)
			if (keymap->entries[j].action == binding->action)
				keymap->entries[j].scope &= ~binding->scope;
		add_keys(keymap, binding->action, binding->scope & action_find(binding->action)->scope, binding->keys);
	}
}

bool keymap_bind(struct keymap *keymap, const struct key_bindings *bindings, struct error *error)
{
	apply(keymap, bindings, true);
	apply(keymap, bindings, false);
	for (size_t i = 0; i < bindings->count; i++)
		if (!check_binding(keymap, &bindings->all[i], error))
			return false;
	return check_quit(keymap, bindings, error);
}

void keymap_key_names_in(const struct keymap *keymap, int scope, enum action action, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < keymap->count; i++) {
		char name[16];
		if (keymap->entries[i].action != action || (keymap->entries[i].scope & scope) == 0)
			continue;
		key_text(keymap->entries[i].key, name, sizeof name);
		int n = snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", name);
		if (n < 0 || (size_t)n >= size - used) {
			text[used] = '\0'; /* no half name */
			return;
		}
		used += (size_t)n;
	}
}

void keymap_key_name_in(const struct keymap *keymap, int scope, enum action action, char *text, size_t size)
{
	keymap_key_names_in(keymap, scope, action, text, size);
	text[strcspn(text, " ")] = '\0';
}

void keymap_key_names(const struct keymap *keymap, enum action action, char *text, size_t size)
{
	keymap_key_names_in(keymap, SCOPE_EVERYWHERE, action, text, size);
}

void keymap_key_name(const struct keymap *keymap, enum action action, char *text, size_t size)
{
	keymap_key_name_in(keymap, SCOPE_EVERYWHERE, action, text, size);
}
