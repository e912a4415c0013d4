// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What open refuses, each with a line that names step, object and remedy, and nothing left behind. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/syscall.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static void refused(const char *ifname, const struct xsk_port_opts *opts, int code, const char *part)
{
	struct xsk_port *port = (void *)1;
	struct xsk_error err;

	CHECK_INT(xsk_port__open(&port, ifname, opts, &err), code);
	CHECK(!port);
	CHECK_INT(err.code, code);
	CHECK_TEXT(err.text, part);
	CHECK_TEXT(err.text, ifname[0] ? "" : "interface");
}

static int make_map(enum bpf_map_type type, uint32_t entries)
{
	union bpf_attr attr = { .map_type = type, .key_size = 4, .value_size = 4, .max_entries = entries };

	return sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
}

static void options(void)
{
	struct xsk_match match = { .ethertype = 0x0800 };
	struct xsk_pool *pool;

	refused("near", &(struct xsk_port_opts){ .rx_slots = 1000 }, -EINVAL,
		".rx_slots = 1000: must be a power of two");
	refused("near", &(struct xsk_port_opts){ .tx_slots = 65536 }, -EINVAL, "large_rings");
	refused("near", &(struct xsk_port_opts){ .large_rings = true, .fill_slots = 1u << 28 }, -EINVAL,
		"at most");
	refused("near", &(struct xsk_port_opts){ .completion_slots = 1024 }, -EINVAL, "below .tx_slots");
	refused("near", &(struct xsk_port_opts){ .fill_frames = 5000 }, -EINVAL, ".fill_slots");
	refused("near", &(struct xsk_port_opts){ .tx_budget = 31 }, -EINVAL, ".tx_budget");
	refused("near", &(struct xsk_port_opts){ .mode = (enum xsk_mode)7 }, -EINVAL, ".mode = 7");
	refused("near", &(struct xsk_port_opts){ .no_receive = true, .no_transmit = true }, -EINVAL,
		"nothing to do");
	refused("near", &(struct xsk_port_opts){ .match = &match, .match_count = 17 }, -EINVAL, "at most 16");
	refused("near", &(struct xsk_port_opts){ .program_fd = 5 }, -EINVAL, ".map_fd");
	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 100 }, NULL) == 0);
	refused("near", &(struct xsk_port_opts){ .pool = pool }, -ENOMEM, "at least 192 are needed");
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	refused("near",
		&(struct xsk_port_opts){ .pool_opts = &(struct xsk_pool_opts){ .frame_bytes = 1000 } },
		-EINVAL, "2048 or 4096");
	refused("near", &(struct xsk_port_opts){ .pool_opts = &(struct xsk_pool_opts){ .headroom = 4000 } },
		-EINVAL, "headroom");
}

static void interface(void)
{
	refused("absent", NULL, -ENODEV, "absent");
	refused("", NULL, -ENODEV, "");
	refused("a-name-that-is-much-too-long", NULL, -ENODEV, "a-name-that-is-much-too-long");
	refused("near", &(struct xsk_port_opts){ .first_queue = 2 }, -ENODEV,
		"queue 2: the interface has 2 queues (ethtool -L");
	refused("near", &(struct xsk_port_opts){ .queues = 3 }, -ENODEV, "queue 2");
	refused("near", &(struct xsk_port_opts){ .first_queue = UINT32_MAX, .queues = 2 }, -ENODEV,
		"2 queues");
	refused("near", &(struct xsk_port_opts){ .mode = XSK_MODE_ZEROCOPY }, -EOPNOTSUPP,
		"the driver has no zero-copy");
}

/* 2048 - 256 - 22 = 1770 is the largest MTU for 2 KiB frames: the kernel drops what is longer. */
static void mtu(void)
{
	struct xsk_pool_opts small = { .frame_bytes = 2048 };
	struct xsk_port *port;
	struct xsk_error err;

	veth_command("ip link set near mtu 1771");
	refused("near", &(struct xsk_port_opts){ .pool_opts = &small }, -EINVAL,
		"MTU 1771 + 22 bytes of headers = 1793");
	refused("near", &(struct xsk_port_opts){ .pool_opts = &small }, -EINVAL,
		"frames of 4096, or ip link set near mtu 1770");
	CHECK_INT(xsk_port__open(&port, "near",
			  &(struct xsk_port_opts){ .pool_opts = &small, .no_receive = true }, &err),
		0);
	xsk_port__close(port);
	/* A pool of the port's own chooses. */
	CHECK_INT(xsk_port__open(&port, "near", NULL, &err), 0);
	CHECK_INT(xsk_pool__frame_bytes(xsk_port__pool(port)), 4096);
	xsk_port__close(port);
	veth_command("ip link set near mtu 1770");
	CHECK_INT(xsk_port__open(&port, "near", NULL, &err), 0);
	CHECK_INT(xsk_pool__frame_bytes(xsk_port__pool(port)), 2048);
	xsk_port__close(port);
	veth_command("ip link set near mtu 9000");
	refused("near", NULL, -EINVAL, "ip link set near mtu 3818");
	veth_command("ip link set near mtu 1500");
}

