/* player_events: what isn't a message: the link, commands, the log, the time line; see include/telltale/app/player.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/player_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { LOG_LINES = 1000 };

static bool says(const struct record *record, const char *field, const char *word)
{
	return strcmp(record_field_text(record, field).text, word) == 0;
}

static void clean(char *text, size_t size, const struct record *record, const char *field)
{
	struct record_text found = record_field_text(record, field);

	text_clean(text, size, found.text, found.length);
}

/* --- the link -------------------------------------------------------------------------------------------- */

static void link_up(struct link *link, const struct record *record)
{
	(void)record;
	link->state = LINK_UP;
	*link->reason = *link->refused = '\0';
	link->refused_filters = 0;
	link->connects++;
}

static void link_down(struct link *link, const struct record *record)
{
	link->state = LINK_WAITING;
	clean(link->reason, sizeof link->reason, record, "text");
	link->retry_at = link->since + (int64_t)(record_field_number(record, "retry_in_ms", 0) * (double)CLOCK_MILLISECOND);
}

static void link_connecting(struct link *link, const struct record *record)
{
	(void)record;
	link->state = LINK_CONNECTING;
}

static void link_refused(struct link *link, const struct record *record)
{
	clean(link->refused, sizeof link->refused, record, "text");
	link->refused_filters++;
}

static const struct {
	const char *state;
	void (*apply)(struct link *link, const struct record *record);
	enum log_level level;
	const char *text; /* with the field `text` for %s */
} links[] = {
	{ "up", link_up, LOG_NOTE, "connected" },
	{ "down", link_down, LOG_ALARM, "no connection: %s" },
	{ "connecting", link_connecting, LOG_NOTE, NULL },
	{ "subscribed", NULL, LOG_NOTE, "subscribed to '%s'" },
	{ "refused", link_refused, LOG_WARNING, "the broker refused the filter '%s'" },
};

static void apply_link(struct state *state, const struct timeline_item *item)
{
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		if (!says(&item->record, "state", links[i].state) || links[i].apply == NULL)
			continue;
		state->link.since = item->time;
		links[i].apply(&state->link, &item->record);
	}
}

/* --- commands -------------------------------------------------------------------------------------------- */

/* "accepted" is on the way for one that is to be proved, and the end of one that nothing proves. */
static enum command_state step_of(const struct record *record)
{
	if (says(record, "step", "accepted") && says(record, "outcome", "accepted"))
		return COMMAND_DONE;
	for (int step = COMMAND_ASKED; step <= COMMAND_REPLACED; step++)
		if (says(record, "step", command_state_text((enum command_state)step)))
			return (enum command_state)step;
	return COMMAND_FAILED;
}

static const struct profile_command *find_definition(const struct device *device, const char *name)
{
	for (size_t i = 0; device->profile != NULL && i < device->profile->command_count; i++)
		if (strcmp(device->profile->commands[i].name, name) == 0)
			return &device->profile->commands[i];
	return NULL;
}

/* profile: "" where it has none. */
static struct device *find_device(const struct fleet *fleet, const char *id, const char *profile)
{
	for (size_t i = 0; fleet_device(fleet, i) != NULL; i++) {
		struct device *device = fleet_device(fleet, i);
		if (strcmp(device->id, id) == 0 && strcmp(device->profile != NULL ? device->profile->name : "", profile) == 0)
			return device;
	}
	return NULL;
}

/* A message of the user's own belongs to no device: all that it is stands in the document. The caller frees it. */
static struct profile_command *own_of(const struct record *record)
{
	enum { SHOWN = 4096 }; /* each key frame has its copy: a recording from elsewhere must not fill the memory */
	struct buffer payload = { NULL, 0, 0 };
	char name[80], topic[1024];

	if (record->device.length > 0 || record_field_text(record, "profile").length > 0)
		return NULL;
	clean(name, sizeof name, record, "command");
	record_payload(record, &payload);
	buffer_char(&payload, '\0');
	if (payload.length > SHOWN)
		memcpy(payload.bytes + SHOWN - 4, "...", 4);
	snprintf(topic, sizeof topic, "%s", record_field_text(record, "topic").text);
	struct profile_command *own = command_own_new(name, topic, payload.bytes, record->qos, record->retain);
	buffer_clear(&payload);
	return own;
}

