/* extended_json: see include/telltale/recording/extended_json.h */
#include "config.h"

#include "telltale/recording/extended_json.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <bson/bson.h>

#include "telltale/base/base64.h"
#include "telltale/base/clock.h"
#include "telltale/recording/bson_json.h"
#include "telltale/recording/json.h"
#include "telltale/recording/moment.h"

enum { MOST_DEPTH = 200 };

/* One document on its way. */
struct writing {
	struct buffer *json;
	bool canonical;
	unsigned depth;
};

static bool write_fields(struct writing *writing, const uint8_t *bytes, size_t length, bool array);

static void text_member(struct writing *writing, const char *before, const char *text, size_t length,
                        const char *behind)
{
	buffer_text(writing->json, before);
	json_string(writing->json, text, length);
	buffer_text(writing->json, behind);
}

/* --- one function a type --------------------------------------------------------------------------------- */

/* As MongoDB's tools write it: the fewest digits that read as the same, with an exponent from a million on. */
static void canonical_number(double value, char *text, size_t size)
{
	char shortest[32];
	int digits = fabs(value) < DBL_MIN ? 1 : 15; /* what is smaller has fewer */

	for (; digits <= 17; digits++) {
		snprintf(shortest, sizeof shortest, "%.*E", digits - 1, value);
		if (strtod(shortest, NULL) >= value && strtod(shortest, NULL) <= value)
			break;
	}
	char *exponent = strchr(shortest, 'E'), *end = exponent;
	int power = atoi(exponent + 1);
	while (end[-1] == '0')
		end--;
	int behind = (int)(end - shortest) - (value < 0) - 2 - power; /* decimals without an exponent */
	if (power >= -4 && power < 6)
		snprintf(text, size, "%.*f", behind > 1 ? behind : 1, value);
	else
		snprintf(text, size, "%.*s%s", (int)(end - shortest) - (end[-1] == '.'), shortest, exponent);
}

static bool write_double(struct writing *writing, const bson_iter_t *field)
{
	double value = bson_iter_double(field);
	char text[32];

	if (writing->canonical && isfinite(value) && fabs(value) > 0)
		canonical_number(value, text, sizeof text);
	else
		bson_json_number(value, text, sizeof text);
	if (writing->canonical || !isfinite(value))
		buffer_format(writing->json, "{\"$numberDouble\":\"%s\"}", text);
	else
		buffer_text(writing->json, text);
	return true;
}

static bool write_utf8(struct writing *writing, const bson_iter_t *field)
{
	uint32_t length;
	const char *text = bson_iter_utf8(field, &length);

	json_string(writing->json, text, length);
	return true;
}

static bool write_document(struct writing *writing, const bson_iter_t *field)
{
	const uint8_t *bytes = NULL;
	uint32_t length = 0;

	bson_iter_document(field, &length, &bytes);
	return write_fields(writing, bytes, length, false);
}

static bool write_array(struct writing *writing, const bson_iter_t *field)
{
	const uint8_t *bytes = NULL;
	uint32_t length = 0;

	bson_iter_array(field, &length, &bytes);
	return write_fields(writing, bytes, length, true);
}

static bool write_binary(struct writing *writing, const bson_iter_t *field)
{
	bson_subtype_t subtype = BSON_SUBTYPE_BINARY;
	const uint8_t *bytes = NULL;
	uint32_t length = 0;

	bson_iter_binary(field, &subtype, &length, &bytes);
	buffer_text(writing->json, "{\"$binary\":{\"base64\":\"");
	base64_append(writing->json, (const char *)bytes, length);
	buffer_format(writing->json, "\",\"subType\":\"%02x\"}}", (unsigned)subtype);
	return true;
}

static bool write_undefined(struct writing *writing, const bson_iter_t *field)
{
	(void)field;
	buffer_text(writing->json, "{\"$undefined\":true}");
	return true;
}

static void put_oid(struct writing *writing, const bson_oid_t *oid)
{
	char text[25];

	bson_oid_to_string(oid, text);
	buffer_format(writing->json, "{\"$oid\":\"%s\"}", text);
}

static bool write_oid(struct writing *writing, const bson_iter_t *field)
{
	put_oid(writing, bson_iter_oid(field));
	return true;
}

static bool write_bool(struct writing *writing, const bson_iter_t *field)
{
	buffer_text(writing->json, bson_iter_bool(field) ? "true" : "false");
	return true;
}

/* Relaxed: the years 1970 to 9999 as text. */
static bool write_date(struct writing *writing, const bson_iter_t *field)
{
	int64_t milliseconds = bson_iter_date_time(field);
	char text[MOMENT_TEXT];

	if (!writing->canonical && milliseconds >= 0 && milliseconds < INT64_C(253402300800000)) {
		moment_utc_milliseconds(text, milliseconds);
		buffer_format(writing->json, "{\"$date\":\"%s\"}", text);
	} else {
		buffer_format(writing->json, "{\"$date\":{\"$numberLong\":\"%" PRId64 "\"}}", milliseconds);
	}
	return true;
}

static bool write_null(struct writing *writing, const bson_iter_t *field)
{
	(void)field;
	buffer_text(writing->json, "null");
	return true;
}

static bool write_regex(struct writing *writing, const bson_iter_t *field)
{
	const char *options = "", *pattern = bson_iter_regex(field, &options);

	text_member(writing, "{\"$regularExpression\":{\"pattern\":", pattern, strlen(pattern), ",");
	text_member(writing, "\"options\":", options, strlen(options), "}}");
	return true;
}

