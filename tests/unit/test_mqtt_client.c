/* test_mqtt_client: reasons in words, addresses without secrets, and settings that can't work. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include <mosquitto.h>

#include "telltale/source/mqtt_client.h"

/* MQTT 3.1.1, section 3.2.2.3. */
static void test_connack_codes_of_311(void **state)
{
	static const char *const texts[] = { "accepted", "unacceptable protocol version", "identifier rejected",
		                             "server unavailable", "bad user name or password", "not authorised",
		                             "unknown result code" };

	(void)state;
	for (int code = 0; code <= 6; code++) {
		assert_string_equal(mqtt_connack_text(4, code), texts[code]);
		assert_string_equal(mqtt_connack_text(3, code), texts[code]);
	}
}

/* MQTT 5, section 3.2.2.2. */
static void test_connack_codes_of_5(void **state)
{
	(void)state;
	assert_string_equal(mqtt_connack_text(5, 0), "accepted");
	assert_string_equal(mqtt_connack_text(5, 0x84), "unacceptable protocol version");
	assert_string_equal(mqtt_connack_text(5, 0x85), "identifier rejected");
	assert_string_equal(mqtt_connack_text(5, 0x86), "bad user name or password");
	assert_string_equal(mqtt_connack_text(5, 0x87), "not authorised");
	assert_string_equal(mqtt_connack_text(5, 0x88), "server unavailable");
	assert_string_equal(mqtt_connack_text(5, 0x8a), "banned");
	assert_string_equal(mqtt_connack_text(5, 5), "unknown result code");
}

static void test_other_reasons(void **state)
{
	(void)state;
	assert_string_equal(mqtt_disconnect_text(0x8e), "another client took the session over (same client id)");
	assert_string_equal(mqtt_disconnect_text(0x8b), "the broker is shutting down");
	assert_null(mqtt_disconnect_text(0x42));
	assert_string_equal(mqtt_error_text(MOSQ_ERR_CONN_REFUSED, 0), "connection refused");
	assert_string_equal(mqtt_error_text(MOSQ_ERR_EAI, 0), "host name not found");
	assert_string_equal(mqtt_error_text(MOSQ_ERR_ERRNO, ECONNREFUSED), strerror(ECONNREFUSED));
	assert_true(strlen(mqtt_error_text(MOSQ_ERR_NOMEM, 0)) > 0);
	assert_true(strlen(mqtt_error_text(12345, 0)) > 0);
}

static void check_url(struct mqtt_settings settings, const char *expected)
{
	char url[128];

	settings.username = "anna";
	settings.password = "hunter2";
	settings.psk = "c0ffee";
	settings.psk_identity = "box";
	mqtt_settings_url(&settings, url, sizeof url);
	assert_string_equal(url, expected);
}

static void test_addresses_hold_no_secret(void **state)
{
	(void)state;
	check_url((struct mqtt_settings){ .host = "gw", .port = 8883, .tls = true }, "mqtts://gw:8883");
	check_url((struct mqtt_settings){ .host = "gw", .port = 1883 }, "mqtt://gw:1883");
	check_url((struct mqtt_settings){ .host = "fe80::1", .port = 1883 }, "mqtt://[fe80::1]:1883");
	check_url((struct mqtt_settings){ .host = "/run/m.sock" }, "unix:///run/m.sock");
}

static const char *refusal(struct mqtt_settings settings)
{
	static struct error error;

	settings.host = "gw";
	settings.port = 8883;
	settings.protocol = settings.protocol != 0 ? settings.protocol : 4;
	error = (struct error)ERROR_INIT;
	struct mosquitto *client = mqtt_client_new(&settings, NULL, &error);
	if (client != NULL)
		mosquitto_destroy(client);
	assert_int_equal(client == NULL, error.code != ERROR_NONE);
	return error.text;
}

static void test_settings_that_cant_work_are_told(void **state)
{
	(void)state;
	assert_string_equal(refusal((struct mqtt_settings){ .username = "anna", .password = "hunter2" }), "");
	assert_string_equal(refusal((struct mqtt_settings){ .protocol = 5, .client_id = "me" }), "");
	assert_string_equal(refusal((struct mqtt_settings){ .tls = true, .cafile = "/no/such/ca.pem" }),
	                    "--cafile: can't read '/no/such/ca.pem': No such file or directory");
	assert_string_equal(refusal((struct mqtt_settings){ .tls = true, .capath = "/tmp", .key = "/no/such.key" }),
	                    "--key: can't read '/no/such.key': No such file or directory");
	assert_non_null(strstr(refusal((struct mqtt_settings){ .tls = true, .capath = "/tmp", .tls_version = "ssl3" }),
	                       "TLS: "));
	assert_non_null(strstr(refusal((struct mqtt_settings){ .tls = true, .psk = "no hex", .psk_identity = "box" }),
	                       "TLS: "));
	assert_non_null(strstr(refusal((struct mqtt_settings){ .client_id = "\xff" }), "client id"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connack_codes_of_311),
		cmocka_unit_test(test_connack_codes_of_5),
		cmocka_unit_test(test_other_reasons),
		cmocka_unit_test(test_addresses_hold_no_secret),
		cmocka_unit_test(test_settings_that_cant_work_are_told),
	};

	mosquitto_lib_init();
	int failed = cmocka_run_group_tests_name("mqtt_client", tests, NULL, NULL);
	mosquitto_lib_cleanup();
	return failed;
}
