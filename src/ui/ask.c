/* ask: see include/telltale/ui/ask.h */
#include "config.h"

#include "telltale/ui/ask.h"

#include <stdio.h>

#include "telltale/base/clock.h"
#include "telltale/base/error.h"

void ask_open(struct screen *screen, const struct ask *ask, const char *text)
{
	screen->ask = ask;
	prompt_open(&screen->prompt, text);
	history_begin(&screen->histories[ask->history]);
	if (ask->opened != NULL)
		ask->opened(screen);
}

/* Up and Down: lines that were typed before. Returns whether the key was one of them. */
static bool recall(struct screen *screen, int key)
{
	struct history *history = &screen->histories[screen->ask->history];

	if (screen->ask->history == ASK_HISTORY_NONE || (key != KEYCODE_UP && key != KEYCODE_DOWN))
		return false;
	const char *line = key == KEYCODE_UP ? history_back(history, screen->prompt.text) : history_on(history);
	if (line == NULL)
		return true;
	prompt_open(&screen->prompt, line);
	if (screen->ask->changed != NULL)
		screen->ask->changed(screen);
	return true;
}

unsigned ask_key(struct screen *screen, int key, int64_t mono)
{
	const struct ask *ask = screen->ask;

	if ((ask->key != NULL && ask->key(screen, key)) || recall(screen, key))
		return STALE_FRAME;
	if (key == KEYCODE_BACKSPACE && screen->prompt.length == 0 && ask->history != ASK_HISTORY_NONE)
		key = KEYCODE_ESC; /* it rubs out the sign before the line, as it looks */
	enum prompt_result result = prompt_key(&screen->prompt, key);
	if (result == PROMPT_DONE && ask->history != ASK_HISTORY_NONE)
		history_add(&screen->histories[ask->history], screen->prompt.text);

	if (result == PROMPT_CANCELLED && ask->cancelled != NULL)
		ask->cancelled(screen);
	if (result != PROMPT_CANCELLED && ask->changed != NULL)
		ask->changed(screen);
	if (result == PROMPT_DONE && ask->finish != NULL)
		ask->finish(screen, mono);
	if (result == PROMPT_DONE && ask->enter != NULL)
		return ask->enter(screen, mono);
	return STALE_FRAME;
}

unsigned ask_paste(struct screen *screen, const char *text, size_t length)
{
	prompt_paste(&screen->prompt, text, length);
	if (screen->ask->changed != NULL)
		screen->ask->changed(screen);
	return STALE_FRAME;
}

/* --- the filter of the devices, which works while it is typed ------------------------------------------------ */

static void filter_changed(struct screen *screen)
{
	filter_set(screen->filter, screen->prompt.text);
}

static void filter_cancelled(struct screen *screen)
{
	filter_set(screen->filter, "");
}

/* It is what n and N go to, even when nothing is filtered any more. */
static void filter_finish(struct screen *screen, int64_t mono)
{
	(void)mono;
	if (*screen->prompt.text != '\0')
		filter_set(screen->sought, screen->prompt.text);
}

const struct ask ask_filter = {
	.label = "/",
	.done = "keeps the filter",
	.cancel = "clears it",
	.forms = "text, a/+/topic, /regex/, value>40",
	.history = ASK_HISTORY_FILTERS,
	.changed = filter_changed,
	.finish = filter_finish,
	.cancelled = filter_cancelled,
};

/* --- what is sought in a text, of which nothing is left out -------------------------------------------------- */

static unsigned search_enter(struct screen *screen, int64_t mono)
{
	(void)mono;
	if (*screen->prompt.text == '\0')
		return STALE_FRAME;
	filter_set(screen->sought, screen->prompt.text);
	return screen_act(screen, ACTION_FIND_NEXT);
}

const struct ask ask_search = {
	.label = "/",
	.done = "goes to it",
	.cancel = "doesn't",
	.forms = "text, /regex/; n, N: next, previous",
	.history = ASK_HISTORY_FILTERS,
	.enter = search_enter,
};

/* --- where to record ------------------------------------------------------------------------------------- */

void ask_record_into(struct screen *screen, const char *path, int64_t mono)
{
	struct error error = ERROR_INIT;
	char text[SCREEN_NOTICE];
	bool good = screen->wishes.record(screen->wishes.self, path, &error);

	snprintf(text, sizeof text, "%s%.280s", good ? "recording to " : "not recording: ", good ? path : error.text);
	screen_notice(screen, good ? LOG_NOTE : LOG_ALARM, good, mono, text);
}

static void record_finish(struct screen *screen, int64_t mono)
{
	if (*screen->prompt.text != '\0')
		ask_record_into(screen, screen->prompt.text, mono);
}

const struct ask ask_record = {
	.label = "record to: ",
	.done = "begins to record",
	.cancel = "doesn't",
	.finish = record_finish,
};

/* --- a bookmark ------------------------------------------------------------------------------------------ */

void ask_mark_as(struct screen *screen, const char *note, int64_t mono)
{
	bool good = screen->wishes.mark(screen->wishes.self, note);

	screen_notice(screen, good ? LOG_NOTE : LOG_WARNING, good, mono,
	              good ? "marked in the recording" : "nothing is recorded any more: no mark was set");
}

static void mark_finish(struct screen *screen, int64_t mono)
{
	ask_mark_as(screen, screen->prompt.text, mono);
}

const struct ask ask_mark = {
	.label = "mark: ",
	.done = "sets the mark",
	.cancel = "sets none",
	.finish = mark_finish,
};

/* --- for how long an alert is muted ------------------------------------------------------------------------- */

static void mute_finish(struct screen *screen, int64_t mono)
{
	char text[SCREEN_NOTICE];
	int64_t lasts;

	if (*screen->prompt.text == '\0' || screen->muting.device == NULL)
		return;
	if (!clock_span_parse(screen->prompt.text, &lasts) || lasts <= 0 || lasts > 365 * CLOCK_DAY) {
		snprintf(text, sizeof text, "not muted: found '%.60s', expected a time such as 10m, 1h or 8h, up to a year",
		         screen->prompt.text);
		screen_notice(screen, LOG_WARNING, false, mono, text);
		return;
	}
	bool good = screen->wishes.mute(screen->wishes.self, &screen->muting, lasts);
	if (good)
		snprintf(text, sizeof text, "muted for %.60s: no bell, no alert-hook", screen->prompt.text);
	else
		snprintf(text, sizeof text, "the alert is over: there is nothing to mute");
	screen_notice(screen, LOG_NOTE, good, mono, text);
}

const struct ask ask_mute = {
	.label = "mute for: ",
	.done = "mutes the alert",
	.cancel = "doesn't",
	.forms = "10m, 1h, 8h, 1d",
	.finish = mute_finish,
};

/* --- a place in a replay --------------------------------------------------------------------------------- */

static void moment_finish(struct screen *screen, int64_t mono)
{
	struct error error = ERROR_INIT;

	if (*screen->prompt.text == '\0')
		return;
	screen->notice_until = mono; /* what was wrong with the try before is no longer true */
	if (!screen->wishes.go_to(screen->wishes.self, screen->prompt.text, &error))
		screen_notice(screen, LOG_WARNING, false, mono, error.text);
}

const struct ask ask_moment = {
	.label = "go to: ",
	.done = "goes there",
	.cancel = "stays",
	.forms = "03:12, +1h (from the start), -10m (from the end), mark:NOTE",
	.finish = moment_finish,
};
