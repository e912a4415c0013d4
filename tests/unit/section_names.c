// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a program's section name says: the table's 116 entries, its matching rules, registered handlers. */
#include <errno.h>
#include <string.h>
#include <bpf/libbpf.h>

#include "loader/kernel/uapi.h"
#include "loader/object/section_table.h"
#include "tests/harness/test.h"

/* The name in the message. */
#define CHECK_NAME(name, condition) \
	((condition) ? true : (test_failed(__FILE__, __LINE__, "%s: %s", name, #condition), false))

static void check_type(const char *name, int type, int attach)
{
	enum bpf_prog_type found_type = BPF_PROG_TYPE_UNSPEC;
	enum bpf_attach_type found_attach = 0;

	if (!CHECK_NAME(name, libbpf_prog_type_by_name(name, &found_type, &found_attach) == 0))
		return;
	CHECK_INT(found_type, type);
	CHECK_INT(found_attach, attach);
}

static void check_unknown(const char *name)
{
	enum bpf_prog_type type;
	enum bpf_attach_type attach;

	CHECK_NAME(name, libbpf_prog_type_by_name(name, &type, &attach) == -ESRCH && errno == ESRCH);
}

/* Each row is found by its own name, and how many rows each kind of entry has. */
static void check_table(void)
{
	unsigned int count = 0, attaching = 0, sleepable = 0, by_btf = 0;
	const struct section_definition *row;

	for (; (row = section_table_at(count)); count++) {
		struct section_definition found;
		char name[64];
		size_t len = (size_t)snprintf(name, sizeof(name), "%s", row->pattern);

		if (name[len - 1] == '+')
			name[len - 1] = '\0';
		REQUIRE(section_define(name, &found));
		CHECK_NAME(name, !strcmp(found.pattern, row->pattern));
		attaching += row->attach != SECTION_ATTACH_NONE;
		sleepable += !!(row->flags & SECTION_SLEEPABLE);
		by_btf += !!(row->flags & SECTION_ATTACH_BTF);
	}
	CHECK_INT(count, 116);
	CHECK_INT(attaching, 50);
	CHECK_INT(sleepable, 22);
	CHECK_INT(by_btf, 16);
}

static void check_attach_types(void)
{
	enum bpf_attach_type attach;

	CHECK_INT(libbpf_attach_type_by_name("cgroup/connect4", &attach), 0);
	CHECK_INT(attach, BPF_CGROUP_INET4_CONNECT);
	CHECK_INT(libbpf_attach_type_by_name("xdp", &attach), 0);
	CHECK_INT(attach, BPF_XDP);
	CHECK_INT(libbpf_attach_type_by_name("kprobe/f", &attach), -EINVAL);
	CHECK_INT(libbpf_attach_type_by_name("nothing", &attach), -EINVAL);
	CHECK_INT(libbpf_attach_type_by_name(NULL, &attach), -EINVAL);
}

static int setup(struct bpf_program *prog, long cookie)
{
	return prog || cookie ? 0 : -1;
}

static void check_handlers(void)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = 42, .prog_setup_fn = setup);
	struct section_definition found;
	int first, second, fallback;

	first = libbpf_register_prog_handler("mine/", BPF_PROG_TYPE_XDP, BPF_XDP, &opts);
	second = libbpf_register_prog_handler("xdp", BPF_PROG_TYPE_SOCKET_FILTER, 0, NULL);
	CHECK(first > 0);
	CHECK(second > first);
	check_type("mine/x", BPF_PROG_TYPE_XDP, BPF_XDP);
	check_unknown("mine");
	CHECK(section_define("mine/x", &found) && found.cookie == 42 && found.setup == setup);
	/* Registered ones come before the table. */
	check_type("xdp", BPF_PROG_TYPE_SOCKET_FILTER, 0);
	CHECK_INT(libbpf_unregister_prog_handler(second), 0);
	CHECK_INT(libbpf_unregister_prog_handler(second), -ENOENT);
	check_type("xdp", BPF_PROG_TYPE_XDP, BPF_XDP);

	/* The fallback comes after it, and there is one. */
	fallback = libbpf_register_prog_handler(NULL, BPF_PROG_TYPE_SYSCALL, 0, NULL);
	CHECK(fallback > 0);
	CHECK_INT(libbpf_register_prog_handler(NULL, BPF_PROG_TYPE_SYSCALL, 0, NULL), -EBUSY);
	check_type("nothing", BPF_PROG_TYPE_SYSCALL, 0);
	check_type("xdp", BPF_PROG_TYPE_XDP, BPF_XDP);
	CHECK_INT(libbpf_unregister_prog_handler(fallback), 0);
	CHECK_INT(libbpf_unregister_prog_handler(first), 0);
	CHECK_INT(libbpf_unregister_prog_handler(0), -EINVAL);
	check_unknown("mine/x");
	opts.sz = 4;
	CHECK_INT(libbpf_register_prog_handler("x", BPF_PROG_TYPE_XDP, BPF_XDP, &opts), -EINVAL);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	check_table();
	check_type("kprobe", BPF_PROG_TYPE_KPROBE, 0);
	check_type("kprobe/do_exit+0x10", BPF_PROG_TYPE_KPROBE, 0);
	check_type("uprobe.session.s/libc:x", BPF_PROG_TYPE_KPROBE, UAPI_BPF_TRACE_UPROBE_SESSION);
	check_type("tp_btf.s/sched_switch", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP);
	check_type("fsession.multi.s/*", BPF_PROG_TYPE_TRACING, UAPI_BPF_TRACE_FSESSION_MULTI);
	check_type("xdp.frags/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP);
	check_type(
		"cgroup/getsockname_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_GETSOCKNAME);
	check_type("sk_reuseport/migrate", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT_OR_MIGRATE);
	check_type("netkit/peer", BPF_PROG_TYPE_SCHED_CLS, UAPI_BPF_NETKIT_PEER);
	check_type("lsm_cgroup/socket_post_create", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP);
	check_type("struct_ops.s/init", BPF_PROG_TYPE_STRUCT_OPS, 0);
	check_unknown("xdp/");
	check_unknown("xdp_mine");
	check_unknown("kprobes");
	check_unknown("fentry.x/f");
	check_unknown("");
	check_attach_types();
	check_handlers();
	return test_end();
}
