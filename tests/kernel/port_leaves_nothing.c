// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sixty times open and close, plain and refused: no descriptor, mapping, program, map or frame is left. */
#include <errno.h>
#include <string.h>

#include "base/syscall.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static int mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int lines = 0, byte;

	REQUIRE(maps);
	while ((byte = fgetc(maps)) != EOF)
		lines += byte == '\n';
	fclose(maps);
	return lines;
}

/* Programs or maps of the library's names in the whole machine. */
static int objects_named(enum bpf_cmd next, enum bpf_cmd by_id, const char *name)
{
	union bpf_attr attr = { 0 };
	int found = 0;

	while (!sys_bpf(next, &attr, sizeof(attr))) {
		union bpf_attr open = { 0 }, query = { 0 };
		struct bpf_prog_info program = { 0 };
		struct bpf_map_info map = { 0 };
		bool is_program = by_id == BPF_PROG_GET_FD_BY_ID;
		int fd;

		open.prog_id = attr.next_id;
		attr.start_id = attr.next_id;
		fd = sys_bpf(by_id, &open, sizeof(open));
		if (fd < 0)
			continue;
		query.info.bpf_fd = (uint32_t)fd;
		query.info.info_len = is_program ? sizeof(program) : sizeof(map);
		query.info.info = is_program ? (uintptr_t)&program : (uintptr_t)&map;
		if (!sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &query, sizeof(query)))
			found += !strcmp(is_program ? program.name : map.name, name);
		close(fd);
	}
	return found;
}

static int programs(void)
{
	return objects_named(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, "xsk_redirect");
}

static int maps(void)
{
	return objects_named(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID, "xsk_queues");
}

int main(void)
{
	struct xsk_pool_stats stats;
	struct xsk_port *port;
	struct xsk_pool *pool;
	struct xsk_error err;
	struct veth veth;
	int before = 0, programs_before, maps_before;

	test_begin();
	veth_create(&veth, 2, 0);
	programs_before = programs();
	maps_before = maps();
	REQUIRE(xsk_pool__open(&pool, NULL, &err) == 0);
	for (int round = 0; round < 60; round++) {
		struct xsk_port_opts opts = { .pool = round & 1 ? pool : NULL, .promiscuous = true };

		if (xsk_port__open(&port, "near", &opts, &err)) {
			test_failed(__FILE__, __LINE__, "round %d: %s", round, err.text);
			break;
		}
		if (!round)
			CHECK_INT(programs(), programs_before + 1);
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
	CHECK_INT(programs(), programs_before);
	CHECK_INT(maps(), maps_before);
	veth_command("! ip link show near | grep -qE 'PROMISC|xdp'");
	veth_destroy(&veth);
	return test_end();
}
