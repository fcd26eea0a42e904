/* saved: see include/telltale/conf/saved.h */
#include "config.h"

#include "telltale/conf/saved.h"

#include <stdlib.h>
#include <string.h>

#include "conf/saved_private.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/command.h"
#include "telltale/core/topic.h"

enum { STAND_IN = 1 }; /* for each character that would have the environment read; no text that a person writes has it */

cfg_opt_t *saved_options(void)
{
	static cfg_opt_t options[] = {
		CFG_STR("topic", NULL, CFGF_NODEFAULT),
		CFG_STR("payload", "", CFGF_NONE),
		CFG_INT("qos", 0, CFGF_NONE),
		CFG_BOOL("retain", cfg_false, CFGF_NONE),
		CFG_END(),
	};

	return options;
}

char *saved_without_variables(const char *text)
{
	char *copy = memory_text(text);

	for (char *at = strstr(copy, "${"); at != NULL; at = strstr(at, "${")) {
		char *end = strchr(at, '}');
		at[0] = at[1] = STAND_IN;
		if (end != NULL)
			*end = STAND_IN;
	}
	return copy;
}

static bool check(cfg_t *section, struct error *error)
{
	const char *topic = cfg_getstr(section, "topic"), *payload = cfg_getstr(section, "payload");
	long qos = cfg_getint(section, "qos");
	struct error why = ERROR_INIT;

	if (topic == NULL)
		return parse_fail(section, "topic", error, "message '%s' has no topic", cfg_title(section));
	if (strchr(topic, STAND_IN) != NULL || strchr(payload, STAND_IN) != NULL)
		return parse_fail(section, strchr(topic, STAND_IN) != NULL ? "topic" : "payload", error,
		                  "${...} is not replaced in a message; expected the value itself");
	if (!topic_name_check(topic, &why))
		return parse_fail(section, "topic", error, "topic: %s", why.text);
	if (strlen(payload) > COMMAND_OWN_MOST)
		return parse_fail(section, "payload", error, "payload: at most %d bytes", COMMAND_OWN_MOST);
	if (qos < 0 || qos > 2)
		return parse_fail(section, "qos", error, "qos = %ld, expected 0, 1 or 2", qos);
	return true;
}

static char *clean_copy(const char *text)
{
	char clean[64];

	text_clean(clean, sizeof clean, text, strlen(text));
	return memory_text(clean);
}

bool saved_take(struct saved_messages *saved, cfg_t *cfg, struct error *error)
{
	unsigned count = cfg_size(cfg, "message");

	saved_clear(saved);
	saved->all = memory_zeroed(count + 1, sizeof *saved->all);
	for (unsigned i = 0; i < count; i++) {
		cfg_t *section = cfg_getnsec(cfg, "message", i);
		if (!check(section, error))
			return false;
		saved->all[saved->count++] = (struct saved_message){
			.name = clean_copy(cfg_title(section)),
			.topic = memory_text(cfg_getstr(section, "topic")),
			.payload = memory_text(cfg_getstr(section, "payload")),
			.qos = (int)cfg_getint(section, "qos"),
			.retain = cfg_getbool(section, "retain"),
		};
	}
	return true;
}

void saved_clear(struct saved_messages *saved)
{
	for (size_t i = 0; i < saved->count; i++) {
		free(saved->all[i].name);
		free(saved->all[i].topic);
		free(saved->all[i].payload);
	}
	free(saved->all);
	*saved = (struct saved_messages){ NULL, 0 };
}
