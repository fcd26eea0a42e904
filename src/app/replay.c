/* replay: recordings in the same dashboard, or sent to a broker */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "telltale/app/display.h"
#include "telltale/app/loop.h"
#include "telltale/app/player.h"
#include "telltale/app/publish.h"
#include "telltale/app/screen_state.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/clock.h"
#include "telltale/recording/moment.h"

/* What a replay is made of. */
struct replay {
	struct timeline *timeline;
	struct player *player;
	struct display display;
};

/* --- wishes ---------------------------------------------------------------------------------------------- */

static struct command *wish_ask(void *self, struct device *device, const struct profile_command *definition)
{
	(void)self;
	(void)device;
	(void)definition;
	return NULL; /* the screen doesn't ask in a replay */
}

static void wish_nothing(void *self, struct command *command)
{
	(void)self;
	(void)command;
}

static void wish_no_retry(void *self)
{
	(void)self;
}

static void wish_play(void *self, enum action action)
{
	struct replay *replay = self;

	player_act(replay->player, action);
}

static bool wish_go_to(void *self, const char *text, struct error *error)
{
	struct replay *replay = self;

	return player_go_to(replay->player, text, error);
}

static void on_replaced(void *self, const struct fleet *fleet)
{
	struct replay *replay = self;

	screen_replace_fleet(replay->display.screen, fleet);
}

static void on_notice(void *self, enum log_level level, const char *text)
{
	struct replay *replay = self;

	screen_notice(replay->display.screen, level, false, clock_mono(), text);
}

/* --- options --------------------------------------------------------------------------------------------- */

static bool read_settings(const struct settings *settings, struct player_settings *player, struct error *error)
{
	player->loop = settings->loop;
	if (settings->idle_limit != NULL &&
	    (!clock_span_parse(settings->idle_limit, &player->idle_limit) || player->idle_limit <= 0))
		return error_set(error, ERROR_USAGE, "idle-limit: found '%s', expected a time such as 2, 1.5s or 1m",
		                 settings->idle_limit);
	return player_speed_parse(settings->speed, &player->speed, error);
}

/* Options that only mean something with --publish are not silently ignored. */
static bool check_options(const struct settings *settings, struct error *error)
{
	const char *odd = settings->prefix != NULL ? "--prefix" : settings->with_commands ? "--with-commands"
	                  : settings->only_topics != NULL ? "--topic" : settings->device != NULL ? "--device"
	                  : settings->to != NULL ? "--to" : NULL;

	if (odd != NULL)
		return error_set(error, ERROR_USAGE, "%s is for --publish; the dashboard shows all of a recording", odd);
	return true;
}

/* --- from start to end ----------------------------------------------------------------------------------- */

static bool open_player(struct replay *replay, const struct settings *settings, char **files, int count,
                        struct error *error)
{
	struct player_settings player = { 0, false, 0 };
	int64_t from = 0;

	if (!read_settings(settings, &player, error) || !check_options(settings, error))
		return false;
	replay->timeline = timeline_open(files, (size_t)count, error);
	if (replay->timeline == NULL ||
	    (settings->from != NULL && !moment_parse(replay->timeline, settings->from, &from, error)))
		return false;
	replay->player = player_new(replay->timeline, &player);
	if (from > 0)
		player_seek(replay->player, from);
	return true;
}

static bool open_screen(struct replay *replay, const struct settings *settings, struct error *error)
{
	struct player *player = replay->player;
	struct screen_model model = {
		.fleet = player_fleet(player),
		.link = player_link(player),
		.log = player_log(player),
		.journal = player_journal(player),
		.playback = player_status(player),
		.empty_hint = "Nothing has been received at this place of the recording; Right goes on.",
	};
	struct wishes wishes = {
		.self = replay,
		.ask = wish_ask,
		.confirm = wish_nothing,
		.cancel = wish_nothing,
		.retry = wish_no_retry,
		.play = wish_play,
		.go_to = wish_go_to,
	};
	struct player_observer observer = { replay, on_replaced, on_notice };

	if (!display_open(&replay->display, settings, &model, &wishes, error))
		return false;
	player_observe(player, &observer);
	return true;
}

/* A path without its folders. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* What is wrong with the files. */
static void say_damage(struct replay *replay)
{
	char text[200];

	if (*player_warning(replay->player) != '\0')
		on_notice(replay, LOG_WARNING, player_warning(replay->player));
	for (size_t i = 0; i < replay->timeline->copy_count; i++) {
		snprintf(text, sizeof text, "the same recording twice, and used once: %.80s",
		         name_of(replay->timeline->copies[i].path));
		on_notice(replay, LOG_WARNING, text);
	}
	for (size_t i = 0; i < replay->timeline->file_count; i++) {
		const struct timeline_file *file = &replay->timeline->files[i];
		if (file->damage_count == 0)
			continue;
		snprintf(text, sizeof text, "%llu bytes at offset %llu can't be read, and are left out: %.80s",
		         (unsigned long long)file->damages[0].length, (unsigned long long)file->damages[0].offset,
		         name_of(file->reader->path));
		on_notice(replay, LOG_WARNING, text);
	}
}

static int show(struct replay *replay, const struct settings *settings, struct error *error)
{
	if (!open_screen(replay, settings, error))
		return EXIT_WRONG_USAGE;
	say_damage(replay);
	struct loop loop = {
		.engine = &player_engine,
		.engine_self = replay->player,
		.log = player_log(replay->player),
		.screen = replay->display.screen,
		.terminal = replay->display.terminal,
		.watch_fd = -1,
	};
	int number = loop_run(&loop);
	return number != 0 ? EXIT_BY_SIGNAL + number : 0;
}

/* The user's theme; what is done in a replay is kept nowhere. */
static void read_taste(struct settings *settings)
{
	struct screen_state state;

	screen_state_read(&state, settings, true);
	screen_state_clear(&state);
}

static int run_replay(struct arguments *arguments, struct error *error)
{
	struct replay replay;
	int code = EXIT_WRONG_USAGE;

	if (arguments->rest_count == 0) {
		error_set(error, ERROR_USAGE, "a recording was expected: telltale replay FILE...");
		return code;
	}
	if (arguments->settings.publish)
		return publish_run(arguments, error);
	memset(&replay, 0, sizeof replay);
	read_taste(&arguments->settings);
	if (display_init(&replay.display, &arguments->settings, error) &&
	    open_player(&replay, &arguments->settings, arguments->rest, arguments->rest_count, error))
		code = show(&replay, &arguments->settings, error);
	display_clear(&replay.display);
	player_free(replay.player);
	timeline_close(replay.timeline);
	return code;
}

const struct subcommand subcommand_replay = {
	.name = "replay",
	.arguments = "FILE...",
	.summary = "shows recordings in the same dashboard, or sends them to a broker",
	.where = OPTION_REPLAY,
	.run = run_replay,
};
