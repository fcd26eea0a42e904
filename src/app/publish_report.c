/* publish_report: what is said while a recording is sent to a broker, and at the end; see publish_private.h */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "app/publish_private.h"
#include "telltale/base/text.h"

#define COMPLAINT_INTERVAL (5 * CLOCK_SECOND)

enum { NUMBER = 32 };

static const char *count(char text[NUMBER], uint64_t count)
{
	text_number(text, NUMBER, (double)count, 0);
	return text;
}

/* --- on the way ------------------------------------------------------------------------------------------ */

/* Messages a second, over the last second or so. */
static void measure_pace(struct publish_run *run, int64_t now, int64_t least)
{
	int64_t passed = now - run->pace.since;

	if (passed < least)
		return;
	run->pace.rate = (double)(run->sent - run->pace.sent) * (double)CLOCK_SECOND / (double)passed;
	run->pace.since = now;
	run->pace.sent = run->sent;
}

static void complain(struct publish_run *run, int64_t now, int64_t late)
{
	char span[NUMBER], rate[NUMBER];

	measure_pace(run, now, CLOCK_SECOND / 10);
	lateness_text(span, sizeof span, late);
	text_number(rate, sizeof rate, run->pace.rate, 0);
	progress_line(&run->progress, "telltale: %s behind the schedule (sending %s msg/s)", span, rate);
}

void publish_report_sent(struct publish_run *run)
{
	int64_t now = clock_mono(), late = now - run->due;

	run->sent++;
	run->bytes += run->item.message.payload_length;
	measure_pace(run, now, CLOCK_SECOND);
	if (run->item.message.properties_length > 0 && run->broker.protocol != 5 && run->bare++ == 0)
		progress_line(&run->progress, "telltale: MQTT 5 properties of messages aren't sent: this connection is of an "
		              "older MQTT; -V 5 sends them");
	if (run->due == CLOCK_NEVER)
		return;
	lateness_add(&run->lateness, late);
	if (late <= PUBLISH_LATE)
		return;
	run->late++;
	if (now < run->next_complaint)
		return;
	run->next_complaint = now + COMPLAINT_INTERVAL;
	complain(run, now, late);
}

void publish_report_unfit(struct publish_run *run, const char *why)
{
	if (run->unfit++ == 0)
		snprintf(run->unfitness, sizeof run->unfitness, "%s", why);
}

void publish_report_progress(struct publish_run *run)
{
	char at[NUMBER], end[NUMBER], number[NUMBER], rate[NUMBER], text[512];
	const char *trouble = run->publisher.trouble;

	if (!progress_due(&run->progress))
		return;
	clock_span_text(at, sizeof at, run->item.place.time / CLOCK_SECOND * CLOCK_SECOND);
	clock_span_text(end, sizeof end, run->timeline->end / CLOCK_SECOND * CLOCK_SECOND);
	measure_pace(run, clock_mono(), CLOCK_SECOND);
	text_number(rate, sizeof rate, run->pace.rate, 0);
	snprintf(text, sizeof text, "sending  %s of %s  %s messages  %s msg/s%s%s", at, end, count(number, run->sent),
	         rate, *trouble != '\0' ? "  NOT CONNECTED: " : "", trouble);
	progress_show(&run->progress, text);
}

void publish_report_damage(struct publish_run *run)
{
	for (size_t i = 0; i < run->walk.finding_count && !run->damage_said; i++) {
		struct buffer line = { NULL, 0, 0 };
		walk_describe(run->timeline, &run->walk.findings[i], &line);
		progress_line(&run->progress, "telltale: %s: left out", line.bytes);
		buffer_clear(&line);
	}
	run->damage_said = true;
}

/* --- at the end ------------------------------------------------------------------------------------------ */

/* "telltale: left out: 3 messages on …"; nothing where there are none. */
static void say(struct publish_run *run, const char *before, uint64_t messages, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(struct publish_run *run, const char *before, uint64_t messages, const char *format, ...)
{
	char number[NUMBER], behind[384];
	va_list arguments;

	if (messages == 0)
		return;
	va_start(arguments, format);
	vsnprintf(behind, sizeof behind, format, arguments);
	va_end(arguments);
	progress_line(&run->progress, "telltale: %s%s message%s%s", before, count(number, messages), messages == 1 ? "" : "s",
	              behind);
}

static void report_lateness(struct publish_run *run)
{
	char median[NUMBER], most_of_them[NUMBER], most[NUMBER], number[NUMBER];

	if (run->lateness.count == 0)
		return;
	lateness_text(median, sizeof median, lateness_quantile(&run->lateness, 0.5));
	lateness_text(most_of_them, sizeof most_of_them, lateness_quantile(&run->lateness, 0.99));
	lateness_text(most, sizeof most, run->lateness.most);
	progress_line(&run->progress, "telltale: late by %s (half of them), %s (99 of 100), %s at most; "
	              "by more than 100 ms: %s", median, most_of_them, most, count(number, run->late));
}

static void report_left_out(struct publish_run *run)
{
	const struct publish_choice *choice = &run->choice;
	char topics[NUMBER];

	say(run, "left out: ", choice->commands, " on %s topic%s of commands; --with-commands sends them",
	    count(topics, choice->command_topics), choice->command_topics == 1 ? "" : "s");
	say(run, "left out: ", choice->of_broker, " on the broker's own topics ($SYS/)");
	say(run, "", run->unfit, " can't be sent: %s", run->unfitness);
}

static void report_broker(struct publish_run *run)
{
	const struct mqtt_publisher *publisher = &run->publisher;

	say(run, "the broker refused ", publisher->refused, ": %s", publisher->refusal);
	say(run, "the broker has not confirmed ", publisher->pending_count, "%s", "");
	say(run, "", run->repeated, " sent twice: the connection was lost before the broker had confirmed them");
	say(run, "", run->commands_lost, " of commands not confirmed when the connection was lost; a command is sent once");
	say(run, "", publisher->lowered, " sent at QoS %d, the highest that this broker takes", publisher->most_qos);
	say(run, "", run->bare, " sent without MQTT 5 properties; -V 5 sends them");
	say(run, "", publisher->curtailed, " sent without an empty content type or response topic, which libmosquitto before 2.1 "
	    "can't send at QoS 1 and 2");
}

void publish_report_end(struct publish_run *run)
{
	char messages[NUMBER], size[NUMBER], span[NUMBER];

	progress_end(&run->progress);
	publish_report_damage(run);
	text_bytes(size, sizeof size, run->bytes);
	lateness_text(span, sizeof span, clock_mono() - run->begun);
	progress_line(&run->progress, "telltale: sent %s message%s (%s) in %s", count(messages, run->sent),
	              run->sent == 1 ? "" : "s", size, span);
	report_lateness(run);
	report_left_out(run);
	report_broker(run);
}
