/* flight: see flight.h */
#include "config.h"

#include "flight.h"

size_t flight_room(const struct flight *flight)
{
	return flight->count < flight->window ? flight->window - flight->count : 0;
}

uint16_t flight_begin(struct flight *flight)
{
	do {
		flight->last++;
	} while (flight->last == 0 || flight->stages[flight->last] != FLIGHT_FREE);
	flight->stages[flight->last] = FLIGHT_SENT;
	flight->count++;
	return flight->last;
}

bool flight_step(struct flight *flight, uint16_t mid, enum flight_stage from, enum flight_stage to)
{
	if (flight->stages[mid] != from)
		return false;
	flight->stages[mid] = (unsigned char)to;
	if (to == FLIGHT_FREE)
		flight->count--;
	return true;
}
