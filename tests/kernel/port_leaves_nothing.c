// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sixty times open and close, plain and refused: no descriptor, mapping, program, map or frame is left. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/syscall.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

enum { ROUNDS = 60 };

static uint32_t programs[ROUNDS], maps[ROUNDS];

static int mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	int lines = 0, byte;

	REQUIRE(file);
	while ((byte = fgetc(file)) != EOF)
		lines += byte == '\n';
	fclose(file);
	return lines;
}

/* Kernel's number of the object behind a descriptor. */
static uint32_t id_of(int fd)
{
	/* A program's and a map's record both have it as their second word. */
	uint32_t info[64] = { 0 };
	union bpf_attr attr = { 0 };

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)info;
	REQUIRE(sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)) == 0);
	return info[1];
}

/* Gone, or gone soon: the kernel frees programs and maps a moment after their last holder. */
static bool vanishes(enum bpf_cmd by_id, uint32_t id)
{
	for (int tries = 0; tries < 100; tries++) {
		union bpf_attr attr = { 0 };
		int fd;

		attr.prog_id = id;
		fd = sys_bpf(by_id, &attr, sizeof(attr));
		if (fd < 0)
			return fd == -ENOENT;
		close(fd);
		usleep(10000);
	}
	return false;
}

int main(void)
{
	struct xsk_pool_stats stats;
	struct xsk_port *port;
	struct xsk_pool *pool;
	struct xsk_error err;
	struct veth veth;
	int before = 0;

	test_begin();
	veth_create(&veth, 2, 0);
	REQUIRE(xsk_pool__open(&pool, NULL, &err) == 0);
	for (int round = 0; round < ROUNDS; round++) {
		struct xsk_port_opts opts = { .pool = round & 1 ? pool : NULL, .promiscuous = true };

		if (xsk_port__open(&port, "near", &opts, &err)) {
			test_failed(__FILE__, __LINE__, "round %d: %s", round, err.text);
			break;
		}
		programs[round] = id_of(port->attachment.program_fd);
		maps[round] = id_of(port->attachment.map_fd);
		opts.bind_timeout_ms = 1;
		opts.promiscuous = false;
		CHECK_INT(xsk_port__open(&(struct xsk_port *){ NULL }, "near", &opts, &err), -EBUSY);
		xsk_port__close(port);
		if (round == 4)
			before = mappings();
	}
	CHECK_INT(mappings(), before);
	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, stats.frames);
	CHECK_INT(pool->users, 0);
	CHECK_INT(xsk_pool__close(pool, &err), 0);
	for (int round = 0; round < ROUNDS; round++) {
		CHECK(vanishes(BPF_PROG_GET_FD_BY_ID, programs[round]));
		CHECK(vanishes(BPF_MAP_GET_FD_BY_ID, maps[round]));
	}
	veth_command("! ip link show near | grep -qE 'PROMISC|xdp'");
	veth_destroy(&veth);
	return test_end();
}
