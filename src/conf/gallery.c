/* gallery: see include/telltale/conf/gallery.h */
#include "config.h"

#include "telltale/conf/gallery.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"
#include "telltale/base/text.h"
#include "telltale/conf/builtin.h"

enum { MOST_THEMES = 200, NAME_BYTES = 256 };

static const char ending[] = ".theme";

struct entry {
	char *name;
	char *clean;
	struct theme *theme; /* NULL: not read yet */
};

struct gallery {
	char *folder;
	struct entry *entries;
	size_t count, capacity;
	size_t shown;
};

static size_t find(const struct gallery *gallery, const char *name)
{
	size_t i = 0;

	while (i < gallery->count && strcmp(gallery->entries[i].name, name) != 0)
		i++;
	return i;
}

static void add(struct gallery *gallery, const char *name)
{
	char clean[NAME_BYTES];

	if (find(gallery, name) < gallery->count || gallery->count >= MOST_THEMES)
		return;
	text_clean(clean, sizeof clean, name, strlen(name));
	gallery->entries = memory_grow(gallery->entries, gallery->count, &gallery->capacity, sizeof *gallery->entries);
	gallery->entries[gallery->count++] = (struct entry){ memory_text(name), memory_text(clean), NULL };
}

/* The *.theme files of a folder. */
static void add_folder(struct gallery *gallery, const char *folder)
{
	char path[4096], name[NAME_BYTES];
	struct dirent **found;

	snprintf(path, sizeof path, "%s/themes", folder);
	int count = scandir(path, &found, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		size_t length = strlen(found[i]->d_name), n = sizeof ending - 1;
		if (length > n && length - n < sizeof name && strcmp(found[i]->d_name + length - n, ending) == 0) {
			snprintf(name, sizeof name, "%.*s", (int)(length - n), found[i]->d_name);
			add(gallery, name);
		}
		free(found[i]);
	}
	if (count >= 0)
		free(found);
}

struct gallery *gallery_new(const char *folder, const char *shown)
{
	struct gallery *gallery = memory_zeroed(1, sizeof *gallery);

	gallery->folder = memory_text(folder);
	for (const struct builtin *file = builtin_themes; file->name != NULL; file++)
		add(gallery, file->name);
	if (*folder != '\0')
		add_folder(gallery, folder);
	add_folder(gallery, TELLTALE_DATA_FOLDER);
	if (find(gallery, shown) == gallery->count && gallery->count == MOST_THEMES)
		return gallery;
	add(gallery, shown);
	gallery->shown = find(gallery, shown);
	return gallery;
}

void gallery_free(struct gallery *gallery)
{
	if (gallery == NULL)
		return;
	for (size_t i = 0; i < gallery->count; i++) {
		free(gallery->entries[i].name);
		free(gallery->entries[i].clean);
		theme_free(gallery->entries[i].theme);
	}
	free(gallery->entries);
	free(gallery->folder);
	free(gallery);
}

const char *gallery_name(const struct gallery *gallery, size_t index)
{
	return index < gallery->count ? gallery->entries[index].clean : NULL;
}

const struct theme *gallery_theme(struct gallery *gallery, size_t index, struct error *error)
{
	struct entry *entry = &gallery->entries[index];

	if (entry->theme == NULL)
		entry->theme = theme_load(entry->name, gallery->folder, error);
	return entry->theme;
}

size_t gallery_shown(const struct gallery *gallery)
{
	return gallery->shown;
}

void gallery_show(struct gallery *gallery, size_t index)
{
	gallery->shown = index;
}
