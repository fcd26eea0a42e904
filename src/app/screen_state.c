/* screen_state: see include/telltale/app/screen_state.h */
#include "config.h"

#include "telltale/app/screen_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telltale/app/display.h"
#include "telltale/base/buffer.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/config.h"
#include "telltale/conf/gallery.h"

enum { KEPT_BYTES = 1024, MOST_LINES = 1000 };

/* --- what is kept: one row each -------------------------------------------------------------------------- */

struct row {
	const char *name;
	const char *option; /* that says the same, and outweighs it; NULL: there is none */
	bool taste;         /* it is as well in a replay */
	/* The values now, one after the other; false: there are not so many. */
	bool (*get)(const struct screen *screen, size_t index, char *text, size_t size);
	/* Takes one; false: it won't do. NULL: the option does it. */
	bool (*set)(struct screen *screen, const char *text);
};

static bool get_theme(const struct screen *screen, size_t index, char *text, size_t size)
{
	snprintf(text, size, "%s", gallery_name(screen->model.gallery, gallery_shown(screen->model.gallery)));
	return index == 0;
}

static bool get_sort(const struct screen *screen, size_t index, char *text, size_t size)
{
	return index == 0 && option_word_at("sort", (int)screen->sort, text, size);
}

static bool get_density(const struct screen *screen, size_t index, char *text, size_t size)
{
	return index == 0 && option_word_at("density", (int)screen->density, text, size);
}

static bool get_group(const struct screen *screen, size_t index, char *text, size_t size)
{
	return index == 0 && option_word_at("group", (int)screen->group, text, size);
}

static bool get_pin(const struct screen *screen, size_t index, char *text, size_t size)
{
	if (index >= screen->pins.count)
		return false;
	snprintf(text, size, "%s", screen->pins.keys[index]);
	return true;
}

static bool set_pin(struct screen *screen, const char *text)
{
	pins_add(&screen->pins, text);
	return true;
}

/* A view of something that may not be there next time leads to the devices. */
static bool get_view(const struct screen *screen, size_t index, char *text, size_t size)
{
	const struct view *view = screen->view->action != ACTION_NONE ? screen->view : screen->view_below;

	snprintf(text, size, "%s", view->action != ACTION_NONE ? view->name : "devices");
	return index == 0;
}

static bool set_view(struct screen *screen, const char *text)
{
	const struct view *view = screen_find_view(text);

	if (view == NULL || view->action == ACTION_NONE)
		return false;
	screen_show(screen, view);
	return true;
}

static const struct row rows[] = {
	{ "theme", "theme", true, get_theme, NULL },
	{ "sort", "sort", false, get_sort, NULL },
	{ "density", "density", false, get_density, NULL },
	{ "group", "group", false, get_group, NULL },
	{ "pin", NULL, false, get_pin, set_pin },
	{ "view", NULL, false, get_view, set_view },
};

enum { ROWS = sizeof rows / sizeof *rows };

static const struct row *find_row(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

/* --- the file -------------------------------------------------------------------------------------------- */

static void find_path(char *path, size_t size)
{
	const char *place = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (place != NULL && *place == '/')
		snprintf(path, size, "%s/telltale/screen", place);
	else if (home != NULL && *home != '\0')
		snprintf(path, size, "%s/.local/state/telltale/screen", home);
	else
		snprintf(path, size, "%s", "");
}

static bool read_all(int fd, const char *path, char *text, struct error *error)
{
	struct stat about;
	size_t length = 0;
	ssize_t n;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return error_set(error, ERROR_USAGE, "%s: no file", path);
	while (length <= SCREEN_STATE_MOST && (n = read(fd, text + length, SCREEN_STATE_MOST + 1 - length)) > 0)
		length += (size_t)n;
	text[length] = '\0';
	if (length > SCREEN_STATE_MOST || strlen(text) != length || !text_is_utf8(text, length))
		return error_set(error, ERROR_USAGE, "%s: this is none of ours", path);
	return true;
}

/* The file's text. NULL: there is none, or (with the error) it can't be used. */
static char *read_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a pipe would wait */

	if (fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			error_errno(error, "%s", path);
		return NULL;
	}
	char *text = memory_resize(NULL, SCREEN_STATE_MOST + 2, 1);
	if (!read_all(fd, path, text, error)) {
		free(text);
		text = NULL;
	}
	close(fd);
	return text;
}

static void add_line(struct screen_state *state, const char *name, const char *value)
{
	if (state->count >= MOST_LINES)
		return;
	state->lines = memory_grow(state->lines, state->count, &state->capacity, sizeof *state->lines);
	state->lines[state->count++] = (struct screen_state_line){ memory_text(name), memory_text(value) };
}

static void clear_lines(struct screen_state *state)
{
	for (size_t i = 0; i < state->count; i++) {
		free(state->lines[i].name);
		free(state->lines[i].value);
	}
	state->count = 0;
}

static bool split_line(struct screen_state *state, char *line)
{
	char *equals = strstr(line, " = ");

	if (*line == '\0' || *line == '#')
		return true;
	if (equals == NULL || strlen(equals + 3) >= KEPT_BYTES)
		return false;
	*equals = '\0';
	add_line(state, line, equals + 3);
	return true;
}

/* Takes the file's lines anew. False: it is damaged, and nothing of it was taken. */
static bool load(struct screen_state *state, struct error *error)
{
	char *text = read_file(state->path, error), *rest = text;
	bool good = true;

	clear_lines(state);
	if (text == NULL)
		return error->code == ERROR_NONE;
	for (char *line = strsep(&rest, "\n"); line != NULL && good; line = strsep(&rest, "\n"))
		good = split_line(state, line) || error_set(error, ERROR_USAGE, "%s: expected lines of NAME = VALUE", state->path);
	if (!good)
		clear_lines(state);
	free(text);
	return good;
}

