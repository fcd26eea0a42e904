/* live: see include/telltale/app/live.h */
#include "config.h"

#include "telltale/app/live.h"

#include <stdio.h>
#include <string.h>

#include "telltale/base/clock.h"
#include "telltale/base/text.h"
#include "telltale/conf/config.h"
#include "telltale/source/mqtt.h"

enum { INBOX_BYTES = 1 << 20 };

bool live_read_profiles(struct profiles *profiles, struct error *error)
{
	char folder[3072], path[4096];

	config_folder(folder, sizeof folder);
	snprintf(path, sizeof path, "%s/profiles", folder);
	return profiles_add_folder(profiles, path, error) && profiles_add_builtin(profiles, error);
}

static void describe_link(struct link *link, const struct settings *settings, const struct mqtt_settings *broker)
{
	char url[LINK_URL];
	size_t used = 0;

	mqtt_settings_url(broker, url, sizeof url);
	text_clean(link->url, sizeof link->url, url, strlen(url));
	if (broker->name != NULL)
		text_clean(link->name, sizeof link->name, broker->name, strlen(broker->name));
	link->unverified = broker->tls && broker->insecure;
	for (char **topic = settings->topics; *topic != NULL && used + 8 < sizeof link->filters; topic++) {
		char clean[LINK_URL];
		text_clean(clean, sizeof clean, *topic, strlen(*topic));
		int n = snprintf(link->filters + used, sizeof link->filters - used, "%s'%s'", used > 0 ? ", " : "", clean);
		used += n > 0 ? (size_t)n : 0;
	}
}

static const char *protocol_name(int protocol)
{
	return protocol == 5 ? "mqttv5" : protocol == 3 ? "mqttv31" : "mqttv311";
}

static unsigned alerts_off(const struct settings *settings)
{
	unsigned off = 0;

	for (char **word = settings->no_alert; word != NULL && *word != NULL; word++)
		off |= alert_kinds_parse(*word);
	return off;
}

bool live_init(struct live *live, const struct settings *settings, const struct mqtt_settings *broker,
               bool with_screen, struct error *error)
{
	memset(live, 0, sizeof *live);
	if (!live_read_profiles(&live->profiles, error))
		return false;
	struct pipeline_settings wanted = {
		.fleet = {
			.profiles = (const struct profile *const *)live->profiles.all,
			.profile_count = live->profiles.count,
			.most_topics = (size_t)settings->most_topics,
			.most_devices = (size_t)settings->most_devices,
			.stale_after = settings->stale_after * CLOCK_SECOND,
			.alerts_off = alerts_off(settings),
		},
		.inbox_bytes = INBOX_BYTES,
		.read_only = settings->read_only,
		.journal = with_screen,
		.log_file = settings->log_file,
		.hook = settings->alert_hook,
		.recording = { .program = PACKAGE_STRING, .filters = settings->topics,
		               .protocol = protocol_name(broker->protocol) },
	};
	struct mqtt_source_settings source = { *broker, settings->topics, (int)settings->qos };

	live->has_pipeline = true;
	if (!pipeline_init(&live->pipeline, &wanted, error))
		return false;
	describe_link(&live->pipeline.link, settings, broker);
	live->pipeline.tape.head.url = live->pipeline.link.url;
	live->pipeline.tape.head.name = live->pipeline.link.name;
	live->pipeline.source = mqtt_source_new(&source, live->pipeline.inbox, error);
	return live->pipeline.source != NULL;
}

void live_clear(struct live *live)
{
	if (live->has_pipeline) {
		pipeline_finish(&live->pipeline);
		pipeline_clear(&live->pipeline);
	}
	profiles_clear(&live->profiles);
}
