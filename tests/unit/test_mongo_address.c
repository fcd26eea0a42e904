/* test_mongo_address: URIs taken apart, and no secret in what is said of them. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "telltale/recording/mongo_address.h"

static const char *said(const char *text)
{
	return text != NULL ? text : "-";
}

static void check(const char *uri, const char *without, const char *database, const char *collection,
                  const char *user, const char *password)
{
	struct error error = ERROR_INIT;
	struct mongo_address address;

	if (!mongo_address_read(&address, uri, &error))
		fail_msg("%s: %s", uri, error.text);
	assert_string_equal(address.uri, without);
	assert_string_equal(address.database, database);
	assert_string_equal(address.collection, collection);
	assert_string_equal(said(address.user), user);
	assert_string_equal(said(address.password), password);
	mongo_address_clear(&address);
}

static void test_parts(void **state)
{
	(void)state;
	check("mongodb://gw/iot", "mongodb://gw/iot", "iot", "telemetry", "-", "-");
	check("mongodb://gw:27018/iot.night", "mongodb://gw:27018/iot", "iot", "night", "-", "-");
	check("mongodb://gw/iot.night.1?tls=true&w=1", "mongodb://gw/iot?tls=true&w=1", "iot", "night.1", "-", "-");
	check("mongodb://a:1,[::1]:2,b/iot?replicaSet=r", "mongodb://a:1,[::1]:2,b/iot?replicaSet=r", "iot", "telemetry",
	      "-", "-");
	check("mongodb+srv://anna@cluster.example/iot", "mongodb+srv://anna@cluster.example/iot", "iot", "telemetry",
	      "anna", "-");
	check("mongodb://%2Ftmp%2Fmongodb-1.sock/iot", "mongodb://%2Ftmp%2Fmongodb-1.sock/iot", "iot", "telemetry", "-",
	      "-");
	check("mongodb://gw/i%6Ft.n%C3%A4chte", "mongodb://gw/iot", "iot", "n\xc3\xa4" "chte", "-", "-");
	check("mongodb://gw/iot?tlsCAFile=/a/b@c", "mongodb://gw/iot?tlsCAFile=/a/b@c", "iot", "telemetry", "-", "-");
}

static void test_logins(void **state)
{
	(void)state;
	check("mongodb://anna:s3cret@gw/iot", "mongodb://anna@gw/iot", "iot", "telemetry", "anna", "s3cret");
	check("mongodb://an%40na:s%2Fe%3Ac%25t@gw/iot", "mongodb://an%40na@gw/iot", "iot", "telemetry", "an@na",
	      "s/e:c%t");
	check("mongodb://an@na:s:e@c?ret@gw/iot", "mongodb://an%40na@gw/iot", "iot", "telemetry", "an@na", "s:e@c?ret");
	check("mongodb://anna:@gw/iot", "mongodb://anna@gw/iot", "iot", "telemetry", "anna", "-");
	check("mongodb://@gw/iot", "mongodb://gw/iot", "iot", "telemetry", "-", "-");
}

static void check_login(const char *uri, bool login)
{
	struct error error = ERROR_INIT;
	struct mongo_address address;

	assert_true(mongo_address_read(&address, uri, &error));
	assert_int_equal(address.login, login);
	mongo_address_clear(&address);
}

static void test_who_is_known_by_a_password(void **state)
{
	(void)state;
	check_login("mongodb://gw/iot", false);
	check_login("mongodb://anna@gw/iot", true);
	check_login("mongodb://anna@gw/iot?x=y&authmechanism=SCRAM-SHA-256", true);
	check_login("mongodb://anna@gw/iot?authMechanism=MONGODB-X509", false);
}

static void check_wrong(const char *uri, const char *expected)
{
	struct error error = ERROR_INIT;
	struct mongo_address address;

	assert_false(mongo_address_read(&address, uri, &error));
	if (strstr(error.text, expected) != error.text)
		fail_msg("%s: %s", uri, error.text);
	assert_null(strstr(error.text, "s3c"));
	assert_null(strstr(error.text, "ret"));
	mongo_address_clear(&address);
}

static void test_wrong_ones(void **state)
{
	(void)state;
	check_wrong("", "to: found no mongodb:// at the beginning of the URI, expected mongodb://[user@]host[:port]/");
	check_wrong("anna:s3cret@gw/iot", "to: found no mongodb:// at the beginning");
	check_wrong("mongodb://gw", "to: there is no database in the URI, expected");
	check_wrong("mongodb://anna:s3cret@gw", "to: there is no database in the URI, expected");
	check_wrong("mongodb://gw/?tls=true", "to: there is no database");
	check_wrong("mongodb://gw/.x", "to: there is no database");
	check_wrong("mongodb:///iot", "to: there is no host");
	check_wrong("mongodb://anna:s3cret@/iot", "to: there is no host");
	check_wrong("mongodb://:s3cret@gw/iot", "to: a password needs a user name");
	check_wrong("mongodb://anna:s3c/ret@gw/iot", "to: there is a '/' before the '@' of the URI");
	check_wrong("mongodb://anna:s3c/r?ret@gw/iot", "to: a port in the URI is no number");
	check_wrong("mongodb://anna:33/r?ret@gw/iot", "to: an option of the URI has no '='");
	check_wrong("mongodb://[::1]x/iot", "to: a port in the URI is no number");
	check_wrong("mongodb://gw/i%20t", "to: found the database 'i t', expected at most 63 bytes");
	check_wrong("mongodb://gw/iot/telemetry", "to: found the database 'iot/telemetry'");
	check_wrong("mongodb://gw/iot.system.users", "to: found the collection 'system.users'");
	check_wrong("mongodb://gw/iot.", "to: found the collection ''");
	check_wrong("mongodb://gw/iot.a$b", "to: found the collection 'a$b'");
}

static void test_scrubbing(void **state)
{
	static const char uri[] = "mongodb://anna:s%2Fcret@gw/iot?tlsCertificateKeyFilePassword=k%40key&appName=s";
	char text[] = "s/cret or s%2Fcret, with k@key (k%40key), s and anna's/cret", none[] = "";
	struct error error = ERROR_INIT;
	struct mongo_address address;

	(void)state;
	assert_true(mongo_address_read(&address, uri, &error));
	mongo_address_scrub(&address, text);
	assert_string_equal(text, "****** or ********, with ***** (*******), s and anna'******");
	mongo_address_scrub(&address, none);
	mongo_address_clear(&address);
	mongo_address_scrub(&address, text);
}

static void check_restore(const char *uri, const char *path, const char *expected)
{
	struct buffer line = { NULL, 0, 0 };
	struct error error = ERROR_INIT;
	struct mongo_address address;

	assert_true(mongo_address_read(&address, uri, &error));
	mongo_address_restore(&address, path, &line);
	assert_string_equal(line.bytes, expected);
	buffer_clear(&line);
	mongo_address_clear(&address);
}

static void test_mongorestore(void **state)
{
	(void)state;
	check_restore("mongodb://gw:1/iot", "night.bson",
	              "mongorestore --uri=mongodb://gw:1/iot --collection=telemetry night.bson");
	check_restore("mongodb://anna:s3cret@gw/iot.a?tls=true&w=1", "/tmp/an's night.bson",
	              "mongorestore --uri='mongodb://anna@gw/iot?tls=true&w=1' --collection=a "
	              "'/tmp/an'\\''s night.bson'");
	check_restore("mongodb://gw/iot?tlsCertificateKeyFilePassword=k%40key", "-x",
	              "mongorestore --uri='mongodb://gw/iot?tlsCertificateKeyFilePassword=*******' "
	              "--collection=telemetry ./-x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_who_is_known_by_a_password),
		cmocka_unit_test(test_wrong_ones),
		cmocka_unit_test(test_scrubbing),
		cmocka_unit_test(test_mongorestore),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
