/* What export.c, export_csv.c and export_readings.c share; nobody else includes this. */
#ifndef TELLTALE_RECORDING_EXPORT_PRIVATE_H
#define TELLTALE_RECORDING_EXPORT_PRIVATE_H

#include "telltale/recording/export.h"

struct device;

struct exporting {
	const struct timeline *timeline;
	const struct export_wish *wish;
	struct sink *sink;
	struct export_result *result;
	struct error *error;
	struct buffer line, payload, properties;
};

/* Whether a document is of the topics and the device that are wanted. */
bool export_wants(const struct export_wish *wish, const struct record *record);

/* Writes exporting->line, and empties it. */
bool export_put_line(struct exporting *exporting);

/* What a status or a metric was reported to be. */
struct reading {
	const struct device *device;
	const char *name, *value, *unit; /* valid until take() returns */
};

/* One walk through the model. */
struct readings {
	struct exporting *exporting;
	void *self;
	bool names_only; /* values are empty */
	const struct timeline_item *item; /* the message that is being looked at; NULL: it isn't wanted */
	/* Takes a reading of it. False: stop. */
	bool (*take)(struct readings *readings, const struct reading *reading);
	/* All readings of it were taken. False: stop. NULL: nobody wants to know. */
	bool (*done)(struct readings *readings);
	bool stopped;
};

/* False: stopped, or a failure. */
bool readings_run(struct readings *readings);

/* The formats that are made of readings. */
bool export_long(struct exporting *exporting);
bool export_wide(struct exporting *exporting);

#endif
