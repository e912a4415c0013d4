// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xskbench latency: how old packets are when the program sees them.
 *
 * ping   the program sends one stamped packet; a reflector on the other CPU sends it back; the time until the
 *        program has it again is counted; then the next
 * rate   the generator stamps packets at a rate, each put on the wire at once; the program reads its clock
 */
#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/argument.h"
#include "bench/clock.h"
#include "bench/command.h"
#include "bench/contender.h"
#include "bench/generator.h"
#include "bench/html.h"
#include "bench/latency.h"
#include "bench/trial.h"

enum { OPTION_SELF = 256, OPTION_JSON, OPTION_REPORT, OPTION_WINDOW };

static const struct option options[] = {
	{ "self", no_argument, NULL, OPTION_SELF },
	{ "rounds", required_argument, NULL, 'n' },
	{ "rate", required_argument, NULL, 'r' },
	{ "size", required_argument, NULL, 's' },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "report", required_argument, NULL, OPTION_REPORT },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char help_text[] =
	"usage: xskbench latency [--self] [options]\n\n"
	"Latency of packets through libxsk and libxdp in turn, spinning and waiting, on a veth pair of its "
	"own.\n\n"
	"  ping   one stamped packet to a reflector on the other CPU and back, then the next\n"
	"  rate   packets stamped by the generator at a rate, until the program sees them\n\n"
	"  -n, --rounds=N     default 7\n"
	"  -r, --rate=PPS     default 50k\n"
	"  -s, --size=BYTES   default 64\n"
	"      --window=MS    of a measurement; default 500\n"
	"      --json         one object\n"
	"      --report=FILE  an HTML page with the curves\n";

static const char *const backends[LATENCY_BACKENDS] = { "xsk", "xsk-raw", "libxdp" };

const double latency_quantiles[LATENCY_QUANTILES] = { 0, 0.5, 0.9, 0.99, 0.999, 1 };
const char *const latency_quantile_names[LATENCY_QUANTILES] = { "min", "p50", "p90", "p99", "p99.9", "max" };

void latency_title(const struct latency_row *row, char *text, size_t bytes)
{
	if (row->ping)
		snprintf(text, bytes, "ping, %u bytes, %s", row->bytes, row->wait ? "waiting" : "spinning");
	else
		snprintf(text, bytes, "%.0f kpps, %u bytes, %s", row->rate / 1e3, row->bytes,
			row->wait ? "waiting" : "spinning");
}

