/* test_plot: scales with round marks, dots in cells, steps of time. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/ui/plot.h"

static void check_scale(double low, double high, int marks, double step, int decimals)
{
	struct plot_scale scale = plot_scale_around(low, high, marks);

	assert_true(scale.low <= low && scale.high >= high);
	assert_true(scale.high - scale.low < 1.5 * (high - low) + step);
	assert_true(nearly(scale.step, step));
	assert_int_equal(scale.decimals, decimals);
}

static void test_marks_are_round(void **state)
{
	(void)state;
	check_scale(19.9, 26.1, 4, 2, 0);
	check_scale(0, 100, 5, 20, 0);
	check_scale(0, 100, 1, 100, 0);
	check_scale(36.6, 43.9, 2, 2, 0); /* with steps of 5 there would be one mark */
	check_scale(-0.013, 0.021, 4, 0.01, 2);
	check_scale(1008.2, 1009.1, 3, 0.5, 1);
	check_scale(8e9, 9e9, 4, 5e8, 0);
}

static void test_what_stands_still_has_room(void **state)
{
	static const double values[] = { 0, 81, -3.5, 1e-9, 1e12 };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct plot_scale scale = plot_scale_around(values[i], values[i], 4);
		int dot = plot_dot(&scale, values[i], 41);
		assert_true(scale.low < values[i] && scale.high > values[i]);
		assert_in_range(dot, 10, 30);
	}
}

static void test_dots_of_values(void **state)
{
	struct plot_scale scale = plot_scale_of(0, 100, 5);

	(void)state;
	assert_int_equal(plot_dot(&scale, 100, 21), 0);
	assert_int_equal(plot_dot(&scale, 50, 21), 10);
	assert_int_equal(plot_dot(&scale, 0, 21), 20);
	assert_true(plot_dot(&scale, 120, 21) < 0);
	assert_true(plot_dot(&scale, -1e300, 21) > 20); /* however far away */
}

static void test_steps_of_time(void **state)
{
	(void)state;
	assert_true(plot_time_step(CLOCK_MINUTE, 6) == 10 * CLOCK_SECOND);
	assert_true(plot_time_step(5 * CLOCK_MINUTE, 6) == CLOCK_MINUTE);
	assert_true(plot_time_step(CLOCK_HOUR, 4) == 15 * CLOCK_MINUTE);
	assert_true(plot_time_step(CLOCK_HOUR, 0) == 30 * CLOCK_MINUTE);
}

/* The masks of a row of cells. */
static void check_cells(const struct plot_grid *grid, int row, const unsigned char *masks)
{
	for (int column = 0; column < grid->columns; column++)
		assert_int_equal(grid->cells[row][column].mask, masks[column]);
}

static void test_a_curve_in_cells(void **state)
{
	struct plot_grid *grid = memory_zeroed(1, sizeof *grid);
	struct plot_scale scale = plot_scale_of(0, 7, 1); /* a dot for each whole number */
	const double values[] = { 7, 7, 6, 5, NAN, NAN, 0, 3 };
	char text[8];

	(void)state;
	plot_grid_clear(grid, 2, 4);
	plot_grid_curve(grid, 3, &scale, values, values);
	check_cells(grid, 0, (const unsigned char[]){ 1 | 8, 2 | 32, 0, 0 });
	check_cells(grid, 1, (const unsigned char[]){ 0, 0, 0, 64 | 8 | 16 | 32 }); /* the gap stays one; the rise has none */
	assert_int_equal(grid->cells[0][0].curve, 3);
	plot_cell_text(&grid->cells[0][0], true, text);
	assert_string_equal(text, "⠉");
	plot_cell_text(&grid->cells[0][1], false, text);
	assert_string_equal(text, ":");
	plot_cell_text(&grid->cells[0][0], false, text);
	assert_string_equal(text, "'");
	plot_cell_text(&grid->cells[0][3], false, text);
	assert_string_equal(text, " ");
	free(grid);
}

static void test_bands_and_what_lies_outside(void **state)
{
	struct plot_grid *grid = memory_zeroed(1, sizeof *grid);
	struct plot_scale scale = plot_scale_of(0, 7, 1);
	const double least[] = { 2, -50, 40, -90 }, most[] = { 5, 50, 90, -40 };

	(void)state;
	plot_grid_clear(grid, 2, 2);
	plot_grid_curve(grid, 0, &scale, least, most);
	check_cells(grid, 0, (const unsigned char[]){ 4 | 64 | 8 | 16 | 32 | 128, 8 | 16 | 32 | 128 }); /* from far above to far below */
	plot_grid_clear(grid, 1000, 1000);
	assert_int_equal(grid->rows, PLOT_ROWS);
	assert_int_equal(grid->columns, PLOT_COLUMNS);
	plot_grid_clear(grid, -1, -1);
	assert_int_equal(grid->rows + grid->columns, 0);
	free(grid);
}

static void test_columns_and_times(void **state)
{
	struct plot *plot = memory_zeroed(1, sizeof *plot);

	(void)state;
	plot->window = (struct plot_window){ 0, CLOCK_MINUTE, CLOCK_MINUTE, 0 };
	plot->gutter = 6;
	plot->columns = 70;
	for (int column = 6; column < 76; column++)
		assert_int_equal(plot_column(plot, plot_time(plot, column)), column);
	assert_true(plot_column(plot, -1) < 6);
	assert_false(plot_make(plot, 20, 80)); /* there is no curve */
	free(plot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks_are_round),
		cmocka_unit_test(test_what_stands_still_has_room),
		cmocka_unit_test(test_dots_of_values),
		cmocka_unit_test(test_steps_of_time),
		cmocka_unit_test(test_a_curve_in_cells),
		cmocka_unit_test(test_bands_and_what_lies_outside),
		cmocka_unit_test(test_columns_and_times),
	};

	return cmocka_run_group_tests_name("plot", tests, NULL, NULL);
}
