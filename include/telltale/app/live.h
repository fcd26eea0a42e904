/*
 * live: what listens to a broker: profiles, pipeline and source together. The dashboard and `record` have one.
 */
#ifndef TELLTALE_APP_LIVE_H
#define TELLTALE_APP_LIVE_H

#include "telltale/app/pipeline.h"
#include "telltale/base/error.h"
#include "telltale/conf/option.h"
#include "telltale/conf/profile_text.h"
#include "telltale/source/mqtt_client.h"

struct live {
	struct profiles profiles;
	struct pipeline pipeline;
	bool has_pipeline;
};

/* Reads the profiles and makes the rest; the source isn't started. settings and broker outlive it. False: clear it
 * all the same. */
bool live_init(struct live *live, const struct settings *settings, const struct mqtt_settings *broker,
               bool with_screen, struct error *error);

/* Applies what has arrived already (it is recorded, if something is), then ends it all. */
void live_clear(struct live *live);

/* The user's own profiles and the built-in ones. */
bool live_read_profiles(struct profiles *profiles, struct error *error);

#endif
