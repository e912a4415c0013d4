// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xskbench start: from nothing to the first packet received. Packets come all the time, from an AF_XDP sender
 * at the other end; a backend starts, and the first that it sees ends the round. The attach of the program,
 * which the kernel takes its time for, is shown apart.
 */
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/argument.h"
#include "bench/clock.h"
#include "bench/command.h"
#include "bench/contender.h"
#include "bench/fail.h"
#include "bench/generator.h"
#include "bench/statistics.h"
#include "bench/trial.h"

enum { BACKENDS = 3, PARTS = 4, OPTION_SELF = 256, OPTION_JSON };

static const struct option options[] = {
	{ "self", no_argument, NULL, OPTION_SELF },
	{ "rounds", required_argument, NULL, 'n' },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char help_text[] =
	"usage: xskbench start [--self] [options]\n\n"
	"Time from the start of main() to the first packet received, by libxsk and libxdp in turn.\n\n"
	"  own      all but the attach: what the library can be blamed for\n"
	"  attach   the kernel attaches the XDP program\n"
	"  open     from main() until everything is set up, with the attach\n"
	"  packet   from main() until the first packet, with the attach\n\n"
	"  -n, --rounds=N   default 15\n"
	"      --json       one object\n";

static const char *const backends[BACKENDS] = { "xsk", "xsk-raw", "libxdp" };
static const char *const part_names[PARTS] = { "own", "attach", "open", "packet" };

struct starts {
	uint32_t rounds;
	double ns[PARTS][STATISTICS_ROUNDS];
	char error[512];
};

static int run_once(
	const struct arena *arena, const char *backend, struct starts *starts, struct xsk_error *err)
{
	struct board_task task = {
		.work = BOARD_RX, .ifname = "port0", .bytes = 64, .batch = 64, .cpu = arena->program_cpu
	};
	const struct timespec pause = { .tv_nsec = 1000000 }, settle = { .tv_nsec = 50000000 };
	struct contender contender;
	double begin, first = 0;
	int result = contender_start(&contender, backend, &task, err);

	if (result)
		return result;
	for (int ms = 0; ms < 3000 && first == 0; ms++) {
		first = (double)atomic_load(&contender.board->first_ns);
		nanosleep(&pause, NULL);
	}
	begin = (double)atomic_load(&contender.board->main_ns);
	if (first > 0) {
		double attach = (double)atomic_load(&contender.board->attach_ns);
		double parts[PARTS] = { first - begin - attach, attach,
			(double)atomic_load(&contender.board->ready_ns) - begin, first - begin };

		for (uint32_t i = 0; i < PARTS; i++)
			starts->ns[i][starts->rounds] = parts[i];
		starts->rounds++;
	} else {
		result = fail(err, -1, "no packet within 3 s");
	}
	contender_stop(&contender);
	contender_forget(&contender);
	/* So that nobody finds the queue still held by the one before. */
	nanosleep(&settle, NULL);
	return result;
}

static int measure(struct arena *arena, struct starts *starts, uint32_t rounds, struct xsk_error *err)
{
	struct generator_opts opts = {
		.kind = GENERATOR_SENDER,
		.netns_fd = arena->world.far_ns,
		.ifname = "far0",
		.rate = 100e3,
		.cpu = arena->generator_cpu,
	};
	struct generator *generator = NULL;
	int result;

	sink_close(&arena->sinks[0]);
	frame_plan_init(&opts.plan);
	result = generator_open(&generator, &opts, err);
	if (!result)
		result = generator_start(generator, err);
	for (uint32_t round = 0; !result && round < rounds; round++) {
		for (uint32_t i = 0; i < BACKENDS; i++) {
			uint32_t which = (i + round) % BACKENDS;

			if (!starts[which].error[0] && contender_exists(backends[which]) &&
				run_once(arena, backends[which], &starts[which], err))
				snprintf(starts[which].error, sizeof(starts[which].error), "%s", err->text);
		}
	}
	generator_close(generator);
	return result;
}

static void print(const struct starts *starts)
{
	printf("From main() to the first packet, milliseconds: medians [min max], ratios to libxdp by "
	       "pairs\n  %-10s",
		"");
	for (uint32_t part = 0; part < PARTS; part++)
		printf("  %24s", part_names[part]);
	printf("  own, of libxdp [95 %%]\n");
	for (uint32_t i = 0; i < BACKENDS; i++) {
		struct summary ratio = statistics_ratios(starts[i].ns[0], starts[BACKENDS - 1].ns[0],
			starts[i].rounds < starts[BACKENDS - 1].rounds ? starts[i].rounds
								       : starts[BACKENDS - 1].rounds);

		printf("  %-10s", backends[i]);
		for (uint32_t part = 0; part < PARTS && starts[i].rounds; part++) {
			struct summary summary = statistics_summary(starts[i].ns[part], starts[i].rounds);

			printf("  %8.3f [%6.2f %6.2f]", summary.median / 1e6, summary.min / 1e6,
				summary.max / 1e6);
		}
		if (ratio.count)
			printf("  x%.3f [%.3f %.3f]", ratio.median, ratio.low, ratio.high);
		printf("%s%s\n", starts[i].error[0] ? "  " : "", starts[i].error);
	}
}

static void print_json(const struct starts *starts)
{
	struct json_object *object = json_object_new_object(), *results = json_object_new_array();

	for (uint32_t i = 0; i < BACKENDS; i++) {
		struct json_object *one = json_object_new_object();
		struct summary ratio = statistics_ratios(starts[i].ns[0], starts[BACKENDS - 1].ns[0],
			starts[i].rounds < starts[BACKENDS - 1].rounds ? starts[i].rounds
								       : starts[BACKENDS - 1].rounds);

		json_object_object_add(one, "backend", json_object_new_string(backends[i]));
		json_object_object_add(one, "rounds", json_object_new_int64(starts[i].rounds));
		for (uint32_t part = 0; part < PARTS; part++) {
			char key[32];

			snprintf(key, sizeof(key), "%s_ns", part_names[part]);
			json_object_object_add(one, key,
				json_object_new_double(
					statistics_summary(starts[i].ns[part], starts[i].rounds).median));
		}
		json_object_object_add(one, "ratio_to_libxdp", json_object_new_double(ratio.median));
		json_object_array_add(results, one);
	}
	json_object_object_add(object, "results", results);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	json_object_put(object);
}

int start_main(int argc, char **argv)
{
	static struct starts starts[BACKENDS];
	struct xsk_error err = { 0 };
	struct arena arena;
	uint64_t rounds = 15;
	bool json = false;
	int option, result;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":n:h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help_text, stdout);
			return 0;
		}
		json |= option == OPTION_JSON;
		if (option == ':' || option == '?' ||
			(option == 'n' && !argument_number(optarg, 1, STATISTICS_ROUNDS, &rounds))) {
			fprintf(stderr, "xskbench start: %s is not allowed (xskbench start --help)\n",
				argv[optind - 1]);
			return 2;
		}
	}
	result = arena_open(&arena, &err);
	if (!result) {
		result = measure(&arena, starts, (uint32_t)rounds, &err);
		arena_close(&arena);
	}
	if (result) {
		fprintf(stderr, "xskbench start: %s\n", err.text);
		return 1;
	}
	if (json)
		print_json(starts);
	else
		print(starts);
	return 0;
}
