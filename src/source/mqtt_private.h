/* What mqtt.c and mqtt_session.c share; nobody else includes this. */
#ifndef TELLTALE_SOURCE_MQTT_PRIVATE_H
#define TELLTALE_SOURCE_MQTT_PRIVATE_H

#include <pthread.h>

#include "telltale/base/wake.h"
#include "telltale/source/backoff.h"
#include "telltale/source/mqtt.h"

enum { MQTT_WISHES = 64 };

struct mqtt_filter {
	char *text;
	int mid; /* of the SUBSCRIBE that asked for it last */
};

struct mqtt_source {
	struct source source;
	struct mqtt_source_settings settings;
	struct mqtt_filter *filters;
	size_t filter_count;
	struct backoff backoff;
	bool only_v4; /* the next try leaves IPv6 out: the last one got no answer */
	pthread_t thread;
	bool started;
	struct wake wake; /* for the thread, when there are wishes */
	/* under the lock */
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool stop, retry, up, finished;
	bool ask_again; /* subscribe once more */
	struct publication wishes[MQTT_WISHES];
	size_t wish_count;
};

/* How a connection ended. */
struct mqtt_ending {
	char reason[256];
	bool credentials; /* the broker doesn't like who we are: trying again won't help soon */
	int64_t stood;    /* nanoseconds that it was up; 0: never */
};

/* Connects, subscribes, and moves messages and wishes until the connection ends or the source stops. */
void mqtt_session_run(struct mqtt_source *self, struct mqtt_ending *ending);

/* For the session: the next publication that the main thread wants; whether to subscribe once more; frees one; whether
 * to stop. */
bool mqtt_take_wish(struct mqtt_source *self, struct publication *wish);
bool mqtt_take_ask_again(struct mqtt_source *self);
void mqtt_wish_done(struct publication *wish);
bool mqtt_stopping(struct mqtt_source *self);
void mqtt_set_up(struct mqtt_source *self, bool up);
void mqtt_event(struct mqtt_source *self, enum event_kind kind, int code, uint64_t id, const char *text);

#endif
