/* supply: the sending; see supply.h. What is received: supply_read.c. */
#include "config.h"

#include "supply.h"

#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "telltale/base/clock.h"

enum { AT_ONCE = 256 << 10, ORDER_BYTES = 64 << 10 };

static const int64_t tick = CLOCK_MILLISECOND; /* a schedule wakes up no more often than that */

static void say(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const char *what, const char *format, ...)
{
	va_list arguments;

	printf("%s %.6f", what, (double)clock_mono() / (double)CLOCK_SECOND);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

/* --- life ------------------------------------------------------------------------------------------------ */

void supply_init(struct supply *supply, const struct load *load, const struct role *role, struct stream *stream)
{
	memset(supply, 0, sizeof *supply);
	supply->load = load;
	supply->role = role;
	supply->stream = stream;
	supply->flight.window = load->window;
	packets_prepare(&supply->packets, load->topics, load->payload, (int)load->qos);
}

void supply_clear(struct supply *supply)
{
	packets_clear(&supply->packets);
	buffer_clear(&supply->answers);
	buffer_clear(&supply->incoming);
	buffer_clear(&supply->orders);
	stream_free(supply->stream);
}

void supply_answer(struct supply *supply, const void *bytes, size_t n)
{
	buffer_append(&supply->answers, bytes, n);
}

static void begin(struct supply *supply)
{
	supply->phase = SUPPLY_SENDING;
	supply->left = supply->load->messages > 0 ? supply->load->messages : ULONG_MAX;
	supply->sent = 0;
	supply->began = clock_mono();
	say("began", "%s", "");
}

void supply_ready(struct supply *supply)
{
	if (supply->phase != SUPPLY_GREETING)
		return;
	supply->phase = SUPPLY_READY;
	say("ready", "%s", "");
	if (!supply->load->wait)
		begin(supply);
}

void supply_proved(struct supply *supply)
{
	supply->phase = SUPPLY_PROVED;
	supply->over = supply->role->ends;
	say("ended", " %lu", supply->sent);
}

/* --- orders ---------------------------------------------------------------------------------------------- */

static void publish(struct supply *supply, char *topic)
{
	char *payload = strchr(topic, ' ');

	if (payload == NULL)
		return;
	*payload++ = '\0';
	say("published", "%s", "");
	packets_put(&supply->answers, topic, payload, strlen(payload), 0, 0);
}

static void obey(struct supply *supply, char *order)
{
	if (strcmp(order, "go") == 0 && (supply->phase == SUPPLY_READY || supply->phase == SUPPLY_PROVED))
		begin(supply);
	else if (strncmp(order, "publish ", 8) == 0)
		publish(supply, order + 8);
	else if (strcmp(order, "stop") == 0)
		supply->left = 0;
}

/* Whoever has started us holds the other end: when that closes nobody wants us any more. */
static bool take_orders(struct supply *supply)
{
	char bytes[4096], *line, *end;
	ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);

	if (got <= 0 || supply->orders.length > ORDER_BYTES)
		return false;
	buffer_append(&supply->orders, bytes, (size_t)got);
	for (line = supply->orders.bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		obey(supply, line);
	}
	supply->orders.length -= (size_t)(line - supply->orders.bytes);
	memmove(supply->orders.bytes, line, supply->orders.length + 1);
	return true;
}

/* --- sending --------------------------------------------------------------------------------------------- */

/* How many messages the schedule allows now. */
static unsigned long due(const struct supply *supply)
{
	if (supply->load->rate == 0)
		return supply->left;
	double passed = (double)(clock_mono() - supply->began) / (double)CLOCK_SECOND;
	unsigned long until = (unsigned long)(passed * (double)supply->load->rate);
	unsigned long now = until > supply->sent ? until - supply->sent : 0;
	return now < supply->left ? now : supply->left;
}

/* Lets the next packets go: those of the schedule, of the window, and up to the end of what was prepared. */
static void admit(struct supply *supply)
{
	if (supply->phase != SUPPLY_SENDING || supply->next < supply->admitted)
		return;
	if (supply->next == supply->packets.count)
		supply->next = supply->at = 0;
	size_t n = supply->packets.count - supply->next, allowed = due(supply);
	if (supply->load->qos > 0 && flight_room(&supply->flight) < allowed)
		allowed = flight_room(&supply->flight);
	n = allowed < n ? allowed : n;
	for (size_t i = supply->next; supply->load->qos > 0 && i < supply->next + n; i++)
		packets_identify(&supply->packets, i, flight_begin(&supply->flight));
	supply->admitted = supply->next + n;
	supply->sent += n;
	supply->left -= n;
}

