// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One thread; live frames by one long bpf(2) call that a signal ends. */
#include "bench/generator.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/assemble.h"
#include "bench/clock.h"
#include "bench/counters.h"
#include "bench/fail.h"
#include "bench/generator_program.h"
#include "bench/sender.h"

enum {
	/* A signal that nobody else uses here; its handler does nothing but end the system call. */
	STOP_SIGNAL = SIGUSR2,
	PATIENCE_US = 100,
	PROBE_FRAMES = 4,
	STATE_BYTES = 4096,
};

struct generator {
	struct generator_opts opts;
	enum generator_kind kind;
	int ifindex;
	int map_fd, program_fd;
	struct xsk_port *port; /* of a sender */
	struct generator_state *state;
	uint8_t frame[FRAME_MAX_BYTES];
	uint32_t frame_bytes;
	pthread_t thread;
	bool started;
	atomic_bool stop, ended;
	int result;
	struct xsk_error error;
};

static void wake_up(int signal)
{
}

/* Moves the thread; returns the way back, or -1 when it stays. */
static int enter_namespace(int netns_fd)
{
	int back;

	if (netns_fd <= 0)
		return -1;
	back = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	setns(netns_fd, CLONE_NEWNET);
	return back;
}

static void leave_namespace(int back)
{
	if (back >= 0) {
		setns(back, CLONE_NEWNET);
		close(back);
	}
}

static int run_live(const struct generator *generator, int program_fd, const void *frame,
	uint32_t frame_bytes, int repeat)
{
	struct xdp_md context = {
		.data_end = frame_bytes,
		.ingress_ifindex = (uint32_t)generator->ifindex,
	};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = frame_bytes,
		.ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = repeat,
		.flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = generator->opts.batch);

	return bpf_prog_test_run_opts(program_fd, &opts);
}

/* Frames of an EtherType for experiments: does the other end's kernel see them? */
static int probe(struct generator *generator, struct xsk_error *err)
{
	uint8_t frame[FRAME_MIN_BYTES] = { 0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x88, 0xb5 };
	struct assembly assembly = { .count = 0 };
	struct counter_reader *reader;
	struct counters before, now;
	int fd, result = counters_open(&reader, generator->opts.ifname, err);

	if (result)
		return result;
	assemble_set(&assembly, 0, XDP_TX);
	assemble_exit(&assembly);
	fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "xsk_probe", "Dual BSD/GPL", assembly.insns, assembly.count, NULL);
	before = counters_read(reader);
	result = fd < 0 ? fd : run_live(generator, fd, frame, sizeof(frame), PROBE_FRAMES);
	now = counters_read(reader);
	if (fd >= 0)
		close(fd);
	counters_close(reader);
	if (result)
		return fail(err, result, "live frames into %s: %s (needs Linux 5.18)", generator->opts.ifname,
			strerror(-result));
	if (now.tx_packets - before.tx_packets < PROBE_FRAMES)
		return fail(err, -ENOTCONN,
			"live frames into %s do not arrive: its peer runs no XDP program and no GRO",
			generator->opts.ifname);
	return 0;
}

static int open_live(struct generator *generator, struct xsk_error *err)
{
	const struct generator_opts *opts = &generator->opts;
	LIBBPF_OPTS(bpf_map_create_opts, map_opts, .map_flags = BPF_F_MMAPABLE);
	void *mapped;
	int result = probe(generator, err);

	if (result)
		return result;
	generator->map_fd = bpf_map_create(
		BPF_MAP_TYPE_ARRAY, "xsk_generator", 4, sizeof(struct generator_state), 1, &map_opts);
	if (generator->map_fd < 0)
		return fail(err, generator->map_fd, "create the generator's map: %s",
			strerror(-generator->map_fd));
	mapped = mmap(NULL, STATE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, generator->map_fd, 0);
	if (mapped == MAP_FAILED)
		return fail(err, -errno, "map the generator's state: %s", strerror(errno));
	generator->state = mapped;
	generator->program_fd = generator_program_load(&opts->plan, opts->rate > 0, generator->map_fd, err);
	return generator->program_fd < 0 ? generator->program_fd : 0;
}

static int open_sender(struct generator *generator, struct xsk_error *err)
{
	void *mapped = mmap(NULL, STATE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mapped == MAP_FAILED)
		return fail(err, -errno, "map the generator's state: %s", strerror(errno));
	generator->state = mapped;
	return sender_open(&generator->port, generator->opts.ifname, 0, generator->opts.queue,
		&generator->opts.plan, err);
}

