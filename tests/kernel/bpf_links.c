// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Links of the raw interface on a veth pair: XDP and tcx, replaced, asked about, detached; tracepoints; iterators. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/btf.h>
#include <string.h>
#include <unistd.h>

#include "loader/btf/kernel.h"
#include "loader/kernel/insn.h"
#include "loader/kernel/uapi.h"
#include "loader/kernel/version.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static struct bpf_link_info info_of(int link)
{
	struct bpf_link_info info;
	__u32 bytes = sizeof(info);

	memset(&info, 0, sizeof(info));
	CHECK_INT(bpf_link_get_info_by_fd(link, &info, &bytes), 0);
	return info;
}

static void xdp(const struct veth *veth)
{
	int pass = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0),
	    drop = program_load(BPF_PROG_TYPE_XDP, XDP_DROP, 0);
	int link = bpf_link_create(pass, veth->near_ifindex, BPF_XDP, NULL), other, found;
	LIBBPF_OPTS(bpf_link_update_opts, expect, .flags = BPF_F_REPLACE, .old_prog_fd = (__u32)drop);
	__u32 id = 0, mine;

	REQUIRE(link > 2);
	CHECK_INT(info_of(link).type, BPF_LINK_TYPE_XDP);
	CHECK_INT(info_of(link).xdp.ifindex, veth->near_ifindex);
	CHECK_INT(info_of(link).prog_id, program_id(pass));
	mine = info_of(link).id;
	CHECK_INT(bpf_link_create(drop, veth->near_ifindex, BPF_XDP, NULL), -EBUSY);
	CHECK_INT(bpf_link_create(drop, 12345, BPF_XDP, NULL), -EINVAL);

	CHECK_INT(bpf_link_update(link, drop, &expect), -EPERM);
	CHECK_INT(bpf_link_update(link, drop, NULL), 0);
	CHECK_INT(info_of(link).prog_id, program_id(drop));
	CHECK_INT(bpf_link_update(link, pass, &expect), 0);

	while (id != mine && !bpf_link_get_next_id(id, &id))
		;
	CHECK_INT(id, mine);
	found = bpf_link_get_fd_by_id(mine);
	CHECK_INT(info_of(found).id, mine);
	close(found);
	found = bpf_link_get_fd_by_id_opts(mine, NULL);
	CHECK(found > 2);
	close(found);

	CHECK_INT(bpf_link_detach(link), 0);
	CHECK_INT(info_of(link).xdp.ifindex, 0);
	other = bpf_link_create(drop, veth->near_ifindex, BPF_XDP, NULL);
	CHECK(other > 2);
	close(other);
	close(link);
	close(pass);
	close(drop);
}

static void tcx(const struct veth *veth)
{
	enum bpf_attach_type ingress = (enum bpf_attach_type)UAPI_BPF_TCX_INGRESS;
	int first = program_load(BPF_PROG_TYPE_SCHED_CLS, -1, 0),
	    second = program_load(BPF_PROG_TYPE_SCHED_CLS, -1, 0);
	__u32 programs[4] = { 0 }, links[4] = { 0 };
	LIBBPF_OPTS(bpf_link_create_opts, before, .flags = UAPI_BPF_F_BEFORE);
	LIBBPF_OPTS(bpf_prog_query_opts, query, .prog_ids = programs, .link_ids = links, .count = 4);
	int link = bpf_link_create(first, veth->near_ifindex, ingress, NULL), earlier;

	if (kernel_version() < KERNEL_RELEASE(6, 6, 0)) {
		CHECK_INT(link, -EINVAL);
		close(first);
		close(second);
		return;
	}
	REQUIRE(link > 2);
	before.tcx.relative_id = program_id(first);
	earlier = bpf_link_create(second, veth->near_ifindex, ingress, &before);
	REQUIRE(earlier > 2);
	CHECK_INT(bpf_prog_query_opts(veth->near_ifindex, ingress, &query), 0);
	CHECK_INT(query.count, 2);
	CHECK_INT(programs[0], program_id(second));
	CHECK_INT(programs[1], program_id(first));
	CHECK_INT(links[0], info_of(earlier).id);
	CHECK(query.revision > 0);
	/* The order is not the one that the caller means any more. */
	LIBBPF_OPTS_RESET(before, .flags = UAPI_BPF_F_BEFORE);
	before.tcx.expected_revision = query.revision + 1;
	CHECK_INT(bpf_link_create(second, veth->near_ifindex, ingress, &before), -ESTALE);
	close(earlier);
	close(link);
	query.count = 4;
	CHECK_INT(bpf_prog_query_opts(veth->near_ifindex, ingress, &query), 0);
	CHECK_INT(query.count, 0);

	LIBBPF_OPTS(bpf_prog_attach_opts, attach, .flags = 0);
	LIBBPF_OPTS(bpf_prog_detach_opts, detach, .expected_revision = query.revision + 1);
	CHECK_INT(bpf_prog_attach_opts(first, veth->near_ifindex, ingress, &attach), 0);
	CHECK_INT(bpf_prog_attach_opts(first, veth->near_ifindex, ingress, &attach), -EEXIST);
	CHECK_INT(bpf_prog_detach_opts(first, veth->near_ifindex, ingress, &detach), 0);
	CHECK_INT(bpf_prog_detach_opts(first, veth->near_ifindex, ingress, NULL), -ENOENT);
	close(first);
	close(second);
}