static void program_and_map(void)
{
	int array = make_map(BPF_MAP_TYPE_ARRAY, 4), narrow = make_map(BPF_MAP_TYPE_XSKMAP, 1);
	int map = make_map(BPF_MAP_TYPE_XSKMAP, 2);
	int pass = program_load(BPF_PROG_TYPE_XDP, 2, 0),
	    filter = program_load(BPF_PROG_TYPE_SOCKET_FILTER, 0, 0);
	int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct xsk_port *port;
	struct xsk_error err;

	REQUIRE(array >= 0 && narrow >= 0 && map >= 0 && file >= 0);
	refused("near", &(struct xsk_port_opts){ .map_fd = array }, -EINVAL, "not an XSKMAP");
	refused("near", &(struct xsk_port_opts){ .map_fd = narrow }, -EINVAL, "1 entries, queue 1 needs 2");
	refused("near", &(struct xsk_port_opts){ .map_fd = file }, -EINVAL, "no BPF map");
	refused("near", &(struct xsk_port_opts){ .map_fd = 999 }, -EBADF, ".map_fd 999");
	refused("near", &(struct xsk_port_opts){ .map_fd = map, .program_fd = filter }, -EINVAL,
		"an XDP program?");
	CHECK_INT(xsk_port__open(
			  &port, "near", &(struct xsk_port_opts){ .map_fd = map, .program_fd = pass }, &err),
		0);
	refused("near", &(struct xsk_port_opts){ .first_queue = 1, .map_fd = map, .bind_timeout_ms = 1 },
		-EBUSY, "queue 1");
	xsk_port__close(port);
	close(array);
	close(narrow);
	close(map);
	close(pass);
	close(filter);
	close(file);
}

static void stale_namespace(const struct veth *veth)
{
	int file = open("/dev/null", O_RDONLY | O_CLOEXEC);

	refused("far", &(struct xsk_port_opts){ .netns_fd = 999 }, -EBADF, "namespace of descriptor 999");
	refused("far", &(struct xsk_port_opts){ .netns_fd = file }, -EINVAL, "/run/netns/NAME");
	refused("near", &(struct xsk_port_opts){ .netns_fd = veth->far_ns }, -ENODEV, "near");
	close(file);
}

static void queue_taken(void)
{
	struct xsk_port *first, *second;
	struct xsk_error err;

	REQUIRE(xsk_port__open(&first, "near", &(struct xsk_port_opts){ .first_queue = 1 }, &err) == 0);
	refused("near", &(struct xsk_port_opts){ .bind_timeout_ms = 20 }, -EBUSY,
		"bind near queue 1: in use by another socket");
	refused("near", &(struct xsk_port_opts){ .bind_timeout_ms = 20 }, -EBUSY, "ss --xdp");
	CHECK_INT(xsk_port__open(&second, "near", &(struct xsk_port_opts){ .queues = 1 }, &err), 0);
	xsk_port__close(second);
	xsk_port__close(first);
	/* Taken a moment ago: the default deadline outlasts what the kernel needs to let go. */
	CHECK_INT(xsk_port__open(&first, "near", NULL, &err), 0);
	xsk_port__close(first);
}

static void foreign_program(const struct veth *veth)
{
	int pass = program_load(BPF_PROG_TYPE_XDP, 2, 0), link;
	union bpf_attr attr = { 0 };

	attr.link_create.prog_fd = (uint32_t)pass;
	attr.link_create.target_ifindex = (uint32_t)veth->near_ifindex;
	attr.link_create.attach_type = BPF_XDP;
	link = sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
	REQUIRE(link >= 0);
	refused("near", &(struct xsk_port_opts){ .bind_timeout_ms = 50 }, -EBUSY, "near");
	close(link);
	close(pass);
}

int main(void)
{
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	options();
	interface();
	mtu();
	program_and_map();
	stale_namespace(&veth);
	queue_taken();
	foreign_program(&veth);
	/* Nothing left behind: all of it can be had. */
	CHECK_INT(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .bind_timeout_ms = 100 }, &err), 0);
	CHECK_TEXT(err.text, "");
	xsk_port__close(port);
	veth_destroy(&veth);
	return test_end();
}
