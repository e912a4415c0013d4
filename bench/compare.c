// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench compare: backends in turn, round after round. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/argument.h"
#include "bench/command.h"
#include "bench/comparison.h"
#include "bench/contender.h"
#include "bench/html.h"

enum {
	OPTION_SELF = 256,
	OPTION_JSON,
	OPTION_REPORT,
	OPTION_WINDOW,
	OPTION_PACED,
	OPTION_FLAT,
	OPTION_PAUSES
};

static const struct option options[] = {
	{ "self", no_argument, NULL, OPTION_SELF },
	{ "rounds", required_argument, NULL, 'n' },
	{ "work", required_argument, NULL, 'w' },
	{ "size", required_argument, NULL, 's' },
	{ "backends", required_argument, NULL, 'B' },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "rate", required_argument, NULL, 'r' },
	{ "paced", no_argument, NULL, OPTION_PACED },
	{ "flat-out", no_argument, NULL, OPTION_FLAT },
	{ "pauses", no_argument, NULL, OPTION_PAUSES },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "report", required_argument, NULL, OPTION_REPORT },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char help_text[] =
	"usage: xskbench compare [--self] [options]\n\n"
	"Runs backends in turn on one veth pair of its own, several rounds, and prints medians, spread and "
	"the\n"
	"ratios of pairs that ran one after the other. The program under test has one CPU, the generator "
	"another,\n"
	"which also runs the kernel's receive path; the interface's counters count.\n\n"
	"  -n, --rounds=N        default 7, at most 256\n"
	"  -w, --work=LIST       of tx,rx,forward,forward2 (two ports); default all\n"
	"  -s, --size=LIST       bytes without FCS; default 64,1500\n"
	"  -B, --backends=LIST   of xsk,xsk-raw,libxdp,af_packet,xdp-bench; default those that are there\n"
	"      --window=MS       of a measurement; default 300\n"
	"      --flat-out        only the first table, as fast as it goes\n"
	"      --paced           only the second, the program's own cost at a rate (-r, default by work)\n"
	"      --pauses          instead: a receiver that pauses 1 ms in every 10 ms, at -r (default 1M)\n"
	"  -r, --rate=PPS        of the paced rows\n"
	"      --json            one object, its list \"results\" has one entry a row and backend\n"
	"      --report=FILE     writes one HTML page with plots of the rounds and ratios\n\n"
	"  xsk        ports of <xsk/port.h>, defaults\n"
	"  xsk-raw    the rings of <xdp/xsk.h> in a loop as libxdp's documentation has it\n"
	"  libxdp     the same loop linked with libxdp\n"
	"  af_packet  TPACKET_V3 to receive; sendmmsg or a TPACKET ring to send, whichever is better\n"
	"  xdp-bench  of xdp-tools (xsk-drop, xsk-tx): checks that our loop on libxdp is an honest one\n";

static const char *const backends[] = { "xsk", "xsk-raw", "libxdp", "af_packet", "xdp-bench" };
enum { BACKENDS = 5, SIZES = 8 };

struct choice {
	uint32_t rounds, window_ms;
	bool work[TRIAL_WORKS], backend[BACKENDS];
	int sizes[SIZES];
	uint32_t size_count;
	double rate;
	bool paced, flat_out, pauses, json;
	const char *report;
};

static int complain(const char *option, const char *value)
{
	fprintf(stderr, "xskbench compare: --%s %s is not allowed (xskbench compare --help)\n", option,
		value);
	return 2;
}

/* Names from a list separated by commas, each of @names. */
static bool read_names(const char *value, const char *const *names, uint32_t count, bool *chosen)
{
	memset(chosen, 0, count * sizeof(*chosen));
	for (;;) {
		size_t length = strcspn(value, ",");
		uint32_t i = 0;

		while (i < count && (strlen(names[i]) != length || memcmp(names[i], value, length)))
			i++;
		if (i == count)
			return false;
		chosen[i] = true;
		if (!value[length])
			return true;
		value += length + 1;
	}
}

static bool take_numbers(struct choice *choice, int option, const char *value)
{
	uint64_t number = 0;
	bool good;

	switch (option) {
	case 'n':
		good = argument_number(value, 1, STATISTICS_ROUNDS, &number);
		choice->rounds = (uint32_t)number;
		return good;
	case OPTION_WINDOW:
		good = argument_number(value, 10, 60000, &number);
		choice->window_ms = (uint32_t)number;
		return good;
	case 'r':
		return argument_quantity(value, 1000, 1e8, &choice->rate);
	default:
		good = argument_list(value, 1514, choice->sizes, SIZES, &choice->size_count);
		for (uint32_t i = 0; i < choice->size_count; i++)
			good &= choice->sizes[i] >= FRAME_MIN_BYTES;
		return good;
	}
}

