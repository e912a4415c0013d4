// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Forwards between two ports while the four ends of two veth pairs go down and up at random, and now and then
 * a pair is deleted and made anew. After each change packets must come through again in both directions; at
 * every stop the frames must all be where the books say, and the process must not have grown. scripts/soak
 * runs it.
 *
 * The heap is counted by malloc's own books, which are exact with GLIBC_TUNABLES=glibc.malloc.tcache_count=0.
 *
 * usage: soak SECONDS SEED. Status: 0 passed, 1 failed, 130 stopped by a signal without a failure until then.
 */
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/soak/forwarder.h"
#include "tests/soak/process_size.h"
#include "tests/soak/traffic.h"

enum {
	RATE = 1000,         /* packets a second, each way */
	PROGRESS_MS = 10000, /* after a change packets come through within so long, on a busy machine too */
	PROGRESS_PACKETS = 5,
	CHANGES_PER_STOP = 20,
	CHANGES_PER_NEW_PAIR = 17,
	STOPS_TO_WARM_UP = 3, /* before sizes are compared */
	GROWTH_KB = 512,      /* resident memory may grow by so much in all */
	GROWTH_HEAP = 1024,   /* bytes; a leak of one block a reopen passes this soon */
};

static const char *const ends[4] = { "near", "near2", "far", "far2" };

struct soak {
	struct veth veth;
	struct forwarder forwarder;
	struct traffic traffic;
	int control[2]; /* sockets in the near and the far namespace, for ioctl */
	sigset_t signals;
	bool stopped;
	unsigned int seed;
	struct timespec start;
	uint64_t changes, new_pairs, stops;
	struct process_size first;
	uint32_t beside_most;
	long slowest_ms; /* until packets came through again */
};

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static unsigned int draw(struct soak *soak, unsigned int below)
{
	return (unsigned int)rand_r(&soak->seed) % below;
}

/* Ctrl-C is blocked in all threads and looked for here, so that it never comes at a bad time. */
static void sleep_ms(struct soak *soak, unsigned int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	if (sigtimedwait(&soak->signals, NULL, &time) > 0)
		soak->stopped = true;
}

/* Not by system(), which throws a pending SIGINT away. */
static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...)
{
	char command[512];
	va_list args;
	int status = -1;
	pid_t child;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	child = fork();
	REQUIRE(child >= 0);
	if (!child) {
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	if (status)
		test_failed(__FILE__, __LINE__, "status %d of: %s", status, command);
}

static void make_second_pair(const struct soak *soak)
{
	int pid = getpid(), far_ns = soak->veth.far_ns;

	run("ip link add near2 type veth peer name far2 netns /proc/%d/fd/%d && ip link set near2 up && "
	    "nsenter --net=/proc/%d/fd/%d ip link set far2 up",
		pid, far_ns, pid, far_ns);
}

static void make_pair(const struct soak *soak, int pair)
{
	int pid = getpid(), far_ns = soak->veth.far_ns;

	if (pair)
		make_second_pair(soak);
	else
		run("ip link add near type veth peer name far netns /proc/%d/fd/%d && ip link set near up && "
		    "nsenter --net=/proc/%d/fd/%d ip link set far up",
			pid, far_ns, pid, far_ns);
}

static void set_up(const struct soak *soak, int end, bool up)
{
	struct ifreq request = { 0 };
	int fd = soak->control[end / 2];

	strcpy(request.ifr_name, ends[end]);
	REQUIRE(ioctl(fd, SIOCGIFFLAGS, &request) == 0);
	request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
	REQUIRE(ioctl(fd, SIOCSIFFLAGS, &request) == 0);
}

/* Some of the four ends go down, for 1 to 300 ms, and come back one after the other. */
static void flap(struct soak *soak)
{
	unsigned int which = 1 + draw(soak, 15);

	for (int end = 0; end < 4; end++)
		if (which & 1u << end)
			set_up(soak, end, false);
	sleep_ms(soak, 1 + draw(soak, 300));
	for (int end = 0; end < 4; end++) {
		if (!(which & 1u << end))
			continue;
		set_up(soak, end, true);
		if (!draw(soak, 3))
			sleep_ms(soak, 1 + draw(soak, 20));
	}
}

static void new_pair(struct soak *soak)
{
	int pair = (int)draw(soak, 2);

	run("ip link del %s", ends[pair]);
	sleep_ms(soak, draw(soak, 200));
	make_pair(soak, pair);
	soak->new_pairs++;
}

static void print_place(struct soak *soak)
{
	for (int i = 0; i < 2; i++) {
		struct xsk_queue_stats stats;

		forwarder_rest(&soak->forwarder);
		xsk_queue__stats(soak->forwarder.queues[i], &stats);
		fprintf(stderr,
			"%s: received %llu, sent %llu, completed %llu, dropped by kernel %llu, ring full "
			"%llu, no "
			"frames %llu, driver %llu\n",
			ends[i], (unsigned long long)stats.rx_packets, (unsigned long long)stats.tx_packets,
			(unsigned long long)stats.tx_completed, (unsigned long long)stats.rx_dropped,
			(unsigned long long)stats.rx_ring_full, (unsigned long long)stats.rx_fill_empty,
			(unsigned long long)stats.driver_drops);
		forwarder_go_on(&soak->forwarder);
	}
}

/* No stuck queue: all ends are up, so packets come through in both directions. */
static void expect_progress(struct soak *soak)
{
	uint64_t before[2] = { traffic_arrived(&soak->traffic, 0), traffic_arrived(&soak->traffic, 1) };
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		bool through = true;
		long ms = elapsed_ms(&start);

		for (int end = 0; end < 2; end++)
			through &= traffic_arrived(&soak->traffic, end) - before[end] >= PROGRESS_PACKETS;
		if (through) {
			soak->slowest_ms = ms > soak->slowest_ms ? ms : soak->slowest_ms;
			return;
		}
		if (ms > PROGRESS_MS)
			break;
		usleep(1000);
	}
	test_failed(__FILE__, __LINE__, "stuck: in %d ms %llu packets came out of far, %llu out of far2",
		PROGRESS_MS, (unsigned long long)(traffic_arrived(&soak->traffic, 0) - before[0]),
		(unsigned long long)(traffic_arrived(&soak->traffic, 1) - before[1]));
	print_place(soak);
}

