/* test_progress: what stands in the line, at every width. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "telltale/app/progress.h"
#include "telltale/base/text.h"

static const struct progress_state half = { "import", 42 << 20, 100 << 20, 5000, "docs" };

static void check(size_t columns, bool utf8, const struct progress_state *state, double rate, const char *expected)
{
	char text[512];

	progress_bar_text(text, sizeof text, columns, utf8, state, rate, rate > 0 ? 12340 : 0);
	assert_string_equal(text, expected);
}

static void test_widths(void **state)
{
	(void)state;
	check(80, false, &half, 1 << 20, "import  42 % [###########.................]  1.0 MiB/s  12 340 docs/s  58 s left");
	check(62, false, &half, 1 << 20, "import  42 % [####......]  1.0 MiB/s  12 340 docs/s  58 s left");
	check(40, false, &half, 1 << 20, "import  42 %  1.0 MiB/s  12 340 docs/s  58 s left");
	check(200, true, &half, 0, "import  42 % [████████████░░░░░░░░░░░░░░░░░░]");
}

static void test_ends(void **state)
{
	struct progress_state none = { "import", 0, 100, 0, NULL }, all = { "import", 100, 100, 10, "docs" },
			      empty = { "import", 0, 0, 0, NULL };

	(void)state;
	check(30, false, &none, 0, "import   0 % [...............]");
	check(30, false, &none, 0.001, "import   0 %  0 B/s  27 h 46 min left");
	check(80, false, &all, 10, "import 100 % [##############################]  10 B/s  12 340 docs/s");
	check(10, false, &empty, 0, "import 100 %");
}

/* However wide the terminal is: once the bar fits, the line does. */
static void test_never_too_wide(void **state)
{
	char text[512];

	(void)state;
	for (size_t columns = 0; columns < 200; columns++) {
		progress_bar_text(text, sizeof text, columns, true, &half, 1e15, 1e15);
		if (strchr(text, '[') != NULL)
			assert_true(text_width(text) <= columns);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_never_too_wide),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
