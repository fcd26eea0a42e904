/* recorded: see recorded.h */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "recorded.h"

#include "telltale/recording/reader.h"

void limit_files(uint64_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN); /* as the program does: then write() says EFBIG */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == UNLIMITED ? limit.rlim_max : (rlim_t)bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

struct buffer read_file(const char *path)
{
	struct buffer buffer = { NULL, 0, 0 };
	char bytes[65536];
	size_t n;
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	buffer_text(&buffer, "");
	while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
		buffer_append(&buffer, bytes, n);
	fclose(file);
	return buffer;
}

/* What each_document() is called with to count. */
struct counting {
	size_t documents, of_kind;
	enum record_kind kind;
};

static void count(void *self, const struct record *record)
{
	struct counting *counting = self;

	counting->documents++;
	counting->of_kind += record->kind == counting->kind;
}

void each_document(const char *path, void (*look)(void *self, const struct record *record), void *self)
{
	struct buffer buffer = read_file(path);
	struct reader reader = { .bytes = (const uint8_t *)buffer.bytes, .length = buffer.length };
	struct record record;

	for (uint64_t at = 0; at < reader.length; at += record.length) {
		if (!reader_read(&reader, at, &record) || !reader_valid(&record))
			fail_msg("%s: no whole document at %llu of %zu", path, (unsigned long long)at, reader.length);
		look(self, &record);
	}
	buffer_clear(&buffer);
}

size_t check_documents(const char *path)
{
	struct counting counting = { 0, 0, RECORD_OTHER };

	each_document(path, count, &counting);
	return counting.documents;
}

size_t count_kind(const char *path, enum record_kind kind)
{
	struct counting counting = { 0, 0, kind };

	each_document(path, count, &counting);
	return counting.of_kind;
}
