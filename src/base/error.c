/* error: see include/telltale/base/error.h */
#include "config.h"

#include "telltale/base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool error_setv(struct error *error, enum error_code code, const char *format, va_list arguments)
{
	if (error != NULL && error->code == ERROR_NONE) {
		error->code = code;
		vsnprintf(error->text, sizeof error->text, format, arguments);
	}
	return false;
}

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_setv(error, code, format, arguments);
	va_end(arguments);
	return false;
}

bool error_errno(struct error *error, const char *format, ...)
{
	int saved = errno;
	va_list arguments;

	if (error == NULL || error->code != ERROR_NONE)
		return false;
	va_start(arguments, format);
	error_setv(error, ERROR_SYSTEM, format, arguments);
	va_end(arguments);
	size_t used = strlen(error->text);
	snprintf(error->text + used, sizeof error->text - used, ": %s", strerror(saved));
	return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
	char text[2 * sizeof error->text]; /* room for both, so that only the whole is cut */
	va_list arguments;

	if (error == NULL || error->code == ERROR_NONE)
		return false;
	va_start(arguments, format);
	vsnprintf(text, sizeof error->text, format, arguments);
	va_end(arguments);
	size_t used = strlen(text);
	snprintf(text + used, sizeof text - used, ": %s", error->text);
	text[sizeof error->text - 1] = '\0';
	memcpy(error->text, text, sizeof error->text);
	return false;
}
