/*
 * export: recordings as text that other programs read.
 *
 *   ndjson, canonical   every document as a line of Extended JSON, relaxed or canonical
 *   long                CSV: time,device,name,value,unit; a row for each reading
 *   csv                 CSV: time,device, and a column for each metric and status; a row for each message that
 *                       reports any
 *   raw                 the exact bytes of each payload, and a line end behind each
 *
 * Readings are what the model makes of the messages, with the recording's own profiles. Times are UTC. CSV is
 * quoted as in RFC 4180; a cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * return, and is no number) gets an ' in front.
 */
#ifndef TELLTALE_RECORDING_EXPORT_H
#define TELLTALE_RECORDING_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/recording/sink.h"
#include "telltale/recording/walk.h"

/* What is wanted. With topics or a device only messages, and of a device its commands and alerts. */
struct export_wish {
	const char *format;
	char *const *topics; /* MQTT filters, NULL-ended; NULL: all */
	const char *device;  /* NULL: all */
	int64_t from, to;    /* timeline times, both taken in; INT64_MIN, INT64_MAX: everything */
};

struct export_result {
	uint64_t lines;
	struct walk walk;      /* its findings are what was left out */
	struct error warning;  /* a profile of the recording that can't be read, and was done without */
};

/* Writes it all, but for what the sink still holds. False: it can't be written, or (without an error) nobody reads
 * it any more. Clear the result with export_clear(), whatever is returned. */
bool export_run(const struct timeline *timeline, const struct export_wish *wish, struct sink *sink,
                struct export_result *result, struct error *error);
void export_clear(struct export_result *result);

#endif
