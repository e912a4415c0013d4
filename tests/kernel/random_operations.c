// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Random operations on ports over veth pairs, against a model of every frame's owner. Their peers send, echo
 * and are killed; interfaces go down and up, are deleted and made anew. In every other run somebody else has
 * the rings mapped and writes rubbish into them. XSK_SEED is the first run's seed, XSK_SECONDS how long
 * (default 10).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/operations.h"
#include "tests/harness/packet.h"
#include "tests/harness/second_holder.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum { SECONDS = 10, BYTES_MAX = 1500, FRAMES = 512 };

static const char *const near_names[] = { "near", "near2" }, *const far_names[] = { "far", "far2" };

static struct veth veth;
static bool hostile;
static struct {
	unsigned long operations, opened, received, changes, killed, scribbled;
} totals;
static int control[2]; /* for ioctl: in the near and the far namespace */

static struct side {
	struct xsk_port *port;
	struct second_holder holder;
	bool there;
	bool was_down, was_gone; /* since the port was opened */
	int packet_fd;           /* of the far end; -1 */
	uint32_t sent;
	pid_t peer; /* 0: none */
} sides[OPERATIONS_QUEUES];

static bool is_up(int end, const char *name)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, name);
	return !ioctl(control[end], SIOCGIFFLAGS, &request) && (request.ifr_flags & IFF_UP);
}

static void set_up(int end, const char *name, bool up)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, name);
	REQUIRE(ioctl(control[end], SIOCGIFFLAGS, &request) == 0);
	request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
	REQUIRE(ioctl(control[end], SIOCSIFFLAGS, &request) == 0);
}

static void open_far(struct side *side, int i)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(0x88b5) };

	veth_enter_far(&veth);
	address.sll_ifindex = (int)if_nametoindex(far_names[i]);
	side->packet_fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	REQUIRE(side->packet_fd >= 0 &&
		bind(side->packet_fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	veth_enter_near(&veth);
}

static void make_pair(struct side *side, int i)
{
	veth_add(&veth, near_names[i], far_names[i]);
	side->there = true;
	open_far(side, i);
}

static void delete_pair(struct side *side, int i)
{
	veth_command("ip link del %s", near_names[i]);
	close(side->packet_fd);
	side->there = false;
	side->was_gone = true;
	side->was_down = true;
}

/* A program on the library that sends back what it receives, until it is killed. */
static void run_peer(int i)
{
	struct xsk_packet packets[64];
	struct xsk_port *port;
	struct xsk_queue *queue;

	veth_enter_far(&veth);
	close_range(3, ~0u, 0);
	if (xsk_port__open(&port, far_names[i], NULL, NULL))
		_exit(0);
	queue = xsk_port__queue(port, 0);
	for (int code = 0; code != -ENODEV; code = xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 100)) {
		uint32_t count = xsk_queue__receive(queue, packets, 64);
		int sent = xsk_queue__send(queue, packets, count);
		uint32_t taken = sent > 0 ? (uint32_t)sent : 0;

		xsk_queue__free(queue, packets + taken, count - taken);
	}
	_exit(0);
}

static void end_peer(struct side *side)
{
	if (!side->peer)
		return;
	kill(side->peer, SIGKILL);
	REQUIRE(waitpid(side->peer, NULL, 0) == side->peer);
	side->peer = 0;
	totals.killed++;
}

static void change_peer(struct side *side, int i)
{
	if (side->peer) {
		end_peer(side);
		return;
	}
	side->peer = test_fork();
	REQUIRE(side->peer >= 0);
	if (!side->peer)
		run_peer(i);
}

static void send_from_far(struct side *side, int i, uint32_t count)
{
	static const uint8_t destination[6] = { 2, 0, 0, 0, 0, 0x99 };
	uint8_t bytes[2048];

	while (count--) {
		uint32_t len = packet_write(bytes, destination, side->sent++);

		if (send(side->packet_fd, bytes, len, 0) < 0)
			break;
	}
	while (recv(side->packet_fd, bytes, sizeof(bytes), 0) >= 0 || errno == ENETDOWN)
		;
}

static uint32_t random_of_bytes(void *context)
{
	return bytes_take32(context);
}

static void scribble(struct side *side, struct bytes *bytes, uint32_t count)
{
	for (; hostile && side->port && count--; totals.scribbled++)
		second_holder_scribble(&side->holder, random_of_bytes, bytes);
}