static void raw_tracepoint(void)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 0), INSN_EXIT() };
	int program = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp", "GPL", insns, 2, NULL), link;
	LIBBPF_OPTS(bpf_raw_tp_opts, opts, .tp_name = "sys_enter", .cookie = 5);
	__u32 len = 64, id = 0, type = 0;
	__u64 offset = 0, address = 0;
	char name[64] = "";

	REQUIRE(program > 2);
	CHECK_INT(bpf_raw_tracepoint_open("no_such_tracepoint", program), -ENOENT);
	link = bpf_raw_tracepoint_open("sys_enter", program);
	REQUIRE(link > 2);
	CHECK_INT(bpf_task_fd_query(getpid(), link, 0, name, &len, &id, &type, &offset, &address), 0);
	CHECK(!strcmp(name, "sys_enter"));
	CHECK_INT(len, strlen("sys_enter"));
	CHECK_INT(id, program_id(program));
	CHECK_INT(type, BPF_FD_TYPE_RAW_TRACEPOINT);
	len = 4;
	CHECK_INT(bpf_task_fd_query(getpid(), link, 0, name, &len, &id, &type, &offset, &address), -ENOSPC);
	CHECK_INT(len, strlen("sys_enter"));
	CHECK_INT(bpf_task_fd_query(getpid(), program, 0, name, &len, &id, &type, &offset, &address),
		-524);
	close(link);
	link = bpf_raw_tracepoint_open_opts(program, &opts);
	if (kernel_version() >= KERNEL_RELEASE(6, 10, 0))
		CHECK(link > 2);
	else
		CHECK_INT(link, -EINVAL);
	if (link > 2)
		close(link);
	close(program);
}

/* An iterator over maps whose program does nothing: the file is empty, and was read. */
static void iterator(void)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 0), INSN_EXIT() };
	struct xsk_error err = { 0 };
	int target = kernel_btf_find_one("bpf_iter_bpf_map", BTF_KIND_FUNC, &err), program, link, file;
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_ITER,
		.attach_btf_id = (__u32)target);
	char text[16];

	if (target < 0) {
		printf("no iterator: %s\n", err.text);
		return;
	}
	program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "iterator", "GPL", insns, 2, &opts);
	REQUIRE(program > 2);
	link = bpf_link_create(program, 0, BPF_TRACE_ITER, NULL);
	REQUIRE(link > 2);
	CHECK_INT(info_of(link).type, BPF_LINK_TYPE_ITER);
	file = bpf_iter_create(link);
	CHECK(file > 2);
	CHECK_INT(read(file, text, sizeof(text)), 0);
	close(file);
	CHECK_INT(bpf_iter_create(program), -EINVAL);
	CHECK_INT(bpf_link_detach(link), -EOPNOTSUPP);
	close(link);
	close(program);
}

int main(void)
{
	struct veth veth;

	test_begin();
	test_needs_root();
	libbpf_set_print(NULL);
	veth_create(&veth, 1, 0);
	xdp(&veth);
	tcx(&veth);
	raw_tracepoint();
	iterator();
	veth_destroy(&veth);
	return test_end();
}