static void compare_sizes(struct soak *soak, const struct process_size *size)
{
	if (soak->stops <= STOPS_TO_WARM_UP) {
		soak->first = *size;
		return;
	}
	CHECK_INT(size->descriptors, soak->first.descriptors);
	CHECK(size->resident_kb <= soak->first.resident_kb + GROWTH_KB);
	CHECK(size->heap_bytes <= soak->first.heap_bytes + GROWTH_HEAP);
	CHECK(size->mappings <= soak->first.mappings + 2);
}

/* Nothing moves: the books must be right. */
static void stop_and_look(struct soak *soak)
{
	struct xsk_pool_stats stats;
	struct process_size size;
	uint64_t sent, arrived;
	uint32_t beside;
	long seconds;

	traffic_pause(&soak->traffic);
	forwarder_rest(&soak->forwarder);
	soak->stops++;
	forwarder_frames_agree(&soak->forwarder, &stats, &beside);
	soak->beside_most = beside > soak->beside_most ? beside : soak->beside_most;
	size = process_size_now();
	compare_sizes(soak, &size);
	CHECK_INT(soak->traffic.repeated, 0);
	sent = soak->traffic.sent[0] + soak->traffic.sent[1];
	arrived = traffic_arrived(&soak->traffic, 0) + traffic_arrived(&soak->traffic, 1);
	seconds = elapsed_ms(&soak->start) / 1000;
	printf("%3ld:%02ld  %7llu  %5llu  %9llu  %5.1f%%  %8ld  %8ld  %3d  %6llu + %4llu + %llu\n",
		seconds / 60, seconds % 60, (unsigned long long)soak->changes,
		(unsigned long long)soak->new_pairs, (unsigned long long)arrived,
		sent ? 100.0 - 100.0 * (double)arrived / (double)sent : 0.0, size.resident_kb,
		size.heap_bytes, size.descriptors, (unsigned long long)stats.free,
		(unsigned long long)stats.kernel, (unsigned long long)stats.application);
	forwarder_go_on(&soak->forwarder);
	traffic_go_on(&soak->traffic);
}

static void open_control(struct soak *soak)
{
	veth_enter_far(&soak->veth);
	soak->control[1] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	veth_enter_near(&soak->veth);
	soak->control[0] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	REQUIRE(soak->control[0] >= 0 && soak->control[1] >= 0);
}

static void begin(struct soak *soak)
{
	veth_create(&soak->veth, 1, 0);
	sigemptyset(&soak->signals);
	sigaddset(&soak->signals, SIGINT);
	sigaddset(&soak->signals, SIGTERM);
	sigaddset(&soak->signals, SIGHUP);
	REQUIRE(sigprocmask(SIG_BLOCK, &soak->signals, NULL) == 0);
	make_second_pair(soak);
	open_control(soak);
	clock_gettime(CLOCK_MONOTONIC, &soak->start);
	forwarder_start(&soak->forwarder);
	soak->traffic.far_ns = soak->veth.far_ns;
	soak->traffic.rate = RATE;
	traffic_start(&soak->traffic);
	expect_progress(soak);
	printf(" time  changes  pairs    arrived    lost  memory kB  heap B  fds  frames free + kernel + "
	       "ours\n");
}

static void end(struct soak *soak)
{
	traffic_stop(&soak->traffic);
	forwarder_stop(&soak->forwarder);
	close(soak->control[0]);
	close(soak->control[1]);
	run("! ip link show | grep -q xdp");
	veth_destroy(&soak->veth);
}

int main(int argc, char **argv)
{
	static struct soak soak;
	long seconds = argc == 3 ? atol(argv[1]) : 0, lasted;
	int status;

	if (seconds <= 0) {
		fprintf(stderr, "usage: %s SECONDS SEED\n", argv[0]);
		return 2;
	}
	soak.seed = (unsigned int)strtoul(argv[2], NULL, 0);
	test_begin();
	begin(&soak);
	while (!soak.stopped && !test_has_failed() && elapsed_ms(&soak.start) < seconds * 1000) {
		if (++soak.changes % CHANGES_PER_NEW_PAIR)
			flap(&soak);
		else
			new_pair(&soak);
		expect_progress(&soak);
		if (soak.changes % CHANGES_PER_STOP == 0)
			stop_and_look(&soak);
		if (!soak.stopped)
			sleep_ms(&soak, draw(&soak, 200));
	}
	stop_and_look(&soak);
	lasted = elapsed_ms(&soak.start) / 1000;
	end(&soak);
	status = test_end();
	printf("%s after %ld:%02ld: %llu changes, %llu pairs made anew, %llu stops; packets came through "
	       "again within "
	       "%ld ms; at most %u frames held beside the rings\n",
		status         ? "FAILED"
		: soak.stopped ? "stopped by a signal, no failure until then,"
			       : "passed",
		lasted / 60, lasted % 60, (unsigned long long)soak.changes,
		(unsigned long long)soak.new_pairs, (unsigned long long)soak.stops, soak.slowest_ms,
		soak.beside_most);
	return status ? status : soak.stopped ? 130 : 0;
}
