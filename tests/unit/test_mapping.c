/* test_mapping: a file that is cut short while it is mapped; and whose the other signals are. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "telltale/base/mapping.h"
#include "telltale/base/memory.h"

enum { PAGES = 8, MORE = 100 };

struct file {
	size_t page, length;
	int fd;
	struct mapping *mapping;
};

static int set_up(void **state)
{
	struct file *file = memory_zeroed(1, sizeof *file);
	FILE *made = tmpfile();

	*state = file;
	if (made == NULL)
		return -1;
	file->page = (size_t)sysconf(_SC_PAGESIZE);
	file->length = PAGES * file->page + MORE;
	for (size_t i = 0; i < file->length; i++)
		putc('x', made);
	fflush(made);
	file->fd = dup(fileno(made));
	fclose(made);
	file->mapping = mapping_new(file->fd, file->length);
	return file->mapping == NULL;
}

static int tear_down(void **state)
{
	struct file *file = *state;

	mapping_free(file->mapping);
	close(file->fd);
	free(file);
	return 0;
}

/* As it is now: the compiler doesn't know that it changes. */
static uint8_t byte(const struct file *file, size_t offset)
{
	return ((const volatile uint8_t *)mapping_bytes(file->mapping))[offset];
}

/* cmocka has set handlers of its own. */
static struct file *begin(void **state)
{
	mapping_guard();
	return *state;
}

static void test_whole(void **state)
{
	struct file *file = begin(state);

	for (size_t i = 0; i < file->length; i++)
		assert_int_equal(byte(file, i), 'x');
	assert_int_equal(mapping_left(file->mapping), file->length);
}

static void test_cut_short(void **state)
{
	struct file *file = begin(state);

	assert_int_equal(ftruncate(file->fd, (off_t)(3 * file->page)), 0);
	assert_int_equal(byte(file, 3 * file->page - 1), 'x');
	assert_int_equal(mapping_left(file->mapping), file->length); /* nobody has seen it yet */
	assert_int_equal(byte(file, 5 * file->page + 7), 0);
	assert_int_equal(mapping_left(file->mapping), 5 * file->page);
	assert_int_equal(byte(file, file->length - 1), 0);
	assert_int_equal(mapping_left(file->mapping), 5 * file->page);
	assert_int_equal(byte(file, 4 * file->page), 0);
	assert_int_equal(mapping_left(file->mapping), 4 * file->page);
	assert_int_equal(byte(file, 2 * file->page), 'x');
}

static void test_emptied(void **state)
{
	struct file *file = begin(state);

	assert_int_equal(ftruncate(file->fd, 0), 0);
	assert_int_equal(byte(file, file->length - 1), 0);
	assert_int_equal(byte(file, 0), 0);
	assert_int_equal(mapping_left(file->mapping), 0);
	for (size_t i = 0; i < file->length; i++)
		assert_int_equal(byte(file, i), 0);
}

/* Only the one that is affected; and they are given back in any order. */
static void test_several(void **state)
{
	struct file *file = begin(state), *other = NULL;

	assert_int_equal(set_up((void **)&other), 0);
	struct mapping *third = mapping_new(file->fd, file->page);
	assert_int_equal(ftruncate(other->fd, 0), 0);
	assert_int_equal(byte(other, other->page), 0);
	assert_int_equal(mapping_left(other->mapping), other->page);
	assert_int_equal(byte(file, file->page), 'x');
	tear_down((void **)&other); /* neither the first nor the last */
	mapping_free(NULL);
	assert_int_equal(ftruncate(file->fd, 0), 0);
	assert_int_equal(byte(file, 0), 0);
	assert_int_equal(mapping_left(third), file->page);
	assert_int_equal(((const volatile uint8_t *)mapping_bytes(third))[1], 0);
	assert_int_equal(mapping_left(third), 0);
	mapping_free(third);
}

/* --- everything else is somebody else's ------------------------------------------------------------------ */

static void say_theirs(int number)
{
	(void)number;
	_exit(7);
}

/* What becomes of a process in which that happens. */
static int after(void (*happens)(const struct file *file), const struct file *file, void (*handler)(int number))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGBUS, handler);
		mapping_guard();
		mapping_guard(); /* once more does no harm */
		happens(file);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void be_told(const struct file *file)
{
	(void)file;
	raise(SIGBUS);
}

/* A file that nobody has told us of. */
static void read_another(const struct file *file)
{
	const volatile char *bytes = mmap(NULL, file->page, PROT_READ, MAP_PRIVATE, file->fd, 0);

	if (ftruncate(file->fd, 0) != 0 || bytes[0] == 'x')
		_exit(1);
}

static void read_ours(const struct file *file)
{
	if (ftruncate(file->fd, 0) != 0 || byte(file, file->page) != 0 || byte(file, 0) != 0)
		_exit(1);
}

static void test_what_is_not_about_a_mapping(void **state)
{
	const struct file *file = *state;

	int status = after(be_told, file, say_theirs);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = after(be_told, file, SIG_DFL);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	status = after(read_ours, file, say_theirs);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	status = after(read_another, file, say_theirs);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

#define with_file(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_file(test_whole), with_file(test_cut_short), with_file(test_emptied), with_file(test_several),
		with_file(test_what_is_not_about_a_mapping),
	};

	return cmocka_run_group_tests_name("mapping", tests, NULL, NULL);
}
