/* test_map: keys of any bytes, growth, replaced values. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "telltale/base/map.h"

enum { MANY = 5000 };

static void test_keeps_many(void **state)
{
	static int values[MANY];
	struct map *map = map_new();
	char key[32];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		int length = snprintf(key, sizeof key, "house/room-%d/state", i);
		map_put(map, key, (size_t)length, &values[i]);
		memset(key, 'x', sizeof key); /* the map has its own copy */
	}
	assert_int_equal(map_count(map), MANY);
	for (int i = 0; i < MANY; i++) {
		int length = snprintf(key, sizeof key, "house/room-%d/state", i);
		assert_ptr_equal(map_get(map, key, (size_t)length), &values[i]);
	}
	assert_null(map_get(map, "house/room-5000/state", 21));
	map_free(map);
}

static void test_replaces(void **state)
{
	struct map *map = map_new();
	int first, second;

	(void)state;
	assert_null(map_get(map, "a", 1));
	map_put(map, "a", 1, &first);
	map_put(map, "a", 1, &second);
	assert_ptr_equal(map_get(map, "a", 1), &second);
	assert_int_equal(map_count(map), 1);
	map_free(map);
}

static void test_keys_are_bytes(void **state)
{
	struct map *map = map_new();
	int values[4];

	(void)state;
	map_put(map, "a\0b", 3, &values[0]);
	map_put(map, "a\0c", 3, &values[1]);
	map_put(map, "a", 1, &values[2]);
	map_put(map, "", 0, &values[3]);
	assert_ptr_equal(map_get(map, "a\0b", 3), &values[0]);
	assert_ptr_equal(map_get(map, "a\0c", 3), &values[1]);
	assert_ptr_equal(map_get(map, "a", 1), &values[2]);
	assert_ptr_equal(map_get(map, "", 0), &values[3]);
	assert_null(map_get(map, "a\0", 2));
	map_free(map);
	map_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keeps_many),
		cmocka_unit_test(test_replaces),
		cmocka_unit_test(test_keys_are_bytes),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