static void apply_command(struct state *state, const struct timeline_item *item)
{
	const struct record *record = &item->record;
	struct device *device = find_device(state->fleet, record->device.text, record_field_text(record, "profile").text);
	const struct profile_command *definition =
	    device != NULL ? find_definition(device, record_field_text(record, "command").text) : NULL;
	struct profile_command *own = device == NULL ? own_of(record) : NULL;
	char who[COMMAND_WHO], reason[COMMAND_REASON];

	if (definition == NULL && own == NULL)
		return;
	clean(who, sizeof who, record, "who");
	clean(reason, sizeof reason, record, "reason");
	fleet_replay_command(state->fleet, (uint64_t)record_field_integer(record, "order", 0), device,
	                     own != NULL ? own : definition, step_of(record), who, reason, record->wall);
	command_own_free(own);
}

/* --- alerts ---------------------------------------------------------------------------------------------- */

/* What the recording calls a metric, a status or a command. */
static bool find_named(const struct device *device, enum alert_kind kind, const char *name, unsigned *index)
{
	unsigned count = kind == ALERT_LIMIT ? device->metric_count : kind == ALERT_STATUS ? device->status_count : 1;

	*index = 0;
	if (kind == ALERT_COMMAND) {
		const struct profile_command *definition = find_definition(device, name);
		*index = definition != NULL ? (unsigned)(definition - device->profile->commands) : 0;
		return definition != NULL;
	}
	for (; kind <= ALERT_STATUS && *index < count; ++*index)
		if (strcmp(kind == ALERT_LIMIT ? device->metrics[*index].name : device->statuses[*index].name, name) == 0)
			break;
	return *index < count;
}

static bool find_alert(const struct state *state, const struct record *record, struct alert_key *key)
{
	const char *profile = record_field_text(record, "profile").text;

	key->device = find_device(state->fleet, record->device.text, profile);
	for (int kind = 0; kind < ALERT_KINDS; kind++) {
		key->kind = (enum alert_kind)kind;
		if (says(record, "of", alert_kind_text(key->kind)))
			return key->device != NULL &&
			       find_named(key->device, key->kind, record_field_text(record, "name").text, &key->index);
	}
	return false;
}

/* The model makes its alerts itself; what a person did about one stands in the recording alone. */
static void apply_alert(struct state *state, const struct timeline_item *item)
{
	const struct record *record = &item->record;
	double lasts = record_field_number(record, "lasts_ms", 0) * (double)CLOCK_MILLISECOND;
	struct alert_key key;
	char who[ALERT_WHO];

	if (!find_alert(state, record, &key))
		return;
	clean(who, sizeof who, record, "who");
	if (says(record, "about", "acknowledged"))
		fleet_acknowledge(state->fleet, &key, who);
	else if (says(record, "about", "muted") && lasts > 0 && lasts <= 366.0 * (double)CLOCK_DAY)
		fleet_mute(state->fleet, &key, item->time + (int64_t)lasts);
	else if (says(record, "about", "unmuted"))
		fleet_mute(state->fleet, &key, CLOCK_NEVER);
}

/* --- between recordings ---------------------------------------------------------------------------------- */

static const char not_recorded[] = "nothing was recorded here";

/* Another recording follows this end, so what the screen shows is not what was until then. */
static void apply_end(const struct timeline *timeline, struct state *state, const struct timeline_item *item)
{
	const struct reader *reader = timeline->files[item->file].reader;
	bool joined = item->offset + item->record.length < reader->length;

	if (!joined && (item->file + 1 == timeline->file_count || timeline_continues(timeline, item->file + 1)))
		return;
	state->link.state = LINK_WAITING;
	state->link.since = state->link.retry_at = item->time;
	snprintf(state->link.reason, sizeof state->link.reason, "%s", not_recorded);
}

/* A part that goes on with a recording needn't say anything of the connection; see state_init(). */
static void apply_head(struct state *state, const struct timeline_item *item)
{
	if (strcmp(state->link.reason, not_recorded) != 0)
		return;
	state->link.state = LINK_UP;
	state->link.since = item->time;
	*state->link.reason = '\0';
}

