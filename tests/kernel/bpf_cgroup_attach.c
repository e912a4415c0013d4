// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs attached to a cgroup of our own, with nobody in it: attached, queried, replaced, detached, linked. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness/private_mounts.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"

static const char place[] = "/tmp/xsk_test_cgroup", group[] = "/tmp/xsk_test_cgroup/xsk_test";

static const enum bpf_attach_type ingress = BPF_CGROUP_INET_INGRESS;

static void check_attached(int cgroup, __u32 flags, __u32 first, __u32 second)
{
	__u32 programs[4] = { 0 }, attach_flags = 0, count = 4;

	CHECK_INT(bpf_prog_query(cgroup, ingress, 0, &attach_flags, programs, &count), 0);
	CHECK_INT(count, (first > 0) + (second > 0));
	CHECK_INT(programs[0], first);
	CHECK_INT(programs[1], second);
	CHECK_INT(attach_flags, flags);
}

int main(void)
{
	int one, two, cgroup, link;
	__u32 programs[1] = { 0 }, count = 1;
	LIBBPF_OPTS(bpf_prog_attach_opts, replace, .flags = BPF_F_ALLOW_MULTI | BPF_F_REPLACE);

	test_begin();
	test_needs_root();
	libbpf_set_print(NULL);
	REQUIRE(private_mounts());
	mkdir(place, 0700);
	if (mount("cgroup2", place, "cgroup2", 0, NULL)) {
		rmdir(place);
		test_skip("no cgroup2 file system");
	}
	REQUIRE(!mkdir(group, 0700) || errno == EEXIST);
	cgroup = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	one = program_load(BPF_PROG_TYPE_CGROUP_SKB, 1, 0);
	two = program_load(BPF_PROG_TYPE_CGROUP_SKB, 1, 0);
	REQUIRE(cgroup >= 0);
	check_attached(cgroup, 0, 0, 0);
	CHECK_INT(bpf_prog_detach2(one, cgroup, ingress), -ENOENT);
	CHECK_INT(bpf_prog_attach(one, cgroup, ingress, BPF_F_ALLOW_MULTI), 0);
	check_attached(cgroup, BPF_F_ALLOW_MULTI, program_id(one), 0);
	CHECK_INT(bpf_prog_attach(one, cgroup, ingress, BPF_F_ALLOW_MULTI), -EINVAL);
	CHECK_INT(bpf_prog_attach(two, cgroup, ingress, BPF_F_ALLOW_MULTI), 0);
	check_attached(cgroup, BPF_F_ALLOW_MULTI, program_id(one), program_id(two));
	CHECK_INT(bpf_prog_query(cgroup, ingress, 0, NULL, programs, &count), -ENOSPC);
	CHECK_INT(count, 2);
	CHECK_INT(bpf_prog_detach2(two, cgroup, ingress), 0);
	replace.replace_prog_fd = one;
	CHECK_INT(bpf_prog_attach_opts(two, cgroup, ingress, &replace), 0);
	check_attached(cgroup, BPF_F_ALLOW_MULTI, program_id(two), 0);
	CHECK_INT(bpf_prog_detach2(two, cgroup, ingress), 0);

	/* Without "multi" one may name none. */
	CHECK_INT(bpf_prog_attach(one, cgroup, ingress, 0), 0);
	CHECK_INT(bpf_prog_detach(cgroup, ingress), 0);
	check_attached(cgroup, 0, 0, 0);
	CHECK_INT(bpf_prog_attach(-1, cgroup, ingress, 0), -EBADF);
	CHECK_INT(bpf_prog_attach(one, cgroup, (enum bpf_attach_type)10000, 0), -EINVAL);

	link = bpf_link_create(one, cgroup, ingress, NULL);
	CHECK(link > 2);
	check_attached(cgroup, BPF_F_ALLOW_MULTI, program_id(one), 0);
	close(link);
	check_attached(cgroup, 0, 0, 0);
	close(cgroup);
	close(one);
	close(two);
	rmdir(group);
	umount2(place, MNT_DETACH);
	rmdir(place);
	return test_end();
}
