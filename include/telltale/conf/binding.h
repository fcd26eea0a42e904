/*
 * binding: keys that the user has given to actions in the config.
 *
 *   bind devices { open = "x Enter"  sort = none }
 *   bind everywhere { help = "H F1" }
 *
 * In that view an action has these keys instead of its own. "everywhere" means every view in which it does something.
 */
#ifndef TELLTALE_CONF_BINDING_H
#define TELLTALE_CONF_BINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/base/error.h"
#include "telltale/conf/action.h"

struct profiles;

/* One line of a bind section. */
struct key_binding {
	int scope;
	enum action action;
	char *keys;  /* names, spaces between; "" for none */
	char *place; /* file:line, for errors */
};

/* In the order of the file. All zero to begin with. */
struct key_bindings {
	struct key_binding *all;
	size_t count, capacity;
};

/* A place where keys are bound: "devices", "replay", "everywhere" … */
struct scope_def {
	const char *name;
	int scope;
};

/* Ends with a name of NULL. */
extern const struct scope_def scope_table[];

/* Adds one; false with "PLACE: …": the action does nothing there, or that's no key. */
bool bindings_add(struct key_bindings *bindings, const struct scope_def *scope, const struct action_def *action, const char *keys,
                  const char *place, struct error *error);

/* Lower-case letters belong to the devices' commands: false if a profile has a command on one that is bound in a view of
 * devices. */
bool bindings_check_profiles(const struct key_bindings *bindings, const struct profiles *profiles, struct error *error);

void bindings_clear(struct key_bindings *bindings);

#endif
