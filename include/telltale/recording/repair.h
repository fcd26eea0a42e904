/*
 * repair: a whole recording out of a damaged one.
 */
#ifndef TELLTALE_RECORDING_REPAIR_H
#define TELLTALE_RECORDING_REPAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "telltale/base/error.h"
#include "telltale/recording/walk.h"
#include "telltale/recording/writer.h"

struct repair {
	uint64_t documents, bytes;   /* that were copied */
	uint64_t left_out;           /* bytes */
	bool ended;                  /* an `end` was added */
	struct walk walk;            /* its findings are what was left out */
};

/* Copies what can be read of a timeline of one file, byte for byte and in order, and adds an `end` where it's
 * missing. Of a message in several pieces all of them must be there. Clear with repair_clear(), whatever is
 * returned. */
bool repair_run(struct repair *repair, const struct timeline *timeline, struct writer *writer,
                struct error *error);
void repair_clear(struct repair *repair);

#endif