void event_apply(const struct applier *applier, struct state *state, const struct timeline_item *item)
{
	switch (item->record.kind) {
	case RECORD_LINK:
		apply_link(state, item);
		break;
	case RECORD_COMMAND:
		apply_command(state, item);
		break;
	case RECORD_ALERT:
		apply_alert(state, item);
		break;
	case RECORD_END:
		apply_end(applier->timeline, state, item);
		break;
	case RECORD_RECORDING:
		apply_head(state, item);
		break;
	default:
		break;
	}
}

/* --- what was not recorded ------------------------------------------------------------------------------- */

/* Where a recording begins that isn't the first one of several: when the one before it ended, if that was earlier. For
 * all else the time of the event. */
static int64_t hole_since(const struct timeline *timeline, const struct timeline_event *event)
{
	const struct timeline_event *before = event > timeline->events ? event - 1 : NULL;
	bool within = before != NULL && before->file == event->file; /* recordings were joined */

	if (event->kind != RECORD_RECORDING || before == NULL || (within && before->kind != RECORD_END) ||
	    (!within && timeline_continues(timeline, event->file)))
		return event->time;
	int64_t ended = within ? before->time : timeline->files[event->file - 1].end;
	return ended < event->time ? ended : event->time;
}

/* --- in words -------------------------------------------------------------------------------------------- */

static bool link_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	char about[LINK_REASON];

	clean(about, sizeof about, record, "text");
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		if (!says(record, "state", links[i].state) || links[i].text == NULL)
			continue;
		const char *place = strstr(links[i].text, "%s");
		*level = links[i].level;
		if (place == NULL)
			snprintf(text, size, "%s", links[i].text);
		else
			snprintf(text, size, "%.*s%s%s", (int)(place - links[i].text), links[i].text, about, place + 2);
		return true;
	}
	return false;
}

static bool command_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	enum command_state step = step_of(record);
	char device[100], name[80], reason[COMMAND_REASON], span[48] = "";
	double latency = record_field_number(record, "latency_ms", -1);

	if (record->device.length > 0)
		text_clean(device, sizeof device, record->device.text, record->device.length);
	else
		clean(device, sizeof device, record, "topic");
	clean(name, sizeof name, record, "command");
	clean(reason, sizeof reason, record, "reason");
	if (latency >= 0 && *record_field_text(record, "outcome").text != '\0') {
		memcpy(span, " after ", 8);
		clock_span_text(span + 7, sizeof span - 7, (int64_t)(latency * (double)CLOCK_MILLISECOND));
	}
	*level = step == COMMAND_FAILED || step == COMMAND_TIMED_OUT || step == COMMAND_CONTRADICTED ? LOG_ALARM
	         : step == COMMAND_REFUSED ? LOG_WARNING : LOG_NOTE;
	snprintf(text, size, "%s: %s %s%s%s%s", device, name, command_state_text(step), span, *reason != '\0' ? ": " : "",
	         reason);
	return true;
}

static bool alert_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	char device[100], name[80];

	*level = says(record, "level", "alarm") ? LOG_ALARM : says(record, "level", "warn") ? LOG_WARNING : LOG_NOTE;
	clean(text, size, record, "text");
	if (*text != '\0')
		return true;
	text_clean(device, sizeof device, record->device.text, record->device.length);
	clean(name, sizeof name, record, "name");
	snprintf(text, size, "%s: %s", device, strcmp(name, "stale") == 0 ? "silent for too long" : name);
	return true;
}

static bool mark_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	char note[300];

	*level = LOG_NOTE;
	clean(note, sizeof note, record, "note");
	snprintf(text, size, "mark: %s", note);
	return true;
}

static bool gap_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	char span[32], reason[200];
	int64_t messages = record_field_integer(record, "messages", -1);

	*level = LOG_WARNING;
	clean(reason, sizeof reason, record, "reason");
	clock_span_text(span, sizeof span, (int64_t)(record_field_number(record, "lasted_ms", 0) * (double)CLOCK_MILLISECOND));
	if (messages >= 0)
		snprintf(text, size, "gap of %s, %lld messages lost: %s", span, (long long)messages, reason);
	else
		snprintf(text, size, "gap of %s: %s", span, reason);
	return true;
}

/* In front of a recording that isn't the first one of several, as what was between the two. */
static bool hole_words(const struct timeline *timeline, const struct timeline_event *event, enum log_level *level,
                       char *text, size_t size)
{
	char span[32];

	*level = LOG_WARNING;
	clock_span_text(span, sizeof span, event->time - hole_since(timeline, event));
	snprintf(text, size, "gap of %s: nothing was recorded", span);
	return true;
}

