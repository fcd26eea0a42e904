/*
 * random_json: JSON by chance, of all the kinds that programs write, and some that none should.
 */
#ifndef TELLTALE_TESTS_UNIT_RANDOM_JSON_H
#define TELLTALE_TESTS_UNIT_RANDOM_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "telltale/base/buffer.h"

/* A double: any bits, or one near those that people use. */
double random_double(uint64_t *seed);

/* A number with digits before and behind a point, as a text. */
void random_decimal(uint64_t *seed, char *text, size_t size);

/* Appends a document: compact, spaced or mixed; with keys that are double, dotted or forbidden, strings with escapes,
 * and numbers of all kinds. */
void random_json(uint64_t *seed, struct buffer *json);

/* Changes, removes or inserts some bytes. */
void random_damage(uint64_t *seed, struct buffer *bytes);

/* Appends a text of that many characters: ASCII mostly; UTF-8 too; broken UTF-8 if `any`. */
void random_text(uint64_t *seed, struct buffer *text, size_t characters, int any);

#endif
