/* publish: see include/telltale/ui/publish.h. Repeating and clearing: publish_again.c. */
#include "config.h"

#include "telltale/ui/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/core/topic.h"
#include "telltale/ui/form.h"
#include "telltale/ui/question.h"

#include "ui/publish_private.h"

enum { BOX_COLUMNS = 76, BOX_ROWS = 11 };
enum { FIELD_SAVED, FIELD_TOPIC, FIELD_PAYLOAD, FIELD_QOS, FIELD_RETAIN, FIELDS };

struct publish {
	struct form form;
	bool listing;       /* the list of saved messages is open over the form */
	size_t chosen;      /* in that */
	const struct saved_message *saved; /* which one the payload in the form is, where it can't be typed; else NULL */
	char *name;         /* of the saved message that fills the form; NULL: none */
};

static const char *const qos_choices[] = { "0", "1", "2", NULL };
static const char *const retain_choices[] = { "no", "yes", NULL };

struct publish *publish_new(void)
{
	struct publish *publish = memory_zeroed(1, sizeof *publish);
	struct form_field *fields = publish->form.fields;

	fields[FIELD_SAVED] = (struct form_field){ .label = "saved", .kind = FORM_BUTTON };
	fields[FIELD_TOPIC] = (struct form_field){ .label = "topic", .kind = FORM_TEXT };
	fields[FIELD_PAYLOAD] = (struct form_field){ .label = "payload", .kind = FORM_TEXT };
	fields[FIELD_QOS] = (struct form_field){ .label = "QoS", .kind = FORM_CHOICE, .choices = qos_choices };
	fields[FIELD_RETAIN] = (struct form_field){ .label = "retain", .kind = FORM_CHOICE, .choices = retain_choices };
	publish->form.count = FIELDS;
	return publish;
}

void publish_free(struct publish *publish)
{
	if (publish != NULL)
		free(publish->name);
	free(publish);
}

bool publish_is_open(const struct screen *screen)
{
	return screen->publish->form.open;
}

static size_t saved_count(const struct screen *screen)
{
	return screen->model.saved != NULL ? screen->model.saved->count : 0;
}

/* --- opening --------------------------------------------------------------------------------------------- */

/* On which topic the next message goes, most likely. The caller frees it. */
static char *likely_topic(const struct screen *screen)
{
	const struct command *command;
	const struct device *device = screen->focus;

	for (size_t i = 0; (command = fleet_command(screen->model.fleet, i)) != NULL; i++)
		if (command->device == NULL && topic_name_check(command->definition->topic, NULL))
			return command_sent_topic(command);
	if (device != NULL && device->profile != NULL && device->profile->command_count > 0)
		return topic_expand(device->profile->commands[0].topic, device->id);
	return memory_text("");
}

/* Puts bytes into a field. Those that can't be typed are shown, and stand there sealed. Returns whether they are. */
static bool fill(struct form *form, size_t field, const char *bytes)
{
	char clean[PROMPT_BYTES];
	size_t length = strlen(bytes);

	text_clean(clean, sizeof clean, bytes, length);
	form_set(form, field, clean);
	form->fields[field].sealed = strcmp(clean, bytes) != 0;
	return form->fields[field].sealed;
}

void publish_open(struct screen *screen, const char *topic)
{
	struct publish *publish = screen->publish;
	size_t saved = saved_count(screen);
	char about[80];

	if (!publish_allowed(screen))
		return;
	char *likely = topic != NULL ? memory_text(topic) : likely_topic(screen);
	snprintf(about, sizeof about, saved > 0 ? "%zu in the config: Enter shows them"
	         : "none; the config can have some: message NAME { ... }", saved);
	form_set(&publish->form, FIELD_SAVED, about);
	if (fill(&publish->form, FIELD_TOPIC, likely))
		form_set(&publish->form, FIELD_TOPIC, "");
	publish->listing = false;
	form_open(&publish->form, FIELD_TOPIC);
	free(likely);
}

/* --- the saved ones -------------------------------------------------------------------------------------- */

static void take_saved(struct screen *screen)
{
	struct publish *publish = screen->publish;
	const struct saved_message *saved = &screen->model.saved->all[publish->chosen];
	struct form *form = &publish->form;

	fill(form, FIELD_TOPIC, saved->topic);
	publish->saved = fill(form, FIELD_PAYLOAD, saved->payload) ? saved : NULL;
	if (form->fields[FIELD_TOPIC].sealed)
		publish->saved = saved;
	form->fields[FIELD_QOS].choice = (size_t)saved->qos;
	form->fields[FIELD_RETAIN].choice = saved->retain;
	form->focus = FIELD_PAYLOAD;
	free(publish->name);
	publish->name = memory_text(saved->name);
	form_set(form, FIELD_SAVED, saved->name);
}

static unsigned list_key(struct screen *screen, int key)
{
	struct publish *publish = screen->publish;
	size_t count = saved_count(screen);

	switch (key) {
	case KEYCODE_UP:
		publish->chosen -= publish->chosen > 0;
		break;
	case KEYCODE_DOWN:
		publish->chosen += publish->chosen + 1 < count;
		break;
	case KEYCODE_HOME:
		publish->chosen = 0;
		break;
	case KEYCODE_END:
		publish->chosen = count - 1;
		break;
	case KEYCODE_ENTER:
		take_saved(screen);
		publish->listing = false;
		break;
	case KEYCODE_ESC:
		publish->listing = false;
		break;
	default:
		return STALE_NOTHING;
	}
	return STALE_FRAME;
}

/* --- what is in the form ----------------------------------------------------------------------------------- */

static void complain(struct form *form, size_t field, const char *text)
{
	form->open = true;
	form->focus = field;
	text_clean(form->problem, sizeof form->problem, text, strlen(text));
}

