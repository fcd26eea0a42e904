/* form: see include/telltale/ui/form.h */
#include "config.h"

#include "telltale/ui/form.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/text.h"
#include "telltale/conf/keymap.h"

enum { LABEL = 9 };

void form_open(struct form *form, size_t focus)
{
	form->open = true;
	form->focus = focus;
	*form->problem = '\0';
}

void form_set(struct form *form, size_t field, const char *text)
{
	prompt_open(&form->fields[field].text, text);
	form->fields[field].sealed = false;
}

/* --- keys ------------------------------------------------------------------------------------------------ */

static enum form_result move(struct form *form, int direction)
{
	form->focus = (form->focus + form->count + (size_t)(direction + (int)form->count)) % form->count;
	return FORM_EDITING;
}

static enum form_result next_or_done(struct form *form)
{
	if (form->focus + 1 < form->count)
		return move(form, 1);
	form->open = false;
	return FORM_DONE;
}

static size_t choices_of(const struct form_field *field)
{
	size_t count = 0;

	while (field->choices[count] != NULL)
		count++;
	return count;
}

static enum form_result choose(struct form_field *field, int key)
{
	size_t count = choices_of(field);

	if (key == KEYCODE_RIGHT || key == ' ')
		field->choice = (field->choice + 1) % count;
	else if (key == KEYCODE_LEFT)
		field->choice = (field->choice + count - 1) % count;
	for (size_t i = 0; i < count; i++)
		if (key == field->choices[i][0])
			field->choice = i;
	return FORM_EDITING;
}

static void unseal(struct form_field *field)
{
	if (field->sealed)
		prompt_open(&field->text, "");
	field->sealed = false;
}

static bool edits(int key)
{
	return key != KEYCODE_LEFT && key != KEYCODE_RIGHT && key != KEYCODE_HOME && key != KEYCODE_END;
}

static enum form_result type(struct form *form, struct form_field *field, int key)
{
	size_t before = field->text.length;

	if (edits(key))
		unseal(field);
	prompt_key(&field->text, key);
	if (key >= ' ' && key < KEYCODE_UP && field->text.length == before)
		snprintf(form->problem, sizeof form->problem, "%s: no more than %d bytes can be typed", field->label,
		         PROMPT_BYTES - 1);
	return FORM_EDITING;
}

enum form_result form_key(struct form *form, int key)
{
	struct form_field *field = &form->fields[form->focus];

	*form->problem = '\0';
	switch (key) {
	case KEYCODE_ESC:
		form->open = false;
		return FORM_CANCELLED;
	case KEYCODE_TAB:
	case KEYCODE_DOWN:
		return move(form, 1);
	case KEYCODE_SHIFT_TAB:
	case KEYCODE_UP:
		return move(form, -1);
	case KEYCODE_ENTER:
		return field->kind == FORM_BUTTON ? FORM_PRESSED : next_or_done(form);
	default:
		break;
	}
	if (field->kind == FORM_TEXT)
		return type(form, field, key);
	if (field->kind == FORM_CHOICE)
		return choose(field, key);
	return key == ' ' || key == KEYCODE_RIGHT ? FORM_PRESSED : FORM_EDITING;
}

void form_paste(struct form *form, const char *text, size_t length)
{
	struct form_field *field = &form->fields[form->focus];

	*form->problem = '\0';
	if (field->kind != FORM_TEXT) {
		snprintf(form->problem, sizeof form->problem, "%s: is chosen, not pasted", field->label);
		return;
	}
	struct prompt pasted = field->sealed ? (struct prompt){ .open = true } : field->text;
	if (!prompt_paste(&pasted, text, length)) {
		snprintf(form->problem, sizeof form->problem,
		         "%s: what was pasted is too long, the field holds %d bytes; the config can save a longer message",
		         field->label, PROMPT_BYTES - 1);
		return;
	}
	field->text = pasted;
	field->sealed = false;
}

/* --- drawing --------------------------------------------------------------------------------------------- */

static void draw_typed(const struct form_field *field, const struct canvas *canvas, int row, bool focused,
                       struct terminal *terminal)
{
	const char *from;
	int room = canvas->columns - LABEL - 1, cursor = prompt_window(&field->text, room, &from);

	if (!focused || field->sealed)
		from = field->text.text;
	draw_fill(canvas, row, LABEL, room + 1, focused ? SLOT_INPUT : SLOT_TEXT);
	draw_text_in(canvas, row, LABEL, room, focused ? SLOT_INPUT : SLOT_VALUE, from);
	if (focused && !field->sealed)
		terminal_cursor(terminal, canvas->top + row, canvas->left + LABEL + cursor);
}

static void draw_choices(const struct form_field *field, const struct canvas *canvas, int row, bool focused)
{
	int column = LABEL;

	for (size_t i = 0; field->choices[i] != NULL; i++) {
		bool chosen = i == field->choice;
		column += draw_text(canvas, row, column, chosen ? SLOT_VALUE : SLOT_DIM, chosen ? "[" : " ");
		column += draw_text(canvas, row, column, chosen ? focused ? SLOT_INPUT : SLOT_VALUE : SLOT_DIM,
		                    field->choices[i]);
		column += draw_text(canvas, row, column, chosen ? SLOT_VALUE : SLOT_DIM, chosen ? "] " : "  ");
	}
}

int form_draw(const struct form *form, const struct canvas *canvas, struct terminal *terminal)
{
	int row = 0;

	for (size_t i = 0; i < form->count; i++, row++) {
		const struct form_field *field = &form->fields[i];
		bool focused = i == form->focus;
		draw_text_in(canvas, row, 0, LABEL - 1, focused ? SLOT_TITLE_FOCUS : SLOT_LABEL, field->label);
		if (field->kind == FORM_TEXT)
			draw_typed(field, canvas, row, focused, terminal);
		else if (field->kind == FORM_CHOICE)
			draw_choices(field, canvas, row, focused);
		else
			draw_text(canvas, row, LABEL, focused ? SLOT_INPUT : SLOT_VALUE, field->text.text);
	}
	if (*form->problem == '\0')
		return row;
	if (row >= canvas->rows) { /* a tiny window: what is wrong is worth more than the last field */
		row = canvas->rows - 1;
		draw_fill(canvas, row, 0, canvas->columns, SLOT_TEXT);
	}
	return row + draw_wrapped(canvas, row, 0, SLOT_WARN, form->problem);
}
