// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: after a hundred rounds of open and close, no descriptor, ring mapping, program, map or link is left. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define ROUNDS 100

static struct veth veth;

/* Program and maps of a round; the link goes before the program. */
struct objects {
	__u32 program, maps[4], map_count;
};

static struct objects look(void)
{
	struct objects objects = { .program = attached_program(veth.near_ifindex) };
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(objects.program);

	REQUIRE(fd >= 0);
	info.map_ids = (uintptr_t)objects.maps;
	info.nr_map_ids = 4;
	CHECK_INT(bpf_prog_get_info_by_fd(fd, &info, &bytes), 0);
	objects.map_count = info.nr_map_ids;
	close(fd);
	return objects;
}

/* Maps go by a work queue of the kernel, a little after the last descriptor. */
static bool map_goes(__u32 id)
{
	for (int i = 0; i < 200; i++) {
		int fd = bpf_map_get_fd_by_id(id);

		if (fd < 0)
			return fd == -ENOENT;
		close(fd);
		usleep(5000);
	}
	return false;
}

static struct objects one_round(void)
{
	struct low_socket low = { 0 };
	struct low_socket rings = { 0 };
	struct xsk_socket *other = NULL;
	struct objects objects;

	CHECK_INT(LOW_AGAIN(low_open(&low, "near", 0, &low_config)), 0);
	objects = look();
	CHECK_INT(xsk_socket__create_shared(&other, "near", 7, low.umem, &rings.rx, &rings.tx, &rings.fill,
			  &rings.comp, &low_config),
		-EINVAL);
	CHECK_INT(LOW_AGAIN(xsk_socket__create_shared(&other, "near", 1, low.umem, &rings.rx, &rings.tx,
			  &rings.fill, &rings.comp, &low_config)),
		0);
	CHECK_INT(look().program, objects.program);
	xsk_socket__delete(other);
	low_close(&low);
	return objects;
}

int main(void)
{
	struct objects objects[ROUNDS];

	test_begin();
	libbpf_set_print(NULL);
	veth_create(&veth, 2, 0);
	for (int i = 0; i < ROUNDS && !test_has_failed(); i++) {
		objects[i] = one_round();
		CHECK_INT(objects[i].map_count, 2);
	}
	CHECK_INT(mapped_rings(), 0);
	CHECK(interface_clears(veth.near_ifindex));
	for (int i = 0; i < ROUNDS && !test_has_failed(); i++) {
		CHECK(program_goes(objects[i].program));
		for (__u32 map = 0; map < objects[i].map_count; map++)
			CHECK(map_goes(objects[i].maps[map]));
	}
	veth_destroy(&veth);
	return test_end();
}
