/* pointer: see include/telltale/ui/pointer.h */
#include "config.h"

#include "telltale/ui/pointer.h"

#include "telltale/base/clock.h"
#include "telltale/ui/freeze.h"
#include "telltale/ui/hints.h"
#include "telltale/ui/publish.h"

enum { WHEEL_ROWS = 3 };

static const int64_t double_click = 400 * CLOCK_MILLISECOND;

/* Makes the second of two presses at one place a double one; a third is a press again. */
static void note_press(struct screen *screen, struct mouse *mouse, int64_t mono)
{
	struct press *press = &screen->press;
	bool same = press->row == mouse->row && press->column == mouse->column;

	if (same && press->at != CLOCK_NEVER && mono - press->at <= double_click) {
		mouse->kind = MOUSE_DOUBLE;
		press->at = CLOCK_NEVER;
		return;
	}
	*press = (struct press){ mono, mouse->row, mouse->column };
}

static bool is_press(const struct mouse *mouse)
{
	return mouse->kind == MOUSE_PRESS || mouse->kind == MOUSE_DOUBLE;
}

static bool is_wheel(const struct mouse *mouse)
{
	return mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN;
}

static unsigned scroll(struct screen *screen, const struct mouse *mouse)
{
	unsigned stale = STALE_NOTHING;

	for (int i = 0; i < (screen->view->scope == SCOPE_DEVICES ? 1 : WHEEL_ROWS); i++)
		stale |= screen_act(screen, mouse->kind == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
	return stale;
}

static int within(int value, int count)
{
	return value < 0 ? 0 : value >= count ? count - 1 : value;
}

/* What is dragged out of the view stays at its edge; what begins outside isn't the view's. */
static unsigned to_view(struct screen *screen, struct mouse mouse)
{
	const struct canvas *middle = &screen->middle;
	bool drags = mouse.kind == MOUSE_DRAG || mouse.kind == MOUSE_RELEASE;

	mouse.row -= middle->top;
	mouse.column -= middle->left;
	bool inside = mouse.row >= 0 && mouse.row < middle->rows && mouse.column >= 0 && mouse.column < middle->columns;
	if (is_press(&mouse))
		screen->dragging = inside;
	if (middle->rows <= 0 || middle->columns <= 0 || (!inside && !(drags && screen->dragging)))
		return STALE_NOTHING;
	mouse.row = within(mouse.row, middle->rows);
	mouse.column = within(mouse.column, middle->columns);
	if (screen->freeze.on && screen->view->mouse != NULL && mouse.kind != MOUSE_RELEASE) {
		freeze_end(screen); /* what is pressed on is old */
		return STALE_FRAME;
	}
	if (screen->freeze.on && !is_wheel(&mouse))
		return STALE_NOTHING;
	if (screen->view->mouse != NULL)
		return screen_to_view(screen, &mouse);
	return is_wheel(&mouse) ? scroll(screen, &mouse) : STALE_NOTHING;
}

unsigned pointer_event(struct screen *screen, const struct mouse *mouse, int64_t mono)
{
	struct mouse event = *mouse;

	if (screen->question != NULL)
		return STALE_NOTHING;
	screen->mono = mono;
	if (event.kind == MOUSE_PRESS)
		note_press(screen, &event, mono);
	int key = is_press(&event) ? hints_key_at(screen, event.row, event.column) : KEYCODE_NONE;
	if (key != KEYCODE_NONE)
		return screen_key(screen, key, mono);
	return screen->prompt.open || publish_is_open(screen) || screen->chooser.open ? STALE_NOTHING : to_view(screen, event);
}
