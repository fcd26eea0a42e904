/*
 * sample: small recordings for tests, made by the program's own encoder.
 */
#ifndef TELLTALE_TESTS_UNIT_SAMPLE_H
#define TELLTALE_TESTS_UNIT_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"
#include "telltale/recording/encoder.h"
#include "telltale/recording/timeline.h"

/* Wall time at which samples begin: 2026-11-24T02:00:00.250Z. */
#define SAMPLE_WALL (INT64_C(1795485600250) * INT64_C(1000000))

struct sample {
	struct encoder *encoder;
	struct buffer documents;
	struct encoder_head head; /* may be changed before sample_head() */
	int64_t ahead;            /* wall time = mono + ahead */
};

void sample_init(struct sample *sample);
void sample_clear(struct sample *sample);

/* Documents at a time since the beginning. */
struct encoder_stamp sample_stamp(const struct sample *sample, int64_t mono, const char *device);
void sample_head(struct sample *sample);
void sample_message(struct sample *sample, int64_t mono, const char *device, const char *topic, const char *payload);
void sample_mark(struct sample *sample, int64_t mono, const char *note);
void sample_end(struct sample *sample, int64_t mono);

/* Writes what was made so far to a file in the test's folder. */
void sample_save(const struct sample *sample, const char *name, char *path, size_t size);

/* Opens it as a timeline of its own; the test fails if it can't be opened. */
struct timeline *sample_open(const struct sample *sample);

#endif
