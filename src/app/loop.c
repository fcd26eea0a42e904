/* loop: see include/telltale/app/loop.h */
#include "config.h"

#include "telltale/app/loop.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "telltale/app/signals.h"
#include "telltale/base/clock.h"

/* How long the engine works before keys are looked at again; how long a frame waits for a terminal that
 * takes no output, if that doesn't say before that it does. */
static const int64_t work_budget = 4 * CLOCK_MILLISECOND;
static const int64_t busy_terminal = CLOCK_SECOND / 2;

enum { OWN_FDS = 4 };

static void on_signal(struct loop *loop, int number)
{
	switch (number) {
	case SIGWINCH:
		terminal_resize(loop->terminal);
		terminal_forget(loop->terminal); /* it may have been smaller meanwhile, and have cut what it showed */
		break;
	case SIGTSTP:
		terminal_suspend(loop->terminal);
		break;
	case SIGCONT:
		terminal_forget(loop->terminal);
		break;
	case SIGINT:
		loop->quit = true;
		break;
	default:
		loop->quit = true;
		loop->signal = number;
	}
	loop->stale |= STALE_FRAME;
	loop->urgent = true;
}

static void take_signals(struct loop *loop)
{
	int number;

	while ((number = signals_next()) != 0)
		on_signal(loop, number);
}

static void take_keys(struct loop *loop)
{
	unsigned stale = STALE_NOTHING;

	while (!loop->quit && input_read(&loop->input)) {
		if (loop->input.key == KEYCODE_PASTE)
			stale |= screen_paste(loop->screen, loop->input.paste, loop->input.paste_length);
		else if (loop->input.key == KEYCODE_MOUSE)
			stale |= screen_mouse(loop->screen, &loop->input.mouse, clock_mono());
		else
			stale |= screen_key(loop->screen, loop->input.key, clock_mono());
		if (stale & WANT_QUIT)
			loop->quit = true;
	}
	if (input_gone() && !loop->quit) { /* whether this or the signal is seen first is chance */
		loop->quit = true;
		loop->signal = SIGHUP;
	}
	loop->stale |= stale;
	loop->urgent |= stale != STALE_NOTHING;
}

static void take_watched(struct loop *loop)
{
	log_add(loop->log, clock_wall(), LOG_ALARM, "%s", loop->watch_text);
	loop->watch_fd = -1;
	loop->watched_ended = true;
	loop->stale |= STALE_FRAME;
}

/* When a stale frame is to be drawn. */
static int64_t frame_due(const struct loop *loop)
{
	int64_t interval = screen_frame_interval(loop->screen);

	if (loop->urgent)
		return loop->last_frame;
	return loop->last_frame + (loop->soon ? interval / 2 : interval);
}

/* Nanoseconds until something must happen without any descriptor saying so. */
static int64_t time_left(const struct loop *loop, int64_t now, bool *blocked)
{
	int64_t left = loop->last_frame + screen_next_change(loop->screen, loop->last_frame) - now;
	int64_t frame = frame_due(loop) - now;

	/* what changes by itself waits for its frame, too; while messages flow the next one will be due */
	if (left < frame || loop->stale != STALE_NOTHING || loop->flows)
		left = frame;
	int64_t pause = terminal_pause(loop->terminal, now);
	left = left > pause ? left : pause;
	*blocked = (left <= 0 && !terminal_ready(loop->terminal)) || !terminal_flush(loop->terminal);
	if (*blocked && left < busy_terminal)
		left = busy_terminal;
	return left > 0 ? left : 0;
}

static void wait(struct loop *loop)
{
	struct pollfd fds[OWN_FDS + ENGINE_FDS] = {
		{ STDIN_FILENO, POLLIN, 0 },
		{ signals_fd(), POLLIN, 0 },
		{ loop->watch_fd, POLLIN, 0 },
		{ -1, POLLOUT, 0 },
	};
	bool patient = (loop->stale != STALE_NOTHING || loop->flows) && !loop->urgent, blocked;
	int64_t work = loop->engine->prepare(loop->engine_self, fds + OWN_FDS, patient);
	int64_t left = time_left(loop, clock_mono(), &blocked);

	if (blocked)
		fds[3].fd = STDOUT_FILENO;
	left = work < left ? work : left;
	poll(fds, OWN_FDS + ENGINE_FDS, (int)((left + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND));
	if (fds[1].revents != 0)
		take_signals(loop);
	if (fds[0].revents != 0)
		take_keys(loop);
	if (fds[2].revents != 0)
		take_watched(loop);
}

static void draw_if_due(struct loop *loop)
{
	int64_t now = clock_mono();
	bool changes_itself = now - loop->last_frame >= screen_next_change(loop->screen, loop->last_frame);

	if (changes_itself)
		loop->stale |= STALE_FRAME;
	if (loop->stale == STALE_NOTHING || now < frame_due(loop) ||
	    !terminal_ready(loop->terminal))
		return;
	loop->engine->tick(loop->engine_self);
	if (loop->stale & STALE_SCREEN)
		terminal_forget(loop->terminal);
	if (loop->watched_ended) /* nothing that is noticed afterwards matters more */
		screen_notice(loop->screen, LOG_ALARM, false, clock_mono(), loop->watch_text);
	screen_draw(loop->screen, clock_mono(), loop->engine->wall(loop->engine_self));
	loop->stale = STALE_NOTHING;
	loop->urgent = loop->soon = false;
	loop->last_frame = clock_mono();
}

int loop_run(struct loop *loop)
{
	input_init(&loop->input);
	loop->last_frame = clock_mono();
	while (!loop->quit) {
		wait(loop);
		enum haste haste = HASTE_NONE;
		loop->flows = loop->engine->work(loop->engine_self, work_budget, &haste);
		if (loop->flows)
			loop->stale |= STALE_FRAME;
		loop->urgent |= haste == HASTE_NOW;
		loop->soon |= haste == HASTE_SOON;
		if (!loop->quit)
			draw_if_due(loop);
	}
	return loop->signal;
}
