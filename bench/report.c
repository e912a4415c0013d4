// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Text, CSV and JSON of a run. */
#include "bench/report.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/verdict.h"
#include "bench/work.h"

static const char *mode_name(enum xsk_mode mode)
{
	static const char *const names[] = { "auto", "skb", "native", "zerocopy" };

	return names[mode];
}

/* "4.51 M": three digits and a unit. The buffers are the caller's. */
static const char *quantity(char text[32], double value)
{
	static const char *const units[] = { "", " k", " M", " G", " T" };
	uint32_t unit = 0;

	for (; value >= 999.5 && unit < 4; unit++)
		value /= 1000;
	snprintf(text, 32, "%.*f%s",
		unit == 0 && value == (double)(uint64_t)value ? 0
		: value < 9.995                               ? 2
		: value < 99.95                               ? 1
							      : 0,
		value, units[unit]);
	return text;
}

static double rate(uint64_t count, double seconds)
{
	return seconds > 0 ? (double)count / seconds : 0;
}

/* What happened between two samples. */
static struct sample between(const struct sample *now, const struct sample *before)
{
	struct sample delta = *now;

	delta.seconds -= before->seconds;
	delta.packets -= before->packets < now->packets ? before->packets : now->packets;
	delta.bytes -= before->bytes < now->bytes ? before->bytes : now->bytes;
	delta.no_frame -= before->no_frame;
	delta.too_long -= before->too_long;
	delta.ring_full -= before->ring_full;
	delta.tx_dropped -= before->tx_dropped;
	delta.invalid -= before->invalid;
	delta.generated -= before->generated;
	delta.blocked -= before->blocked;
	delta.busy_ns -= before->busy_ns;
	delta.cpu_ns -= before->cpu_ns;
	return delta;
}

static double cpu_percent(const struct sample *delta)
{
	return delta->seconds > 0 ? (double)delta->cpu_ns / delta->seconds / 1e7 : 0;
}

/* "1234 for want of a frame, 5 for want of a ring slot"; "nothing". */
static void describe_drops(const struct sample *sample, char *text, size_t bytes)
{
	const struct {
		uint64_t count;
		const char *why;
	} drops[] = {
		{ sample->no_frame, "for want of a frame" },
		{ sample->ring_full, "for want of a ring slot" },
		{ sample->too_long, "longer than a frame" },
		{ sample->tx_dropped, "by the driver" },
		{ sample->invalid, "invalid" },
	};
	size_t at = 0;
	char number[32];

	snprintf(text, bytes, "nothing");
	for (size_t i = 0; i < sizeof(drops) / sizeof(drops[0]) && at < bytes; i++) {
		if (drops[i].count)
			at += (size_t)snprintf(text + at, bytes - at, "%s%s %s", at ? ", " : "",
				quantity(number, (double)drops[i].count), drops[i].why);
	}
}

void report_begin(const struct report *report)
{
	const struct settings *settings = report->settings;

	if (settings->output == OUTPUT_CSV)
		puts("seconds,packets,packets_per_second,bits_per_second,no_frame,ring_full,too_long,tx_"
		     "dropped,"
		     "invalid,generated,cpu_percent");
	if (settings->output != OUTPUT_TEXT)
		return;
	printf("%s on %s%s%s%s: %s mode, %u queue%s from %u, %u thread%s, batch %u, ", settings->work->name,
		settings->interface, settings->self ? " (a veth pair of its own)" : "",
		settings->out ? " to " : "", settings->out ? settings->out : "", mode_name(report->mode),
		report->queues, report->queues == 1 ? "" : "s", report->first_queue, report->threads,
		report->threads == 1 ? "" : "s", settings->batch);
	if (settings->plan.imix)
		puts("IMIX");
	else
		printf("%u bytes\n", settings->plan.bytes);
	fflush(stdout);
}

