/* export_csv: readings as CSV, long and wide; see include/telltale/recording/export.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/export_private.h"
#include "telltale/base/map.h"
#include "telltale/base/memory.h"
#include "telltale/core/device.h"
#include "telltale/recording/moment.h"

/* --- cells ----------------------------------------------------------------------------------------------- */

static bool is_number(const char *text)
{
	size_t sign = *text == '-' || *text == '+';
	char *end;

	if (text[sign] < '0' || text[sign] > '9' || text[sign + 1] == 'x' || text[sign + 1] == 'X')
		return false;
	strtod(text, &end);
	return *end == '\0';
}

static void put_cell(struct buffer *line, const char *text)
{
	bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL && !is_number(text);
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	if (quoted)
		buffer_char(line, '"');
	if (formula)
		buffer_char(line, '\'');
	for (const char *quote; quoted && (quote = strchr(text, '"')) != NULL; text = quote + 1) {
		buffer_append(line, text, (size_t)(quote - text));
		buffer_text(line, "\"\"");
	}
	buffer_text(line, text);
	if (quoted)
		buffer_char(line, '"');
}

static void put_next_cell(struct buffer *line, const char *text)
{
	buffer_char(line, ',');
	put_cell(line, text);
}

static void put_time(struct buffer *line, const struct timeline_item *item)
{
	char time[MOMENT_TEXT];

	moment_utc(time, item->record.wall);
	buffer_text(line, time);
}

/* --- long ------------------------------------------------------------------------------------------------ */

static bool put_reading(struct readings *readings, const struct reading *reading)
{
	struct buffer *line = &readings->exporting->line;

	put_time(line, readings->item);
	put_next_cell(line, reading->device->id);
	put_next_cell(line, reading->name);
	put_next_cell(line, reading->value);
	put_next_cell(line, reading->unit);
	return export_put_line(readings->exporting);
}

bool export_long(struct exporting *exporting)
{
	struct readings readings = { .exporting = exporting, .take = put_reading };

	buffer_text(&exporting->line, "time,device,name,value,unit");
	return export_put_line(exporting) && readings_run(&readings);
}

/* --- wide ------------------------------------------------------------------------------------------------ */

struct cell {
	size_t column, value; /* value: where its text begins in the row's texts */
};

/* A table that has a column for each name; and the row of the message that is being looked at. */
struct table {
	struct map *index; /* name -> its column */
	struct column {
		size_t number;
		char *name;
	} **columns;
	size_t count, capacity;
	struct cell *cells;
	size_t cell_count, cell_capacity;
	struct buffer texts;
	const struct device *device;
};

static bool find_columns(struct readings *readings, const struct reading *reading)
{
	struct table *table = readings->self;

	if (map_get(table->index, reading->name, strlen(reading->name)) != NULL)
		return true;
	table->columns = memory_grow(table->columns, table->count, &table->capacity, sizeof *table->columns);
	struct column *column = memory_zeroed(1, sizeof *column);
	column->number = table->count;
	column->name = memory_text(reading->name);
	table->columns[table->count++] = column;
	map_put(table->index, reading->name, strlen(reading->name), column);
	return true;
}

/* Keeps the cells in the order of their columns; the later of two readings of one name counts. */
static bool add_cell(struct readings *readings, const struct reading *reading)
{
	struct table *table = readings->self;
	const struct column *column = map_get(table->index, reading->name, strlen(reading->name));
	size_t at = table->cell_count, text = table->texts.length;

	if (column == NULL)
		return true;
	table->device = reading->device;
	buffer_append(&table->texts, reading->value, strlen(reading->value) + 1);
	while (at > 0 && table->cells[at - 1].column > column->number)
		at--;
	if (at > 0 && table->cells[at - 1].column == column->number) {
		table->cells[at - 1].value = text;
		return true;
	}
	table->cells = memory_grow(table->cells, table->cell_count, &table->cell_capacity, sizeof *table->cells);
	memmove(table->cells + at + 1, table->cells + at, (table->cell_count - at) * sizeof *table->cells);
	table->cells[at] = (struct cell){ column->number, text };
	table->cell_count++;
	return true;
}

static bool put_row(struct readings *readings)
{
	struct table *table = readings->self;
	struct buffer *line = &readings->exporting->line;
	size_t column = 0;

	if (table->cell_count == 0)
		return true;
	put_time(line, readings->item);
	put_next_cell(line, table->device->id);
	for (size_t i = 0; i < table->cell_count; i++) {
		for (; column <= table->cells[i].column; column++)
			buffer_char(line, ',');
		put_cell(line, table->texts.bytes + table->cells[i].value);
	}
	for (; column < table->count; column++)
		buffer_char(line, ',');
	table->cell_count = 0;
	buffer_reset(&table->texts);
	return export_put_line(readings->exporting);
}

static bool put_head(struct exporting *exporting, const struct table *table)
{
	buffer_text(&exporting->line, "time,device");
	for (size_t i = 0; i < table->count; i++)
		put_next_cell(&exporting->line, table->columns[i]->name);
	return export_put_line(exporting);
}

bool export_wide(struct exporting *exporting)
{
	struct table table = { .index = map_new() };
	struct readings finding = { .exporting = exporting, .self = &table, .take = find_columns,
		                    .names_only = true };
	struct readings writing = { .exporting = exporting, .self = &table, .take = add_cell, .done = put_row };
	bool good = readings_run(&finding) && put_head(exporting, &table) && readings_run(&writing);

	for (size_t i = 0; i < table.count; i++) {
		free(table.columns[i]->name);
		free(table.columns[i]);
	}
	free(table.columns);
	free(table.cells);
	buffer_clear(&table.texts);
	map_free(table.index);
	return good;
}
