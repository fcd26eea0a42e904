/* test_connection: URLs, TLS by port, and where a password may come from. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support.h"

#include "telltale/app/connection.h"

static void set(struct settings *settings, const char *option, const char *value)
{
	struct error error = ERROR_INIT;

	if (!option_set(settings, option_find(option, OPTION_WATCH), value, &error))
		fail_msg("%s", error.text);
}

static void check_url(const char *url, const char *host, int port, bool tls, const char *user, const char *password,
                      const char *topic)
{
	struct settings settings;
	struct mqtt_settings client;
	struct error error = ERROR_INIT;

	settings_init(&settings);
	set(&settings, "url", url);
	if (!connection_make(&settings, &client, &error))
		fail_msg("%s", error.text);
	assert_string_equal(client.host, host);
	assert_int_equal(client.port, port);
	assert_int_equal(client.tls, tls);
	assert_string_equal(client.username != NULL ? client.username : "", user);
	assert_string_equal(client.password != NULL ? client.password : "", password);
	assert_string_equal(settings.topics[0], topic);
	settings_clear(&settings);
}

static void check_wrong(const char *option, const char *value, const char *expected)
{
	struct settings settings;
	struct mqtt_settings client;
	struct error error = ERROR_INIT;

	settings_init(&settings);
	set(&settings, option, value);
	assert_false(connection_make(&settings, &client, &error));
	assert_string_equal(error.text, expected);
	settings_clear(&settings);
}

static void test_urls(void **state)
{
	(void)state;
	check_url("mqtt://gw", "gw", 1883, false, "", "", "#");
	check_url("mqtts://gw", "gw", 8883, true, "", "", "#");
	check_url("mqtt://anna:p%40ss:w@gw:1884/dbx/#", "gw", 1884, false, "anna", "p@ss:w", "dbx/#");
	check_url("mqtt://a:b@[::1]:1885/", "::1", 1885, false, "a", "b", "#");
	check_url("mqtt://u:x@y@gw", "gw", 1883, false, "u", "x@y", "#");
	check_wrong("url", "http://gw", "-L: expected a URL that begins with mqtt:// or mqtts://");
	check_wrong("url", "mqtt:///x", "-L: there is no host in the URL; expected mqtt(s)://"
	            "[user[:password]@]host[:port][/topic]");
	check_wrong("url", "mqtt://gw:x", "-L: port: found 'x', expected a number from 0 to 65535");
}

static void test_tls(void **state)
{
	struct settings settings;
	struct mqtt_settings client;
	struct error error = ERROR_INIT;

	(void)state;
	settings_init(&settings);
	set(&settings, "port", "8883");
	assert_true(connection_make(&settings, &client, &error));
	assert_true(client.tls);
	assert_false(client.insecure);
	settings_clear(&settings);
	check_wrong("cert", "/x", "--cert and --key belong together, only --cert is given");
	check_wrong("psk", "00", "--psk and --psk-identity belong together, only --psk is given");
}

static void test_password_file(void **state)
{
	char path[300], expected[400];
	struct settings settings;
	struct mqtt_settings client;
	struct error error = ERROR_INIT;

	(void)state;
	folder_write(folder, "pw", "s3cret\r\nmore\n", path, sizeof path);
	chmod(path, 0644);
	snprintf(expected, sizeof expected, "--password-file: '%s' can be read by others; expected chmod 600", path);
	check_wrong("password-file", path, expected);
	chmod(path, 0600);
	settings_init(&settings);
	set(&settings, "password-file", path);
	set(&settings, "username", "anna");
	assert_true(connection_make(&settings, &client, &error));
	assert_string_equal(client.password, "s3cret");
	settings_clear(&settings);
	check_wrong("pw", "x", "a password needs a user name: --username (-u)");
}

static void test_environment(void **state)
{
	struct settings settings;
	struct mqtt_settings client;
	struct error error = ERROR_INIT;

	(void)state;
	setenv("TELLTALE_PASSWORD", "fromenv", 1);
	settings_init(&settings);
	set(&settings, "username", "anna");
	assert_true(connection_make(&settings, &client, &error));
	assert_string_equal(client.password, "fromenv");
	assert_null(getenv("TELLTALE_PASSWORD")); /* no child inherits it */
	settings_clear(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_password_file),
		cmocka_unit_test(test_environment),
	};

	return cmocka_run_group_tests_name("connection", tests, folder_set_up, folder_tear_down);
}
