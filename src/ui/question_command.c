/* question_command: whether a command is sent, a message of the user's own, or an empty one to many topics; see
 * include/telltale/ui/question.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/ui/question.h"

enum { LABEL = 9, PAYLOAD_ROWS = 6 };

static const struct command *asked(const struct screen *screen)
{
	return screen->question_about;
}

static void answer(struct screen *screen, bool yes)
{
	struct command *command = screen->question_about;

	if (yes)
		screen->wishes.confirm(screen->wishes.self, command);
	else
		screen->wishes.cancel(screen->wishes.self, command);
}

static void draw_line(const struct canvas *canvas, int row, const char *label, const char *text)
{
	draw_text(canvas, row, 0, SLOT_LABEL, label);
	draw_text(canvas, row, LABEL, SLOT_VALUE, text);
}

/* Takes what is sent, and frees it. */
static void draw_sent(const struct canvas *canvas, int row, const char *label, char *sent)
{
	char clean[1200];

	text_clean(clean, sizeof clean, sent, strlen(sent));
	draw_line(canvas, row, label, *sent != '\0' ? clean : "(empty)");
	free(sent);
}

/* --- a command of a device, or a message of the user's own ------------------------------------------------ */

static void command_title_text(const struct screen *screen, char *text, size_t size)
{
	const struct command *command = asked(screen);

	if (command->device != NULL)
		snprintf(text, size, " %s: send %s? ", command->device->title, command->definition->name);
	else
		snprintf(text, size, " publish %s to %.300s? ", command->definition->name, command_title(command));
}

/* Whether a message of the user's own may move something, which no guard has looked at. */
static bool may_move(const struct screen *screen)
{
	const struct command *command = asked(screen);

	return command->device == NULL && fleet_takes_orders(screen->model.fleet, command->definition->topic);
}

static int command_rows(const struct screen *screen)
{
	return asked(screen)->device != NULL ? 3 : may_move(screen) ? 5 : 4;
}

static void draw_proof(const struct canvas *canvas, int row, const struct command *command)
{
	const struct profile_command *definition = command->definition;
	char text[200], span[32];

	clock_span_text(span, sizeof span, definition->within);
	if (definition->expect.count > 0)
		snprintf(text, sizeof text, "%s, reported within %s", definition->expect.text, span);
	else if (command->device != NULL)
		snprintf(text, sizeof text, "the broker accepts it; the device confirms nothing");
	else
		snprintf(text, sizeof text, definition->qos > 0 ? "the broker accepts it"
		         : "it is sent; with QoS 0 the broker confirms nothing");
	draw_line(canvas, row, "done if", text);
}

/* How it is sent, with what that brings about. */
static void draw_manner(const struct canvas *canvas, int row, const struct profile_command *definition)
{
	char text[160], size[32];

	text_bytes(size, sizeof size, strlen(definition->payload));
	snprintf(text, sizeof text, "%s, QoS %d, %s", size, definition->qos,
	         !definition->retain ? "not retained"
	         : *definition->payload == '\0' ? "RETAINED and empty: removes what is stored"
	                                        : "RETAINED: kept for whoever comes later");
	draw_line(canvas, row, "as", text);
}

static void draw_command(const struct screen *screen, const struct canvas *canvas)
{
	const struct command *command = asked(screen);
	int row = 0;

	draw_sent(canvas, row++, "topic", command_sent_topic(command));
	draw_sent(canvas, row++, "payload", command_sent_payload(command));
	if (command->device == NULL)
		draw_manner(canvas, row++, command->definition);
	draw_proof(canvas, row++, command);
	if (may_move(screen))
		draw_text(canvas, row, 0, SLOT_WARN, command->definition->retain
		          ? "! Devices take commands there; each newcomer would get it."
		          : "! Devices take commands there, and no guard is asked.");
}

const struct question question_command = {
	.yes = "send it",
	.no = "don't",
	.title = command_title_text,
	.rows = command_rows,
	.draw = draw_command,
	.answer = answer,
};

/* --- stored messages ---------------------------------------------------------------------------------------- */

static void clearing_title(const struct screen *screen, char *text, size_t size)
{
	const struct clearing_status *clearing = screen->model.clearing;

	snprintf(text, size, " clear %zu retained message%s: %.300s? ", clearing->count, clearing->count == 1 ? "" : "s",
	         command_title(asked(screen)));
}

static int clearing_rows(const struct screen *screen)
{
	const struct clearing_status *clearing = screen->model.clearing;

	return (int)clearing->count + 2 + (clearing->beyond > 0);
}

static void draw_clearing(const struct screen *screen, const struct canvas *canvas)
{
	const struct clearing_status *clearing = screen->model.clearing;
	int row = 0;

	draw_text(canvas, row++, 0, SLOT_LABEL, "Each of these topics gets an empty retained message (QoS 1),");
	draw_text(canvas, row++, 0, SLOT_LABEL, "so that the broker has nothing stored there any more:");
	for (size_t i = 0; i < clearing->count; i++, row++)
		if (canvas_shows(canvas, row))
			draw_text(canvas, row, 2, SLOT_VALUE, clearing->topics[i]);
	if (clearing->beyond > 0)
		draw_format(canvas, row, 0, SLOT_WARN, "%zu more are beyond the limit of %d and stay", clearing->beyond,
		            CLEARING_TOPICS);
}

const struct question question_clearing = {
	.yes = "clear them",
	.no = "don't",
	.title = clearing_title,
	.rows = clearing_rows,
	.draw = draw_clearing,
	.answer = answer,
};
