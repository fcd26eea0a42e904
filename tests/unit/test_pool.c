/* test_pool: blocks that don't overlap, are zeroed, and are used again. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support.h"
#include "telltale/base/memory.h"
#include "telltale/base/pool.h"

enum { BLOCKS = 500 };

struct taken {
	unsigned char *bytes;
	size_t size;
};

static void take(struct pool *pool, struct taken *taken, size_t size, int mark)
{
	static const unsigned char zeros[3 * POOL_MOST];

	taken->bytes = pool_take(pool, size);
	taken->size = size;
	assert_int_equal((uintptr_t)taken->bytes % MEMORY_LINE, 0);
	assert_memory_equal(taken->bytes, zeros, size);
	memset(taken->bytes, mark, size);
}

static void check(const struct taken *taken, int mark)
{
	for (size_t i = 0; i < taken->size; i++)
		assert_int_equal(taken->bytes[i], mark & 0xff);
}

static void test_blocks_are_apart(void **state)
{
	struct pool *pool = pool_new();
	struct taken taken[BLOCKS];
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < BLOCKS; i++)
		take(pool, &taken[i], random_next(&seed) % (i % 50 == 0 ? 3 * POOL_MOST : 500), i);
	for (int round = 0; round < 20000; round++) {
		int i = (int)(random_next(&seed) % BLOCKS);
		check(&taken[i], i);
		pool_give(pool, taken[i].bytes, taken[i].size);
		take(pool, &taken[i], random_next(&seed) % (i % 50 == 0 ? 3 * POOL_MOST : 500), i);
	}
	for (int i = 0; i < BLOCKS; i++)
		check(&taken[i], i);
	pool_give(pool, NULL, 0);
	pool_free(pool); /* with what was not given back */
	pool_free(NULL);
}

static void test_what_is_given_back_is_used_again(void **state)
{
	struct pool *pool = pool_new();
	void *one = pool_take(pool, 130), *other;

	(void)state;
	pool_give(pool, one, 130);
	assert_ptr_not_equal(pool_take(pool, 128), one); /* of two lines, not three */
	assert_ptr_equal(pool_take(pool, 190), one);
	other = pool_take(pool, 190);
	assert_ptr_not_equal(other, one);
	assert_ptr_equal((char *)other, (char *)one + (3 + 2) * MEMORY_LINE); /* side by side */
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks_are_apart),
		cmocka_unit_test(test_what_is_given_back_is_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
