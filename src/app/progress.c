/* progress: see include/telltale/app/progress.h */
#include "config.h"

#include "telltale/app/progress.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "telltale/base/text.h"

enum { LINE = 1024, BAR_LEAST = 10, BAR_MOST = 30 };

/* A rate follows what is measured within about that time. */
#define SMOOTH (3 * CLOCK_SECOND)

void progress_init(struct progress *progress, bool wanted)
{
	*progress = (struct progress){
		.on = wanted && isatty(STDERR_FILENO),
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.next = clock_mono(),
		.measured = CLOCK_NEVER,
	};
}

bool progress_due(const struct progress *progress)
{
	return progress->on && clock_mono() >= progress->next;
}

/* The last column stays free: writing to it makes some terminals go on to the next line. */
static size_t columns_of_terminal(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
		return 79;
	return (size_t)size.ws_col - 1;
}

/* How many columns of it are in the terminal as it is now. */
static size_t columns_shown(const struct progress *progress)
{
	size_t most = columns_of_terminal();

	return progress->shown < most ? progress->shown : most;
}

void progress_end(struct progress *progress)
{
	if (progress->shown > 0)
		fprintf(stderr, "\r%*s\r", (int)columns_shown(progress), "");
	progress->shown = 0;
	progress->next = clock_mono();
}

/* Over the line that stands there. Spaces take away what it had more: that works on every terminal. */
static void draw(struct progress *progress, const char *text)
{
	size_t columns = text_width(text), before = columns_shown(progress);

	fprintf(stderr, "\r%s%*s\r", text, columns < before ? (int)(before - columns) : 0, "");
	fflush(stderr);
	progress->shown = columns;
	progress->next = clock_mono() + PROGRESS_INTERVAL;
}

void progress_show(struct progress *progress, const char *text)
{
	char clean[LINE], ascii[LINE], fitted[LINE];

	if (!progress_due(progress))
		return;
	text_clean(clean, sizeof clean, text, strlen(text));
	if (!progress->utf8)
		text_ascii(ascii, sizeof ascii, clean);
	text_fit(fitted, sizeof fitted, progress->utf8 ? clean : ascii, columns_of_terminal(), progress->utf8 ? "…" : "");
	draw(progress, fitted);
}

void progress_line(struct progress *progress, const char *format, ...)
{
	char text[LINE], clean[2 * LINE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	text_clean(clean, sizeof clean, text, strlen(text));
	progress_end(progress);
	fprintf(stderr, "%s\n", clean);
}

/* --- the bar --------------------------------------------------------------------------------------------- */

static double smooth(double rate, uint64_t more, int64_t passed)
{
	double now = (double)more * (double)CLOCK_SECOND / (double)passed;

	return rate <= 0 ? now : rate + (now - rate) * (double)passed / (double)(passed + SMOOTH);
}

static void measure(struct progress *progress, const struct progress_state *state)
{
	int64_t now = clock_mono(), passed = progress->measured != CLOCK_NEVER ? now - progress->measured : 0;

	if (passed > 0 && state->done >= progress->done && state->count >= progress->count) {
		progress->done_rate = smooth(progress->done_rate, state->done - progress->done, passed);
		progress->count_rate = smooth(progress->count_rate, state->count - progress->count, passed);
	}
	progress->measured = now;
	progress->done = state->done;
	progress->count = state->count;
}

void progress_bar(struct progress *progress, const struct progress_state *state)
{
	char text[LINE];

	if (!progress_due(progress))
		return;
	measure(progress, state);
	progress_bar_text(text, sizeof text, columns_of_terminal(), progress->utf8, state, progress->done_rate,
	                  progress->count_rate);
	progress_show(progress, text);
}

static unsigned part_of(const struct progress_state *state, unsigned whole)
{
	if (state->total == 0 || state->done >= state->total)
		return whole;
	return (unsigned)((double)state->done / (double)state->total * whole);
}

static size_t put_bar(char *text, size_t size, size_t columns, bool utf8, const struct progress_state *state)
{
	unsigned width = columns < BAR_MOST ? (unsigned)columns : BAR_MOST, full = part_of(state, width);
	size_t n = 0;

	for (unsigned i = 0; i < width; i++) {
		const char *cell = i < full ? utf8 ? "█" : "#" : utf8 ? "░" : ".";
		n += (size_t)snprintf(text + n, size - n, "%s%s%s", i == 0 ? " [" : "", cell, i + 1 == width ? "]" : "");
	}
	return n;
}

/* What stands behind the bar. */
static void put_rates(char *text, size_t size, const struct progress_state *state, double done_rate,
                      double count_rate)
{
	char bytes[32], count[48], left[48];
	size_t n = 0;

	*text = '\0';
	if (done_rate <= 0)
		return;
	text_bytes(bytes, sizeof bytes, (uint64_t)done_rate);
	n = (size_t)snprintf(text, size, "  %s/s", bytes);
	if (state->unit != NULL) {
		text_number(count, sizeof count, count_rate, 0);
		n += (size_t)snprintf(text + n, size - n, "  %s %s/s", count, state->unit);
	}
	if (state->done < state->total) {
		double seconds = (double)(state->total - state->done) / done_rate;
		clock_span_text(left, sizeof left, (int64_t)(seconds < 1e8 ? seconds + 0.5 : 1e8) * CLOCK_SECOND);
		snprintf(text + n, size - n, "  %s left", left);
	}
}

void progress_bar_text(char *text, size_t size, size_t columns, bool utf8, const struct progress_state *state,
                       double done_rate, double count_rate)
{
	char front[64], bar[8 * BAR_MOST] = "", rates[160];

	snprintf(front, sizeof front, "%s %3u %%", state->what, part_of(state, 100));
	put_rates(rates, sizeof rates, state, done_rate, count_rate);
	size_t taken = text_width(front) + text_width(rates) + 3;
	if (taken + BAR_LEAST <= columns)
		put_bar(bar, sizeof bar, columns - taken, utf8, state);
	snprintf(text, size, "%s%s%s", front, bar, rates);
}
