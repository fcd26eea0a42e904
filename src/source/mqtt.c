/* mqtt: the source's thread and its queue of wishes; see include/telltale/source/mqtt.h. One connection:
 * mqtt_session.c. */
#include "config.h"

#include "telltale/source/mqtt.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mosquitto.h>

#include "source/mqtt_private.h"
#include "telltale/base/clock.h"
#include "telltale/base/memory.h"
#include "telltale/core/topic.h"

enum { STOP_SECONDS = 2 };

/* --- wishes of the main thread --------------------------------------------------------------------------- */

static bool mqtt_publish(struct source *source, const struct publication *publication)
{
	struct mqtt_source *self = (struct mqtt_source *)source;
	bool taken = false;

	pthread_mutex_lock(&self->lock);
	if (self->up && self->wish_count < MQTT_WISHES) {
		struct publication *wish = &self->wishes[self->wish_count++];
		*wish = *publication;
		wish->topic = memory_text(publication->topic);
		wish->payload = memory_copy(publication->payload, publication->length);
		taken = true;
	}
	pthread_mutex_unlock(&self->lock);
	if (taken)
		wake_poke(&self->wake);
	return taken;
}

static bool mqtt_ask_again(struct source *source)
{
	struct mqtt_source *self = (struct mqtt_source *)source;

	pthread_mutex_lock(&self->lock);
	bool up = self->ask_again = self->up;
	pthread_mutex_unlock(&self->lock);
	if (up)
		wake_poke(&self->wake);
	return up;
}

static void mqtt_retry(struct source *source)
{
	struct mqtt_source *self = (struct mqtt_source *)source;

	pthread_mutex_lock(&self->lock);
	self->retry = true;
	pthread_mutex_unlock(&self->lock);
	wake_poke(&self->wake);
}

bool mqtt_take_wish(struct mqtt_source *self, struct publication *wish)
{
	bool found = false;

	pthread_mutex_lock(&self->lock);
	if (self->wish_count > 0) {
		*wish = self->wishes[0];
		self->wish_count--;
		memmove(self->wishes, self->wishes + 1, self->wish_count * sizeof *self->wishes);
		found = true;
	}
	pthread_mutex_unlock(&self->lock);
	return found;
}

bool mqtt_take_ask_again(struct mqtt_source *self)
{
	pthread_mutex_lock(&self->lock);
	bool wanted = self->ask_again;
	self->ask_again = false;
	pthread_mutex_unlock(&self->lock);
	return wanted;
}

void mqtt_wish_done(struct publication *wish)
{
	free((char *)(uintptr_t)wish->topic);
	free((void *)(uintptr_t)wish->payload);
}

bool mqtt_stopping(struct mqtt_source *self)
{
	pthread_mutex_lock(&self->lock);
	bool stop = self->stop;
	pthread_mutex_unlock(&self->lock);
	return stop;
}

void mqtt_set_up(struct mqtt_source *self, bool up)
{
	pthread_mutex_lock(&self->lock);
	self->up = up;
	self->ask_again = false;
	pthread_mutex_unlock(&self->lock);
}

void mqtt_event(struct mqtt_source *self, enum event_kind kind, int code, uint64_t id, const char *text)
{
	struct event event = { .kind = kind, .code = code, .id = id, .wall = clock_wall(), .mono = clock_mono() };

	snprintf(event.text, sizeof event.text, "%s", text);
	inbox_put_event(self->source.inbox, &event);
}

/* --- the thread ------------------------------------------------------------------------------------------ */

/* The filter that makes another one needless, or NULL. */
static const char *covering(char *const *filters, size_t which)
{
	for (size_t i = 0; filters[i] != NULL; i++) {
		if (i == which || !topic_covers(filters[i], filters[which]))
			continue;
		if (!topic_covers(filters[which], filters[i]) || i < which)
			return filters[i]; /* of two that cover each other the first stays */
	}
	return NULL;
}

static void note_left_out(struct mqtt_source *self)
{
	char *const *filters = self->settings.filters;

	for (size_t i = 0; filters[i] != NULL; i++) {
		char text[sizeof((struct event *)0)->text];
		const char *wide = covering(filters, i);
		if (wide == NULL)
			continue;
		snprintf(text, sizeof text, "'%s' is not subscribed to: '%s' covers it", filters[i], wide);
		mqtt_event(self, EVENT_NOTE, 0, 0, text);
	}
}

/* What was handed over and not sent when the connection went is never sent. */
static void drop_wishes(struct mqtt_source *self)
{
	struct publication wish;

	while (mqtt_take_wish(self, &wish)) {
		mqtt_event(self, EVENT_NOT_ACCEPTED, 0, wish.id, "the connection was lost before it was sent");
		mqtt_wish_done(&wish);
	}
}

static void announce_down(struct mqtt_source *self, const struct mqtt_ending *ending, int64_t pause)
{
	struct event event = { .kind = EVENT_DOWN, .code = ending->credentials, .wall = clock_wall(),
		               .mono = clock_mono(), .retry_in = pause };

	snprintf(event.text, sizeof event.text, "%s", ending->reason);
	inbox_put_event(self->source.inbox, &event);
}