static void pause_ms(uint32_t ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

/* Before the program under test, whose first packet must find it. */
static int start_reflector(const struct arena *arena, const struct latency_row *row,
	struct contender *reflector, struct xsk_error *err)
{
	struct board_task task = {
		.work = BOARD_FORWARD,
		.ifname = "far0",
		.bytes = row->bytes,
		.batch = 64,
		.cpu = arena->generator_cpu,
	};
	int result;

	if (!row->ping)
		return 0;
	self_enter_far(&arena->world);
	result = contender_start(reflector, "xsk", &task, err);
	self_enter_near(&arena->world);
	return result;
}

/* After it: live frames arrive only where a program is attached. */
static int start_generator(const struct arena *arena, const struct latency_row *row,
	struct generator **generator, struct xsk_error *err)
{
	struct generator_opts opts = {
		.kind = GENERATOR_LIVE,
		.netns_fd = arena->world.far_ns,
		.ifname = "far0",
		.rate = row->rate,
		.batch = 1,
		.cpu = arena->generator_cpu,
	};
	int result;

	if (row->ping)
		return 0;
	frame_plan_init(&opts.plan);
	opts.plan.bytes = row->bytes;
	opts.plan.stamp = true;
	result = generator_open(generator, &opts, err);
	return result ? result : generator_start(*generator, err);
}

static int run_once(const struct arena *arena, const struct latency_row *row, struct latency_entry *entry,
	uint32_t window_ms, struct xsk_error *err)
{
	struct board_task task = {
		.work = row->ping ? BOARD_PING : BOARD_RX,
		.ifname = "port0",
		.bytes = row->bytes,
		.batch = 64,
		.wait = row->wait,
		.cpu = arena->program_cpu,
	};
	struct contender contender = { 0 }, reflector = { 0 };
	struct generator *generator = NULL;
	const struct histogram *histogram;
	int result = start_reflector(arena, row, &reflector, err);

	if (!result)
		result = contender_start(&contender, entry->backend, &task, err);
	if (!result)
		result = start_generator(arena, row, &generator, err);
	if (!result) {
		pause_ms(50);
		atomic_store(&contender.board->recording, 1);
		pause_ms(window_ms);
	}
	contender_stop(&contender);
	generator_close(generator);
	contender_stop(&reflector);
	if (!result) {
		histogram = &contender.board->histogram;
		histogram_merge(&entry->histogram, histogram);
		for (uint32_t i = 0; i < LATENCY_QUANTILES; i++)
			entry->quantile[i][entry->rounds] =
				(double)histogram_value(histogram, latency_quantiles[i]);
		entry->rounds++;
	}
	contender_forget(&contender);
	contender_forget(&reflector);
	return result;
}

static void run_row(const struct arena *arena, struct latency_row *row, uint32_t rounds, uint32_t window_ms)
{
	struct xsk_error err;

	for (uint32_t round = 0; round < rounds; round++) {
		for (uint32_t i = 0; i < row->entries; i++) {
			struct latency_entry *entry = &row->entry[(i + round) % row->entries];

			if (!entry->error[0] && run_once(arena, row, entry, window_ms, &err))
				snprintf(entry->error, sizeof(entry->error), "%s", err.text);
		}
	}
}

int latency_measure(struct latency *latency, uint32_t rounds, uint32_t window_ms, double rate, uint32_t bytes,
	struct xsk_error *err)
{
	struct arena arena;
	int result = arena_open(&arena, err);

	if (result)
		return result;
	/* No sink: the reflector's program takes its place, and live frames need none. */
	sink_close(&arena.sinks[0]);
	latency->rows = LATENCY_ROWS;
	for (uint32_t i = 0; i < LATENCY_ROWS; i++) {
		struct latency_row *row = &latency->row[i];

		row->ping = i < 2;
		row->wait = i % 2;
		row->rate = rate;
		row->bytes = bytes;
		for (uint32_t j = 0; j < LATENCY_BACKENDS; j++) {
			if (contender_exists(backends[j]))
				row->entry[row->entries++].backend = backends[j];
		}
		run_row(&arena, row, rounds, window_ms);
	}
	arena_close(&arena);
	return 0;
}

struct summary latency_ratio(
	const struct latency_row *row, const struct latency_entry *entry, uint32_t quantile)
{
	for (uint32_t i = 0; i < row->entries; i++) {
		const struct latency_entry *base = &row->entry[i];

		if (!strcmp(base->backend, "libxdp"))
			return statistics_ratios(entry->quantile[quantile], base->quantile[quantile],
				entry->rounds < base->rounds ? entry->rounds : base->rounds);
	}
	return (struct summary){ 0 };
}

static void print(const struct latency *latency)
{
	char title[96];

	printf("Latency in microseconds, all rounds together; p50 of libxdp's by pairs\n  %-10s", "");
	for (uint32_t i = 0; i < LATENCY_QUANTILES; i++)
		printf(" %8s", latency_quantile_names[i]);
	printf("   packets  p50 of libxdp [95 %%]\n");
	for (uint32_t i = 0; i < latency->rows; i++) {
		const struct latency_row *row = &latency->row[i];

		latency_title(row, title, sizeof(title));
		puts(title);
		for (uint32_t j = 0; j < row->entries; j++) {
			const struct latency_entry *entry = &row->entry[j];
			struct summary ratio = latency_ratio(row, entry, 1);

			printf("  %-10s", entry->backend);
			for (uint32_t k = 0; k < LATENCY_QUANTILES; k++)
				printf(" %8.2f",
					(double)histogram_value(&entry->histogram, latency_quantiles[k]) /
						1e3);
			printf(" %9llu", (unsigned long long)entry->histogram.count);
			if (ratio.count)
				printf("  x%.3f [%.3f %.3f]", ratio.median, ratio.low, ratio.high);
			printf("%s%s\n", entry->error[0] ? "  " : "", entry->error);
		}
	}
}

static void print_json(const struct latency *latency)
{
	struct json_object *object = json_object_new_object(), *results = json_object_new_array();

	for (uint32_t i = 0; i < latency->rows; i++) {
		const struct latency_row *row = &latency->row[i];

		for (uint32_t j = 0; j < row->entries; j++) {
			const struct latency_entry *entry = &row->entry[j];
			struct json_object *one = json_object_new_object();
			struct summary ratio = latency_ratio(row, entry, 1);

			json_object_object_add(
				one, "work", json_object_new_string(row->ping ? "ping" : "rate"));
			json_object_object_add(one, "waiting", json_object_new_boolean(row->wait));
			json_object_object_add(one, "bytes", json_object_new_int64(row->bytes));
			if (!row->ping)
				json_object_object_add(one, "paced_pps", json_object_new_double(row->rate));
			json_object_object_add(one, "backend", json_object_new_string(entry->backend));
			json_object_object_add(one, "rounds", json_object_new_int64(entry->rounds));
			json_object_object_add(
				one, "packets", json_object_new_int64((int64_t)entry->histogram.count));
			for (uint32_t k = 0; k < LATENCY_QUANTILES; k++) {
				char key[32];

				snprintf(key, sizeof(key), "%s_ns", latency_quantile_names[k]);
				json_object_object_add(one, key,
					json_object_new_int64((int64_t)histogram_value(
						&entry->histogram, latency_quantiles[k])));
			}
			json_object_object_add(
				one, "p50_ratio_to_libxdp", json_object_new_double(ratio.median));
			json_object_array_add(results, one);
		}
	}
	json_object_object_add(object, "results", results);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	json_object_put(object);
}

struct choice {
	uint64_t rounds, window_ms, bytes;
	double rate;
	bool json;
	const char *report;
};

static bool take(struct choice *choice, int option, const char *value)
{
	switch (option) {
	case OPTION_SELF:
		return true;
	case 'n':
		return argument_number(value, 1, STATISTICS_ROUNDS, &choice->rounds);
	case 'r':
		return argument_quantity(value, 100, 1e7, &choice->rate);
	case 's':
		return argument_number(value, FRAME_MIN_BYTES, 1514, &choice->bytes);
	case OPTION_WINDOW:
		return argument_number(value, 10, 60000, &choice->window_ms);
	case OPTION_JSON:
		return choice->json = true;
	default:
		choice->report = value;
		return true;
	}
}

int latency_main(int argc, char **argv)
{
	struct choice choice = { .rounds = 7, .window_ms = 500, .bytes = 64, .rate = 50e3 };
	struct xsk_error err = { 0 };
	struct latency *latency;
	int option, status = 0;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":n:r:s:h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help_text, stdout);
			return 0;
		}
		if (option == ':' || option == '?' || !take(&choice, option, optarg)) {
			fprintf(stderr, "xskbench latency: %s is not allowed (xskbench latency --help)\n",
				argv[optind - 1]);
			return 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "xskbench latency: what is \"%s\"? (xskbench latency --help)\n",
			argv[optind]);
		return 2;
	}
	latency = calloc(1, sizeof(*latency));
	if (!latency || latency_measure(latency, (uint32_t)choice.rounds, (uint32_t)choice.window_ms,
				choice.rate, (uint32_t)choice.bytes, &err)) {
		fprintf(stderr, "xskbench latency: %s\n", latency ? err.text : "no memory");
		free(latency);
		return 1;
	}
	if (choice.json)
		print_json(latency);
	else
		print(latency);
	if (choice.report && html_write(choice.report, NULL, latency)) {
		fprintf(stderr, "xskbench latency: write %s: %s\n", choice.report, strerror(errno));
		status = 1;
	}
	free(latency);
	return status;
}
