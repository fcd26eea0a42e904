/* profile_read: single values of a profile; see src/conf/profile_private.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "conf/profile_private.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/parse.h"
#include "telltale/core/topic.h"

char *profile_clean(const char *text)
{
	size_t length = strlen(text), size = 10 * length + 1; /* the longest that a byte becomes */
	char *clean = memory_resize(NULL, size, 1);

	text_clean(clean, size, text, length);
	return clean;
}

char *profile_read_text(cfg_t *section, const char *option, const char *otherwise)
{
	const char *text = cfg_getstr(section, option);

	if (text == NULL)
		text = otherwise;
	return text != NULL ? memory_text(text) : NULL;
}

char *profile_read_shown(cfg_t *section, const char *option, const char *otherwise)
{
	const char *text = cfg_getstr(section, option);

	return profile_clean(text != NULL ? text : otherwise);
}

bool profile_read_topic(cfg_t *section, const char *option, const char *otherwise, char **topic,
                        struct error *error)
{
	struct error why = ERROR_INIT;

	*topic = profile_read_text(section, option, otherwise);
	if (*topic == NULL || topic_pattern_check(*topic, &why))
		return true;
	return parse_fail(section, option, error, "%s: %s", option, why.text);
}