/* Waits until the pause is over, or somebody wants a try at once, or the end. */
static void wait_for_retry(struct mqtt_source *self, int64_t pause)
{
	int64_t until = clock_mono() + pause;

	for (;;) {
		pthread_mutex_lock(&self->lock);
		bool go = self->stop || self->retry;
		self->retry = false;
		pthread_mutex_unlock(&self->lock);
		int64_t left = until - clock_mono();
		if (go || left <= 0)
			return;
		struct pollfd wake = { self->wake.sleeper, POLLIN, 0 };
		poll(&wake, 1, (int)(left / CLOCK_MILLISECOND) + 1);
		wake_drain(&self->wake);
	}
}

static void *run(void *argument)
{
	struct mqtt_source *self = argument;

	note_left_out(self);
	while (!mqtt_stopping(self)) {
		struct mqtt_ending ending = { .reason = "" };
		mqtt_event(self, EVENT_CONNECTING, 0, 0, "");
		mqtt_session_run(self, &ending);
		mqtt_set_up(self, false);
		drop_wishes(self);
		if (mqtt_stopping(self))
			break;
		int64_t pause = backoff_next(&self->backoff, ending.credentials, ending.stood);
		announce_down(self, &ending, pause);
		wait_for_retry(self, pause);
	}
	pthread_mutex_lock(&self->lock);
	self->finished = true;
	pthread_cond_signal(&self->over);
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

static bool mqtt_start(struct source *source, struct error *error)
{
	struct mqtt_source *self = (struct mqtt_source *)source;
	int result = pthread_create(&self->thread, NULL, run, self);

	if (result != 0) {
		errno = result;
		return error_errno(error, "can't start a thread");
	}
	self->started = true;
	return true;
}

/* Waits for the thread's end, but not for ever: it may hang in the system's name resolution. */
static bool wait_for_end(struct mqtt_source *self)
{
	struct timespec until;
	int result = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	pthread_mutex_lock(&self->lock);
	while (!self->finished && result == 0)
		result = pthread_cond_timedwait(&self->over, &self->lock, &until);
	bool finished = self->finished;
	pthread_mutex_unlock(&self->lock);
	return finished;
}

static void mqtt_free(struct source *source)
{
	struct mqtt_source *self = (struct mqtt_source *)source;

	if (self->started) {
		pthread_mutex_lock(&self->lock);
		self->stop = true;
		pthread_mutex_unlock(&self->lock);
		inbox_close(self->source.inbox);
		wake_poke(&self->wake);
		if (!wait_for_end(self)) {
			pthread_detach(self->thread); /* it still uses self: that memory stays */
			return;
		}
		pthread_join(self->thread, NULL);
	}
	drop_wishes(self);
	for (size_t i = 0; i < self->filter_count; i++)
		free(self->filters[i].text);
	free(self->filters);
	wake_clear(&self->wake);
	pthread_cond_destroy(&self->over);
	pthread_mutex_destroy(&self->lock);
	free(self);
}

/* --- making it ------------------------------------------------------------------------------------------- */

static bool take_filters(struct mqtt_source *self, struct error *error)
{
	char *const *filters = self->settings.filters;

	for (size_t i = 0; filters[i] != NULL; i++) {
		if (!topic_filter_check(filters[i], error))
			return false;
		if (covering(filters, i) != NULL)
			continue;
		self->filters = memory_resize(self->filters, self->filter_count + 1, sizeof *self->filters);
		self->filters[self->filter_count++] = (struct mqtt_filter){ memory_text(filters[i]), 0 };
	}
	return true;
}

/* A client is made once on trial, so that wrong TLS settings are found before anything starts. */
static bool try_settings(const struct mqtt_source *self, struct error *error)
{
	struct mosquitto *client = mqtt_client_new(&self->settings.client, NULL, error);

	if (client != NULL)
		mosquitto_destroy(client);
	return client != NULL;
}

static const struct source_kind mqtt_kind = {
	.name = "mqtt",
	.start = mqtt_start,
	.publish = mqtt_publish,
	.ask_again = mqtt_ask_again,
	.retry = mqtt_retry,
	.free = mqtt_free,
};

struct source *mqtt_source_new(const struct mqtt_source_settings *settings, struct inbox *inbox,
                               struct error *error)
{
	struct mqtt_source *self = memory_zeroed(1, sizeof *self);

	self->source.kind = &mqtt_kind;
	self->source.inbox = inbox;
	self->settings = *settings;
	self->wake = (struct wake)WAKE_INIT;
	backoff_init(&self->backoff, (uint64_t)clock_mono() ^ (uint64_t)getpid());
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->over, NULL);
	if (take_filters(self, error) && try_settings(self, error) && wake_init(&self->wake, error))
		return &self->source;
	mqtt_free(&self->source);
	return NULL;
}