/* A field's bytes: what was typed, or what the saved message has there. */
static const char *bytes_of(const struct publish *publish, size_t field)
{
	const struct form_field *typed = &publish->form.fields[field];

	if (!typed->sealed)
		return typed->text.text;
	return field == FIELD_TOPIC ? publish->saved->topic : publish->saved->payload;
}

/* A message that isn't the saved one any more hasn't its name. */
static bool is_saved(const struct screen *screen)
{
	const struct publish *publish = screen->publish;

	for (size_t i = 0; publish->name != NULL && i < saved_count(screen); i++) {
		const struct saved_message *saved = &screen->model.saved->all[i];
		if (strcmp(saved->name, publish->name) == 0)
			return strcmp(saved->topic, bytes_of(publish, FIELD_TOPIC)) == 0 &&
			       strcmp(saved->payload, bytes_of(publish, FIELD_PAYLOAD)) == 0;
	}
	return false;
}

static void send(struct screen *screen)
{
	struct publish *publish = screen->publish;
	struct form *form = &publish->form;
	const char *topic = bytes_of(publish, FIELD_TOPIC);
	struct error error = ERROR_INIT;

	if (!topic_name_check(topic, &error)) {
		complain(form, FIELD_TOPIC, error.text);
		return;
	}
	struct profile_command *own =
	    command_own_new(is_saved(screen) ? publish->name : "message", topic, bytes_of(publish, FIELD_PAYLOAD),
	                    (int)form->fields[FIELD_QOS].choice, form->fields[FIELD_RETAIN].choice == 1);
	question_order(screen, screen->wishes.publish(screen->wishes.self, own));
	command_own_free(own);
}

unsigned publish_key(struct screen *screen, int key)
{
	struct publish *publish = screen->publish;

	if (publish->listing)
		return list_key(screen, key);
	switch (form_key(&publish->form, key)) {
	case FORM_DONE:
		send(screen);
		break;
	case FORM_PRESSED:
		publish->listing = saved_count(screen) > 0;
		if (publish->chosen >= saved_count(screen))
			publish->chosen = 0;
		if (!publish->listing)
			publish->form.focus = FIELD_TOPIC;
		break;
	case FORM_CANCELLED:
	case FORM_EDITING:
		break;
	}
	return STALE_FRAME;
}

unsigned publish_paste(struct screen *screen, const char *text, size_t length)
{
	if (!screen->publish->listing)
		form_paste(&screen->publish->form, text, length);
	return STALE_FRAME;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void draw_saved(const struct canvas *canvas, int row, const struct saved_message *saved, bool chosen)
{
	char topic[200], payload[200];

	text_clean(topic, sizeof topic, saved->topic, strlen(saved->topic));
	text_clean(payload, sizeof payload, saved->payload, strlen(saved->payload));
	if (chosen)
		draw_fill(canvas, row, 0, canvas->columns, SLOT_INPUT);
	draw_text(canvas, row, 0, chosen ? SLOT_INPUT : SLOT_DIM,
	          chosen ? glyph_text(GLYPH_UNDER_WAY, canvas->terminal->utf8) : " ");
	draw_text_in(canvas, row, 2, 16, chosen ? SLOT_INPUT : SLOT_VALUE, saved->name);
	draw_text_in(canvas, row, 19, 26, chosen ? SLOT_INPUT : SLOT_TEXT, topic);
	draw_text(canvas, row, 46, chosen ? SLOT_INPUT : SLOT_TEXT, payload);
}

static void draw_list(const struct screen *screen, const struct canvas *canvas)
{
	size_t room = canvas->rows > 0 ? (size_t)canvas->rows : 1, chosen = screen->publish->chosen;
	size_t first = chosen >= room ? chosen - room + 1 : 0;

	for (size_t i = first; i < saved_count(screen) && i < first + room; i++)
		draw_saved(canvas, (int)(i - first), &screen->model.saved->all[i], i == chosen);
}

void publish_draw(struct screen *screen, const struct canvas *canvas)
{
	struct publish *publish = screen->publish;
	int columns = canvas->columns < BOX_COLUMNS ? canvas->columns : BOX_COLUMNS;
	int rows = canvas->rows < BOX_ROWS ? canvas->rows : BOX_ROWS;
	struct canvas box = canvas_part(canvas, (canvas->rows - rows) / 2, (canvas->columns - columns) / 2, rows, columns);
	struct canvas inner = canvas_part(&box, 1, 2, rows - 2, columns - 4);

	for (int row = 0; row < rows; row++)
		draw_fill(&box, row, 0, columns, SLOT_TEXT);
	draw_box(&box, SLOT_BORDER_FOCUS);
	draw_text_in(&box, 0, 2, columns - 4, SLOT_TITLE_FOCUS,
	             publish->listing ? " saved messages " : " publish a message ");
	if (publish->listing) {
		draw_list(screen, &inner);
		return;
	}
	int used = form_draw(&publish->form, &inner, screen->terminal);
	if (used < inner.rows - 1 && *publish->form.problem == '\0')
		draw_wrapped(&inner, used + 1, 0, SLOT_DIM,
		             publish->form.fields[FIELD_PAYLOAD].sealed
		             ? "The payload is sent as it was saved; to type is to begin anew."
		             : "The payload is sent as it is typed, byte for byte. Before it goes, you are asked.");
}

const char *const *publish_hints(const struct screen *screen)
{
	static const char *const form[] = { "Tab", "next field", "Enter", "on", "Esc", "publishes nothing", NULL };
	static const char *const list[] = { "Up Down", "choose", "Enter", "takes it", "Esc", "back", NULL };

	return screen->publish->listing ? list : form;
}