static bool take(struct choice *choice, int option, const char *value)
{
	switch (option) {
	case OPTION_SELF:
		return true;
	case 'w':
		return read_names(value, trial_work_names, TRIAL_WORKS, choice->work);
	case 'B':
		return read_names(value, backends, BACKENDS, choice->backend);
	case OPTION_PACED:
		return choice->paced = true;
	case OPTION_FLAT:
		return choice->flat_out = true;
	case OPTION_PAUSES:
		return choice->pauses = true;
	case OPTION_JSON:
		return choice->json = true;
	case OPTION_REPORT:
		choice->report = value;
		return true;
	default:
		return take_numbers(choice, option, value);
	}
}

/* 0: go on; else *status. */
static int read_choice(struct choice *choice, int argc, char **argv, int *status)
{
	int option, index;

	*choice = (struct choice){ .rounds = 7, .window_ms = 300, .sizes = { 64, 1500 }, .size_count = 2 };
	memset(choice->work, true, sizeof(choice->work));
	memset(choice->backend, true, sizeof(choice->backend));
	opterr = 0;
	while ((index = -1, option = getopt_long(argc, argv, ":n:w:s:B:r:h", options, &index)) != -1) {
		if (option == 'h') {
			fputs(help_text, stdout);
			*status = 0;
			return 1;
		}
		if (option == ':' || option == '?') {
			fprintf(stderr, "xskbench compare: %s %s (xskbench compare --help)\n",
				option == ':' ? "no value for" : "unknown option", argv[optind - 1]);
			*status = 2;
			return 1;
		}
		if (!take(choice, option, optarg)) {
			for (index = 0; options[index].val != option; index++)
				;
			*status = complain(options[index].name, optarg);
			return 1;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "xskbench compare: what is \"%s\"? (xskbench compare --help)\n",
			argv[optind]);
		*status = 2;
		return 1;
	}
	return 0;
}

/* Rates that every backend carries without loss on a slow machine. */
static double paced_rate(const struct choice *choice, enum trial_work work)
{
	if (choice->rate > 0)
		return choice->rate;
	return choice->pauses ? 1e6 : work == TRIAL_RX ? 300e3 : 100e3;
}

static void add_row(struct comparison *comparison, const struct choice *choice, enum trial_work work,
	uint32_t bytes, bool paced, bool wait)
{
	struct row *row = &comparison->row[comparison->rows];

	if (comparison->rows == COMPARISON_ROWS)
		return;
	comparison->rows++;
	row->trial = (struct trial){
		.work = work,
		.bytes = bytes,
		.paced_pps = paced ? paced_rate(choice, work) : 0,
		.wait = wait,
		.warm_up_ms = choice->pauses ? 1000 : 80,
		.window_ms = choice->window_ms,
		.pause_us = choice->pauses ? 1000 : 0,
		.period_us = choice->pauses ? 10000 : 0,
	};
}

static void choose_rows(struct comparison *comparison, const struct choice *choice)
{
	static const enum trial_work flat[] = { TRIAL_TX, TRIAL_RX, TRIAL_FORWARD, TRIAL_FORWARD2 };

	comparison->rounds = choice->rounds;
	for (uint32_t i = 0; i < choice->size_count && choice->pauses; i++)
		add_row(comparison, choice, TRIAL_RX, (uint32_t)choice->sizes[i], true, false);
	if (choice->pauses)
		return;
	for (uint32_t w = 0; w < 4 && !choice->paced; w++) {
		for (uint32_t i = 0; i < choice->size_count && choice->work[flat[w]]; i++)
			add_row(comparison, choice, flat[w], (uint32_t)choice->sizes[i], false, false);
	}
	for (uint32_t w = 1; w < 3 && !choice->flat_out; w++) {
		for (uint32_t i = 0; i < 2 * choice->size_count && choice->work[flat[w]]; i++)
			add_row(comparison, choice, flat[w], (uint32_t)choice->sizes[i / 2], true, i % 2);
	}
}

/* xdp-bench receives and forwards flat out, nothing else. */
static bool takes_part(const char *backend, const struct trial *trial)
{
	if (strcmp(backend, "xdp-bench"))
		return true;
	return trial->paced_pps <= 0 && (trial->work == TRIAL_RX || trial->work == TRIAL_FORWARD);
}

static void add_entry(struct row *row, const char *backend, const char *variant)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return;
	entry->backend = backend;
	entry->variant = variant;
	row->entry[row->entries++] = entry;
}

