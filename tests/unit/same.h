/*
 * same: whether two models are the same, field by field. The test fails at the first field that differs, and says which.
 */
#ifndef TELLTALE_TESTS_UNIT_SAME_H
#define TELLTALE_TESTS_UNIT_SAME_H

#include "telltale/core/fleet.h"
#include "telltale/core/link.h"

/* What may differ. SAME_AS_SEEN: the rate and since when a device is online, which depend on when the clock ticks; what a
 * command knows of the states before, since a replay's commands prove nothing; bytes of payloads, which aren't counted
 * on a leap. Nothing but the rate is ever shown of that. */
enum same { SAME_ALL, SAME_AS_SEEN };

/* where: for people, of the place at which the models are compared. Profiles are compared by their names. */
void check_same_fleet(const struct fleet *a, const struct fleet *b, enum same same, const char *where);

void check_same_link(const struct link *a, const struct link *b, const char *where);

#endif
