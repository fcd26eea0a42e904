/* binding: see include/telltale/conf/binding.h */
#include "config.h"

#include "telltale/conf/binding.h"

#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/conf/keymap.h"
#include "telltale/conf/profile_text.h"

const struct scope_def scope_table[] = {
	{ "everywhere", SCOPE_EVERYWHERE }, { "devices", SCOPE_DEVICES },   { "device", SCOPE_DEVICE },
	{ "topics", SCOPE_TOPICS },         { "messages", SCOPE_MESSAGES }, { "commands", SCOPE_COMMANDS },
	{ "alerts", SCOPE_ALERTS },         { "log", SCOPE_LOG },           { "help", SCOPE_HELP },
	{ "replay", SCOPE_REPLAY },         { NULL, 0 },
};

/* The terminal keeps these for itself: interrupt, stop, and the two that hold up output. */
static bool never_comes(int key)
{
	return key == 'C' - '@' || key == 'Z' - '@' || key == 'S' - '@' || key == 'Q' - '@';
}

static bool check_keys(const struct action_def *action, const char *keys, const char *place, struct error *error)
{
	for (const char *name = keys; *name != '\0';) {
		size_t length = strcspn(name, " ");
		int key;
		if (!key_parse(name, length, &key))
			return error_set(error, ERROR_USAGE, "%s: %s: found '%.*s', expected a key: x, X, ?, Enter, Space, Up, PgDn, "
			                 "F5, Ctrl-A, or none", place, action->name, (int)length, name);
		if (never_comes(key))
			return error_set(error, ERROR_USAGE, "%s: %s: found '%.*s', which the terminal keeps for itself; expected "
			                 "another key", place, action->name, (int)length, name);
		name += length + strspn(name + length, " ");
	}
	return true;
}

bool bindings_add(struct key_bindings *bindings, const struct scope_def *scope, const struct action_def *action, const char *keys,
                  const char *place, struct error *error)
{
	bool replay_alone = scope->scope == SCOPE_REPLAY; /* its keys are looked at before the view's */

	keys += strspn(keys, " ");
	if (replay_alone ? action->scope != SCOPE_REPLAY : (action->scope & scope->scope) == 0)
		return error_set(error, ERROR_USAGE, "%s: %s does nothing in the %s view", place, action->name, scope->name);
	if (*keys == '\0')
		return error_set(error, ERROR_USAGE, "%s: %s: found nothing, expected a key, or none", place, action->name);
	if (strcmp(keys, "none") == 0)
		keys = "";
	if (!check_keys(action, keys, place, error))
		return false;
	bindings->all = memory_grow(bindings->all, bindings->count, &bindings->capacity, sizeof *bindings->all);
	bindings->all[bindings->count++] =
	    (struct key_binding){ scope->scope, action->action, memory_text(keys), memory_text(place) };
	return true;
}

/* Whether no profile has a command on that letter. */
static bool check_letter(const struct key_binding *binding, char letter, const struct profiles *profiles, struct error *error)
{
	const char key[2] = { letter, '\0' };

	for (size_t i = 0; i < profiles->count; i++) {
		const struct profile_command *command = profile_find_key(profiles->all[i], key);
		if (command != NULL)
			return error_set(error, ERROR_USAGE, "%s: %s: the key '%s' sends the command %s of the profile %s; expected "
			                 "another one", binding->place, action_find(binding->action)->name, key, command->name,
			                 profiles->all[i]->name);
	}
	return true;
}

bool bindings_check_profiles(const struct key_bindings *bindings, const struct profiles *profiles, struct error *error)
{
	for (size_t i = 0; i < bindings->count; i++) {
		const struct key_binding *binding = &bindings->all[i];
		int scope = binding->scope & action_find(binding->action)->scope;
		for (const char *c = binding->keys; *c != '\0' && (scope & (SCOPE_DEVICES | SCOPE_DEVICE)) != 0; c++) {
			bool alone = (c == binding->keys || c[-1] == ' ') && (c[1] == ' ' || c[1] == '\0');
			if (alone && *c >= 'a' && *c <= 'z' && !check_letter(binding, *c, profiles, error))
				return false;
		}
	}
	return true;
}

void bindings_clear(struct key_bindings *bindings)
{
	for (size_t i = 0; i < bindings->count; i++) {
		free(bindings->all[i].keys);
		free(bindings->all[i].place);
	}
	free(bindings->all);
	*bindings = (struct key_bindings){ NULL, 0, 0 };
}
