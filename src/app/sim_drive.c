/* sim_drive: see include/telltale/app/sim_drive.h */
#include "config.h"

#include "telltale/app/sim_drive.h"

void sim_drive_init(struct sim_drive *drive)
{
	drive->place = SIM_LOW;
	drive->changes = SIM_NEVER;
	drive->way_back = 0;
}

void sim_drive_go(struct sim_drive *drive, bool high, int64_t now, int64_t duration, enum sim_fate fate)
{
	int64_t half = duration / 2;

	drive->place = high ? SIM_TO_HIGH : SIM_TO_LOW;
	drive->changes = now + duration;
	drive->way_back = 0;
	if (fate == SIM_STICKS)
		drive->changes = SIM_NEVER;
	if (fate == SIM_TURNS_BACK) {
		drive->changes = now + half;
		drive->way_back = half;
	}
}

static void change(struct sim_drive *drive)
{
	bool up = drive->place == SIM_TO_HIGH;

	if (drive->way_back > 0) {
		drive->place = up ? SIM_TO_LOW : SIM_TO_HIGH;
		drive->changes += drive->way_back;
		drive->way_back = 0;
	} else {
		drive->place = up ? SIM_HIGH : SIM_LOW;
		drive->changes = SIM_NEVER;
	}
}

bool sim_drive_advance(struct sim_drive *drive, int64_t now)
{
	bool changed = false;

	for (; drive->changes <= now; changed = true)
		change(drive);
	return changed;
}

bool sim_drive_heads(const struct sim_drive *drive, bool high)
{
	if (drive->place == (high ? SIM_HIGH : SIM_LOW))
		return true;
	return drive->place == (high ? SIM_TO_HIGH : SIM_TO_LOW) && drive->changes != SIM_NEVER;
}
