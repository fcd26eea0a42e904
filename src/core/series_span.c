/* series_span: a stretch of a series' time, for plots; see include/telltale/core/series.h */
#include "config.h"

#include <math.h>

#include "core/series_rings.h"
#include "telltale/base/clock.h"
#include "telltale/core/series.h"

static const int64_t coarse_step = SERIES_COARSE_SECONDS * CLOCK_SECOND;

/* What is known of a second or a half minute, at its middle. */
struct point {
	int64_t at;
	bool coarse;
	double least, most;
};

/* Goes through what is known, oldest first: half minutes, and then the seconds that are kept. */
struct walk {
	const struct series *series;
	int64_t fine_first, fine_number, coarse_number;
};

static struct walk walk_from(const struct series *series, int64_t from)
{
	int64_t newest = series_passing(series), first = newest - SERIES_FINE_BUCKETS + 1;
	int64_t number = from / CLOCK_SECOND, step = from / coarse_step;
	int64_t oldest = newest / SERIES_COARSE_SECONDS - SERIES_COARSE_BUCKETS + 1;

	return (struct walk){ series, first * CLOCK_SECOND, number > first ? number : first, step > oldest ? step : oldest };
}

static bool next_coarse(struct walk *walk, struct point *point)
{
	for (;;) {
		int64_t number = walk->coarse_number++;
		point->at = number * coarse_step + coarse_step / 2;
		if (point->at >= walk->fine_first)
			return false;
		series_coarse(walk->series, number, &point->least, &point->most);
		point->coarse = true;
		if (isnan(point->least))
			continue;
		if (point->at < walk->series->begin)
			point->at = walk->series->begin;
		return true;
	}
}

static bool next_point(struct walk *walk, struct point *point)
{
	int64_t newest = series_passing(walk->series);

	if (next_coarse(walk, point))
		return true;
	while (walk->fine_number <= newest) {
		int64_t number = walk->fine_number++;
		double value = series_fine(walk->series, number);
		if (isnan(value))
			continue;
		*point = (struct point){ number * CLOCK_SECOND + CLOCK_SECOND / 2, false, value, value };
		if (number == newest) {
			point->least = (double)walk->series->least;
			point->most = (double)walk->series->most;
		}
		return true;
	}
	return false;
}

/* Whether the values between two points may be taken from them. */
static bool is_joined(const struct point *a, const struct point *b, int64_t hold)
{
	int64_t reach = (a->coarse || b->coarse) && hold < 2 * coarse_step ? 2 * coarse_step - 1 : hold;

	return b->at - a->at <= reach;
}

/* --- columns --------------------------------------------------------------------------------------------- */

struct columns {
	int64_t from, to;
	double *least, *most;
	int64_t count;
};

static int64_t column_of(const struct columns *columns, int64_t at)
{
	double part = (double)(at - columns->from) / (double)(columns->to - columns->from);

	return (int64_t)floor(part * (double)columns->count);
}

static void put(const struct columns *columns, int64_t column, double least, double most)
{
	if (column < 0 || column >= columns->count)
		return;
	columns->least[column] = fmin(columns->least[column], least); /* which prefer what is a number */
	columns->most[column] = fmax(columns->most[column], most);
}

/* The columns between two points, their own not among them. */
static void join(const struct columns *columns, const struct point *a, const struct point *b)
{
	int64_t first = column_of(columns, a->at), last = column_of(columns, b->at);
	double length = (double)(last - first);

	for (int64_t n = first + 1 > 0 ? first + 1 : 0; n < last && n < columns->count; n++) {
		double part = (double)(n - first) / length;
		put(columns, n, a->least + part * (b->least - a->least), a->most + part * (b->most - a->most));
	}
}

/* A half minute in which the value just went from where it was before to where it was afterwards is no band but a line:
 * its middle is what it was in the middle. What goes further than that is shown as it is. */
static void straighten(const struct point *before, struct point *point, const struct point *after)
{
	double middle = (point->least + point->most) / 2, range = point->most - point->least;
	double seconds = (double)(after->at - before->at) / (double)CLOCK_SECOND;
	double way = fabs((after->least + after->most) - (before->least + before->most)) / 2;

	if (seconds > 0 && range <= 1.5 * way * SERIES_COARSE_SECONDS / seconds)
		point->least = point->most = middle;
}

enum { MOST_POINTS = SERIES_FINE_BUCKETS + SERIES_COARSE_BUCKETS };

/* What is known from one moment to the first behind another. */
static size_t take_points(const struct series *series, int64_t from, int64_t to, int64_t now, struct point *points)
{
	struct walk walk = walk_from(series, from);
	size_t count = 0;

	while (count < MOST_POINTS && next_point(&walk, &points[count])) {
		if (points[count].at > now)
			points[count].at = now; /* the middle of the second that is passing is still to come */
		if (points[count++].at > to)
			break;
	}
	return count;
}

