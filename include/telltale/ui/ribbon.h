/*
 * ribbon: the time line of a status as one row: a run of glyphs for each state, with its word where that fits.
 */
#ifndef TELLTALE_UI_RIBBON_H
#define TELLTALE_UI_RIBBON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telltale/core/strip.h"
#include "telltale/ui/draw.h"

enum { RIBBON_COLUMNS = 320 };

/* Which change each of the columns shows, or -1: nothing is known there. The columns share the time from `from` to `to`;
 * `until` is when what is known ends. A state that was over sooner than a column lasts is shown all the same: of those that
 * begin in a column the one that matters most. */
void ribbon_lay_out(const struct strip_change *changes, size_t count, int64_t from, int64_t to, int64_t until,
                    int columns, signed char *which);

/* Draws what was laid out. */
void ribbon_draw(const struct canvas *canvas, int row, int column, const struct strip_change *changes,
                 const signed char *which, int columns, bool live);

#endif
