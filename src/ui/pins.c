/* pins: see include/telltale/ui/pins.h */
#include "config.h"

#include "telltale/ui/pins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telltale/base/memory.h"

void pins_text(const struct device *device, char *text, size_t size)
{
	snprintf(text, size, "%s:%s", device->profile != NULL ? device->profile->name : "", device->title);
}

/* Where a text stands; count if it doesn't. */
static size_t place_of(const struct pins *pins, const char *text)
{
	size_t place = 0;

	while (place < pins->count && strcmp(pins->keys[place], text) != 0)
		place++;
	return place;
}

bool pins_have(const struct pins *pins, const struct device *device)
{
	char text[PIN_TEXT];

	if (pins->count == 0)
		return false;
	pins_text(device, text, sizeof text);
	return place_of(pins, text) < pins->count;
}

bool pins_add(struct pins *pins, const char *text)
{
	if (pins->count == PINS_MOST || place_of(pins, text) < pins->count)
		return false;
	pins->keys[pins->count++] = memory_text(text);
	pins->changes++;
	return true;
}

bool pins_toggle(struct pins *pins, const struct device *device)
{
	char text[PIN_TEXT];

	pins_text(device, text, sizeof text);
	size_t place = place_of(pins, text);
	if (place == pins->count)
		return pins_add(pins, text);
	free(pins->keys[place]);
	pins->count--;
	memmove(&pins->keys[place], &pins->keys[place + 1], (pins->count - place) * sizeof *pins->keys);
	pins->changes++;
	return true;
}

void pins_clear(struct pins *pins)
{
	for (size_t i = 0; i < pins->count; i++)
		free(pins->keys[i]);
	*pins = (struct pins){ .count = 0, .changes = pins->changes + 1 };
}
