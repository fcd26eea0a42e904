/* test_writer: files that hold whole documents, belong to their owner alone, and take nobody's place unasked. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorded.h"
#include "sample.h"
#include "support.h"

#include "telltale/recording/writer.h"

/* FOLDER/NAME, until it was called three more times. */
static const char *place(const char *name)
{
	static char paths[4][512];
	static int next;

	char *path = paths[next++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static void check_content(const char *path, const char *bytes, size_t length)
{
	struct buffer found = read_file(path);

	assert_int_equal(found.length, length);
	assert_memory_equal(found.bytes, bytes, length);
	buffer_clear(&found);
}

static void check_refused(const char *path, bool overwrite, const char *expected)
{
	struct error error = ERROR_INIT;
	struct writer writer;

	assert_false(writer_open(&writer, path, overwrite, &error));
	assert_int_equal(writer.fd, -1);
	if (strstr(error.text, path) != error.text || strstr(error.text, expected) == NULL)
		fail_msg("'%s' instead of '%s: %s'", error.text, path, expected);
	writer_close(&writer); /* what isn't open can be closed */
}

static void open_new(struct writer *writer, const char *path, bool overwrite)
{
	struct error error = ERROR_INIT;

	if (!writer_open(writer, path, overwrite, &error))
		fail_msg("%s", error.text);
}

static void test_for_its_owner_alone(void **state)
{
	struct writer writer;
	struct stat about;
	mode_t before = umask(0);

	(void)state;
	open_new(&writer, place("mine"), false);
	umask(before);
	assert_int_equal(fstat(writer.fd, &about), 0);
	assert_int_equal(about.st_mode, S_IFREG | 0600);
	assert_string_equal(writer.path, place("mine"));
	assert_int_equal(writer.size, 0);
	assert_false(writer.dirty);
	writer_close(&writer);
	assert_int_equal(writer.fd, -1);
	writer_close(&writer);
}

static void test_takes_nobodys_place(void **state)
{
	char path[512], target[512], longest[2 * WRITER_PATH];

	(void)state;
	folder_write(folder, "there", "hello", path, sizeof path);
	check_refused(path, false, "is there already; nothing was overwritten (--overwrite would)");
	check_content(path, "hello", 5);
	folder_write(folder, "target", "hello", target, sizeof target);
	assert_int_equal(symlink(target, place("link")), 0);
	assert_int_equal(symlink(place("nowhere"), place("dangling")), 0);
	check_refused(place("link"), false, "is there already");
	check_refused(place("dangling"), false, "is there already"); /* and nothing is made where it points to */
	assert_int_equal(access(place("nowhere"), F_OK), -1);
	check_refused(place("no-such-folder/x"), false, "can't be created: No such file or directory");
	check_refused("-", false, "standard output is no file");
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	struct error error = ERROR_INIT;
	struct writer writer;
	assert_false(writer_open(&writer, longest, false, &error));
	assert_non_null(strstr(error.text, "the path is too long"));
}

/* Another file, so that whoever has the old one open, or may read it, has nothing of the new one. */
static void test_overwriting_makes_a_file_anew(void **state)
{
	struct buffer documents = { NULL, 0, 0 };
	struct stat about;
	struct error error = ERROR_INIT;
	struct writer writer;
	char path[512];

	(void)state;
	folder_write(folder, "old", "hello", path, sizeof path);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(link(path, place("other-name")), 0);
	open_new(&writer, path, true);
	assert_int_equal(fstat(writer.fd, &about), 0);
	assert_int_equal(about.st_mode, S_IFREG | 0600);
	buffer_append(&documents, "\5\0\0\0\0", 5);
	assert_true(writer_write(&writer, &documents, &error));
	writer_close(&writer);
	check_content(path, "\5\0\0\0\0", 5);
	check_content(place("other-name"), "hello", 5);
	open_new(&writer, place("not-there-yet"), true);
	writer_close(&writer);
	buffer_clear(&documents);
}

/* Only a file is overwritten: no folder, no device, nothing behind a link. */
static void test_what_can_not_be_overwritten(void **state)
{
	static const char expected[] = "is there already and no regular file: it is not overwritten";
	char target[512];

	(void)state;
	folder_write(folder, "goal", "hello", target, sizeof target);
	assert_int_equal(symlink(target, place("to-goal")), 0);
	check_refused(place("to-goal"), true, expected);
	check_content(target, "hello", 5);
	assert_int_equal(mkfifo(place("fifo"), 0600), 0);
	check_refused(place("fifo"), true, expected);
	assert_int_equal(mkdir(place("folder"), 0700), 0);
	check_refused(place("folder"), true, expected);
	check_refused("/dev/null", true, expected);
}

/* Some documents of different lengths. */
static void make_documents(struct sample *sample)
{
	sample_init(sample);
	sample_head(sample);
	for (int i = 0; i < 7; i++)
		sample_message(sample, i, "box", "box/value", i % 2 == 0 ? "1" : "{\"some\":\"longer\",\"payload\":[1,2,3]}");
	sample_end(sample, 8);
}

static size_t length_at(const struct buffer *documents, size_t at)
{
	const unsigned char *bytes = (const unsigned char *)documents->bytes + at;

	return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
}

/* The end of the last document that ends within so many bytes. */
static size_t whole_within(const struct buffer *documents, size_t limit)
{
	size_t at = 0;

	while (at < documents->length && at + length_at(documents, at) <= limit)
		at += length_at(documents, at);
	return at;
}

/* A limit of files in the middle of everything: what is whole is in the file, the rest stays, and can be written when
 * there is room again. */
static void check_limit(const struct buffer *all, size_t limit)
{
	struct buffer documents = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	struct writer writer;
	char path[512];
	size_t whole = whole_within(all, limit);

	snprintf(path, sizeof path, "%s", place("limited"));
	open_new(&writer, path, true);
	buffer_append(&documents, all->bytes, all->length);
	limit_files(limit);
	bool good = writer_write(&writer, &documents, &error);
	limit_files(UNLIMITED);
	assert_int_equal(good, limit >= all->length);
	assert_int_equal(writer.size, whole);
	assert_int_equal(writer.dirty, whole > 0);
	assert_int_equal(documents.length, all->length - whole);
	check_content(path, all->bytes, whole);
	if (!good) {
		assert_non_null(strstr(error.text, "limited: can't be written: File too large"));
		error = (struct error)ERROR_INIT;
		assert_true(writer_write(&writer, &documents, &error));
	}
	check_content(path, all->bytes, all->length);
	assert_int_equal(writer.size, all->length);
	assert_int_equal(documents.length, 0);
	writer_close(&writer);
	buffer_clear(&documents);
}

static void test_a_limit_cuts_back_to_a_whole_document(void **state)
{
	struct sample sample;

	(void)state;
	make_documents(&sample);
	for (size_t limit = 0; limit <= sample.documents.length + 1; limit += limit % 16 == 0 ? 1 : 3)
		check_limit(&sample.documents, limit);
	size_t last = 0;
	for (size_t at = 0; at < sample.documents.length; last = at, at += length_at(&sample.documents, at))
		for (size_t limit = at > 0 ? at - 1 : 0; limit <= at + 1; limit++)
			check_limit(&sample.documents, limit);
	check_limit(&sample.documents, last);
	sample_clear(&sample);
}

static void test_sync(void **state)
{
	struct error error = ERROR_INIT;
	struct sample sample;
	struct writer writer;
	char path[512];

	(void)state;
	snprintf(path, sizeof path, "%s", place("removed"));
	open_new(&writer, path, false);
	assert_true(writer_sync(&writer, &error)); /* nothing to bring */
	make_documents(&sample);
	assert_true(writer_write(&writer, &sample.documents, &error));
	assert_true(writer.dirty);
	assert_true(writer_sync(&writer, &error));
	assert_false(writer.dirty);
	assert_int_equal(unlink(path), 0);
	assert_true(writer_sync(&writer, &error)); /* nothing was written since: not looked at */
	sample_message(&sample, 9, "box", "box/value", "1");
	assert_true(writer_write(&writer, &sample.documents, &error)); /* the system takes it */
	assert_false(writer_sync(&writer, &error));
	assert_non_null(strstr(error.text, "removed: the file was removed while it was written"));
	writer_close(&writer);
	sample_clear(&sample);
}

/* Moving it away in the same file system is not removing it. */
static void test_a_file_may_be_moved(void **state)
{
	struct error error = ERROR_INIT;
	struct sample sample;
	struct writer writer;
	char path[512];

	(void)state;
	snprintf(path, sizeof path, "%s", place("before"));
	open_new(&writer, path, false);
	assert_int_equal(rename(path, place("behind")), 0);
	make_documents(&sample);
	assert_true(writer_write(&writer, &sample.documents, &error));
	assert_true(writer_sync(&writer, &error));
	writer_close(&writer);
	assert_int_equal(check_documents(place("behind")), 9);
	sample_clear(&sample);
}

static void test_part_paths(void **state)
{
	static const struct {
		const char *path;
		unsigned part;
		const char *expected;
	} cases[] = {
		{ "night.bson", 1, "night-0001.bson" },
		{ "night.bson", 9999, "night-9999.bson" },
		{ "night.bson", 12345, "night-12345.bson" },
		{ "night", 2, "night-0002" },
		{ "a.b/night", 2, "a.b/night-0002" },
		{ "/x/broker.local-20261124.bson", 3, "/x/broker.local-20261124-0003.bson" },
		{ ".hidden", 4, ".hidden-0004" },
		{ "x/.hidden", 4, "x/.hidden-0004" },
		{ "x/", 5, "x/-0005" },
		{ "dot.", 6, "dot-0006." },
	};
	char path[64], small[8];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		writer_part_path(cases[i].path, cases[i].part, path, sizeof path);
		assert_string_equal(path, cases[i].expected);
	}
	writer_part_path("night.bson", 1, small, sizeof small);
	assert_string_equal(small, "night-0");
}

/* Parts of a recording before would be in the way of one that is split, the lowest first. */
static void test_a_part_that_is_there(void **state)
{
	char path[512], part[WRITER_PATH] = "";

	(void)state;
	folder_write(folder, "roll.bson", "", path, sizeof path);
	folder_write(folder, "roll-0x01.bson", "", path, sizeof path);
	folder_write(folder, "roll-001.bson", "", path, sizeof path);
	folder_write(folder, "roll-0001.bson.gz", "", path, sizeof path);
	folder_write(folder, "roll-0001", "", path, sizeof path);
	folder_write(folder, "aroll-0001.bson", "", path, sizeof path);
	assert_false(writer_find_part(place("roll.bson"), part));
	assert_false(writer_find_part(place("no-such-folder/roll.bson"), part));
	folder_write(folder, "roll-10000.bson", "", path, sizeof path);
	assert_true(writer_find_part(place("roll.bson"), part));
	assert_string_equal(part, place("roll-10000.bson"));
	folder_write(folder, "roll-0047.bson", "", path, sizeof path);
	folder_write(folder, "roll-0048.bson", "", path, sizeof path);
	assert_true(writer_find_part(place("roll.bson"), part));
	assert_string_equal(part, place("roll-0047.bson"));
	assert_true(writer_find_part(place("roll"), part));
	assert_string_equal(part, place("roll-0001"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_for_its_owner_alone),
		cmocka_unit_test(test_takes_nobodys_place),
		cmocka_unit_test(test_overwriting_makes_a_file_anew),
		cmocka_unit_test(test_what_can_not_be_overwritten),
		cmocka_unit_test(test_a_limit_cuts_back_to_a_whole_document),
		cmocka_unit_test(test_sync),
		cmocka_unit_test(test_a_file_may_be_moved),
		cmocka_unit_test(test_part_paths),
		cmocka_unit_test(test_a_part_that_is_there),
	};

	return cmocka_run_group_tests_name("writer", tests, folder_set_up, folder_tear_down);
}
