/* publish_again: a command or a message once more; and clearing what is stored; see include/telltale/ui/publish.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "telltale/core/topic.h"
#include "telltale/ui/publish.h"
#include "telltale/ui/question.h"

#include "ui/publish_private.h"

bool publish_allowed(struct screen *screen)
{
	const char *why = screen->model.playback != NULL ? "this is a REPLAY: nothing is published"
	                  : screen->model.link->read_only ? "read-only: nothing is published" : NULL;

	if (why != NULL)
		screen_notice(screen, LOG_NOTE, false, screen->mono, why);
	return why == NULL;
}

static void look(struct screen *screen, const char *filter, int64_t mono)
{
	struct error error = ERROR_INIT;

	if (!screen->wishes.look(screen->wishes.self, filter, &error))
		screen_notice(screen, LOG_WARNING, false, mono, error.text);
	else
		screen_notice(screen, LOG_NOTE, false, mono, "asking the broker what it has stored there ...");
}

void publish_again(struct screen *screen, const struct command *command)
{
	struct command *again;

	if (screen->model.playback != NULL) {
		screen_notice(screen, LOG_NOTE, false, screen->mono, "this is a REPLAY: no command is sent");
		return;
	}
	if (command->device == NULL && strpbrk(command->definition->topic, "+#") != NULL) { /* what was cleared */
		if (publish_allowed(screen))
			look(screen, command->definition->topic, screen->mono);
		return;
	}
	if (command->device != NULL)
		again = screen->wishes.ask(screen->wishes.self, command->device, command->definition);
	else
		again = screen->wishes.publish(screen->wishes.self, command->definition);
	question_order(screen, again);
}

/* --- clearing -------------------------------------------------------------------------------------------- */

static void clear_finish(struct screen *screen, int64_t mono)
{
	if (*screen->prompt.text != '\0')
		look(screen, screen->prompt.text, mono);
}

static const struct ask ask_clear = {
	.label = "clear retained messages below: ",
	.done = "lists them, then asks",
	.cancel = "clears nothing",
	.forms = "topic, a/+/topic, a/#",
	.finish = clear_finish,
};

void publish_clear(struct screen *screen, const char *topic)
{
	if (publish_allowed(screen))
		ask_open(screen, &ask_clear, topic);
}
