/* bson_value: see include/telltale/recording/bson_value.h */
#include "config.h"

#include "telltale/recording/bson_value.h"

#include <limits.h>

#include <bson/bson.h>
#include <cjson/cJSON.h>

enum { MOST_DEPTH = 200 }; /* ours are never so deep; one that is not ours may be deeper than the stack */

static bool fill(cJSON *node, const bson_iter_t *iter, struct decoder *decoder, unsigned depth);

static void set_number(cJSON *node, double number)
{
	node->type = cJSON_Number;
	node->valuedouble = number;
	node->valueint = number >= INT_MAX ? INT_MAX : number <= INT_MIN ? INT_MIN : (int)number; /* as cJSON does */
}

static bool fill_nested(cJSON *node, const bson_iter_t *iter, struct decoder *decoder, unsigned depth)
{
	bson_iter_t child;
	cJSON *last = NULL;

	if (depth > MOST_DEPTH || !bson_iter_recurse(iter, &child))
		return false;
	while (bson_iter_next(&child)) {
		cJSON *item = value_node(decoder);
		if (node->type == cJSON_Object)
			item->string = (char *)(uintptr_t)bson_iter_key(&child); /* only read */
		if (!fill(item, &child, decoder, depth + 1))
			return false;
		if (last == NULL)
			node->child = item;
		else
			last->next = item;
		item->prev = last;
		last = item;
	}
	if (node->child != NULL)
		node->child->prev = last; /* as cJSON has it */
	return child.err_off == 0; /* the fields go on to its end */
}

static bool fill(cJSON *node, const bson_iter_t *iter, struct decoder *decoder, unsigned depth)
{
	switch (bson_iter_type(iter)) {
	case BSON_TYPE_DOCUMENT:
		node->type = cJSON_Object;
		return fill_nested(node, iter, decoder, depth);
	case BSON_TYPE_ARRAY:
		node->type = cJSON_Array;
		return fill_nested(node, iter, decoder, depth);
	case BSON_TYPE_UTF8:
		node->type = cJSON_String;
		node->valuestring = (char *)(uintptr_t)bson_iter_utf8(iter, NULL);
		return true;
	case BSON_TYPE_INT32:
	case BSON_TYPE_INT64:
	case BSON_TYPE_DOUBLE:
		set_number(node, bson_iter_as_double(iter));
		return true;
	case BSON_TYPE_BOOL:
		node->type = bson_iter_bool(iter) ? cJSON_True : cJSON_False;
		return true;
	case BSON_TYPE_NULL:
		node->type = cJSON_NULL;
		return true;
	default:
		return false;
	}
}

bool bson_value(const struct record *record, struct decoder *decoder, struct value *value)
{
	bson_iter_t iter;

	if (record->payload_at == 0 || record->parts > 1 ||
	    !bson_iter_init_from_data_at_offset(&iter, record->bytes, record->length, record->payload_at, 7) ||
	    (!BSON_ITER_HOLDS_DOCUMENT(&iter) && !BSON_ITER_HOLDS_ARRAY(&iter)))
		return false;
	value_begin(decoder);
	cJSON *root = value_node(decoder);
	*value = (struct value){ VALUE_JSON, root, { SCALAR_NONE, 0, "", 0 } };
	return fill(root, &iter, decoder, 1);
}
