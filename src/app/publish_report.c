/* publish_report: what is said while a recording is sent to a broker, and at the end; see publish_private.h */
#include "config.h"

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

static const char *s_of(uint64_t count)
{
	return count == 1 ? "" : "s";
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
	progress_line(&run->progress, "telltale: %s behind the schedule (the broker takes %s msg/s)", span, rate);
}

void publish_report_sent(struct publish_run *run)
{
	int64_t now = clock_mono(), late = now - run->due;

	run->sent++;
	run->bytes += run->item.message.payload_length;
	measure_pace(run, now, CLOCK_SECOND);
	if (run->item.message.properties_length > 0 && run->broker.protocol != 5 && run->bare++ == 0)
		progress_line(&run->progress, "telltale: messages with MQTT 5 properties go without them, for this connection "
		              "is of an older MQTT; with -V 5 they would be sent");
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
	const char *trouble = run->client.trouble;

	if (!progress_due(&run->progress))
		return;
	clock_span_text(at, sizeof at, run->item.place.time / CLOCK_SECOND * CLOCK_SECOND);
	clock_span_text(end, sizeof end, run->timeline->end / CLOCK_SECOND * CLOCK_SECOND);
	measure_pace(run, clock_mono(), CLOCK_SECOND);
	text_number(rate, sizeof rate, run->pace.rate, 0);
	snprintf(text, sizeof text, "sending  %s of %s  %s messages  %s msg/s%s%s", at, end, count(number, run->sent), rate,
	         *trouble != '\0' ? "  NOT CONNECTED: " : "", trouble);
	progress_show(&run->progress, text);
}

void publish_report_damage(struct publish_run *run)
{
	for (size_t i = 0; i < run->timeline->file_count; i++) {
		const struct timeline_file *file = &run->timeline->files[i];
		uint64_t bytes = 0;
		char size[NUMBER];
		for (size_t j = 0; j < file->damage_count; j++)
			bytes += file->damages[j].length;
		text_bytes(size, sizeof size, bytes);
		if (bytes > 0)
			progress_line(&run->progress, "telltale: %s: from offset %llu on %s can't be read and %s left out",
			              file->reader->path, (unsigned long long)file->damages[0].offset, size,
			              file->damage_count > 1 ? "in several places are" : "is");
	}
}

/* --- at the end ------------------------------------------------------------------------------------------ */

static void report_lateness(struct publish_run *run)
{
	char median[NUMBER], most_of_them[NUMBER], most[NUMBER], number[NUMBER];

	if (run->lateness.count == 0)
		return;
	lateness_text(median, sizeof median, lateness_quantile(&run->lateness, 0.5));
	lateness_text(most_of_them, sizeof most_of_them, lateness_quantile(&run->lateness, 0.99));
	lateness_text(most, sizeof most, run->lateness.most);
	progress_line(&run->progress, "telltale: late by %s (half of them), %s (99 of 100), %s at most; by more than 100 ms: %s",
	              median, most_of_them, most, count(number, run->late));
}

static void report_left_out(struct publish_run *run)
{
	const struct publish_choice *choice = &run->choice;
	char messages[NUMBER], topics[NUMBER];

	if (choice->commands > 0)
		progress_line(&run->progress, "telltale: left out: %s message%s on %s topic%s of commands; --with-commands sends them",
		              count(messages, choice->commands), s_of(choice->commands), count(topics, choice->command_topics),
		              s_of(choice->command_topics));
	if (choice->of_broker > 0)
		progress_line(&run->progress, "telltale: left out: %s message%s on the broker's own topics ($SYS/)",
		              count(messages, choice->of_broker), s_of(choice->of_broker));
	if (run->unfit > 0)
		progress_line(&run->progress, "telltale: %s message%s can't be sent: %s", count(messages, run->unfit),
		              s_of(run->unfit), run->unfitness);
}

static void report_broker(struct publish_run *run)
{
	const struct publish_client *client = &run->client;
	char number[NUMBER];

	if (client->refused > 0)
		progress_line(&run->progress, "telltale: the broker refused %s message%s: %s", count(number, client->refused),
		              s_of(client->refused), client->refusal);
	if (client->lowered > 0)
		progress_line(&run->progress, "telltale: %s message%s went at QoS %d, the highest that this broker takes",
		              count(number, client->lowered), s_of(client->lowered), client->most_qos);
	if (run->bare > 0)
		progress_line(&run->progress, "telltale: %s message%s went without MQTT 5 properties",
		              count(number, run->bare), s_of(run->bare));
	if (run->repeated > 0)
		progress_line(&run->progress, "telltale: %s message%s sent twice, because the connection was lost before the "
		              "broker confirmed them", count(number, run->repeated), run->repeated == 1 ? " was" : "s were");
	if (run->commands_lost > 0)
		progress_line(&run->progress, "telltale: %s command%s not confirmed when the connection was lost; a command is "
		              "never sent twice", count(number, run->commands_lost), run->commands_lost == 1 ? " was" : "s were");
	if (client->pending_count > 0)
		progress_line(&run->progress, "telltale: the broker has not confirmed %s message%s",
		              count(number, client->pending_count), s_of(client->pending_count));
}

void publish_report_end(struct publish_run *run)
{
	char messages[NUMBER], size[NUMBER], span[NUMBER];

	progress_end(&run->progress);
	text_bytes(size, sizeof size, run->bytes);
	lateness_text(span, sizeof span, clock_mono() - run->begun);
	progress_line(&run->progress, "telltale: sent %s message%s (%s) in %s", count(messages, run->sent), s_of(run->sent),
	              size, span);
	report_lateness(run);
	report_left_out(run);
	report_broker(run);
}
