/* test_readahead: the program's own read(): every byte once and in order, and only for the socket that was named. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "telltale/base/memory.h"
#include "telltale/source/readahead.h"

#ifdef READ_AHEAD

enum { OURS, THEIRS, MANY = 1000 };

struct place {
	struct readahead *readahead;
	int fds[2];
};

static int set_up(void **state)
{
	struct place *place = memory_zeroed(1, sizeof *place);

	*state = place;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, place->fds) != 0)
		return -1;
	place->readahead = readahead_new();
	readahead_use(place->readahead, place->fds[OURS]);
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	readahead_free(place->readahead);
	close(place->fds[OURS]);
	if (place->fds[THEIRS] >= 0)
		close(place->fds[THEIRS]);
	free(place);
	return 0;
}

static void test_small_pieces_cost_one_read(void **state)
{
	struct place *place = *state;
	char sent[MANY], byte;

	for (int i = 0; i < MANY; i++)
		sent[i] = (char)i;
	assert_int_equal(write(place->fds[THEIRS], sent, MANY), MANY);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(read(place->fds[OURS], &byte, 1), 1);
		assert_int_equal(byte, sent[i]);
		assert_int_equal(readahead_waiting(place->readahead), MANY - 1 - i);
	}
	assert_int_equal(readahead_reads(place->readahead), 1);
	errno = 0;
	assert_int_equal(read(place->fds[OURS], &byte, 1), -1); /* as the socket would say it */
	assert_int_equal(errno, EAGAIN);
}

/* The reader is told once that there is no more, and then the socket itself is asked. */
static void test_what_comes_later_is_found(void **state)
{
	struct place *place = *state;
	char bytes[8];

	for (int i = 0; i < 100; i++) {
		assert_int_equal(write(place->fds[THEIRS], "abc", 3), 3);
		assert_int_equal(read(place->fds[OURS], bytes, sizeof bytes), 3);
		assert_memory_equal(bytes, "abc", 3);
		assert_int_equal(read(place->fds[OURS], bytes, sizeof bytes), -1);
		assert_int_equal(errno, EAGAIN);
	}
}

static void test_the_end_comes_behind_what_was_sent(void **state)
{
	struct place *place = *state;
	char bytes[8];

	assert_int_equal(write(place->fds[THEIRS], "abcdef", 6), 6);
	close(place->fds[THEIRS]);
	place->fds[THEIRS] = -1;
	assert_int_equal(read(place->fds[OURS], bytes, 4), 4);
	assert_int_equal(read(place->fds[OURS], bytes, 4), 2);
	ssize_t n = read(place->fds[OURS], bytes, 4);
	if (n < 0) /* it may say first that there is nothing more for now */
		n = read(place->fds[OURS], bytes, 4);
	assert_int_equal(n, 0);
	assert_int_equal(read(place->fds[OURS], bytes, 4), 0);
}

static void test_large_reads(void **state)
{
	struct place *place = *state;
	size_t size = 2 * READAHEAD_BYTES, got = 0;
	char *sent = memory_zeroed(size, 1), *bytes = memory_zeroed(size, 1);

	for (size_t i = 0; i < size; i++)
		sent[i] = (char)(i * 7 + i / 999);
	for (size_t put = 0; got < size;) {
		ssize_t n = put < size ? write(place->fds[THEIRS], sent + put, size - put) : 0;
		put += n > 0 ? (size_t)n : 0;
		size_t want = got % 3 == 0 ? 5 : size - got; /* small and very large ones in turn */
		n = read(place->fds[OURS], bytes + got, want < size - got ? want : size - got);
		assert_true(n > 0 || errno == EAGAIN);
		got += n > 0 ? (size_t)n : 0;
	}
	assert_memory_equal(bytes, sent, size);
	free(sent);
	free(bytes);
}

/* A file and another socket go on to libc, and so do mistakes. */
static void test_others_are_left_alone(void **state)
{
	struct place *place = *state;
	char bytes[8] = "", name[] = "/tmp/telltale-readahead-XXXXXX";
	int pipe_ends[2], file = mkstemp(name);

	unlink(name);
	assert_int_equal(pipe(pipe_ends), 0);
	assert_int_equal(write(pipe_ends[1], "pipe", 4), 4);
	assert_int_equal(write(file, "file", 4), 4);
	lseek(file, 0, SEEK_SET);
	assert_int_equal(read(pipe_ends[0], bytes, 2), 2);
	assert_int_equal(read(file, bytes, 4), 4);
	assert_memory_equal(bytes, "file", 4);
	assert_int_equal(read(-1, bytes, 1), -1);
	assert_int_equal(errno, EBADF);
	readahead_use(place->readahead, -1);
	assert_int_equal(write(place->fds[THEIRS], "abc", 3), 3);
	assert_int_equal(read(place->fds[OURS], bytes, 1), 1);
	assert_int_equal(readahead_waiting(place->readahead), 0);
	assert_int_equal(readahead_reads(place->readahead), 0);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	close(file);
}

static void *read_one(void *argument)
{
	char byte = 0;

	return read(*(int *)argument, &byte, 1) == 1 ? (void *)(intptr_t)byte : NULL;
}

/* Another thread reads from the kernel, even from that socket. */
static void test_one_thread_alone(void **state)
{
	struct place *place = *state;
	pthread_t thread;
	void *found;
	char byte;

	assert_int_equal(write(place->fds[THEIRS], "ab", 2), 2);
	assert_int_equal(read(place->fds[OURS], &byte, 1), 1);
	assert_int_equal(write(place->fds[THEIRS], "c", 1), 1);
	pthread_create(&thread, NULL, read_one, &place->fds[OURS]);
	pthread_join(thread, &found);
	assert_int_equal((intptr_t)found, 'c');
	assert_int_equal(read(place->fds[OURS], &byte, 1), 1);
	assert_int_equal(byte, 'b');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_small_pieces_cost_one_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_comes_later_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_end_comes_behind_what_was_sent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large_reads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_others_are_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_thread_alone, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

/* Left out: nothing is there, and asking does no harm. */
static void test_left_out(void **state)
{
	(void)state;
	assert_null(readahead_new());
	readahead_use(NULL, 0);
	assert_int_equal(readahead_waiting(NULL), 0);
	assert_int_equal(readahead_reads(NULL), 0);
	readahead_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
