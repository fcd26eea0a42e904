/* player_keys: what the keys of a replay do; see include/telltale/app/player.h */
#include "config.h"

#include "app/player_private.h"
#include "telltale/base/clock.h"

static const double speeds[] = { 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0 };

static void pause_or_go_on(struct player *player)
{
	if (player->status.paused && player->ended)
		player_seek(player, 0);
	player->status.paused = !player->status.paused;
	player->real_at = clock_mono();
}

static void change_speed(struct player *player, bool faster)
{
	size_t count = sizeof speeds / sizeof *speeds, at = count - 1;
	double speed = player->status.speed;

	if (speed > 0)
		for (at = 0; at + 2 < count && speeds[at] < speed; at++)
			continue;
	if (faster && at + 1 < count && (speed <= 0 || speeds[at] <= speed))
		at++;
	else if (!faster && at > 0)
		at--;
	player->status.speed = speeds[at];
	player->real_at = clock_mono();
}

static void one_message_on(struct player *player)
{
	const struct timeline_item *next;
	bool message = false;

	player->status.paused = true;
	while (!message && (next = applier_peek(&player->applier, &player->now)) != NULL) {
		message = next->record.kind == RECORD_MESSAGE;
		applier_step(&player->applier, &player->now, false);
	}
	if (player->now.time > player->status.position)
		player->status.position = player->now.time;
	events_log(player);
}

/* Back to where the last message wasn't applied yet. */
static void one_message_back(struct player *player)
{
	uint64_t number = player->now.cursor.number;
	struct timeline_item item;

	player->status.paused = true;
	while (number > 0) {
		struct timeline_cursor cursor = timeline_seek_number(player->timeline, --number);
		if (cursor.number == number && timeline_next(&cursor, &item) && item.record.kind == RECORD_MESSAGE)
			break;
	}
	player_seek_number(player, number);
}

static void say_event(struct player *player, int64_t time)
{
	const struct timeline *timeline = player->timeline;
	char text[480];
	enum log_level level;
	int64_t wall;

	for (size_t i = 0; i < timeline->event_count; i++) {
		if (timeline->events[i].time == time && timeline->events[i].kind != RECORD_LINK &&
		    event_text(timeline, &timeline->events[i], &level, text, sizeof text, &wall)) {
			player_say(player, level, text);
			return;
		}
	}
}

static void to_event(struct player *player, bool on)
{
	/* while it plays, "before" means before the one that was just jumped to */
	int64_t position = player->status.position, reach = player->status.paused || on ? 0 : CLOCK_SECOND;
	const struct playback_event *found = NULL;

	for (size_t i = 0; i < player->status.event_count; i++) {
		const struct playback_event *event = &player->events[i];
		if (on && event->time > position && found == NULL)
			found = event;
		if (!on && event->time < position - reach)
			found = event;
	}
	if (found == NULL) {
		player_say(player, LOG_NOTE, on ? "nothing marked, ordered or alarming follows" : "nothing marked, ordered or alarming before");
		return;
	}
	player_seek(player, found->time);
	say_event(player, found->time);
}

void player_act(struct player *player, enum action action)
{
	static const struct {
		enum action action;
		int64_t by;
	} leaps[] = { { ACTION_SECONDS_BACK, -5 * CLOCK_SECOND }, { ACTION_SECONDS_ON, 5 * CLOCK_SECOND },
		      { ACTION_MINUTE_BACK, -CLOCK_MINUTE },      { ACTION_MINUTE_ON, CLOCK_MINUTE } };
	int64_t position = player->status.seeking ? player->target : player->status.position;

	for (size_t i = 0; i < sizeof leaps / sizeof *leaps; i++)
		if (leaps[i].action == action)
			player_seek(player, position + leaps[i].by);
	switch (action) {
	case ACTION_PAUSE:
		pause_or_go_on(player);
		break;
	case ACTION_BEGIN:
		player_seek(player, 0);
		break;
	case ACTION_END:
		player_seek(player, player->timeline->end);
		break;
	case ACTION_FASTER:
	case ACTION_SLOWER:
		change_speed(player, action == ACTION_FASTER);
		break;
	case ACTION_MESSAGE_ON:
		one_message_on(player);
		break;
	case ACTION_MESSAGE_BACK:
		one_message_back(player);
		break;
	case ACTION_EVENT_ON:
	case ACTION_EVENT_BACK:
		to_event(player, action == ACTION_EVENT_ON);
		break;
	case ACTION_LOOP:
		player->status.loop = !player->status.loop;
		break;
	default:
		break;
	}
}
