/* copy: see include/telltale/ui/copy.h */
#include "config.h"

#include "telltale/ui/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/clipboard.h"

/* What is to be copied, for the caller to free; NULL: nothing. The views of devices have a name for it all the same. */
static char *chosen(const struct screen *screen, enum action action, const void *state, size_t *length,
                    const char **what)
{
	const struct view *view = screen->view;
	bool name = action == ACTION_COPY_NAME;

	if (name && view->copied_name != NULL)
		return view->copied_name(state, screen, length, what);
	if (!name && view->copied != NULL)
		return view->copied(state, screen, length, what);
	if (!name || screen->focus == NULL || (view->scope & (SCOPE_DEVICES | SCOPE_DEVICE)) == 0)
		return NULL;
	*length = strlen(screen->focus->title);
	*what = "name";
	return memory_text(screen->focus->title);
}

bool copy_can(const struct screen *screen, enum action action, const void *state)
{
	if (action == ACTION_COPY)
		return screen->view->copied != NULL;
	size_t length;
	const char *what;
	char *bytes = chosen(screen, action, state, &length, &what);
	free(bytes);
	return bytes != NULL;
}

static void say(struct screen *screen, bool good, size_t length, const char *what)
{
	char text[SCREEN_NOTICE], number[32], most[32];

	text_number(number, sizeof number, (double)length, 0);
	text_number(most, sizeof most, CLIPBOARD_MOST, 0);
	if (good)
		snprintf(text, sizeof text, "copied %s byte%s of %s", number, length == 1 ? "" : "s", what);
	else
		snprintf(text, sizeof text, "not copied: the %s has %s bytes, and terminals take %s at most", what, number, most);
	screen_notice(screen, good ? LOG_NOTE : LOG_WARNING, good, screen->mono, text);
}

unsigned copy_act(struct screen *screen, enum action action, const void *state)
{
	const char *what = "text";
	size_t length = 0;
	char *bytes = chosen(screen, action, state, &length, &what);

	if (bytes == NULL)
		screen_notice(screen, LOG_NOTE, false, screen->mono, "nothing is chosen here that could be copied");
	else
		say(screen, terminal_copy(screen->terminal, bytes, length), length, what);
	free(bytes);
	return STALE_FRAME;
}
