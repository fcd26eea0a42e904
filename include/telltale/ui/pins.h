/*
 * pins: the devices that stand before all others, by names that last from one run to the next.
 */
#ifndef TELLTALE_UI_PINS_H
#define TELLTALE_UI_PINS_H

#include <stdbool.h>
#include <stddef.h>

#include "telltale/core/device.h"

enum { PINS_MOST = 64, PIN_TEXT = 256 };

/* All zero to begin with. */
struct pins {
	char *keys[PINS_MOST]; /* see pins_text() */
	size_t count;
	unsigned changes;
};

/* What tells a device from all others in a file: "dbx:dbx-01", ":greenhouse" for one without a profile; clean. */
void pins_text(const struct device *device, char *text, size_t size);

bool pins_have(const struct pins *pins, const struct device *device);

/* Pins the device of a text. False: it is there already, or there are PINS_MOST. */
bool pins_add(struct pins *pins, const char *text);

/* Pins a device, or lets it go. False: there are PINS_MOST. */
bool pins_toggle(struct pins *pins, const struct device *device);

void pins_clear(struct pins *pins);

#endif