static void print_second(const struct report *report, double seconds, const struct sample *delta)
{
	char drops[256], pps[32], bps[32];

	describe_drops(delta, drops, sizeof(drops));
	printf("%4.0f s  %s %spps  %sbit/s  dropped %s  cpu %.0f %%\n", seconds, report->settings->work->verb,
		quantity(pps, rate(delta->packets, delta->seconds)),
		quantity(bps, rate(delta->bytes * 8, delta->seconds)), drops, cpu_percent(delta));
}

static void print_csv(double seconds, const struct sample *delta)
{
	printf("%.3f,%llu,%.0f,%.0f,%llu,%llu,%llu,%llu,%llu,%llu,%.1f\n", seconds,
		(unsigned long long)delta->packets, rate(delta->packets, delta->seconds),
		rate(delta->bytes * 8, delta->seconds), (unsigned long long)delta->no_frame,
		(unsigned long long)delta->ring_full, (unsigned long long)delta->too_long,
		(unsigned long long)delta->tx_dropped, (unsigned long long)delta->invalid,
		(unsigned long long)delta->generated, cpu_percent(delta));
}

void report_second(struct report *report, const struct sample *sample)
{
	static const struct sample zero;
	struct sample delta = between(sample, report->count ? &report->samples[report->count - 1] : &zero);

	if (report->settings->output == OUTPUT_CSV)
		print_csv(sample->seconds, &delta);
	else if (report->settings->output == OUTPUT_TEXT)
		print_second(report, sample->seconds, &delta);
	fflush(stdout);
	if (report->count == report->room) {
		uint32_t room = report->room ? 2 * report->room : 64;
		struct sample *grown = realloc(report->samples, room * sizeof(*grown));

		/* Without memory the oldest are kept; the lines have been printed. */
		if (!grown)
			return;
		report->samples = grown;
		report->room = room;
	}
	report->samples[report->count++] = *sample;
}

void report_free(struct report *report)
{
	free(report->samples);
	free(report->queue_packets);
}

static void print_queues(const struct report *report)
{
	char number[32];

	if (report->queues < 2)
		return;
	printf("  queues     ");
	for (uint32_t i = 0; i < report->queues; i++)
		printf("%s%u: %s", i ? ", " : "", report->first_queue + i,
			quantity(number, (double)report->queue_packets[i]));
	printf(" packets\n");
}

static void print_generator(const struct report *report, const struct sample *last)
{
	char number[32], lost[32];

	if (!report->generator)
		return;
	printf("  generator  %s", report->generator_kind == GENERATOR_LIVE ? "live frames made by the kernel"
									   : "AF_XDP sender");
	if (report->generators > 1)
		printf(", %u threads", report->generators);
	else if (report->generator_cpu >= 0)
		printf(" on CPU %d", report->generator_cpu);
	printf(": %s packets", quantity(number, (double)last->generated));
	if (report->generated_lost)
		printf(", %s lost before the wire", quantity(lost, (double)report->generated_lost));
	putchar('\n');
}

static void print_summary(const struct report *report, const struct sample *last)
{
	char packets[32], pps[32], bps[32], drops[256], verdict[512];

	describe_drops(last, drops, sizeof(drops));
	verdict_of(report, last, verdict, sizeof(verdict));
	printf("summary of %.2f s\n", last->seconds);
	printf("  %-10s %s packets: %spps, %sbit/s (Ethernet without FCS)\n", report->settings->work->verb,
		quantity(packets, (double)last->packets), quantity(pps, rate(last->packets, last->seconds)),
		quantity(bps, rate(last->bytes * 8, last->seconds)));
	printf("  dropped    %s (%.3f %%)\n", drops, verdict_loss(last) * 100);
	print_queues(report);
	print_generator(report, last);
	printf("  cpu        %.0f %% of %u thread%s (user %.2f s, kernel %.2f s), %.0f ns a packet; busy "
	       "with packets "
	       "for %.0f %% of the time\n",
		cpu_percent(last), report->threads, report->threads == 1 ? "" : "s", report->user_seconds,
		report->system_seconds, last->packets ? (double)last->cpu_ns / (double)last->packets : 0,
		verdict_busy(report, last) * 100);
	printf("  bound by   %s\n", verdict);
}

