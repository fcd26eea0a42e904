/* seek: how long it takes to open a recording and to go to places in it; prints milliseconds, one figure a line.
 *
 * usage: seek FILE PLACES. First as a user would who presses a key at once (cold), then once all key frames are
 * there. Places are chosen by a fixed seed. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "telltale/app/player.h"
#include "telltale/base/clock.h"
#include "telltale/base/random.h"

static double milliseconds_since(int64_t begin)
{
	return (double)(clock_mono() - begin) / (double)CLOCK_MILLISECOND;
}

static double seek(struct player *player, int64_t time)
{
	int64_t begin = clock_mono();

	player_seek(player, time);
	player_wait(player);
	return milliseconds_since(begin);
}

int main(int argc, char **argv)
{
	struct player_settings settings = { 1, false, 0 };
	struct error error = ERROR_INIT;
	struct random random;

	if (argc != 3)
		return 2;
	int64_t begin = clock_mono();
	struct timeline *timeline = timeline_open(argv + 1, 1, &error);
	if (timeline == NULL) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	struct player *player = player_new(timeline, &settings);
	printf("open %.3f\n", milliseconds_since(begin));
	printf("messages %llu\n", (unsigned long long)timeline->messages);
	printf("first-end %.3f\n", seek(player, timeline->end));
	begin = clock_mono();
	player_prepared(player);
	printf("prepare %.3f\n", milliseconds_since(begin));
	random_seed(&random, 1, 1);
	for (long i = strtol(argv[2], NULL, 10); i > 0; i--)
		printf("seek %.3f\n", seek(player, (int64_t)random_between(&random, 0, (double)timeline->end)));
	player_free(player);
	timeline_close(timeline);
	return 0;
}
