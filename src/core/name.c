/* name: see include/telltale/core/name.h */
#include "config.h"

#include "telltale/core/name.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"

static bool is_plain(const char *key, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (key[i] < 0x20 || key[i] > 0x7e)
			return false;
	return true;
}

bool name_append(struct name *name, const char *key, size_t length)
{
	size_t dot = name->length > 0;

	if (length >= sizeof name->text - name->length - dot)
		return false;
	if (dot > 0)
		name->text[name->length++] = '.';
	if (is_plain(key, length)) {
		memcpy(name->text + name->length, key, length);
		name->length += length;
		name->text[name->length] = '\0';
	} else {
		name->length += text_clean(name->text + name->length, sizeof name->text - name->length, key, length);
	}
	return true;
}

bool name_append_number(struct name *name, unsigned number)
{
	char text[16];
	int length = snprintf(text, sizeof text, "%u", number);

	return name_append(name, text, (size_t)length);
}