static void add_int(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_int64((int64_t)value));
}

static void add_double(struct json_object *object, const char *key, double value)
{
	json_object_object_add(object, key, json_object_new_double(value));
}

static void add_text(struct json_object *object, const char *key, const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

static struct json_object *json_sample(const struct sample *delta, double at)
{
	struct json_object *object = json_object_new_object();

	add_double(object, "seconds", at);
	add_int(object, "packets", delta->packets);
	add_double(object, "packets_per_second", rate(delta->packets, delta->seconds));
	add_double(object, "bits_per_second", rate(delta->bytes * 8, delta->seconds));
	add_int(object, "no_frame", delta->no_frame);
	add_int(object, "ring_full", delta->ring_full);
	add_int(object, "too_long", delta->too_long);
	add_int(object, "tx_dropped", delta->tx_dropped);
	add_int(object, "invalid", delta->invalid);
	add_int(object, "generated", delta->generated);
	add_double(object, "cpu_percent", cpu_percent(delta));
	return object;
}

static struct json_object *json_settings(const struct report *report)
{
	const struct settings *settings = report->settings;
	struct json_object *object = json_object_new_object();

	add_text(object, "work", settings->work->name);
	add_text(object, "interface", settings->interface);
	if (settings->out)
		add_text(object, "out", settings->out);
	json_object_object_add(object, "self", json_object_new_boolean(settings->self));
	add_text(object, "mode", mode_name(report->mode));
	add_int(object, "first_queue", report->first_queue);
	add_int(object, "queues", report->queues);
	add_int(object, "threads", report->threads);
	add_int(object, "batch", settings->batch);
	if (settings->plan.imix)
		add_text(object, "bytes", "imix");
	else
		add_int(object, "bytes", settings->plan.bytes);
	if (settings->rate > 0)
		add_double(object, "rate", settings->rate);
	if (report->generator)
		add_text(object, "generator", report->generator_kind == GENERATOR_LIVE ? "live" : "sender");
	return object;
}

static void print_json(const struct report *report, const struct sample *last)
{
	static const struct sample zero;
	struct json_object *object = json_settings(report), *seconds = json_object_new_array(),
			   *summary = json_sample(last, last->seconds), *queues = json_object_new_array();
	char verdict[512];

	for (uint32_t i = 0; i < report->count; i++) {
		struct sample delta = between(&report->samples[i], i ? &report->samples[i - 1] : &zero);

		json_object_array_add(seconds, json_sample(&delta, report->samples[i].seconds));
	}
	for (uint32_t i = 0; i < report->queues; i++)
		json_object_array_add(queues, json_object_new_int64((int64_t)report->queue_packets[i]));
	json_object_object_add(object, "seconds", seconds);
	json_object_object_add(summary, "queue_packets", queues);
	add_int(summary, "generated_lost", report->generated_lost);
	add_double(summary, "loss", verdict_loss(last));
	add_double(summary, "busy", verdict_busy(report, last));
	add_double(summary, "user_seconds", report->user_seconds);
	add_double(summary, "kernel_seconds", report->system_seconds);
	add_text(summary, "bound", verdict_of(report, last, verdict, sizeof(verdict)));
	add_text(summary, "verdict", verdict);
	json_object_object_add(object, "summary", summary);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	json_object_put(object);
}

void report_end(const struct report *report, const struct sample *last)
{
	static const struct sample zero;
	const struct sample *before = report->count ? &report->samples[report->count - 1] : &zero;
	struct sample delta = between(last, before);

	if (report->settings->output == OUTPUT_JSON) {
		print_json(report, last);
	} else if (report->settings->output == OUTPUT_CSV) {
		if (delta.seconds > 0)
			print_csv(last->seconds, &delta);
	} else {
		print_summary(report, last);
	}
}
