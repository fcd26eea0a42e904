/* importer: see include/telltale/app/importer.h */
#include "config.h"

#include "telltale/app/importer.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/app/progress.h"
#include "telltale/app/signals.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/recording/mongo.h"
#include "telltale/recording/reader.h"

enum { EXIT_NOT_ALL = 1, MOST_NOTES = 8 };

/* A server that is gone has so many times mongo_timeout() to come back, tried again after a growing pause. */
enum { PATIENCE = 6 };
static const char again[] = "The same line, run again, goes on from there";
static const int64_t first_pause = CLOCK_SECOND / 2, longest_pause = 4 * CLOCK_SECOND;

/* One run. */
struct importer {
	struct reader **readers;
	size_t count;
	struct mongo *mongo;
	struct progress progress;
	uint64_t bytes, done; /* of all files; of those that are over */
	unsigned notes;
	uint64_t left_out;    /* damaged pieces, and documents that have no _id */
	int signal;
};

/* --- what is said ---------------------------------------------------------------------------------------- */

static void note(void *self, const char *text)
{
	struct importer *importer = self;

	importer->notes++;
	if (importer->notes <= MOST_NOTES)
		progress_line(&importer->progress, "telltale: %s", text);
	else if (importer->notes == MOST_NOTES + 1)
		progress_line(&importer->progress, "telltale: … and more like that, which only count");
}

static void say_left_out(struct importer *importer, const struct reader *reader, uint64_t offset, uint64_t length,
                         const char *what)
{
	importer->left_out++;
	progress_line(&importer->progress, "telltale: %s: offset %llu, %llu byte%s: %s: left out", reader->path,
	              (unsigned long long)offset, (unsigned long long)length, length == 1 ? "" : "s", what);
}

static void show_progress(struct importer *importer, uint64_t offset)
{
	const struct mongo_counts *counts = mongo_counts(importer->mongo);
	struct progress_state state = { "import", importer->done + offset, importer->bytes,
		                        counts->inserted + counts->present, "docs" };

	progress_bar(&importer->progress, &state);
}

static void put_number(char *text, size_t size, uint64_t number)
{
	text_number(text, size, (double)number, 0);
}

/* "telemetry: 1 204 inserted, 0 already there" */
static void put_counts(const struct mongo_counts *counts, const char *collection, char *text, size_t size)
{
	char inserted[32], present[32], number[32];

	put_number(inserted, sizeof inserted, counts->inserted);
	put_number(present, sizeof present, counts->present);
	size_t n = (size_t)snprintf(text, size, "%.200s: %s inserted, %s already there", collection, inserted, present);
	put_number(number, sizeof number, counts->doubtful);
	if (counts->doubtful > 0)
		n += (size_t)snprintf(text + n, size - n, " (up to %s of them through a try that broke)", number);
	put_number(number, sizeof number, counts->refused);
	if (counts->refused > 0)
		snprintf(text + n, size - n, ", %s refused", number);
}

/* " (900 messages, 3 commands, 1 other)" */
static void put_kinds(const struct mongo_totals *totals, char *text, size_t size)
{
	size_t n = 0;
	char number[32];

	*text = '\0';
	for (int kind = RECORD_RECORDING; totals->by_kind && kind <= RECORD_OTHER; kind++) {
		uint64_t count = totals->of_kind[kind];
		if (count == 0)
			continue;
		put_number(number, sizeof number, count);
		n += (size_t)snprintf(text + n, size - n, "%s%s %s%s", n == 0 ? " (" : ", ", number,
		                      record_kind_text((enum record_kind)kind), count == 1 || kind == RECORD_OTHER ? "" : "s");
	}
	if (n > 0)
		snprintf(text + n, size - n, ")");
}

static void print_clean(FILE *file, const char *text)
{
	char clean[2048];

	text_clean(clean, sizeof clean, text, strlen(text));
	fprintf(file, "%s\n", clean);
}

/* --- storing --------------------------------------------------------------------------------------------- */

static bool interrupted(struct importer *importer)
{
	int number;

	while ((number = signals_next()) != 0)
		importer->signal = number;
	return importer->signal != 0;
}

static void pause_for(int64_t pause)
{
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	poll(&fd, 1, (int)(pause / CLOCK_MILLISECOND));
}

/* Sends the batch, again and again if need be. False: error says why, or a signal came. */
static bool store(struct importer *importer, struct error *error)
{
	int64_t begin = clock_mono(), pause = first_pause, most = PATIENCE * mongo_timeout(importer->mongo);
	struct error why = ERROR_INIT;
	enum mongo_result result;

	for (size_t i = 0; i < importer->count; i++)
		if (!reader_intact(importer->readers[i], error))
			return false; /* who knows what these documents are now */
	while ((result = mongo_store(importer->mongo, &why)) == MONGO_AGAIN) {
		if (interrupted(importer))
			return false;
		if (clock_mono() - begin + pause > most)
			break;
		if (pause == first_pause)
			progress_line(&importer->progress, "telltale: %s: trying again", why.text);
		why = (struct error)ERROR_INIT;
		pause_for(pause);
		pause = 2 * pause < longest_pause ? 2 * pause : longest_pause;
	}
	if (result != MONGO_STORED)
		return error_set(error, why.code, "%s", why.text);
	return !interrupted(importer);
}