static bool write_pointer(struct writing *writing, const bson_iter_t *field)
{
	const bson_oid_t *oid = NULL;
	const char *collection = NULL;
	uint32_t length = 0;

	bson_iter_dbpointer(field, &length, &collection, &oid);
	text_member(writing, "{\"$dbPointer\":{\"$ref\":", collection, length, ",\"$id\":");
	put_oid(writing, oid);
	buffer_text(writing->json, "}}");
	return true;
}

static bool write_code(struct writing *writing, const bson_iter_t *field)
{
	uint32_t length = 0;
	const char *code = bson_iter_code(field, &length);

	text_member(writing, "{\"$code\":", code, length, "}");
	return true;
}

static bool write_symbol(struct writing *writing, const bson_iter_t *field)
{
	uint32_t length = 0;
	const char *symbol = bson_iter_symbol(field, &length);

	text_member(writing, "{\"$symbol\":", symbol, length, "}");
	return true;
}

static bool write_scoped(struct writing *writing, const bson_iter_t *field)
{
	const uint8_t *scope = NULL;
	uint32_t length = 0, scope_length = 0;
	const char *code = bson_iter_codewscope(field, &length, &scope_length, &scope);

	text_member(writing, "{\"$code\":", code, length, ",\"$scope\":");
	if (!write_fields(writing, scope, scope_length, false))
		return false;
	buffer_char(writing->json, '}');
	return true;
}

static bool write_integer(struct writing *writing, const bson_iter_t *field)
{
	const char *type = BSON_ITER_HOLDS_INT32(field) ? "$numberInt" : "$numberLong";
	int64_t value = bson_iter_as_int64(field);

	if (writing->canonical)
		buffer_format(writing->json, "{\"%s\":\"%" PRId64 "\"}", type, value);
	else
		buffer_format(writing->json, "%" PRId64, value);
	return true;
}

static bool write_timestamp(struct writing *writing, const bson_iter_t *field)
{
	uint32_t time = 0, increment = 0;

	bson_iter_timestamp(field, &time, &increment);
	buffer_format(writing->json, "{\"$timestamp\":{\"t\":%" PRIu32 ",\"i\":%" PRIu32 "}}", time, increment);
	return true;
}

static bool write_decimal(struct writing *writing, const bson_iter_t *field)
{
	char text[BSON_DECIMAL128_STRING];
	bson_decimal128_t decimal;

	bson_iter_decimal128(field, &decimal);
	bson_decimal128_to_string(&decimal, text);
	buffer_format(writing->json, "{\"$numberDecimal\":\"%s\"}", text);
	return true;
}

static bool write_least(struct writing *writing, const bson_iter_t *field)
{
	(void)field;
	buffer_text(writing->json, "{\"$minKey\":1}");
	return true;
}

static bool write_most(struct writing *writing, const bson_iter_t *field)
{
	(void)field;
	buffer_text(writing->json, "{\"$maxKey\":1}");
	return true;
}

static bool (*const writers[256])(struct writing *writing, const bson_iter_t *field) = {
	[BSON_TYPE_DOUBLE] = write_double,       [BSON_TYPE_UTF8] = write_utf8,
	[BSON_TYPE_DOCUMENT] = write_document,   [BSON_TYPE_ARRAY] = write_array,
	[BSON_TYPE_BINARY] = write_binary,       [BSON_TYPE_UNDEFINED] = write_undefined,
	[BSON_TYPE_OID] = write_oid,             [BSON_TYPE_BOOL] = write_bool,
	[BSON_TYPE_DATE_TIME] = write_date,      [BSON_TYPE_NULL] = write_null,
	[BSON_TYPE_REGEX] = write_regex,         [BSON_TYPE_DBPOINTER] = write_pointer,
	[BSON_TYPE_CODE] = write_code,           [BSON_TYPE_SYMBOL] = write_symbol,
	[BSON_TYPE_CODEWSCOPE] = write_scoped,   [BSON_TYPE_INT32] = write_integer,
	[BSON_TYPE_TIMESTAMP] = write_timestamp, [BSON_TYPE_INT64] = write_integer,
	[BSON_TYPE_DECIMAL128] = write_decimal,  [BSON_TYPE_MAXKEY] = write_most,
	[BSON_TYPE_MINKEY] = write_least,
};

/* --- documents ------------------------------------------------------------------------------------------- */

static bool write_fields(struct writing *writing, const uint8_t *bytes, size_t length, bool array)
{
	bson_iter_t field;
	bool first = true;

	if (++writing->depth > MOST_DEPTH || bytes == NULL || !bson_iter_init_from_data(&field, bytes, length))
		return false;
	buffer_char(writing->json, array ? '[' : '{');
	while (bson_iter_next(&field)) {
		if (!first)
			buffer_char(writing->json, ',');
		first = false;
		if (!array)
			text_member(writing, "", bson_iter_key(&field), bson_iter_key_len(&field), ":");
		unsigned type = (unsigned)bson_iter_type(&field);
		if (type >= sizeof writers / sizeof *writers || writers[type] == NULL)
			return false;
		if (!writers[type](writing, &field))
			return false;
	}
	buffer_char(writing->json, array ? ']' : '}');
	writing->depth--;
	return field.err_off == 0;
}

bool extended_json_append(struct buffer *json, const uint8_t *bytes, size_t length, bool canonical)
{
	struct writing writing = { json, canonical, 0 };
	size_t before = json->length;

	if (write_fields(&writing, bytes, length, false))
		return true;
	json->length = before;
	if (json->bytes != NULL)
		json->bytes[before] = '\0';
	return false;
}
