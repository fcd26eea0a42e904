/* clipboard: see include/telltale/ui/clipboard.h */
#include "config.h"

#include "telltale/ui/clipboard.h"

#include <string.h>

#include "telltale/base/base64.h"

enum { SCREEN_CHUNK = 760 };

static const char osc[] = "\033]52;c;", dcs[] = "\033P", bell[] = "\007", end[] = "\033\\";

static bool is_set(const char *value)
{
	return value != NULL && *value != '\0';
}

enum multiplexer clipboard_multiplexer(const char *tmux, const char *sty, const char *term)
{
	if (is_set(tmux) || (is_set(term) && strncmp(term, "tmux", 4) == 0))
		return MULTIPLEXER_TMUX;
	return is_set(sty) ? MULTIPLEXER_SCREEN : MULTIPLEXER_NONE; /* TERM=screen may be either: it gets the plain form */
}

/* As tmux has it: every ESC within is doubled, and there is one. */
static void wrap_for_tmux(struct buffer *sequence, const struct buffer *plain)
{
	buffer_text(sequence, dcs);
	buffer_text(sequence, "tmux;\033");
	buffer_append(sequence, plain->bytes, plain->length);
	buffer_text(sequence, end);
}

static void wrap_for_screen(struct buffer *sequence, const struct buffer *plain)
{
	for (size_t at = 0; at < plain->length; at += SCREEN_CHUNK) {
		size_t left = plain->length - at;
		buffer_text(sequence, dcs);
		buffer_append(sequence, plain->bytes + at, left < SCREEN_CHUNK ? left : SCREEN_CHUNK);
		buffer_text(sequence, end);
	}
}

bool clipboard_sequence(struct buffer *sequence, enum multiplexer multiplexer, const char *bytes, size_t length)
{
	struct buffer plain = { .bytes = NULL };

	if (length > CLIPBOARD_MOST)
		return false;
	buffer_text(&plain, osc);
	base64_append(&plain, bytes, length);
	buffer_text(&plain, bell);
	if (multiplexer == MULTIPLEXER_SCREEN)
		wrap_for_screen(sequence, &plain);
	else
		buffer_append(sequence, plain.bytes, plain.length);
	if (multiplexer == MULTIPLEXER_TMUX)
		wrap_for_tmux(sequence, &plain);
	buffer_clear(&plain);
	return true;
}
