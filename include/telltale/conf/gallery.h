/*
 * gallery: all themes that there are, by name, for whoever chooses among them.
 *
 * The built-in ones come first, in their own order; then the user's, in the order of their names. A theme is read when
 * it is first looked at, and kept.
 */
#ifndef TELLTALE_CONF_GALLERY_H
#define TELLTALE_CONF_GALLERY_H

#include <stddef.h>

#include "telltale/base/error.h"
#include "telltale/conf/theme.h"

struct gallery;

/* `folder` is the user's config folder; `shown` the theme that is shown now, which is added if it isn't there (a file
 * by its path). */
struct gallery *gallery_new(const char *folder, const char *shown);
void gallery_free(struct gallery *gallery);

/* NULL: there are not so many. Clean text. */
const char *gallery_name(const struct gallery *gallery, size_t index);

/* Belongs to the gallery. NULL with the reason: it can't be read. */
const struct theme *gallery_theme(struct gallery *gallery, size_t index, struct error *error);

/* Which one is shown; the number of one that exists. */
size_t gallery_shown(const struct gallery *gallery);
void gallery_show(struct gallery *gallery, size_t index);

#endif
