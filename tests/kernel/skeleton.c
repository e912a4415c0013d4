// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A skeleton as generators write it, with map elements of today's size and of the size before 1.5; and many
 * links ended together and in the background.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/object_file.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

enum { TRACEPOINT = 0, LINKS = 12 };

/* What a generated header holds. */
struct hooks_skeleton {
	struct bpf_object_skeleton *skeleton;
	struct bpf_object *object;
	struct bpf_map *bss;
	struct bpf_program *program;
	struct bpf_link *link;
	void *variables;
};

/* A variable of .bss, wherever the compiler put it. */
static void *variable_of(const struct hooks_skeleton *own, const char *name)
{
	const struct btf *btf = bpf_object__btf(own->object);
	const struct btf_type *section =
		btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, ".bss", BTF_KIND_DATASEC));

	for (__u32 i = 0; i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *entry = btf_var_secinfos(section) + i;
		const struct btf_type *variable = btf__type_by_id(btf, entry->type);

		if (strcmp(btf__name_by_offset(btf, variable->name_off), name) == 0)
			return (char *)own->variables + entry->offset;
	}
	test_failed(__FILE__, __LINE__, "no variable %s", name);
	exit(1);
}

static struct hooks_skeleton *make(const struct object_file *file, int map_bytes)
{
	struct hooks_skeleton *own = calloc(1, sizeof(*own));
	struct bpf_object_skeleton *skeleton = calloc(1, sizeof(*skeleton));
	struct bpf_map_skeleton *map = calloc(1, sizeof(*map));
	struct bpf_prog_skeleton *program = calloc(1, sizeof(*program));

	REQUIRE(own && skeleton && map && program);
	*skeleton = (struct bpf_object_skeleton){ .sz = sizeof(*skeleton),
		.name = "hooks",
		.data = file->bytes,
		.data_sz = file->size,
		.obj = &own->object,
		.map_cnt = 1,
		.map_skel_sz = map_bytes,
		.maps = map,
		.prog_cnt = 1,
		.prog_skel_sz = sizeof(*program),
		.progs = program };
	map->name = "hooks.bss";
	map->map = &own->bss;
	map->mmaped = &own->variables;
	*program = (struct bpf_prog_skeleton){ "on_tracepoint", &own->program, &own->link };
	own->skeleton = skeleton;
	return own;
}

static void open_and_load(struct hooks_skeleton *own)
{
	struct bpf_program *each;

	REQUIRE(bpf_object__open_skeleton(own->skeleton, NULL) == 0);
	CHECK_TEXT(bpf_object__name(own->object), "hooks");
	bpf_object__for_each_program(each, own->object) bpf_program__set_autoload(each, each == own->program);
	REQUIRE(own->variables);
	*(int *)variable_of(own, "own_pid") = getpid();
	REQUIRE(bpf_object__load_skeleton(own->skeleton) == 0);
}

static uint64_t ran(const struct hooks_skeleton *own)
{
	const uint64_t *counts = variable_of(own, "counts");
	uint64_t before = counts[TRACEPOINT];

	syscall(SYS_getpgid, 0);
	return counts[TRACEPOINT] - before;
}

static void test_life(const struct object_file *file, int map_bytes)
{
	struct hooks_skeleton *own = make(file, map_bytes);

	open_and_load(own);
	CHECK_INT(ran(own), 0);
	CHECK_INT(bpf_object__attach_skeleton(own->skeleton), 0);
	CHECK(own->link != NULL);
	CHECK_INT(ran(own), 1);
	bpf_object__detach_skeleton(own->skeleton);
	CHECK(own->link == NULL);
	CHECK_INT(ran(own), 0);
	CHECK_INT(bpf_object__attach_skeleton(own->skeleton), 0);
	bpf_object__destroy_skeleton(own->skeleton);
	free(own);
}

static void test_refusals(const struct object_file *file)
{
	struct hooks_skeleton *own = make(file, 8);

	libbpf_set_print(NULL);
	CHECK_INT(bpf_object__open_skeleton(own->skeleton, NULL), -EINVAL);
	own->skeleton->map_skel_sz = sizeof(struct bpf_map_skeleton);
	own->skeleton->maps->name = "no_such_map";
	CHECK_INT(bpf_object__open_skeleton(own->skeleton, NULL), -ESRCH);
	bpf_object__destroy_skeleton(own->skeleton);
	free(own);
}

/* The kernel takes a program once a tracepoint; of these only the first is triggered. */
static void attach_many(const struct hooks_skeleton *own, struct bpf_link *links[LINKS])
{
	static const char *const names[LINKS] = { "sys_enter_getpgid", "sys_enter_getsid",
		"sys_enter_getpriority", "sys_enter_setpriority", "sys_enter_mlock", "sys_enter_munlock",
		"sys_enter_sysinfo", "sys_enter_sync", "sys_enter_swapon", "sys_enter_swapoff",
		"sys_enter_sethostname", "sys_enter_setdomainname" };

	for (int i = 0; i < LINKS; i++) {
		links[i] = bpf_program__attach_tracepoint(own->program, "syscalls", names[i]);
		CHECK(links[i] != NULL);
	}
}

static void test_many(const struct object_file *file)
{
	struct hooks_skeleton *own = make(file, sizeof(struct bpf_map_skeleton));
	struct bpf_link *links[LINKS];

	open_and_load(own);
	attach_many(own, links);
	CHECK_INT(ran(own), 1);
	CHECK_INT(xsk_links__destroy(links, LINKS, 0), 0);
	CHECK(links[0] == NULL);
	CHECK_INT(ran(own), 0);
	attach_many(own, links);
	CHECK_INT(xsk_links__destroy(links, LINKS, XSK_DETACH_BACKGROUND), 0);
	xsk_links__wait();
	CHECK_INT(ran(own), 0);
	CHECK_INT(xsk_links__destroy(links, LINKS, 1u << 7), -EINVAL);
	CHECK_INT(xsk_object__set_detach(own->object, XSK_DETACH_BACKGROUND), 0);
	CHECK_INT(bpf_object__attach_skeleton(own->skeleton), 0);
	bpf_object__destroy_skeleton(own->skeleton);
	xsk_links__wait();
	free(own);
}

int main(void)
{
	struct object_file file = { .compiler = "clang" };

	test_begin();
	test_needs_root();
	if (test_kernel_below(5, 15))
		test_skip("hooks.bpf.c has bpf_get_attach_cookie() (Linux 5.15)");
	REQUIRE(private_mounts());
	CHECK(mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 || errno == EBUSY);
	object_file_load(&file, "hooks");
	test_life(&file, sizeof(struct bpf_map_skeleton));
	test_life(&file, offsetof(struct bpf_map_skeleton, link));
	test_refusals(&file);
	test_many(&file);
	object_file_free(&file);
	return test_end();
}
