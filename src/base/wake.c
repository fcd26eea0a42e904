/* wake: see include/telltale/base/wake.h */
#include "config.h"

#include "telltale/base/wake.h"

#include <fcntl.h>
#include <unistd.h>

bool wake_init(struct wake *wake, struct error *error)
{
	int ends[2];

	if (pipe(ends) != 0)
		return error_errno(error, "can't make a pipe");
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	}
	wake->sleeper = ends[0];
	wake->waker = ends[1];
	return true;
}

void wake_clear(struct wake *wake)
{
	if (wake->sleeper >= 0) {
		close(wake->sleeper);
		close(wake->waker);
	}
	wake->sleeper = wake->waker = -1;
}

void wake_poke(const struct wake *wake)
{
	ssize_t written = write(wake->waker, "", 1);

	(void)written;
}

void wake_drain(const struct wake *wake)
{
	char bytes[64];

	while (read(wake->sleeper, bytes, sizeof bytes) > 0) {
	}
}