/* What is to be written next: a packet that was begun, then answers, then more packets. False: nothing. */
static bool choose(struct supply *supply, struct supply_span *span)
{
	const size_t *ends = supply->packets.ends;
	size_t answers = supply->answers.length - supply->answered;
	bool between = supply->at == (supply->next > 0 ? ends[supply->next - 1] : 0);

	admit(supply);
	if (supply->blocked.n > 0) {
		*span = supply->blocked;
	} else if (between && answers > 0) {
		*span = (struct supply_span){ true, answers };
	} else if (supply->next < supply->admitted) {
		size_t n = ends[answers > 0 ? supply->next : supply->admitted - 1] - supply->at;
		*span = (struct supply_span){ false, n < AT_ONCE ? n : AT_ONCE };
	} else {
		return false;
	}
	return true;
}

static void advance(struct supply *supply, const struct supply_span *span, size_t n)
{
	if (span->answers) {
		supply->answered += n;
		if (supply->answered == supply->answers.length) {
			supply->answered = 0;
			buffer_reset(&supply->answers);
		}
		return;
	}
	supply->at += n;
	while (supply->next < supply->admitted && supply->packets.ends[supply->next] <= supply->at)
		supply->next++;
}

/* Writes what can be written, but not for long: the other side's acknowledgements wait meanwhile. */
static bool flush(struct supply *supply)
{
	struct supply_span span;

	for (size_t done = 0; done < AT_ONCE && choose(supply, &span);) {
		const char *bytes = span.answers ? supply->answers.bytes + supply->answered
		                                 : supply->packets.bytes.bytes + supply->at;
		ptrdiff_t n = stream_write(supply->stream, bytes, span.n);
		if (n < 0)
			return false;
		supply->blocked = (struct supply_span){ span.answers, n == 0 ? span.n : 0 };
		if (n == 0)
			break;
		advance(supply, &span, (size_t)n);
		done += (size_t)n;
	}
	return true;
}

/* --- the loop -------------------------------------------------------------------------------------------- */

static void prove_if_sent(struct supply *supply)
{
	if (supply->phase != SUPPLY_SENDING || supply->left > 0 || supply->next < supply->admitted ||
	    supply->flight.count > 0)
		return;
	supply->phase = SUPPLY_PROVING;
	supply->role->prove(supply);
}

/* Nanoseconds until the schedule has something: at the first tick since the beginning at which it has. -1: nothing
 * is planned. */
static int64_t pause_of(const struct supply *supply)
{
	if (supply->phase != SUPPLY_SENDING || supply->left == 0 || supply->load->rate == 0)
		return -1;
	int64_t passed = clock_mono() - supply->began;
	int64_t next = (int64_t)((double)(supply->sent + 1) / (double)supply->load->rate * (double)CLOCK_SECOND);
	next = next > passed ? next : passed + 1;
	return (next + tick - 1) / tick * tick - passed;
}

static bool turn(struct supply *supply)
{
	struct supply_span span;
	bool writes = choose(supply, &span);
	struct pollfd fds[] = { { stream_fd(supply->stream), (short)(POLLIN | (writes ? POLLOUT : 0)), 0 },
		                { STDIN_FILENO, POLLIN, 0 } };
	int64_t pause = writes ? -1 : pause_of(supply);
	struct timespec timeout = { pause / CLOCK_SECOND, pause % CLOCK_SECOND };

	if (ppoll(fds, 2, pause >= 0 ? &timeout : NULL, NULL) < 0)
		return false;
	if (fds[1].revents != 0 && !take_orders(supply))
		supply->over = true;
	if (fds[0].revents & (POLLIN | POLLERR | POLLHUP) && !supply_read(supply))
		return false;
	if (!flush(supply))
		return false;
	prove_if_sent(supply);
	return true;
}

bool supply_run(struct supply *supply)
{
	while (!supply->over)
		if (!turn(supply))
			return supply->phase == SUPPLY_PROVED;
	return true;
}
