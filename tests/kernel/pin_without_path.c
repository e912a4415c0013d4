// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Pinning to NULL: refused with a line where a path is needed, the map's own path where it has one; no crash.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

#define KEPT "/sys/fs/bpf/kept"

static char last_line[512];

static int keep_line(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN)
		vsnprintf(last_line, sizeof(last_line), format, args);
	return 0;
}

#define CHECK_REFUSED(call, line)            \
	do {                                 \
		*last_line = '\0';           \
		errno = 0;                   \
		CHECK_INT(call, -EINVAL);    \
		CHECK_INT(errno, EINVAL);    \
		CHECK_TEXT(last_line, line); \
	} while (0)

static void programs_and_objects(struct bpf_object *object, struct bpf_program *program, struct bpf_map *map)
{
	CHECK_REFUSED(bpf_program__pin(program, NULL), "pin program filter: no path (give a path");
	CHECK_REFUSED(bpf_program__unpin(program, NULL), "unpin program filter: no path (give a path");
	CHECK_REFUSED(bpf_object__pin_programs(object, NULL), "pin program filter: no path");
	CHECK_REFUSED(bpf_object__unpin_programs(object, NULL), "unpin program filter: no path");
	/* The load pinned a map: it stays. */
	CHECK_REFUSED(bpf_object__pin(object, NULL), "pin object filter");
	CHECK_REFUSED(bpf_object__unpin(object, NULL), "unpin object filter");
	CHECK_INT(access(KEPT, F_OK), 0);
	CHECK(bpf_map__is_pinned(map));
	CHECK_TEXT(xsk_object__error(object)->text, "no path");
}

static void maps(struct bpf_object *object, struct bpf_map *map)
{
	struct bpf_map *other = object_map(object, "filter.bss");

	CHECK_REFUSED(bpf_map__pin(other, NULL), "has no pin path");
	CHECK_REFUSED(bpf_map__unpin(other, NULL), "has no pin path");
	CHECK_INT(bpf_object__unpin_maps(object, NULL), 0);
	CHECK(access(KEPT, F_OK) != 0 && !bpf_map__is_pinned(map));
	CHECK_INT(bpf_map__pin(map, NULL), 0);
	CHECK_INT(access(KEPT, F_OK), 0);
	CHECK_INT(bpf_map__unpin(map, NULL), 0);
	CHECK_INT(bpf_object__pin_maps(object, NULL), 0);
	CHECK_INT(access(KEPT, F_OK), 0);
	CHECK_INT(bpf_object__unpin_maps(object, NULL), 0);
}

static void links(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_xdp(program, 1);

	REQUIRE(link);
	CHECK_REFUSED(bpf_link__pin(link, NULL), "pin a link: no path");
	CHECK_INT(bpf_link__unpin(link), -EINVAL);
	CHECK(!bpf_link__pin_path(link));
	CHECK_INT(bpf_link__pin(link, "/sys/fs/bpf/link"), 0);
	CHECK_REFUSED(bpf_link__pin(link, NULL), "pin a link: no path");
	CHECK_INT(bpf_link__unpin(link), 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK(!bpf_link__open(NULL));
}

int main(void)
{
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_map *map;

	test_begin();
	test_needs_root();
	libbpf_set_print(keep_line);
	REQUIRE(unshare(CLONE_NEWNET) == 0 && private_mounts());
	REQUIRE(mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL) == 0);
	object = object_open("filter");
	program = object_program(object, "filter");
	map = object_map(object, "queues");
	CHECK_REFUSED(bpf_program__pin(program, NULL), "no path");
	CHECK_INT(bpf_map__set_pin_path(map, KEPT), 0);
	CHECK_INT(bpf_object__load(object), 0);
	programs_and_objects(object, program, map);
	maps(object, map);
	links(program);
	bpf_object__close(object);
	umount("/sys/fs/bpf");
	return test_end();
}
