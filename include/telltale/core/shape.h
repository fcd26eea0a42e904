/*
 * shape: what the JSON payloads of a topic have in common, so that the next one is read without looking for anything.
 *
 * A device sends the same keys in the same order again and again; only the values between them change. A shape is the
 * text between the values. A payload that has it is compared piece by piece, its values are read on the way, and there
 * is neither a tree nor a look-up of a key. A payload that hasn't is decoded by core/value; a match is only ever claimed
 * where that would find the very same values (tests/unit/test_shape.c).
 *
 * Not every JSON has a shape: no keys twice in an object, none with escapes, none that databases refuse ("$…", empty);
 * at most SHAPE_SLOTS values and SHAPE_DEPTH levels. Strings with escapes or broken UTF-8 and numbers of 64 bytes and
 * more match no shape.
 */
#ifndef TELLTALE_CORE_SHAPE_H
#define TELLTALE_CORE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/number.h"
#include "telltale/core/value.h"

enum { SHAPE_SLOTS = 64, SHAPE_DEPTH = 32, SHAPE_KEY = 255, SHAPE_KEY_SLACK = 16 };

/* Where white space stands. */
enum shape_spacing {
	SHAPE_COMPACT, /* nowhere */
	SHAPE_SPACED,  /* one space behind each comma and colon, as Python writes it */
	SHAPE_UNEVEN   /* elsewhere */
};

/* The place of one value. */
struct shape_slot {
	uint32_t at, length; /* of the text before it, in shape->text */
	char *name;          /* of a device without a profile: "AM2301.Temperature", cleaned; NULL: it gets none */
};

/* One thing after the other as JSON nests them. */
enum shape_step_kind { SHAPE_VALUE, SHAPE_OBJECT, SHAPE_ARRAY, SHAPE_END };

struct shape_step {
	enum shape_step_kind kind;
	uint32_t key;        /* where its key begins in shape->keys, with a NUL behind; of an array's element its number */
	uint32_t key_length; /* without the NUL */
};

struct shape {
	char *text; /* all that is not a value, in order */
	char *keys;         /* with SHAPE_KEY_SLACK bytes more behind them, so that each can be copied in large steps */
	size_t keys_length; /* with their NULs */
	struct shape_slot *slots; /* slot_count of them, and one more for the text behind the last value */
	size_t slot_count;
	struct shape_step *steps;
	size_t step_count;
	enum shape_spacing spacing;
};

enum field_kind {
	FIELD_NULL,
	FIELD_FALSE,
	FIELD_TRUE,
	FIELD_NUMBER, /* as it is written */
	FIELD_DOUBLE, /* from a recording */
	FIELD_STRING
};

/* One value, as it was read; points into the payload. */
struct field {
	enum field_kind kind;
	union {
		struct number number;
		double value; /* FIELD_DOUBLE */
		struct {
			const char *text;
			size_t length;
		} string;
	};
};

/* Reads the values of a payload that has the shape. False: it hasn't; what is in fields then means nothing. */
bool shape_match(const struct shape *shape, const char *payload, size_t length, struct field fields[SHAPE_SLOTS]);

/* The scalar that a value is, as scalar_of_json() has it. */
struct scalar scalar_of_field(const struct field *field);

/* The shape of a payload. NULL: it has none. */
struct shape *shape_new(const char *payload, size_t length);
void shape_free(struct shape *shape);

/* --- all shapes of a model: each is there once, and a bounded number of them --- */

struct shapes;

struct shapes *shapes_new(void);
void shapes_free(struct shapes *shapes);

/* One of the shapes that were learned last which the payload has; its values are read then. NULL: none of them. */
const struct shape *shapes_try(const struct shapes *shapes, const char *payload, size_t length,
                               struct field fields[SHAPE_SLOTS]);

/* The shape of a payload, made if it's new. NULL: it has none, or there are too many. */
const struct shape *shapes_learn(struct shapes *shapes, const char *payload, size_t length);

#endif
