/*
 * recording_status: what the screen says of the recording that runs; plain data.
 */
#ifndef TELLTALE_CORE_RECORDING_STATUS_H
#define TELLTALE_CORE_RECORDING_STATUS_H

#include <stdbool.h>
#include <stdint.h>

struct recording_status {
	bool on;        /* something is recorded */
	bool failed;    /* the last one ended because the file could no longer be written, and none has begun since */
	bool held;      /* the disk is slower than the messages: they wait for it */
	int64_t since;  /* model time of its beginning */
	uint64_t bytes; /* in the file */
	uint64_t messages;
	double rate;    /* bytes a second, over the last seconds */
};

#endif
