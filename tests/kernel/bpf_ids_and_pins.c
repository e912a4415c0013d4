// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A map, a program and a BTF found by id and by name in a bpffs of our own, with what the kernel says about them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader/kernel/insn.h"
#include "loader/kernel/uapi.h"
#include "loader/kernel/version.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

static const char place[] = "/tmp/xsk_test_bpffs";

static void mount_bpffs(void)
{
	REQUIRE(private_mounts());
	mkdir(place, 0700);
	REQUIRE(!mount("bpf", place, "bpf", 0, NULL));
}

static int load_program(const char *name)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 2), INSN_EXIT() };

	return bpf_prog_load(BPF_PROG_TYPE_XDP, name, "GPL", insns, 2, NULL);
}

static int load_btf(void)
{
	struct {
		struct btf_header header;
		__u32 type[4];
		char strings[8];
	} btf = { { BTF_MAGIC, BTF_VERSION, 0, sizeof(struct btf_header), 0, 16, 16, 8 },
		{ 1, BTF_KIND_INT << 24, 4, BTF_INT_SIGNED << 24 | 32 }, "\0number" };

	return bpf_btf_load(&btf, sizeof(btf), NULL);
}

/* The id is met on a walk over all of its kind, and gives a descriptor of the same object. */
static void walk(int (*next)(__u32, __u32 *), int (*get)(__u32), __u32 wanted)
{
	__u32 id = 0, before;
	bool met = false;
	int fd;

	for (before = id; !next(id, &id); before = id) {
		CHECK(id > before);
		met |= id == wanted;
	}
	CHECK_INT(errno, ENOENT);
	CHECK(met);
	fd = get(wanted);
	CHECK(fd > 2 && fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	CHECK_INT(get(0xffffffff), -ENOENT);
}

static void by_id(int map, int program, int btf)
{
	LIBBPF_OPTS(bpf_get_fd_by_id_opts, read_only, .open_flags = BPF_F_RDONLY);
	struct bpf_map_info map_info = { 0 };
	struct bpf_prog_info prog_info = { 0 };
	struct bpf_btf_info btf_info = { 0 };
	__u32 bytes = sizeof(map_info), key = 0, value = 0;
	int fd;

	CHECK_INT(bpf_map_get_info_by_fd(map, &map_info, &bytes), 0);
	CHECK(bytes > 0 && bytes <= sizeof(map_info));
	CHECK_INT(map_info.type, BPF_MAP_TYPE_ARRAY);
	CHECK_INT(map_info.max_entries, 3);
	CHECK(!strcmp(map_info.name, "pinned_map"));
	walk(bpf_map_get_next_id, bpf_map_get_fd_by_id, map_info.id);

	bytes = sizeof(prog_info);
	CHECK_INT(bpf_prog_get_info_by_fd(program, &prog_info, &bytes), 0);
	CHECK_INT(prog_info.type, BPF_PROG_TYPE_XDP);
	CHECK_INT(prog_info.xlated_prog_len, 16);
	CHECK(!strcmp(prog_info.name, "pinned_program_")); /* cut at 15 */
	walk(bpf_prog_get_next_id, bpf_prog_get_fd_by_id, prog_info.id);

	bytes = sizeof(btf_info);
	CHECK_INT(bpf_btf_get_info_by_fd(btf, &btf_info, &bytes), 0);
	CHECK(btf_info.id > 0 && btf_info.btf_size == sizeof(struct btf_header) + 24);
	walk(bpf_btf_get_next_id, bpf_btf_get_fd_by_id, btf_info.id);

	fd = bpf_map_get_fd_by_id_opts(map_info.id, &read_only);
	REQUIRE(fd > 2);
	CHECK_INT(bpf_map_lookup_elem(fd, &key, &value), 0);
	CHECK_INT(bpf_map_update_elem(fd, &key, &value, BPF_ANY), -EPERM);
	close(fd);
	CHECK_INT(bpf_prog_get_fd_by_id_opts(prog_info.id, &read_only), -EINVAL);
	CHECK(bpf_obj_get_info_by_fd(-1, &map_info, &bytes) < 0);
	CHECK(errno == EBADF || errno == EBADFD); /* by release */
}

static void by_name(int map, int program)
{
	LIBBPF_OPTS(bpf_obj_get_opts, read_only, .file_flags = BPF_F_RDONLY);
	char path[64];
	__u32 key = 1, value = 5, seen = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/map", place);
	CHECK_INT(bpf_obj_pin(map, path), 0);
	CHECK_INT(bpf_obj_pin(map, path), -EEXIST);
	CHECK_INT(bpf_obj_pin(map, "/tmp/xsk_test_not_bpffs"), -EPERM);
	fd = bpf_obj_get(path);
	REQUIRE(fd > 2);
	CHECK_INT(bpf_map_update_elem(fd, &key, &value, BPF_ANY), 0);
	CHECK_INT(bpf_map_lookup_elem(map, &key, &seen), 0);
	CHECK_INT(seen, 5);
	close(fd);
	fd = bpf_obj_get_opts(path, &read_only);
	REQUIRE(fd > 2);
	CHECK_INT(bpf_map_update_elem(fd, &key, &value, BPF_ANY), -EPERM);
	close(fd);
	snprintf(path, sizeof(path), "%s/program", place);
	CHECK_INT(bpf_obj_pin(program, path), 0);
	CHECK_INT(bpf_obj_get("/nonexistent/file"), -ENOENT);
}

static void by_directory(int map)
{
	int directory = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	LIBBPF_OPTS(bpf_obj_pin_opts, pin, .file_flags = UAPI_BPF_F_PATH_FD, .path_fd = directory);
	LIBBPF_OPTS(bpf_obj_get_opts, get, .file_flags = UAPI_BPF_F_PATH_FD, .path_fd = directory);

	if (kernel_version() >= KERNEL_RELEASE(6, 5, 0)) {
		CHECK_INT(bpf_obj_pin_opts(map, "relative", &pin), 0);
		fd = bpf_obj_get_opts("relative", &get);
		CHECK(fd > 2);
		close(fd);
	} else {
		CHECK_INT(bpf_obj_pin_opts(map, "relative", &pin), -EINVAL);
	}
	close(directory);
}

int main(void)
{
	int map, program, btf;

	test_begin();
	test_needs_root();
	mount_bpffs();
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "pinned_map", 4, 4, 3, NULL);
	program = load_program("pinned_program_long");
	btf = load_btf();
	REQUIRE(map > 2 && program > 2 && btf > 2);
	by_id(map, program, btf);
	by_name(map, program);
	by_directory(map);
	close(map);
	close(program);
	close(btf);
	umount2(place, MNT_DETACH);
	rmdir(place);
	return test_end();
}