/* --- on the way in --------------------------------------------------------------------------------------- */

static void complain(struct screen_state *state, const struct screen_state_line *line)
{
	snprintf(state->problem, sizeof state->problem, "how the screen was left: '%.40s = %.60s' won't do, and is ignored",
	         line->name, line->value);
}

static bool take_option(struct settings *settings, const struct row *row, const char *value)
{
	const struct option *option = option_find(row->option, OPTION_CONFIG);
	char folder[3072];

	if (option_given(settings, option))
		return true;
	if (strcmp(row->name, "theme") == 0) { /* it may have gone since */
		config_folder(folder, sizeof folder);
		struct theme *theme = theme_load(value, folder, NULL);
		theme_free(theme);
		if (theme == NULL)
			return false;
	}
	if (!option_set(settings, option, value, NULL))
		return false;
	settings->given[option - option_table] = false; /* nobody said it: what comes later outweighs it */
	return true;
}

void screen_state_read(struct screen_state *state, struct settings *settings, bool taste_only)
{
	struct error error = ERROR_INIT;

	memset(state, 0, sizeof *state);
	if (settings->no_state)
		return;
	find_path(state->path, sizeof state->path);
	if (*state->path == '\0')
		return;
	if (!load(state, &error))
		snprintf(state->problem, sizeof state->problem, "how the screen was left is ignored: %.400s", error.text);
	for (size_t i = 0; i < state->count; i++) {
		const struct row *row = find_row(state->lines[i].name);
		if (row != NULL && row->option != NULL && (row->taste || !taste_only) &&
		    !take_option(settings, row, state->lines[i].value))
			complain(state, &state->lines[i]);
	}
}

/* A value is a line: what has a control character in it (a device's name may) can't be kept. */
static bool is_line(const char *value)
{
	for (const char *c = value; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			return false;
	return *value != '\0' && text_is_utf8(value, strlen(value));
}

/* All values of a row, a line each. */
static void put_row(const struct row *row, const struct screen *screen, struct buffer *text)
{
	char value[KEPT_BYTES];

	for (size_t i = 0; i < MOST_LINES && row->get(screen, i, value, sizeof value); i++)
		if (is_line(value))
			buffer_format(text, "%s = %s\n", row->name, value);
}

void screen_state_apply(struct screen_state *state, struct screen *screen)
{
	struct buffer before = { NULL, 0, 0 };

	for (size_t i = 0; i < state->count; i++) {
		const struct row *row = find_row(state->lines[i].name);
		if (row != NULL && row->set != NULL && !row->set(screen, state->lines[i].value))
			complain(state, &state->lines[i]);
	}
	for (size_t i = 0; i < ROWS; i++) {
		put_row(&rows[i], screen, &before);
		buffer_char(&before, '\f'); /* in no value: what begins behind it is the next row's */
	}
	state->before = before.bytes;
}

/* --- on the way out -------------------------------------------------------------------------------------- */

/* The folders that lead to a file, as the XDG Base Directory Specification wants them. */
static void make_folders(const char *path)
{
	char folder[4096];

	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
		*slash = '\0';
		mkdir(folder, 0700);
	}
}

/* In one piece: somebody who reads meanwhile sees the old one or the new one. */
static bool write_file(const char *path, const struct buffer *text, struct error *error)
{
	char new[4200];

	make_folders(path);
	snprintf(new, sizeof new, "%s.XXXXXX", path);
	int fd = mkstemp(new);
	if (fd < 0)
		return error_errno(error, "%s", path);
	bool good = write(fd, text->bytes, text->length) == (ssize_t)text->length;
	if (!good)
		error_errno(error, "%s", path);
	good = close(fd) == 0 && good;
	if (good && rename(new, path) != 0)
		good = error_errno(error, "%s", path);
	if (!good)
		unlink(new);
	return good;
}

/* Which rows are no longer what they were; returns how many. */
static unsigned find_changes(const struct screen_state *state, const struct screen *screen, bool *changed)
{
	const char *before = state->before;
	unsigned count = 0;

	for (size_t i = 0; i < ROWS; i++) {
		struct buffer now = { NULL, 0, 0 };
		size_t length = strcspn(before, "\f");
		put_row(&rows[i], screen, &now);
		changed[i] = now.length != length || (length > 0 && memcmp(now.bytes, before, length) != 0);
		count += changed[i];
		buffer_clear(&now);
		before += length + 1;
	}
	return count;
}

bool screen_state_save(struct screen_state *state, const struct screen *screen, struct error *error)
{
	struct error ignored = ERROR_INIT;
	struct buffer text = { NULL, 0, 0 };
	bool changed[ROWS];

	if (*state->path == '\0' || state->before == NULL || find_changes(state, screen, changed) == 0)
		return true;
	load(state, &ignored); /* another dashboard may have written it */
	buffer_text(&text, "# how the last dashboard was left; see telltale(1)\n");
	for (size_t i = 0; i < state->count; i++) {
		const struct row *row = find_row(state->lines[i].name);
		if (row == NULL || !changed[row - rows])
			buffer_format(&text, "%s = %s\n", state->lines[i].name, state->lines[i].value);
	}
	for (size_t i = 0; i < ROWS; i++)
		if (changed[i])
			put_row(&rows[i], screen, &text);
	bool good = write_file(state->path, &text, error);
	buffer_clear(&text);
	return good;
}

void screen_state_clear(struct screen_state *state)
{
	clear_lines(state);
	free(state->lines);
	free(state->before);
	state->lines = NULL;
	state->before = NULL;
}