void series_span(const struct series *series, int64_t from, int64_t to, int64_t now, int64_t hold, double *least,
                 double *most, size_t columns)
{
	struct columns all = { from, to, least, most, (int64_t)columns };
	struct point points[MOST_POINTS];
	size_t count = 0;

	for (size_t i = 0; i < columns; i++)
		least[i] = most[i] = NAN;
	if (series->until != 0 && to > from)
		count = take_points(series, from - hold - 2 * coarse_step, to, now, points);
	for (size_t i = 0; i < count; i++)
		if (points[i].coarse)
			straighten(&points[i > 0 ? i - 1 : 0], &points[i], &points[i + 1 < count ? i + 1 : i]);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && is_joined(&points[i - 1], &points[i], hold))
			join(&all, &points[i - 1], &points[i]);
		put(&all, column_of(&all, points[i].at), points[i].least, points[i].most);
	}
	if (count == 0 || points[count - 1].at >= to)
		return;
	struct point *last = &points[count - 1]; /* what came last holds for a while */
	struct point held = { last->at + hold < now ? last->at + hold : now, false, (double)series->last,
		              (double)series->last };
	last->least = last->most = held.least;
	join(&all, last, &held);
	if (held.at > last->at)
		put(&all, column_of(&all, held.at == to ? to - 1 : held.at), held.least, held.most);
}

/* --- one moment, and all of them --------------------------------------------------------------------------- */

bool series_at(const struct series *series, int64_t at, int64_t hold, double *least, double *most)
{
	struct point point;
	bool found = false;

	if (series->until == 0)
		return false;
	struct walk walk = walk_from(series, at - hold - coarse_step);
	while (next_point(&walk, &point)) {
		int64_t width = point.coarse ? coarse_step : CLOCK_SECOND;
		if (point.at - width / 2 > at)
			break;
		if (at - point.at > hold + width / 2)
			continue;
		*least = point.least;
		*most = point.most;
		found = true;
	}
	return found;
}

static const int64_t least_way = 10 * CLOCK_SECOND; /* that samples must span, or how they change says nothing */

/* Sums over points, each with the time that it stands for as its weight. */
struct sums {
	double weight, value, time, time_time, time_value;
};

static void weigh(struct sums *sums, const struct point *point, int64_t from, int64_t lasts)
{
	double weight = (double)lasts / (double)CLOCK_SECOND;
	double time = (double)(point->at - from) / (double)CLOCK_SECOND, value = (point->least + point->most) / 2;

	sums->weight += weight;
	sums->value += weight * value;
	sums->time += weight * time;
	sums->time_time += weight * time * time;
	sums->time_value += weight * time * value;
}

/* Of a second that has passed only its last value is known; the half minutes know of what came and went in it. */
static void add_ends(const struct series *series, int64_t from, int64_t to, struct series_summary *summary)
{
	int64_t first = (series->begin > from ? series->begin : from + coarse_step - 1) / coarse_step;

	for (int64_t n = first; n * coarse_step <= to && n <= series_passing(series) / SERIES_COARSE_SECONDS; n++) {
		double least, most;
		if ((n + 1) * coarse_step > to && series->until - CLOCK_SECOND > to) /* it goes on behind the end */
			break;
		series_coarse(series, n, &least, &most);
		summary->least = fmin(summary->least, least);
		summary->most = fmax(summary->most, most);
	}
}

bool series_summarise(const struct series *series, int64_t from, int64_t to, int64_t hold,
                      struct series_summary *summary)
{
	struct point point, before = { .at = CLOCK_NEVER };
	struct sums sums = { 0, 0, 0, 0, 0 };

	int64_t first = CLOCK_NEVER;

	*summary = (struct series_summary){ NAN, NAN, NAN, NAN };
	if (series->until == 0)
		return false;
	struct walk walk = walk_from(series, from);
	while (next_point(&walk, &point)) {
		int64_t half = point.coarse ? coarse_step / 2 : CLOCK_SECOND / 2;
		if (point.at + half <= from || point.at - half > to)
			continue;
		first = first == CLOCK_NEVER ? point.at : first;
		summary->least = fmin(summary->least, point.least);
		summary->most = fmax(summary->most, point.most);
		if (before.at != CLOCK_NEVER)
			weigh(&sums, &before, from, is_joined(&before, &point, hold) ? point.at - before.at : CLOCK_SECOND);
		before = point;
	}
	if (before.at == CLOCK_NEVER)
		return false;
	add_ends(series, from, to, summary);
	weigh(&sums, &before, from, CLOCK_SECOND);
	summary->mean = sums.value / sums.weight;
	double spread = sums.time_time - sums.time * sums.time / sums.weight;
	if (before.at - first >= least_way)
		summary->slope = (sums.time_value - sums.time * sums.value / sums.weight) / spread;
	return true;
}
