/* test_command_topic: topics of commands as real devices have them, and their neighbours that are none. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "telltale/conf/profile_text.h"
#include "telltale/core/command_topic.h"

static const char *const orders[] = {
	"dbx/dbx-01/do",
	"zigbee2mqtt/kitchen/lamp/set",
	"zigbee2mqtt/kitchen/set/state",
	"zigbee2mqtt/kitchen/get",
	"zigbee2mqtt/bridge/request/permit_join",
	"cmnd/plug/POWER",
	"cmnd/tasmotas/Status",
	"plug/cmnd/POWER",
	"CMND/plug/POWER",
	"node/cover/door/command",
	"node/cover/door/position/command",
	"shellies/shelly1-1234/relay/0/command",
	"shellies/roller/roller/0/command/pos",
	"shellies/command",
	"shellyplus2pm-90380c35a854/command/cover:0",
	"shellyplus2pm-90380c35a854/rpc",
	"v1/devices/me/rpc/request/7",
	"homie/super-car/lights/power/set",
	"homie/5/$broadcast/alert",
	"spBv1.0/plant/NCMD/edge",
	"spBv1.0/plant/DCMD/edge/pump",
	"home/OpenMQTTGateway/commands/MQTTtoRF",
	"hm/set/Lamp/LEVEL",
	"/devices/wb-mr/controls/K1/on",
	"set",
	"a//set",
	"/set",
	"cmd/",
};

static const char *const others[] = {
	"dbx/dbx-01/status",
	"dbx/dbx-01/alive",
	"aquarium/do/value", /* dissolved oxygen */
	"dox",
	"zigbee2mqtt/kitchen/lamp",
	"zigbee2mqtt/bridge/response/permit_join",
	"zigbee2mqtt/bridge/state",
	"stat/plug/RESULT",
	"tele/plug/SENSOR",
	"node/cover/door/state",
	"shellyplus2pm-90380c35a854/events/rpc",
	"shellyplus2pm-90380c35a854/status/cover:0",
	"homie/super-car/lights/power",
	"spBv1.0/plant/DDATA/edge/pump",
	"/devices/wb-mr/controls/K1",
	"settings/set-point",
	"offset",
	"reset",
	"commander/temperature",
	"",
	"/",
};

static void test_usual_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (!command_topic(NULL, 0, orders[i], strlen(orders[i])))
			fail_msg("'%s' is a command's topic", orders[i]);
}

static void test_neighbours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (command_topic(NULL, 0, others[i], strlen(others[i])))
			fail_msg("'%s' is no command's topic", others[i]);
}

/* Also where the profile takes the same topic for a status, or another one takes it for its own. */
static void test_those_of_profiles(void **state)
{
	static const char text[] =
	    "profile wide { topic = \"gate/#\" status any { from = \"any\" } }\n"
	    "profile gate {\n"
	    "  topic = \"gate/{device}\"\n"
	    "  status door { from = \"door\" states = { \"0=closed\", \"1=open\" } }\n"
	    "  command open { topic = \"gate/{device}\" payload = \"1\" }\n"
	    "}\n";
	struct profiles profiles = { NULL, 0, 0 };
	struct error error = ERROR_INIT;

	(void)state;
	if (!profiles_add_text(&profiles, "test", text, &error))
		fail_msg("%s", error.text);
	const struct profile *const *all = (const struct profile *const *)profiles.all;
	assert_true(command_topic(all, profiles.count, "gate/north", 10));
	assert_false(command_topic(all, profiles.count, "gate/north/log", 14));
	assert_false(command_topic(NULL, 0, "gate/north", 10));
	profiles_clear(&profiles);
}

static void test_any_bytes(void **state)
{
	static const char bytes[] = "a\0b/\xff/\0/set";

	(void)state;
	assert_true(command_topic(NULL, 0, bytes, sizeof bytes - 1));
	assert_false(command_topic(NULL, 0, bytes, sizeof bytes - 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual_ones),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_those_of_profiles),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests_name("command_topic", tests, NULL, NULL);
}