static bool end_words(const struct record *record, enum log_level *level, char *text, size_t size)
{
	char reason[200];

	*level = LOG_NOTE;
	clean(reason, sizeof reason, record, "reason");
	snprintf(text, size, "the recording ended: %s", reason);
	return true;
}

bool event_text(const struct timeline *timeline, const struct timeline_event *event, enum log_level *level, char *text,
                size_t size, int64_t *wall)
{
	static bool (*const words[])(const struct record *record, enum log_level *level, char *text, size_t size) = {
		[RECORD_LINK] = link_words,   [RECORD_COMMAND] = command_words, [RECORD_ALERT] = alert_words,
		[RECORD_MARK] = mark_words,   [RECORD_GAP] = gap_words,         [RECORD_END] = end_words,
		[RECORD_OTHER] = NULL,
	};
	bool hole = hole_since(timeline, event) < event->time;
	struct record record;

	if ((words[event->kind] == NULL && !hole) ||
	    !reader_read(timeline->files[event->file].reader, event->offset, &record))
		return false;
	*wall = record.wall;
	if (hole)
		return hole_words(timeline, event, level, text, size);
	return words[event->kind](&record, level, text, size);
}

static void log_event(struct player *player, const struct timeline_event *event)
{
	char text[480];
	enum log_level level;
	int64_t wall;

	if (event_text(player->timeline, event, &level, text, sizeof text, &wall))
		log_add(player->log, wall, level, "%s", text);
}

/* How many events have happened when a state's documents were applied. */
static size_t events_until(const struct player *player)
{
	const struct timeline *timeline = player->timeline;
	const struct timeline_cursor *cursor = &player->now.cursor;
	size_t low = 0, high = timeline->event_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct timeline_event *event = &timeline->events[middle];
		if (event->file < cursor->file || (event->file == cursor->file && event->offset < cursor->offset))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void events_log(struct player *player)
{
	size_t until = events_until(player);

	if (until < player->logged || until > player->logged + LOG_LINES) {
		log_clear(player->log);
		player->logged = until > LOG_LINES ? until - LOG_LINES : 0;
	}
	for (; player->logged < until; player->logged++)
		log_event(player, &player->timeline->events[player->logged]);
}

/* --- the time line --------------------------------------------------------------------------------------- */

static bool is_trouble(enum command_state step)
{
	return step == COMMAND_FAILED || step == COMMAND_TIMED_OUT || step == COMMAND_CONTRADICTED;
}

/* A command stands there once, as it is asked; and again if it came to nothing. */
static bool list_event(const struct player *player, const struct timeline_event *event, struct playback_event *listed)
{
	struct record record;

	if (!reader_read(player->timeline->files[event->file].reader, event->offset, &record))
		return false;
	*listed = (struct playback_event){ .time = event->time, .since = event->time };
	switch (event->kind) {
	case RECORD_RECORDING:
		listed->kind = PLAYBACK_GAP;
		listed->since = hole_since(player->timeline, event);
		return listed->since < event->time;
	case RECORD_COMMAND:
		listed->kind = PLAYBACK_COMMAND;
		listed->bad = is_trouble(step_of(&record));
		return listed->bad || step_of(&record) == COMMAND_ASKED;
	case RECORD_ALERT:
		listed->kind = PLAYBACK_ALERT;
		listed->bad = !says(&record, "level", "good");
		return listed->bad;
	case RECORD_MARK:
		listed->kind = PLAYBACK_MARK;
		return true;
	case RECORD_GAP:
		listed->kind = PLAYBACK_GAP;
		listed->since = event->time - (int64_t)(record_field_number(&record, "lasted_ms", 0) * (double)CLOCK_MILLISECOND);
		return true;
	default:
		return false;
	}
}

void events_list(struct player *player)
{
	size_t count = 0;

	player->events = memory_zeroed(player->timeline->event_count + 1, sizeof *player->events);
	for (size_t i = 0; i < player->timeline->event_count; i++)
		count += list_event(player, &player->timeline->events[i], &player->events[count]);
	player->status.events = player->events;
	player->status.event_count = count;
}
