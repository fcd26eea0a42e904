/* strip: see include/telltale/core/strip.h */
#include "config.h"

#include "telltale/core/strip.h"

#include "telltale/base/memory.h"
#include "telltale/base/text.h"

enum { FIRST_ROOM = 4 };

/* It is a ring once it has its full size. */
struct strip {
	uint16_t count, room, oldest;
	struct strip_change changes[];
};

static size_t size_for(size_t room)
{
	return sizeof(struct strip) + room * sizeof(struct strip_change);
}

/* Where the next change goes. */
static struct strip_change *place(struct strip **strip)
{
	if (*strip == NULL) {
		*strip = memory_zeroed(1, size_for(FIRST_ROOM));
		(*strip)->room = FIRST_ROOM;
	}
	if ((*strip)->count == (*strip)->room && (*strip)->room < STRIP_CHANGES) {
		*strip = memory_resize(*strip, 1, size_for(2u * (*strip)->room));
		(*strip)->room = (uint16_t)(2 * (*strip)->room);
	}
	struct strip *now = *strip;
	if (now->count < now->room)
		return &now->changes[now->count++];
	struct strip_change *freed = &now->changes[now->oldest];
	now->oldest = (uint16_t)((now->oldest + 1) % STRIP_CHANGES);
	return freed;
}

void strip_add(struct strip **strip, int64_t at, int state, unsigned char kind, const char *text)
{
	struct strip_change *change = place(strip);

	change->at = at;
	change->state = (int16_t)state;
	change->kind = kind;
	text_fit(change->text, sizeof change->text, text, sizeof change->text, ""); /* cuts it at a character */
}

size_t strip_count(const struct strip *strip)
{
	return strip != NULL ? strip->count : 0;
}

const struct strip_change *strip_change(const struct strip *strip, size_t oldest_first)
{
	return &strip->changes[(strip->oldest + oldest_first) % strip->room];
}

struct strip *strip_copy(const struct strip *strip)
{
	return strip != NULL ? memory_copy(strip, size_for(strip->room)) : NULL;
}
