/* test_arena: pieces that don't overlap, and memory that comes back after a huge payload. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "telltale/base/arena.h"

enum { PIECES = 300 };

static void test_pieces_are_apart(void **state)
{
	struct arena *arena = arena_new(256);
	unsigned char *pieces[PIECES];

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		pieces[i] = arena_take(arena, i);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		memset(pieces[i], (int)(i & 0xff), i);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(pieces[i][k], i & 0xff);
	arena_free(arena);
}

static void test_reset_gives_huge_blocks_back(void **state)
{
	struct arena *arena = arena_new(1024);
	size_t held = arena_held(arena);

	(void)state;
	memset(arena_take(arena, 20 << 20), 1, 20 << 20);
	assert_true(arena_held(arena) > (20u << 20));
	arena_reset(arena);
	assert_int_equal(arena_held(arena), held);
	for (int round = 0; round < 1000; round++) {
		for (int i = 0; i < 8; i++)
			arena_take(arena, 100);
		arena_reset(arena);
	}
	assert_int_equal(arena_held(arena), held); /* messages of the usual size take nothing from the system */
	arena_free(arena);
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_apart),
		cmocka_unit_test(test_reset_gives_huge_blocks_back),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