static void event(void *context, struct bytes *bytes)
{
	uint8_t what = bytes_take(bytes), how = bytes_take(bytes);
	int i = what & 1;
	struct side *side = &sides[i];

	if (!side->there) {
		make_pair(side, i);
		return;
	}
	totals.changes += what / 2 % 16 < 2 || (what / 2 % 16 == 2 && how < 64);
	switch (what / 2 % 16) {
	case 0:
		side->was_down = true;
		set_up(0, near_names[i], !is_up(0, near_names[i]));
		break;
	case 1:
		set_up(1, far_names[i], !is_up(1, far_names[i]));
		break;
	case 2:
		if (how < 64)
			delete_pair(side, i);
		break;
	case 3:
		if (how < 128)
			change_peer(side, i);
		break;
	case 4:
		usleep(how * 20u);
		break;
	case 5 ... 9:
		scribble(side, bytes, how % 8);
		break;
	default:
		send_from_far(side, i, how % 64);
	}
}

static struct xsk_queue *open_port(void *context, unsigned int i, struct xsk_pool *pool, struct bytes *bytes)
{
	static const enum xsk_mode modes[] = { XSK_MODE_AUTO, XSK_MODE_NATIVE, XSK_MODE_SKB };
	struct side *side = &sides[i];
	uint8_t shape = bytes_take(bytes), more = bytes_take(bytes);
	struct xsk_port_opts opts = {
		.pool = pool,
		.mode = modes[shape % 3],
		.rx_slots = 64u << shape % 5,
		.tx_slots = 64u << shape / 5 % 4,
		.fill_slots = 64u << shape / 20 % 4,
		.fill_frames = more & 1 ? 1 + more % 50 : 0,
		.no_receive = more % 16 == 4,
		.no_transmit = more % 16 == 8,
		.no_wakeup = more & 64,
	};
	struct xsk_error err;
	int code = xsk_port__open(&side->port, near_names[i], &opts, &err);

	if (code) {
		if (code != -ENODEV || side->there)
			operations_differ("%s", err.text);
		return NULL;
	}
	totals.opened++;
	side->was_gone = false;
	side->was_down = !is_up(0, near_names[i]);
	if (hostile)
		second_holder_open(&side->holder, xsk_port__queue(side->port, 0));
	return xsk_port__queue(side->port, 0);
}

static void close_port(void *context, unsigned int i)
{
	if (hostile)
		second_holder_close(&sides[i].holder);
	xsk_port__close(sides[i].port);
	sides[i].port = NULL;
}

static void look_at_received(void *context, unsigned int i, const struct xsk_packet *packets, uint32_t count)
{
	totals.received += count;
	for (uint32_t at = 0; at < count && !hostile; at++)
		packet_read(packets[at].data, packets[at].len);
}

/* The kernel's EINVAL, which ends a queue, comes of descriptors that somebody else wrote alone. */
static bool may_answer(void *context, unsigned int i, int code)
{
	return hostile || (code == -ENETDOWN ? sides[i].was_down : sides[i].was_gone);
}

static void run_seed(unsigned int seed)
{
	static const struct operations_host host = {
		.open = open_port,
		.close = close_port,
		.event = event,
		.received = look_at_received,
		.may_answer = may_answer,
		.frames = FRAMES,
		.sleeps = true,
		.ports = true,
	};
	static uint8_t data[BYTES_MAX];
	unsigned int state = seed;
	size_t bytes = (size_t)rand_r(&state) % BYTES_MAX;

	for (size_t i = 0; i < bytes; i++)
		data[i] = (uint8_t)(rand_r(&state) >> 5);
	hostile = seed & 1;
	printf("seed %u, %zu bytes%s\n", seed, bytes, hostile ? ", hostile" : "");
	totals.operations += operations_run(&host, (struct bytes){ data, bytes });
	for (int i = 0; i < OPERATIONS_QUEUES; i++) {
		end_peer(&sides[i]);
		if (!sides[i].there)
			make_pair(&sides[i], i);
		set_up(0, near_names[i], true);
		set_up(1, far_names[i], true);
	}
}

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

int main(void)
{
	unsigned int seed = (unsigned int)number("XSK_SEED", 1), first = seed;
	time_t end = time(NULL) + (time_t)number("XSK_SECONDS", SECONDS);

	test_begin();
	veth_create(&veth, 1, 0);
	veth_enter_far(&veth);
	control[1] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	veth_enter_near(&veth);
	control[0] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	sides[0].there = true;
	open_far(&sides[0], 0);
	make_pair(&sides[1], 1);
	do
		run_seed(seed++);
	while (time(NULL) < end);
	printf("%u runs, %lu operations, %lu ports opened, %lu packets received, %lu changes of interfaces, "
	       "%lu peers "
	       "killed, %lu times rubbish written\n",
		seed - first, totals.operations, totals.opened, totals.received, totals.changes,
		totals.killed, totals.scribbled);
	CHECK(totals.opened && totals.received);
	for (int i = 0; i < OPERATIONS_QUEUES; i++) {
		close(sides[i].packet_fd);
		close(control[i]);
	}
	veth_command("! ip link show | grep -q xdp");
	veth_destroy(&veth);
	return test_end();
}
