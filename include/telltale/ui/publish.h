/*
 * publish: the form for a message of the user's own, with the list of those that the config has saved; and the prompt
 * that clears stored messages.
 *
 * What is typed as payload is sent byte for byte: a backslash is a backslash. A message with several lines, or a longer
 * one than can be typed, is one that the config has saved.
 */
#ifndef TELLTALE_UI_PUBLISH_H
#define TELLTALE_UI_PUBLISH_H

#include "telltale/ui/ask.h"
#include "telltale/ui/screen.h"

/* The form's state; one a screen. */
struct publish *publish_new(void);
void publish_free(struct publish *publish);

/* Opens the form, if messages can be sent now; else says why not. `topic` (any bytes) is what it begins with; NULL: that
 * of the last message, or a topic of the focused device's commands. */
void publish_open(struct screen *screen, const char *topic);

bool publish_is_open(const struct screen *screen);
unsigned publish_key(struct screen *screen, int key);
unsigned publish_paste(struct screen *screen, const char *text, size_t length);
void publish_draw(struct screen *screen, const struct canvas *canvas);

/* For the hint bar: the keys and what they do, in pairs; NULL ends them. */
const char *const *publish_hints(const struct screen *screen);

/* Sends a command or a message once more: with the same guards, and the same question. */
void publish_again(struct screen *screen, const struct command *command);

/* Asks below which topic stored messages are to be cleared, if they can be; else says why not. `topic` (clean) is what
 * one begins with. Before anything is sent, what would go is listed, and asked about. */
void publish_clear(struct screen *screen, const char *topic);

#endif
