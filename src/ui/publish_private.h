/* What publish.c and publish_again.c share; nobody else includes this. */
#ifndef TELLTALE_UI_PUBLISH_PRIVATE_H
#define TELLTALE_UI_PUBLISH_PRIVATE_H

#include "telltale/ui/screen.h"

/* Whether messages can be published at all; if not, a notice says why. */
bool publish_allowed(struct screen *screen);

#endif
