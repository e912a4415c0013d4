// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Constants and structs that are newer than the build machine's headers are what the running kernel has, as far as its
 * BTF knows them: enumerators, not macros; those of its own release and before. */
#include <bpf/btf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/uapi.h"
#include "loader/kernel/uapi.h"
#include "tests/harness/test.h"

#define CONSTANT(name)                    \
	{                                 \
#name, UAPI_##name, false \
	}

static struct constant {
	const char *name;
	long long value;
	bool seen;
} constants[] = {
	CONSTANT(XDP_MAX_TX_SKB_BUDGET),
	CONSTANT(XDP_USE_SG),
	CONSTANT(XDP_UMEM_TX_SW_CSUM),
	CONSTANT(XDP_UMEM_TX_METADATA_LEN),
	CONSTANT(XDP_PKT_CONTD),
	CONSTANT(XDP_TX_METADATA),
	CONSTANT(NETDEV_CMD_DEV_GET),
	CONSTANT(NETDEV_A_DEV_IFINDEX),
	CONSTANT(NETDEV_A_DEV_XDP_FEATURES),
	CONSTANT(NETDEV_A_DEV_XDP_ZC_MAX_SEGS),
	CONSTANT(NETDEV_A_DEV_XDP_RX_METADATA_FEATURES),
	CONSTANT(NETDEV_A_DEV_XSK_FEATURES),
	CONSTANT(BPF_TOKEN_CREATE),
	CONSTANT(BPF_PROG_STREAM_READ_BY_FD),
	CONSTANT(BPF_PROG_ASSOC_STRUCT_OPS),
	CONSTANT(BPF_COMMON_ATTRS),
	CONSTANT(BPF_MAP_TYPE_CGRP_STORAGE),
	CONSTANT(BPF_MAP_TYPE_ARENA),
	CONSTANT(BPF_MAP_TYPE_INSN_ARRAY),
	CONSTANT(BPF_MAP_TYPE_RHASH),
	CONSTANT(BPF_PROG_TYPE_NETFILTER),
	CONSTANT(BPF_STRUCT_OPS),
	CONSTANT(BPF_NETFILTER),
	CONSTANT(BPF_TCX_INGRESS),
	CONSTANT(BPF_TCX_EGRESS),
	CONSTANT(BPF_TRACE_UPROBE_MULTI),
	CONSTANT(BPF_CGROUP_UNIX_CONNECT),
	CONSTANT(BPF_CGROUP_UNIX_SENDMSG),
	CONSTANT(BPF_CGROUP_UNIX_RECVMSG),
	CONSTANT(BPF_CGROUP_UNIX_GETPEERNAME),
	CONSTANT(BPF_CGROUP_UNIX_GETSOCKNAME),
	CONSTANT(BPF_NETKIT_PRIMARY),
	CONSTANT(BPF_NETKIT_PEER),
	CONSTANT(BPF_TRACE_KPROBE_SESSION),
	CONSTANT(BPF_TRACE_UPROBE_SESSION),
	CONSTANT(BPF_TRACE_FSESSION),
	CONSTANT(BPF_TRACE_FENTRY_MULTI),
	CONSTANT(BPF_TRACE_FEXIT_MULTI),
	CONSTANT(BPF_TRACE_FSESSION_MULTI),
	CONSTANT(BPF_LINK_TYPE_NETFILTER),
	CONSTANT(BPF_LINK_TYPE_TCX),
	CONSTANT(BPF_LINK_TYPE_UPROBE_MULTI),
	CONSTANT(BPF_LINK_TYPE_NETKIT),
	CONSTANT(BPF_LINK_TYPE_SOCKMAP),
	CONSTANT(BPF_LINK_TYPE_TRACING_MULTI),
	CONSTANT(BPF_F_BEFORE),
	CONSTANT(BPF_F_AFTER),
	CONSTANT(BPF_F_ID),
	CONSTANT(BPF_F_LINK),
	CONSTANT(BPF_F_PATH_FD),
	CONSTANT(BPF_F_VTYPE_BTF_OBJ_FD),
	CONSTANT(BPF_F_TOKEN_FD),
	CONSTANT(BPF_F_SEGV_ON_FAULT),
	CONSTANT(BPF_F_NO_USER_CONV),
	CONSTANT(BPF_F_UPROBE_MULTI_RETURN),
	CONSTANT(BPF_F_UPROBE_MULTI_PATH_FD),
	CONSTANT(BPF_STREAM_STDOUT),
	CONSTANT(BPF_STREAM_STDERR),
};

#define CONSTANTS (sizeof(constants) / sizeof(constants[0]))

static void compare(const char *name, long long value)
{
	for (size_t i = 0; i < CONSTANTS; i++) {
		if (strcmp(constants[i].name, name))
			continue;
		constants[i].seen = true;
		if (constants[i].value != value)
			test_failed(__FILE__, __LINE__, "%s is %lld here, %lld in the kernel", name,
				constants[i].value, value);
	}
}

static void compare_enumerators(const struct btf *btf)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (!btf_is_enum(type))
			continue;
		for (__u32 i = 0; i < btf_vlen(type); i++) {
			const struct btf_enum *enumerator = btf_enum(type) + i;

			compare(btf__str_by_offset(btf, enumerator->name_off), enumerator->val);
		}
	}
}

static void compare_member(
	const struct btf *btf, const struct btf_type *type, const char *name, size_t offset)
{
	for (__u32 i = 0; i < btf_vlen(type); i++) {
		if (strcmp(btf__str_by_offset(btf, btf_members(type)[i].name_off), name))
			continue;
		CHECK_INT(btf_member_bit_offset(type, i) / 8, offset);
		return;
	}
	test_failed(__FILE__, __LINE__, "struct xdp_umem_reg has no %s", name);
}

/* Before 6.8 it has no tx_metadata_len, and ends with padding where that lies now. */
static void compare_umem_reg(const struct btf *btf)
{
	int id = btf__find_by_name_kind(btf, "xdp_umem_reg", BTF_KIND_STRUCT);
	const struct btf_type *type;

	if (id < 0)
		return;
	type = btf__type_by_id(btf, (__u32)id);
	CHECK_INT(type->size, sizeof(struct uapi_xdp_umem_reg));
	compare_member(btf, type, "addr", offsetof(struct uapi_xdp_umem_reg, addr));
	compare_member(btf, type, "len", offsetof(struct uapi_xdp_umem_reg, len));
	compare_member(btf, type, "chunk_size", offsetof(struct uapi_xdp_umem_reg, chunk_size));
	compare_member(btf, type, "headroom", offsetof(struct uapi_xdp_umem_reg, headroom));
	compare_member(btf, type, "flags", offsetof(struct uapi_xdp_umem_reg, flags));
	if (btf_vlen(type) > 5)
		compare_member(
			btf, type, "tx_metadata_len", offsetof(struct uapi_xdp_umem_reg, tx_metadata_len));
}

int main(void)
{
	struct btf *btf;
	size_t seen = 0;

	test_begin();
	btf = btf__load_vmlinux_btf();
	if (!btf)
		test_skip("no BTF of the kernel: %s", strerror(errno));
	compare_enumerators(btf);
	compare_umem_reg(btf);
	for (size_t i = 0; i < CONSTANTS; i++)
		seen += constants[i].seen;
	printf("%zu of %zu constants are in the kernel's BTF\n", seen, CONSTANTS);
	btf__free(btf);
	return test_end();
}