static bool add(struct importer *importer, const struct reader *reader, uint64_t offset,
                const struct record *record, struct error *error)
{
	const char *wrong = NULL;

	if (!mongo_has_room(importer->mongo, record->length) && !store(importer, error))
		return false;
	if (!reader_valid(record))
		wrong = "a document that is broken inside";
	else if (!mongo_add(importer->mongo, record))
		wrong = mongo_is_time_series(importer->mongo) ? "a document without ObjectId and ts" : "a document without _id";
	if (wrong != NULL)
		say_left_out(importer, reader, offset, record->length, wrong);
	return true;
}

static bool import_file(struct importer *importer, const struct reader *reader, struct error *error)
{
	struct reader_damage damage;
	struct record record;
	uint64_t offset = 0;

	while (offset < reader->length) {
		if (!reader_read(reader, offset, &record)) {
			offset = reader_resync(reader, offset, &damage);
			say_left_out(importer, reader, damage.offset, damage.length, damage.what);
			continue;
		}
		if (!add(importer, reader, offset, &record, error))
			return false;
		offset += record.length;
		show_progress(importer, offset);
	}
	importer->done += reader->length;
	return store(importer, error);
}

/* --- before and after ------------------------------------------------------------------------------------ */

/* All files, before anything is sent. */
static bool open_files(struct importer *importer, const struct arguments *arguments, struct error *error)
{
	importer->readers = memory_zeroed((size_t)arguments->rest_count, sizeof *importer->readers);
	for (int i = 0; i < arguments->rest_count; i++) {
		importer->readers[i] = reader_open(arguments->rest[i], error);
		if (importer->readers[i] == NULL)
			return false;
		importer->count++;
		importer->bytes += importer->readers[i]->length;
	}
	return true;
}

/* A time series is looked into where these files' times are taken already. */
static bool look_ahead(struct importer *importer, struct error *error)
{
	int64_t from = INT64_MAX, until = INT64_MIN;
	struct reader_damage damage;
	struct record record;

	for (size_t i = 0; i < importer->count; i++) {
		const struct reader *reader = importer->readers[i];
		for (uint64_t offset = 0; offset < reader->length;) {
			if (!reader_peek(reader, offset, &record)) {
				offset = reader_resync(reader, offset, &damage);
				continue;
			}
			from = record.wall < from ? record.wall : from;
			until = record.wall > until ? record.wall : until;
			offset += record.length;
		}
	}
	return from > until || mongo_expect(importer->mongo, from, until, error);
}

/* The first signal lets us come to an end, the second ends us at once: a server may not answer for minutes. */
static bool catch_signals(struct error *error)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action;

	if (!signals_catch(false, error))
		return false;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		sigaction(numbers[i], NULL, &action);
		action.sa_flags |= (int)SA_RESETHAND;
		sigaction(numbers[i], &action, NULL);
	}
	return true;
}

static bool import_all(struct importer *importer, struct error *error)
{
	if (mongo_is_time_series(importer->mongo) && !look_ahead(importer, error))
		return false;
	for (size_t i = 0; i < importer->count; i++)
		if (!import_file(importer, importer->readers[i], error))
			return false;
	progress_end(&importer->progress); /* whatever stands there: this may take minutes */
	progress_show(&importer->progress, "import 100 %  the server makes the indexes");
	return mongo_index(importer->mongo, error);
}

/* What the server has now; or what it got, if it can't be asked. */
static bool report(struct importer *importer, const struct mongo_address *address, bool all, struct error *error)
{
	char counts[512], kinds[512] = "", total[32], text[1200];
	struct mongo_totals totals;
	bool known = all && mongo_total(importer->mongo, &totals, error);

	progress_end(&importer->progress);
	put_counts(mongo_counts(importer->mongo), address->collection, counts, sizeof counts);
	snprintf(text, sizeof text, "%s", counts);
	if (known) {
		put_kinds(&totals, kinds, sizeof kinds);
		put_number(total, sizeof total, totals.documents);
		snprintf(text, sizeof text, "%s; the collection now holds %s documents%s", counts, total, kinds);
	}
	print_clean(stdout, text);
	fflush(stdout);
	return known;
}

static int run(struct importer *importer, const struct mongo_address *address, struct error *error)
{
	bool all = import_all(importer, error);

	all = report(importer, address, all, error);
	if (importer->signal != 0)
		error_set(error, ERROR_INTERRUPTED, "interrupted. %s", again);
	else if (!all && error->code == ERROR_NETWORK)
		snprintf(error->text + strlen(error->text), sizeof error->text - strlen(error->text), ". %s", again);
	if (importer->signal != 0)
		return EXIT_BY_SIGNAL + importer->signal;
	return all && importer->left_out == 0 && mongo_counts(importer->mongo)->refused == 0 ? 0 : EXIT_NOT_ALL;
}

int importer_run(const struct arguments *arguments, const struct mongo_address *address, struct error *error)
{
	struct importer importer = { .signal = 0 };
	struct mongo_settings settings = { address, arguments->settings.time_series, note, &importer };
	int code = EXIT_WRONG_USAGE;

	progress_init(&importer.progress, !arguments->settings.quiet);
	if (open_files(&importer, arguments, error) && catch_signals(error)) {
		importer.mongo = mongo_open(&settings, error);
		if (importer.mongo != NULL)
			code = run(&importer, address, error);
		else if (error->code == ERROR_NETWORK)
			code = EXIT_NOT_ALL;
	}
	mongo_close(importer.mongo);
	for (size_t i = 0; i < importer.count; i++)
		reader_close(importer.readers[i]);
	free(importer.readers);
	return code;
}
