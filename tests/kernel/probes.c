// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* libbpf_probe_bpf_*: what every kernel has, what none has, and agreement with what loading then says. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

#include "loader/kernel/insn.h"
#include "loader/kernel/uapi.h"
#include "loader/kernel/version.h"
#include "tests/harness/test.h"

static void program_types(void)
{
	static const int always[] = { BPF_PROG_TYPE_SOCKET_FILTER, BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_XDP,
		BPF_PROG_TYPE_SK_MSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_PROG_TYPE_CGROUP_SOCKOPT,
		BPF_PROG_TYPE_SK_LOOKUP, BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_PROG_TYPE_TRACEPOINT };

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		CHECK_INT(libbpf_probe_bpf_prog_type((enum bpf_prog_type)always[i], NULL), 1);
	CHECK_INT(libbpf_probe_bpf_prog_type((enum bpf_prog_type)UAPI_BPF_PROG_TYPE_NETFILTER, NULL),
		kernel_version() >= KERNEL_RELEASE(6, 4, 0));
	CHECK_INT(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_SYSCALL, NULL),
		kernel_version() >= KERNEL_RELEASE(5, 14, 0));
	CHECK_INT(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_UNSPEC, NULL), 0);
	errno = 0;
	CHECK_INT(libbpf_probe_bpf_prog_type((enum bpf_prog_type)33, NULL), -EOPNOTSUPP);
	CHECK_INT(errno, EOPNOTSUPP);
	CHECK_INT(libbpf_probe_bpf_prog_type((enum bpf_prog_type) - 1, NULL), -EOPNOTSUPP);
	CHECK_INT(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, "opts"), -EINVAL);
}

static void map_types(void)
{
	/* Release by which each type had come; all types that Debian's kernels are configured with. */
	static const struct {
		int type;
		unsigned int major, minor;
	} types[] = {
		{ BPF_MAP_TYPE_STACK_TRACE, 4, 6 },
		{ BPF_MAP_TYPE_LPM_TRIE, 4, 11 },
		{ BPF_MAP_TYPE_HASH_OF_MAPS, 4, 12 },
		{ BPF_MAP_TYPE_CGROUP_STORAGE, 4, 19 },
		{ BPF_MAP_TYPE_QUEUE, 4, 20 },
		{ BPF_MAP_TYPE_SK_STORAGE, 5, 2 },
		{ BPF_MAP_TYPE_RINGBUF, 5, 8 },
		{ BPF_MAP_TYPE_TASK_STORAGE, 5, 11 },
		{ BPF_MAP_TYPE_BLOOM_FILTER, 5, 16 },
		{ BPF_MAP_TYPE_USER_RINGBUF, 6, 1 },
		{ UAPI_BPF_MAP_TYPE_CGRP_STORAGE, 6, 2 },
		{ UAPI_BPF_MAP_TYPE_ARENA, 6, 9 },
		{ UAPI_BPF_MAP_TYPE_INSN_ARRAY, 7, 0 },
		{ UAPI_BPF_MAP_TYPE_RHASH, 7, 2 },
	};

	for (int type = BPF_MAP_TYPE_HASH; type <= BPF_MAP_TYPE_ARRAY; type++)
		CHECK_INT(libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL), 1);
	for (int type = BPF_MAP_TYPE_DEVMAP; type <= BPF_MAP_TYPE_SOCKHASH; type++)
		CHECK_INT(libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL), 1);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		int answer = libbpf_probe_bpf_map_type((enum bpf_map_type)types[i].type, NULL);

		if (answer != (kernel_version() >= KERNEL_RELEASE(types[i].major, types[i].minor, 0)))
			test_failed(__FILE__, __LINE__, "map type %d: %d", types[i].type, answer);
	}
	CHECK_INT(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_UNSPEC, NULL), -EOPNOTSUPP);
	CHECK_INT(libbpf_probe_bpf_map_type((enum bpf_map_type)36, NULL), -EOPNOTSUPP);
	CHECK_INT(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_HASH, "opts"), -EINVAL);
}

static int probe(enum bpf_prog_type type, int helper)
{
	return libbpf_probe_bpf_helper(type, (enum bpf_func_id)helper, NULL);
}

static void helpers(void)
{
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, BPF_FUNC_map_lookup_elem), 1);
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, BPF_FUNC_redirect_map), 1);
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, BPF_FUNC_ktime_get_ns), 1);
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, BPF_FUNC_skb_load_bytes), 0);
	CHECK_INT(probe(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_skb_load_bytes), 1);
	CHECK_INT(probe(BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_get_attach_cookie),
		kernel_version() >= KERNEL_RELEASE(5, 15, 0));
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, 100000), 0);
	CHECK_INT(probe(BPF_PROG_TYPE_TRACING, BPF_FUNC_map_lookup_elem), -EOPNOTSUPP);
	CHECK_INT(probe((enum bpf_prog_type)40, BPF_FUNC_map_lookup_elem), -EOPNOTSUPP);
	CHECK_INT(libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_map_lookup_elem, "opts"), -EINVAL);
}

/* Without privilege the answer is that it cannot be told. */
static void without_privilege(void)
{
	REQUIRE(!setresuid(65534, 65534, 65534));
	CHECK_INT(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL), -EPERM);
	CHECK_INT(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_HASH, NULL), -EPERM);
	CHECK_INT(probe(BPF_PROG_TYPE_XDP, BPF_FUNC_map_lookup_elem), -EPERM);
}

static int ignore(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN)
		test_failed(__FILE__, __LINE__, "a probe warned: %s", format);
	return 0;
}

int main(void)
{
	test_begin();
	test_needs_root();
	libbpf_set_print(ignore);
	program_types();
	map_types();
	helpers();
	without_privilege();
	return test_end();
}
