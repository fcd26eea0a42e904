/* test_filter: what is typed, and what passes then. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "telltale/core/filter.h"
#include "telltale/core/value.h"

static void test_kinds(void **state)
{
	static const struct {
		const char *words;
		enum filter_kind kind;
	} cases[] = {
		{ "", FILTER_ALL },          { "hatch", FILTER_TEXT },       { "dbx/+/status", FILTER_TOPIC },
		{ "#", FILTER_TOPIC },       { "a+b", FILTER_TEXT },         { "/b[12]/", FILTER_REGEX },
		{ "/b[12", FILTER_TEXT },    { "/[/", FILTER_TEXT },         { "//", FILTER_TEXT },
		{ "t>40", FILTER_VALUE },    { "a.b <= -1e3", FILTER_VALUE }, { "door=open", FILTER_VALUE },
		{ "door != open", FILTER_VALUE }, { "door>open", FILTER_TEXT }, { "t>", FILTER_TEXT },
		{ ">40", FILTER_TEXT },      { "dbx/a/status", FILTER_TEXT },
	};
	struct filter *filter = filter_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		filter_set(filter, cases[i].words);
		assert_string_equal(filter_words(filter), cases[i].words);
		if (filter_kind(filter) != cases[i].kind)
			fail_msg("'%s' is of kind %d, expected %d", cases[i].words, (int)filter_kind(filter), (int)cases[i].kind);
	}
	filter_free(filter);
}

static bool passes_text(const char *words, const char *text)
{
	struct filter *filter = filter_new();

	filter_set(filter, words);
	bool passes = filter_passes_text(filter, text);
	filter_free(filter);
	return passes;
}

static bool passes_topic(const char *words, const char *topic)
{
	struct filter *filter = filter_new();

	filter_set(filter, words);
	bool passes = filter_passes_topic(filter, topic, strlen(topic));
	filter_free(filter);
	return passes;
}

static void test_texts_and_topics(void **state)
{
	(void)state;
	assert_true(passes_text("", "anything"));
	assert_true(passes_text("HATCH", "the hatch opens"));
	assert_false(passes_text("lift", "the hatch opens"));
	assert_true(passes_text("/^the .*S$/", "the hatch opens"));
	assert_false(passes_text("/^hatch/", "the hatch opens"));
	assert_false(passes_text("t>1", "t>1")); /* a condition is none on a text */
	assert_true(passes_topic("dbx/+/status", "dbx/one/status"));
	assert_false(passes_topic("dbx/+/status", "dbx/one/two/status"));
	assert_true(passes_topic("/^dbx/", "dbx/one/status"));
	assert_true(passes_topic("one", "dbx/One/status"));
}

static bool passes_payload(const char *words, const char *payload)
{
	struct filter *filter = filter_new();
	struct decoder *decoder = decoder_new();
	struct value value = value_decode(decoder, payload, strlen(payload));

	filter_set(filter, words);
	bool passes = filter_passes_payload(filter, payload, strlen(payload), &value);
	decoder_free(decoder);
	filter_free(filter);
	return passes;
}

static void test_payloads(void **state)
{
	static const char json[] = "{\"t\":41.5,\"door\":\"Open\",\"ok\":true,\"am\":{\"h\":12},\"none\":null}";

	(void)state;
	assert_true(passes_payload("t>40", json));
	assert_false(passes_payload("t>41.5", json));
	assert_true(passes_payload("t>=41.5", json));
	assert_true(passes_payload("t != 3", json));
	assert_false(passes_payload("t<=41", json));
	assert_true(passes_payload("am.h=12", json));
	assert_true(passes_payload("door=open", json));
	assert_false(passes_payload("door!=open", json));
	assert_true(passes_payload("ok=true", json));
	assert_true(passes_payload("ok=1", json));
	assert_false(passes_payload("none=1", json));
	assert_false(passes_payload("none!=1", json)); /* there is nothing to compare */
	assert_false(passes_payload("x<1", json));
	assert_true(passes_payload("am", json));
	assert_true(passes_payload("/\"h\":1[0-9]/", json));
	assert_false(passes_payload("dbx/+", json));
}

static void test_values_by_name(void **state)
{
	struct filter *filter = filter_new();
	struct scalar warm = { SCALAR_NUMBER, 50, "", 0 };

	(void)state;
	filter_set(filter, "Temperature > 40");
	assert_true(filter_passes_scalar(filter, "temperature", &warm));
	assert_false(filter_passes_scalar(filter, "humidity", &warm));
	filter_set(filter, "temperature");
	assert_false(filter_passes_scalar(filter, "temperature", &warm));
	filter_free(filter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_texts_and_topics),
		cmocka_unit_test(test_payloads),
		cmocka_unit_test(test_values_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
