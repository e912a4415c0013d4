// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The public probes: does this kernel have a program type, a map type, a helper for a program type? They try,
 * because the kernel's enums also list what was configured away. Each call asks anew and says nothing.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/kernel/command.h"
#include "loader/kernel/insn.h"
#include "loader/kernel/version.h"

enum {
	LAST_PROG_TYPE = UAPI_BPF_PROG_TYPE_NETFILTER,
	LAST_MAP_TYPE = UAPI_BPF_MAP_TYPE_RHASH,
};

/* What a type needs to be loaded besides two instructions. */
struct prog_needs {
	int attach_type;
	__u32 flags;
	bool target; /* a BTF target, which a probe has not: the verifier's complaint is the answer */
};

static struct prog_needs prog_needs(int type)
{
	switch (type) {
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
		return (struct prog_needs){ .attach_type = BPF_CGROUP_INET4_CONNECT };
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
		return (struct prog_needs){ .attach_type = BPF_CGROUP_GETSOCKOPT };
	case BPF_PROG_TYPE_SK_LOOKUP:
		return (struct prog_needs){ .attach_type = BPF_SK_LOOKUP };
	case BPF_PROG_TYPE_LIRC_MODE2:
		return (struct prog_needs){ .attach_type = BPF_LIRC_MODE2 };
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
		return (struct prog_needs){ .attach_type = BPF_FLOW_DISSECTOR };
	case UAPI_BPF_PROG_TYPE_NETFILTER:
		return (struct prog_needs){ .attach_type = UAPI_BPF_NETFILTER };
	case BPF_PROG_TYPE_SYSCALL:
		return (struct prog_needs){ .flags = BPF_F_SLEEPABLE };
	case BPF_PROG_TYPE_TRACING:
		return (struct prog_needs){ .attach_type = BPF_TRACE_FENTRY, .target = true };
	case BPF_PROG_TYPE_LSM:
		return (struct prog_needs){ .attach_type = BPF_LSM_MAC, .target = true };
	case BPF_PROG_TYPE_EXT:
	case BPF_PROG_TYPE_STRUCT_OPS:
		return (struct prog_needs){ .target = true };
	default:
		return (struct prog_needs){ 0 };
	}
}

/* Descriptor or -errno; @log is empty when the verifier was never reached. */
static int load(int type, const struct bpf_insn *insns, size_t count, char *log, size_t log_bytes)
{
	struct prog_needs needs = prog_needs(type);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = (enum bpf_attach_type)needs.attach_type,
		.prog_flags = needs.flags, .attach_btf_id = needs.target ? 1 : 0, .log_level = 1,
		.log_buf = log, .log_size = (__u32)log_bytes);

	if (type == BPF_PROG_TYPE_KPROBE)
		opts.kern_version = kernel_version();
	log[0] = '\0';
	return bpf_prog_load((enum bpf_prog_type)type, NULL, "GPL", insns, count, &opts);
}

int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 0), INSN_EXIT() };
	char log[512];
	scoped_fd int fd = -1;

	if (opts)
		return result_int(-EINVAL);
	if ((int)prog_type < 0 || (int)prog_type > LAST_PROG_TYPE)
		return result_int(-EOPNOTSUPP);
	if (prog_type == BPF_PROG_TYPE_UNSPEC)
		return 0;
	fd = load(prog_type, insns, 2, log, sizeof(log));
	if (fd >= 0 || log[0])
		return 1;
	return fd == -EPERM ? result_int(fd) : 0;
}

/* ---- maps ---- */

static const char storage_strings[] = "\0int";

/* BTF of an int, which local storage wants for key and value. */
static int load_int_btf(void)
{
	struct {
		struct btf_header {
			__u16 magic;
			__u8 version, flags;
			__u32 hdr_len, type_off, type_len, str_off, str_len;
		} header;
		__u32 type[4];
		char strings[sizeof(storage_strings)];
	} btf = {
		.header = { 0xeb9f, 1, 0, sizeof(btf.header), 0, sizeof(btf.type), sizeof(btf.type),
			sizeof(btf.strings) },
		/* "int", kind 1, 4 bytes; signed, 32 bits. */
		.type = { 1, 1 << 24, 4, 1 << 24 | 32 },
	};

	memcpy(btf.strings, storage_strings, sizeof(btf.strings));
	/* Without the padding behind the strings. */
	return bpf_btf_load(&btf, offsetof(__typeof__(btf), strings) + sizeof(storage_strings), NULL);
}

