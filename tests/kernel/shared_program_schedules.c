// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Two processes with a socket each on two queues of one interface start, end and die at random, alone and
 * under each other's hands: the redirect program goes with the last, and never earlier. Arguments: seed,
 * schedules: 200, or 40 on an emulated machine. */
#include <bpf/libbpf.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <xsk/port.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

/* One of the two: it lives a few times in a schedule. */
struct role {
	uint32_t queue_id;
	bool port; /* xsk/port.h; else xdp/xsk.h */
	int lives;
	pid_t process; /* 0: not alive */
	int ready_fd;  /* a byte comes when its socket is open */
	bool open, ending;
	bool killed;      /* SIGKILL; else SIGTERM, and it cleans up */
	uint32_t program; /* what was attached when it had opened */
	uint64_t next_us; /* when it starts or ends */
};

static struct veth veth;
static unsigned int seed;
static char said[1024];
static bool emulated; /* fewer schedules, and patience: starting a process takes long there */

static uint32_t below(uint32_t limit)
{
	return (uint32_t)rand_r(&seed) % limit;
}

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int remember(enum libbpf_print_level level, const char *format, va_list args)
{
	return vsnprintf(said, sizeof(said), format, args);
}

/* The queue of a process that has just died is taken for some milliseconds: bind says so at once, and only
 * that may be tried again. */
static int open_socket(struct low_socket *low, uint32_t queue_id)
{
	int code = -EBUSY;

	for (int i = 0; code == -EBUSY && i < 300; i++) {
		code = low_open(low, "near", queue_id, &low_config);
		if (code == -EBUSY && !strstr(said, "bind near queue"))
			break;
		if (code)
			usleep(5000);
	}
	if (code)
		test_failed(__FILE__, __LINE__, "queue %u: %d, %s", queue_id, code, said);
	return code;
}

/* Tells that all is open, and waits for the end. */
static void stay(int ready_fd)
{
	sigset_t term;
	int signal_number;

	if (write(ready_fd, "y", 1) != 1)
		_exit(1);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigwait(&term, &signal_number);
}

static void live_with_socket(uint32_t queue_id, int ready_fd)
{
	struct low_socket low = { 0 };

	libbpf_set_print(remember);
	if (open_socket(&low, queue_id))
		return;
	stay(ready_fd);
	low_close(&low);
}

static void live_with_port(uint32_t queue_id, int ready_fd)
{
	const struct xsk_pool_opts frames = { .frames = 512 };
	const struct xsk_port_opts opts = { .pool_opts = &frames,
		.first_queue = queue_id,
		.queues = 1,
		.mode = XSK_MODE_NATIVE,
		.rx_slots = LOW_SLOTS,
		.tx_slots = LOW_SLOTS,
		.fill_slots = LOW_SLOTS };
	struct xsk_port *port;
	struct xsk_error err;

	if (xsk_port__open(&port, "near", &opts, &err)) {
		test_failed(__FILE__, __LINE__, "port on queue %u: %s", queue_id, err.text);
		return;
	}
	stay(ready_fd);
	xsk_port__close(port);
}

static void live(const struct role *role, int ready_fd)
{
	sigset_t term;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	(role->port ? live_with_port : live_with_socket)(role->queue_id, ready_fd);
	_exit(test_has_failed());
}

static void start(struct role *role)
{
	int ready[2];

	REQUIRE(pipe(ready) == 0);
	role->port = below(2);
	role->process = test_fork();
	REQUIRE(role->process >= 0);
	if (!role->process)
		live(role, ready[1]);
	close(ready[1]);
	role->ready_fd = ready[0];
	role->open = role->ending = false;
	role->program = 0;
	role->next_us = now_us() + below(40000);
}

static void end(struct role *role)
{
	role->ending = true;
	role->killed = below(2);
	kill(role->process, role->killed ? SIGKILL : SIGTERM);
}

static void reap(struct role *role)
{
	int status;

	if (waitpid(role->process, &status, WNOHANG) != role->process)
		return;
	/* SIGTERM ends it too as long as it has not got round to blocking it. */
	if (role->killed || !role->open)
		CHECK(WIFSIGNALED(status) || status == 0);
	else
		CHECK_INT(status, 0);
	close(role->ready_fd);
	role->process = 0;
	role->lives--;
	role->next_us = now_us() + below(15000);
}

static void look(struct role *role)
{
	struct pollfd ready = { .fd = role->ready_fd, .events = POLLIN };

	if (role->open || role->ending || poll(&ready, 1, 0) <= 0)
		return;
	if (!(ready.revents & POLLIN)) {
		test_failed(__FILE__, __LINE__, "queue %u could not be opened", role->queue_id);
		end(role);
		return;
	}
	role->open = true;
	role->program = attached_program(veth.near_ifindex);
}

static void step(struct role *role)
{
	uint32_t program;

	if (!role->process) {
		if (role->lives > 0 && now_us() >= role->next_us)
			start(role);
		return;
	}
	look(role);
	/* Whoever is open has the program that it opened with, until we end it. */
	program = attached_program(veth.near_ifindex);
	if (role->open && !role->ending && (!program || program != role->program))
		test_failed(__FILE__, __LINE__, "queue %u is open: program %u is attached, not %u",
			role->queue_id, program, role->program);
	if (role->ending)
		reap(role);
	else if (now_us() >= role->next_us)
		end(role);
}

static void schedule(void)
{
	struct role roles[2] = { { .queue_id = 0, .lives = 1 + (int)below(3) },
		{ .queue_id = 1, .lives = 1 + (int)below(3) } };
	uint64_t deadline = now_us() + (emulated ? 60000000 : 10000000);
	uint32_t last = 0;

	for (int i = 0; i < 2; i++)
		roles[i].next_us = now_us() + below(10000);
	while (roles[0].lives > 0 || roles[1].lives > 0) {
		for (int i = 0; i < 2; i++) {
			step(&roles[i]);
			if (roles[i].program)
				last = roles[i].program;
		}
		REQUIRE(now_us() < deadline);
		usleep(300);
	}
	CHECK(interface_clears(veth.near_ifindex));
	CHECK(!last || program_goes(last));
}

int main(int argc, char **argv)
{
	unsigned long schedules;

	emulated = getenv("XSK_TEST_EMULATED") != NULL;
	schedules = argc > 2 ? strtoul(argv[2], NULL, 0) : emulated ? 40 : 200;

	test_begin();
	veth_create(&veth, 2, 0);
	seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : (unsigned int)now_us();
	printf("seed %u, %lu schedules\n", seed, schedules);
	for (unsigned long i = 0; i < schedules && !test_has_failed(); i++)
		schedule();
	veth_destroy(&veth);
	return test_end();
}
