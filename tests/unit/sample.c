/* sample: see sample.h */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sample.h"
#include "support.h"

#include "telltale/base/clock.h"

void sample_init(struct sample *sample)
{
	*sample = (struct sample){
		.encoder = encoder_new(),
		.head = { .program = "telltale test", .who = "me@here", .url = "mqtt://test", .protocol = "mqttv311",
		          .stale_after = 300 * CLOCK_SECOND, .most_topics = 1000, .most_devices = 100,
		          .session = "0123456789abcdef01234567", .part = 1 },
		.ahead = SAMPLE_WALL,
	};
}

void sample_clear(struct sample *sample)
{
	encoder_free(sample->encoder);
	buffer_clear(&sample->documents);
}

struct encoder_stamp sample_stamp(const struct sample *sample, int64_t mono, const char *device)
{
	return (struct encoder_stamp){ sample->ahead + mono, mono, "test", device };
}

void sample_head(struct sample *sample)
{
	struct encoder_stamp stamp = sample_stamp(sample, 0, NULL);

	encoder_recording(sample->encoder, &stamp, &sample->head, &sample->documents);
}

void sample_message(struct sample *sample, int64_t mono, const char *device, const char *topic, const char *payload)
{
	struct encoder_stamp stamp = sample_stamp(sample, mono, device);
	struct message message = { .topic = topic, .topic_length = strlen(topic), .payload = payload,
		                   .payload_length = strlen(payload) };

	encoder_message(sample->encoder, &stamp, &message, &sample->documents);
}

void sample_mark(struct sample *sample, int64_t mono, const char *note)
{
	struct encoder_stamp stamp = sample_stamp(sample, mono, NULL);

	encoder_mark(sample->encoder, &stamp, note, &sample->documents);
}

void sample_end(struct sample *sample, int64_t mono)
{
	struct encoder_stamp stamp = sample_stamp(sample, mono, NULL);
	struct encoder_counts counts = { 0, 0, 0 };

	encoder_end(sample->encoder, &stamp, &counts, "closed", &sample->documents);
}

void sample_save(const struct sample *sample, const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", folder, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(sample->documents.bytes, 1, sample->documents.length, file), sample->documents.length);
	assert_int_equal(fclose(file), 0);
}

struct timeline *sample_open(const struct sample *sample)
{
	struct error error = ERROR_INIT;
	char path[512], *paths[] = { path };

	sample_save(sample, "sample.bson", path, sizeof path);
	struct timeline *timeline = timeline_open(paths, 1, &error);
	if (timeline == NULL)
		fail_msg("%s", error.text);
	return timeline;
}