struct map_needs {
	__u32 key_bytes, value_bytes, max_entries, flags;
	bool inner;      /* a map of maps */
	bool btf;        /* local storage */
	bool struct_ops; /* a kernel struct, which a probe has not */
};

static struct map_needs map_needs(int type)
{
	struct map_needs needs = { .key_bytes = 4, .value_bytes = 4, .max_entries = 1 };

	switch (type) {
	case BPF_MAP_TYPE_STACK_TRACE:
		needs.value_bytes = 8;
		break;
	case BPF_MAP_TYPE_LPM_TRIE:
		needs.key_bytes = needs.value_bytes = 8;
		needs.flags = BPF_F_NO_PREALLOC;
		break;
	case UAPI_BPF_MAP_TYPE_RHASH:
		needs.flags = BPF_F_NO_PREALLOC;
		break;
	case UAPI_BPF_MAP_TYPE_INSN_ARRAY:
		needs.value_bytes = 16;
		break;
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		needs = (struct map_needs){ .key_bytes = sizeof(struct bpf_cgroup_storage_key),
			.value_bytes = 8 };
		break;
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_BLOOM_FILTER:
		needs.key_bytes = 0;
		break;
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case UAPI_BPF_MAP_TYPE_CGRP_STORAGE:
		needs = (struct map_needs){
			.key_bytes = 4, .value_bytes = 4, .flags = BPF_F_NO_PREALLOC, .btf = true
		};
		break;
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_USER_RINGBUF:
		needs = (struct map_needs){ .max_entries = (__u32)sysconf(_SC_PAGE_SIZE) };
		break;
	case UAPI_BPF_MAP_TYPE_ARENA:
		needs = (struct map_needs){ .max_entries = 1, .flags = BPF_F_MMAPABLE };
		break;
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		needs.inner = true;
		break;
	case BPF_MAP_TYPE_STRUCT_OPS:
		needs.struct_ops = true;
		break;
	}
	return needs;
}

int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts)
{
	struct map_needs needs = map_needs(map_type);
	LIBBPF_OPTS(bpf_map_create_opts, create, .map_flags = needs.flags);
	scoped_fd int btf = -1;
	scoped_fd int inner = -1;
	scoped_fd int fd = -1;

	if (opts)
		return result_int(-EINVAL);
	if ((int)map_type <= BPF_MAP_TYPE_UNSPEC || (int)map_type > LAST_MAP_TYPE)
		return result_int(-EOPNOTSUPP);
	if (needs.btf) {
		btf = load_int_btf();
		if (btf < 0)
			return result_int(btf);
		create.btf_fd = (__u32)btf;
		create.btf_key_type_id = create.btf_value_type_id = 1;
	}
	if (needs.inner) {
		inner = bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 4, 4, 1, NULL);
		if (inner < 0)
			return result_int(inner);
		create.inner_map_fd = (__u32)inner;
	}
	if (needs.struct_ops)
		create.btf_vmlinux_value_type_id = 1;
	fd = bpf_map_create(map_type, NULL, needs.key_bytes, needs.value_bytes, needs.max_entries, &create);
	/* Type 1 of the kernel's BTF is no struct_ops; a kernel that looks has them. */
	if (fd >= 0 || (needs.struct_ops && fd == -ERROR_KERNEL_ENOTSUPP))
		return 1;
	return fd == -EPERM || fd == -ENOMEM ? result_int(fd) : 0;
}

/* ---- helpers ---- */

int libbpf_probe_bpf_helper(enum bpf_prog_type prog_type, enum bpf_func_id helper_id, const void *opts)
{
	const struct bpf_insn insns[] = { INSN_CALL_HELPER((__s32)helper_id), INSN_EXIT() };
	static const char *const refusals[] = { "invalid func ", "unknown func ", "cannot use helper " };
	char log[4096];
	scoped_fd int fd = -1;

	if (opts)
		return result_int(-EINVAL);
	if ((int)prog_type < 0 || (int)prog_type > LAST_PROG_TYPE || prog_needs(prog_type).target)
		return result_int(-EOPNOTSUPP);
	fd = load(prog_type, insns, 2, log, sizeof(log));
	if (fd >= 0)
		return 1;
	if (!log[0])
		return fd == -EPERM ? result_int(fd) : 0;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (strstr(log, refusals[i]))
			return 0;
	/* Whatever else the verifier has against a call without arguments: it knows the helper. */
	return 1;
}
