// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
// The C++ side of micro.h, and all the C++ there is.
#include <benchmark/benchmark.h>

#include "bench/micro/micro.h"

struct micro {
	benchmark::State *state;
};

bool micro_next(struct micro *micro)
{
	return micro->state->KeepRunningBatch(MICRO_TURNS);
}

int64_t micro_argument(const struct micro *micro)
{
	return micro->state->range(0);
}

int micro_thread(const struct micro *micro)
{
	return micro->state->thread_index();
}

void micro_items(struct micro *micro, int64_t count)
{
	using benchmark::Counter;
	double items = static_cast<double>(micro->state->iterations()) * static_cast<double>(count);

	micro->state->counters["per_item"] = Counter(items, Counter::kIsRate | Counter::kInvert);
}

void micro_took(struct micro *micro, double ns)
{
	micro->state->SetIterationTime(ns * 1e-9);
}

void micro_skip(struct micro *micro, const char *reason)
{
	micro->state->SkipWithError(reason);
}

void micro_register(const struct micro_case *cases, int count)
{
	for (int i = 0; i < count; i++) {
		micro_function *function = cases[i].function;
		auto *benchmark =
			benchmark::RegisterBenchmark(cases[i].name, [function](benchmark::State &state) {
				struct micro micro = { &state };

				function(&micro);
			});

		for (const int64_t *argument = cases[i].arguments; *argument; argument++)
			benchmark->Arg(*argument);
		if (cases[i].threads)
			benchmark->Threads(cases[i].threads)->UseRealTime();
		if (cases[i].own_time)
			benchmark->UseManualTime();
	}
}

int micro_main(int argc, char **argv)
{
	benchmark::Initialize(&argc, argv);
	if (benchmark::ReportUnrecognizedArguments(argc, argv))
		return 2;
	benchmark::RunSpecifiedBenchmarks();
	return 0;
}