static int open_kind(struct generator *generator, struct xsk_error *err)
{
	enum generator_kind wanted = generator->opts.kind;
	int result = -EOPNOTSUPP;

	generator->kind = GENERATOR_LIVE;
	if (wanted != GENERATOR_SENDER)
		result = open_live(generator, err);
	if (result && wanted != GENERATOR_LIVE) {
		generator->kind = GENERATOR_SENDER;
		result = open_sender(generator, err);
	}
	return result;
}

int generator_open(struct generator **generator, const struct generator_opts *opts, struct xsk_error *err)
{
	struct generator *opened = calloc(1, sizeof(*opened));
	int back, result;

	*generator = NULL;
	if (!opened)
		return fail(err, -ENOMEM, "no memory");
	opened->opts = *opts;
	opened->opts.batch = opts->batch ? opts->batch : 64;
	opened->map_fd = opened->program_fd = -1;
	/* As large as the largest: the program cuts each to its size. */
	opened->frame_bytes = opts->plan.bytes;
	frame_build(&opts->plan, 0, 0, opened->frame);
	back = enter_namespace(opts->netns_fd);
	opened->ifindex = (int)if_nametoindex(opts->ifname);
	result = opened->ifindex ? open_kind(opened, err)
				 : fail(err, -ENODEV, "generator: no interface %s", opts->ifname);
	leave_namespace(back);
	if (result) {
		generator_close(opened);
		return result;
	}
	opened->state->limit = opts->limit ? opts->limit : UINT64_MAX;
	if (opts->rate > 0)
		opened->state->interval =
			(uint64_t)((double)(NS_PER_SECOND << GENERATOR_TIME_SHIFT) / opts->rate);
	opened->state->patience = (opts->patience_us ? opts->patience_us : PATIENCE_US) * 1000ull
				  << GENERATOR_TIME_SHIFT;
	*generator = opened;
	return 0;
}

static void run_live_loop(struct generator *generator)
{
	bool paced = generator->opts.rate > 0;

	while (!atomic_load(&generator->stop) && !generator_finished(generator)) {
		uint64_t left = generator->state->limit - generator_sent(generator);
		int repeat = !paced && left < INT_MAX ? (int)left : INT_MAX;
		int result = run_live(
			generator, generator->program_fd, generator->frame, generator->frame_bytes, repeat);

		if (result && result != -EINTR && result != -EAGAIN) {
			generator->result = fail(&generator->error, result, "live frames into %s: %s",
				generator->opts.ifname, strerror(-result));
			return;
		}
	}
}

static void *generate(void *argument)
{
	struct generator *generator = argument;

	clock_pin_cpu(generator->opts.cpu);
	if (generator->opts.netns_fd > 0)
		setns(generator->opts.netns_fd, CLONE_NEWNET);
	if (generator->kind == GENERATOR_LIVE)
		run_live_loop(generator);
	else
		generator->result = sender_run(generator->port, &generator->opts.plan, generator->state,
			&generator->stop, &generator->error);
	atomic_store(&generator->ended, true);
	return NULL;
}

int generator_start(struct generator *generator, struct xsk_error *err)
{
	struct sigaction action = { .sa_handler = wake_up };
	int error;

	sigaction(STOP_SIGNAL, &action, NULL);
	error = pthread_create(&generator->thread, NULL, generate, generator);
	if (error)
		return fail(err, -error, "start the generator's thread: %s", strerror(error));
	generator->started = true;
	return 0;
}

int generator_stop(struct generator *generator, struct xsk_error *err)
{
	if (!generator->started)
		return 0;
	atomic_store(&generator->stop, true);
	/* Again and again: a signal that comes before the system call has begun ends nothing. */
	while (!atomic_load(&generator->ended)) {
		pthread_kill(generator->thread, STOP_SIGNAL);
		usleep(500);
	}
	pthread_join(generator->thread, NULL);
	generator->started = false;
	if (generator->result && err)
		*err = generator->error;
	return generator->result;
}

void generator_close(struct generator *generator)
{
	if (!generator)
		return;
	generator_stop(generator, NULL);
	xsk_port__close(generator->port);
	if (generator->state)
		munmap(generator->state, STATE_BYTES);
	if (generator->program_fd >= 0)
		close(generator->program_fd);
	if (generator->map_fd >= 0)
		close(generator->map_fd);
	free(generator);
}

uint64_t generator_sent(const struct generator *generator)
{
	return __atomic_load_n(&generator->state->sent, __ATOMIC_RELAXED);
}

bool generator_finished(const struct generator *generator)
{
	return atomic_load(&generator->ended) || generator_sent(generator) >= generator->state->limit;
}

enum generator_kind generator_kind(const struct generator *generator)
{
	return generator->kind;
}

uint64_t generator_late(const struct generator *generator)
{
	return __atomic_load_n(&generator->state->late, __ATOMIC_RELAXED);
}