static void choose_entries(struct row *row, const struct choice *choice)
{
	for (uint32_t i = 0; i < BACKENDS; i++) {
		if (!choice->backend[i] || !contender_exists(backends[i]) ||
			!takes_part(backends[i], &row->trial))
			continue;
		add_entry(row, backends[i], "");
		if (!strcmp(backends[i], "af_packet") && row->trial.work == TRIAL_TX)
			add_entry(row, backends[i], "ring");
	}
}

static void run_entry(const struct arena *arena, const struct row *row, struct entry *entry)
{
	struct outcome outcome;
	struct xsk_error err = { 0 };

	if (entry->failed)
		return;
	if (trial_run(arena, entry->backend, entry->variant, &row->trial, &outcome, &err)) {
		entry->failed = true;
		snprintf(entry->error, sizeof(entry->error), "%s", err.text);
		return;
	}
	entry->pps[entry->rounds] = outcome.pps;
	entry->lost[entry->rounds] = outcome.lost;
	entry->program_ns[entry->rounds] = outcome.program_ns;
	entry->cpu_ns[entry->rounds] = outcome.cpu_ns;
	entry->rounds++;
	snprintf(entry->setup, sizeof(entry->setup), "%s", outcome.setup);
}

/* Of two variants of one backend the better one counts. */
static void keep_better(struct row *row)
{
	for (uint32_t i = 0; i + 1 < row->entries; i++) {
		struct entry *a = row->entry[i], *b = row->entry[i + 1];
		bool second;

		if (strcmp(a->backend, b->backend))
			continue;
		second = statistics_summary(b->pps, b->rounds).median >
			 statistics_summary(a->pps, a->rounds).median;
		free(second ? a : b);
		row->entry[i] = second ? b : a;
		row->entries--;
		memmove(&row->entry[i + 1], &row->entry[i + 2],
			(row->entries - i - 1) * sizeof(row->entry[0]));
	}
}

/* Who begins changes from round to round. */
static void run_row(const struct arena *arena, struct row *row, uint32_t rounds)
{
	char title[96];

	row_title(row, title, sizeof(title));
	for (uint32_t round = 0; round < rounds; round++) {
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%-60s round %u of %u", title, round + 1, rounds);
		for (uint32_t i = 0; i < row->entries; i++)
			run_entry(arena, row, row->entry[(i + round) % row->entries]);
	}
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%80s\r", "");
	keep_better(row);
}

static void say_who_is_missing(const struct choice *choice)
{
	for (uint32_t i = 0; i < BACKENDS; i++) {
		if (choice->backend[i] && !contender_exists(backends[i]))
			fprintf(stderr, "xskbench compare: no %s here%s\n", backends[i],
				i == 2 ? ": build with libxdp-dev, or with bench/find-peers" : "");
	}
}

/* Latency is measured for the report alone; xskbench latency says more. */
static int write_report(const struct choice *choice, const struct comparison *comparison)
{
	struct latency *latency = calloc(1, sizeof(*latency));
	struct xsk_error err;
	int status = 0;

	if (latency && latency_measure(latency, 3, choice->window_ms, 50e3, 64, &err)) {
		fprintf(stderr, "xskbench compare: latency: %s\n", err.text);
		free(latency);
		latency = NULL;
	}
	if (html_write(choice->report, comparison, latency)) {
		fprintf(stderr, "xskbench compare: write %s: %s\n", choice->report, strerror(errno));
		status = 1;
	}
	free(latency);
	return status;
}

int compare_main(int argc, char **argv)
{
	struct choice choice;
	struct comparison *comparison;
	struct arena arena;
	struct xsk_error err = { 0 };
	struct json_object *json;
	int status = 0;

	if (read_choice(&choice, argc, argv, &status))
		return status;
	comparison = calloc(1, sizeof(*comparison));
	if (!comparison || arena_open(&arena, &err)) {
		fprintf(stderr, "xskbench compare: %s\n", comparison ? err.text : "no memory");
		free(comparison);
		return 1;
	}
	say_who_is_missing(&choice);
	choose_rows(comparison, &choice);
	for (uint32_t i = 0; i < comparison->rows; i++) {
		choose_entries(&comparison->row[i], &choice);
		run_row(&arena, &comparison->row[i], choice.rounds);
	}
	arena_close(&arena);
	json = comparison_json(comparison);
	if (choice.json)
		puts(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	else
		comparison_print(comparison);
	if (choice.report)
		status = write_report(&choice, comparison);
	json_object_put(json);
	comparison_free(comparison);
	free(comparison);
	return status;
}
