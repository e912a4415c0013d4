// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What loader/kernel has of linux/bpf.h beyond the system's header, against the running kernel's BTF: every field of
 * attr.h lies where union bpf_attr has it, every constant of uapi.h has the enumerator's value, helpers have the
 * table's numbers. What this kernel is too old to know is counted.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "loader/kernel/attr.h"
#include "loader/kernel/uapi.h"
#include "tests/harness/test.h"

static struct btf *kernel;
static int compared, unknown;

/* ---- fields ---- */

struct field {
	const char *path;
	size_t offset, bytes;
};

/* A path of names below union bpf_attr; fields that are nowhere else are looked for in its unnamed structs. */
#define FIELD(path, type, member)                                                          \
	{                                                                                  \
		path, offsetof(struct type, member), sizeof(((struct type *)NULL)->member) \
	}

static const struct field fields[] = {
	FIELD("map_type", attr_map_create, map_type),
	FIELD("key_size", attr_map_create, key_size),
	FIELD("value_size", attr_map_create, value_size),
	FIELD("max_entries", attr_map_create, max_entries),
	FIELD("map_flags", attr_map_create, map_flags),
	FIELD("inner_map_fd", attr_map_create, inner_map_fd),
	FIELD("numa_node", attr_map_create, numa_node),
	FIELD("map_name", attr_map_create, map_name),
	FIELD("map_ifindex", attr_map_create, map_ifindex),
	FIELD("btf_fd", attr_map_create, btf_fd),
	FIELD("btf_key_type_id", attr_map_create, btf_key_type_id),
	FIELD("btf_value_type_id", attr_map_create, btf_value_type_id),
	FIELD("btf_vmlinux_value_type_id", attr_map_create, btf_vmlinux_value_type_id),
	FIELD("map_extra", attr_map_create, map_extra),
	FIELD("value_type_btf_obj_fd", attr_map_create, value_type_btf_obj_fd),
	FIELD("map_token_fd", attr_map_create, map_token_fd),
	FIELD("excl_prog_hash", attr_map_create, excl_prog_hash),
	FIELD("excl_prog_hash_size", attr_map_create, excl_prog_hash_size),
	FIELD("map_fd", attr_map_elem, map_fd),
	FIELD("key", attr_map_elem, key),
	FIELD("value", attr_map_elem, value),
	FIELD("next_key", attr_map_elem, value),
	FIELD("flags", attr_map_elem, flags),
	FIELD("batch.in_batch", attr_map_batch, in_batch),
	FIELD("batch.out_batch", attr_map_batch, out_batch),
	FIELD("batch.keys", attr_map_batch, keys),
	FIELD("batch.values", attr_map_batch, values),
	FIELD("batch.count", attr_map_batch, count),
	FIELD("batch.map_fd", attr_map_batch, map_fd),
	FIELD("batch.elem_flags", attr_map_batch, elem_flags),
	FIELD("batch.flags", attr_map_batch, flags),
	FIELD("prog_type", attr_prog_load, prog_type),
	FIELD("insn_cnt", attr_prog_load, insn_cnt),
	FIELD("insns", attr_prog_load, insns),
	FIELD("license", attr_prog_load, license),
	FIELD("log_level", attr_prog_load, log_level),
	FIELD("log_size", attr_prog_load, log_size),
	FIELD("log_buf", attr_prog_load, log_buf),
	FIELD("kern_version", attr_prog_load, kern_version),
	FIELD("prog_flags", attr_prog_load, prog_flags),
	FIELD("prog_name", attr_prog_load, prog_name),
	FIELD("prog_ifindex", attr_prog_load, prog_ifindex),
	FIELD("expected_attach_type", attr_prog_load, expected_attach_type),
	FIELD("prog_btf_fd", attr_prog_load, prog_btf_fd),
	FIELD("func_info_rec_size", attr_prog_load, func_info_rec_size),
	FIELD("func_info", attr_prog_load, func_info),
	FIELD("func_info_cnt", attr_prog_load, func_info_cnt),
	FIELD("line_info_rec_size", attr_prog_load, line_info_rec_size),
	FIELD("line_info", attr_prog_load, line_info),
	FIELD("line_info_cnt", attr_prog_load, line_info_cnt),
	FIELD("attach_btf_id", attr_prog_load, attach_btf_id),
	FIELD("attach_prog_fd", attr_prog_load, attach_prog_fd),
	FIELD("attach_btf_obj_fd", attr_prog_load, attach_prog_fd),
	FIELD("core_relo_cnt", attr_prog_load, core_relo_cnt),
	FIELD("fd_array", attr_prog_load, fd_array),
	FIELD("core_relos", attr_prog_load, core_relos),
	FIELD("core_relo_rec_size", attr_prog_load, core_relo_rec_size),
	FIELD("log_true_size", attr_prog_load, log_true_size),
	FIELD("prog_token_fd", attr_prog_load, prog_token_fd),
	FIELD("fd_array_cnt", attr_prog_load, fd_array_cnt),
	FIELD("signature", attr_prog_load, signature),
	FIELD("signature_size", attr_prog_load, signature_size),
	FIELD("keyring_id", attr_prog_load, keyring_id),
	FIELD("pathname", attr_obj, pathname),
	FIELD("bpf_fd", attr_obj, bpf_fd),
	FIELD("file_flags", attr_obj, file_flags),
	FIELD("path_fd", attr_obj, path_fd),
	FIELD("target_fd", attr_prog_attach, target_fd),
	FIELD("target_ifindex", attr_prog_attach, target_fd),
	FIELD("attach_bpf_fd", attr_prog_attach, attach_bpf_fd),
	FIELD("attach_type", attr_prog_attach, attach_type),
	FIELD("attach_flags", attr_prog_attach, attach_flags),
	FIELD("replace_bpf_fd", attr_prog_attach, replace_bpf_fd),
	FIELD("relative_fd", attr_prog_attach, relative_fd),
	FIELD("relative_id", attr_prog_attach, relative_fd),
	FIELD("expected_revision", attr_prog_attach, expected_revision),
	FIELD("test.prog_fd", attr_test_run, prog_fd),
	FIELD("test.retval", attr_test_run, retval),
	FIELD("test.data_size_in", attr_test_run, data_size_in),
	FIELD("test.data_size_out", attr_test_run, data_size_out),
	FIELD("test.data_in", attr_test_run, data_in),
	FIELD("test.data_out", attr_test_run, data_out),
	FIELD("test.repeat", attr_test_run, repeat),
	FIELD("test.duration", attr_test_run, duration),
	FIELD("test.ctx_size_in", attr_test_run, ctx_size_in),
	FIELD("test.ctx_size_out", attr_test_run, ctx_size_out),
	FIELD("test.ctx_in", attr_test_run, ctx_in),
	FIELD("test.ctx_out", attr_test_run, ctx_out),
	FIELD("test.flags", attr_test_run, flags),
	FIELD("test.cpu", attr_test_run, cpu),
	FIELD("test.batch_size", attr_test_run, batch_size),
	FIELD("start_id", attr_id, id),
	FIELD("prog_id", attr_id, id),
	FIELD("map_id", attr_id, id),
	FIELD("btf_id", attr_id, id),
	FIELD("link_id", attr_id, id),
	FIELD("next_id", attr_id, next_id),
	FIELD("open_flags", attr_id, open_flags),
	FIELD("fd_by_id_token_fd", attr_id, fd_by_id_token_fd),
	FIELD("info.bpf_fd", attr_info, bpf_fd),
	FIELD("info.info_len", attr_info, info_len),
	FIELD("info.info", attr_info, info),
	FIELD("query.target_fd", attr_prog_query, target_fd),
	FIELD("query.attach_type", attr_prog_query, attach_type),
	FIELD("query.query_flags", attr_prog_query, query_flags),
	FIELD("query.attach_flags", attr_prog_query, attach_flags),
	FIELD("query.prog_ids", attr_prog_query, prog_ids),
	FIELD("query.prog_cnt", attr_prog_query, count),
	FIELD("query.prog_attach_flags", attr_prog_query, prog_attach_flags),
	FIELD("query.link_ids", attr_prog_query, link_ids),
	FIELD("query.link_attach_flags", attr_prog_query, link_attach_flags),
	FIELD("query.revision", attr_prog_query, revision),
	FIELD("raw_tracepoint.name", attr_raw_tracepoint, name),
	FIELD("raw_tracepoint.prog_fd", attr_raw_tracepoint, prog_fd),
	FIELD("raw_tracepoint.cookie", attr_raw_tracepoint, cookie),
	FIELD("btf", attr_btf_load, btf),
	FIELD("btf_log_buf", attr_btf_load, btf_log_buf),
	FIELD("btf_size", attr_btf_load, btf_size),
	FIELD("btf_log_size", attr_btf_load, btf_log_size),
	FIELD("btf_log_level", attr_btf_load, btf_log_level),
	FIELD("btf_log_true_size", attr_btf_load, btf_log_true_size),
	FIELD("btf_flags", attr_btf_load, btf_flags),
	FIELD("btf_token_fd", attr_btf_load, btf_token_fd),
	FIELD("task_fd_query.pid", attr_task_fd_query, pid),
	FIELD("task_fd_query.fd", attr_task_fd_query, fd),
	FIELD("task_fd_query.flags", attr_task_fd_query, flags),
	FIELD("task_fd_query.buf_len", attr_task_fd_query, buf_len),
	FIELD("task_fd_query.buf", attr_task_fd_query, buf),
	FIELD("task_fd_query.prog_id", attr_task_fd_query, prog_id),
	FIELD("task_fd_query.fd_type", attr_task_fd_query, fd_type),
	FIELD("task_fd_query.probe_offset", attr_task_fd_query, probe_offset),
	FIELD("task_fd_query.probe_addr", attr_task_fd_query, probe_addr),
	FIELD("link_create.prog_fd", attr_link_create, prog_fd),
	FIELD("link_create.map_fd", attr_link_create, prog_fd),
	FIELD("link_create.target_fd", attr_link_create, target_fd),
	FIELD("link_create.target_ifindex", attr_link_create, target_fd),
	FIELD("link_create.attach_type", attr_link_create, attach_type),
	FIELD("link_create.flags", attr_link_create, flags),
	FIELD("link_create.target_btf_id", attr_link_create, target_btf_id),
	FIELD("link_create.iter_info", attr_link_create, iter.iter_info),
	FIELD("link_create.iter_info_len", attr_link_create, iter.iter_info_len),
	FIELD("link_create.perf_event.bpf_cookie", attr_link_create, perf_event.bpf_cookie),
	FIELD("link_create.kprobe_multi.flags", attr_link_create, kprobe_multi.flags),
	FIELD("link_create.kprobe_multi.cnt", attr_link_create, kprobe_multi.cnt),
	FIELD("link_create.kprobe_multi.syms", attr_link_create, kprobe_multi.syms),
	FIELD("link_create.kprobe_multi.addrs", attr_link_create, kprobe_multi.addrs),
	FIELD("link_create.kprobe_multi.cookies", attr_link_create, kprobe_multi.cookies),
	FIELD("link_create.tracing.target_btf_id", attr_link_create, tracing.target_btf_id),
	FIELD("link_create.tracing.cookie", attr_link_create, tracing.cookie),
	FIELD("link_create.netfilter.pf", attr_link_create, netfilter.pf),
	FIELD("link_create.netfilter.hooknum", attr_link_create, netfilter.hooknum),
	FIELD("link_create.netfilter.priority", attr_link_create, netfilter.priority),
	FIELD("link_create.netfilter.flags", attr_link_create, netfilter.flags),
	FIELD("link_create.tcx.relative_fd", attr_link_create, tcx.relative_fd),
	FIELD("link_create.tcx.relative_id", attr_link_create, tcx.relative_fd),
	FIELD("link_create.tcx.expected_revision", attr_link_create, tcx.expected_revision),
	FIELD("link_create.netkit.relative_fd", attr_link_create, netkit.relative_fd),
	FIELD("link_create.netkit.expected_revision", attr_link_create, netkit.expected_revision),
	FIELD("link_create.cgroup.relative_fd", attr_link_create, cgroup.relative_fd),
	FIELD("link_create.cgroup.expected_revision", attr_link_create, cgroup.expected_revision),
	FIELD("link_create.uprobe_multi.path", attr_link_create, uprobe_multi.path),
	FIELD("link_create.uprobe_multi.offsets", attr_link_create, uprobe_multi.offsets),
	FIELD("link_create.uprobe_multi.ref_ctr_offsets", attr_link_create, uprobe_multi.ref_ctr_offsets),
	FIELD("link_create.uprobe_multi.cookies", attr_link_create, uprobe_multi.cookies),
	FIELD("link_create.uprobe_multi.cnt", attr_link_create, uprobe_multi.cnt),
	FIELD("link_create.uprobe_multi.flags", attr_link_create, uprobe_multi.flags),
	FIELD("link_create.uprobe_multi.pid", attr_link_create, uprobe_multi.pid),
	FIELD("link_create.uprobe_multi.path_fd", attr_link_create, uprobe_multi.path_fd),
	FIELD("link_create.tracing_multi.ids", attr_link_create, tracing_multi.ids),
	FIELD("link_create.tracing_multi.cookies", attr_link_create, tracing_multi.cookies),
	FIELD("link_create.tracing_multi.cnt", attr_link_create, tracing_multi.cnt),
	FIELD("link_update.link_fd", attr_link_update, link_fd),
	FIELD("link_update.new_prog_fd", attr_link_update, new_prog_fd),
	FIELD("link_update.new_map_fd", attr_link_update, new_prog_fd),
	FIELD("link_update.flags", attr_link_update, flags),
	FIELD("link_update.old_prog_fd", attr_link_update, old_prog_fd),
	FIELD("link_update.old_map_fd", attr_link_update, old_prog_fd),
	FIELD("link_detach.link_fd", attr_link_detach, link_fd),
	FIELD("enable_stats.type", attr_enable_stats, type),
	FIELD("iter_create.link_fd", attr_iter_create, link_fd),
	FIELD("iter_create.flags", attr_iter_create, flags),
	FIELD("prog_bind_map.prog_fd", attr_prog_bind_map, prog_fd),
	FIELD("prog_bind_map.map_fd", attr_prog_bind_map, map_fd),
	FIELD("prog_bind_map.flags", attr_prog_bind_map, flags),
	FIELD("token_create.flags", attr_token_create, flags),
	FIELD("token_create.bpffs_fd", attr_token_create, bpffs_fd),
	FIELD("prog_stream_read.stream_buf", attr_prog_stream_read, stream_buf),
	FIELD("prog_stream_read.stream_buf_len", attr_prog_stream_read, stream_buf_len),
	FIELD("prog_stream_read.stream_id", attr_prog_stream_read, stream_id),
	FIELD("prog_stream_read.prog_fd", attr_prog_stream_read, prog_fd),
	FIELD("prog_assoc_struct_ops.map_fd", attr_prog_assoc_struct_ops, map_fd),
	FIELD("prog_assoc_struct_ops.prog_fd", attr_prog_assoc_struct_ops, prog_fd),
	FIELD("prog_assoc_struct_ops.flags", attr_prog_assoc_struct_ops, flags),
};

enum { FIELDS = sizeof(fields) / sizeof(fields[0]), DEPTH = 8 };

/* Members of a struct or union, and of the unnamed ones in it: a stack in place of recursion. */
static bool find_member(__u32 *type_id, const char *name, size_t len, size_t *offset)
{
	struct {
		__u32 type_id;
		__u32 next;
		size_t offset;
	} stack[DEPTH] = { { *type_id, 0, *offset } };
	int depth = 1;

	while (depth) {
		const struct btf_type *type = btf__type_by_id(kernel, stack[depth - 1].type_id);
		__u32 i = stack[depth - 1].next++;
		const struct btf_type *inner;
		const char *member;
		size_t at;
		int id;

		if (!type || !btf_is_composite(type) || i >= btf_vlen(type)) {
			depth--;
			continue;
		}
		member = btf__name_by_offset(kernel, btf_members(type)[i].name_off);
		at = stack[depth - 1].offset + btf_member_bit_offset(type, i) / 8;
		id = btf__resolve_type(kernel, btf_members(type)[i].type);
		if (!member[0]) {
			inner = btf__type_by_id(kernel, (__u32)id);
			REQUIRE(id > 0 && inner && depth < DEPTH);
			stack[depth].type_id = (__u32)id;
			stack[depth].next = 0;
			stack[depth].offset = at;
			depth++;
		} else if (strlen(member) == len && !memcmp(member, name, len)) {
			*type_id = (__u32)id;
			*offset = at;
			return true;
		}
	}
	return false;
}

static void compare_field(__u32 attr, const struct field *field)
{
	const char *name = field->path;
	__u32 type_id = attr;
	size_t offset = 0;
	__s64 bytes;

	for (;;) {
		size_t len = strcspn(name, ".");

		if (!find_member(&type_id, name, len, &offset)) {
			printf("not in this kernel: %s\n", field->path);
			unknown++;
			return;
		}
		if (!name[len])
			break;
		name += len + 1;
	}
	bytes = btf__resolve_size(kernel, type_id);
	if (offset != field->offset || bytes != (__s64)field->bytes)
		test_failed(__FILE__, __LINE__, "%s: %lld bytes at %zu, here %zu at %zu", field->path,
			(long long)bytes, offset, field->bytes, field->offset);
	compared++;
}

/* ---- constants ---- */

struct constant {
	const char *name;
	long long value;
};

#define CONSTANT(name)             \
	{                          \
#name, UAPI_##name \
	}

static const struct constant constants[] = {
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

enum { CONSTANTS = sizeof(constants) / sizeof(constants[0]) };

/* The attach flags BEFORE, AFTER, ID and LINK are macros, which BTF does not have. */
static void compare_constants(void)
{
	bool seen[CONSTANTS] = { false };

	for (__u32 id = 1; id < btf__type_cnt(kernel); id++) {
		const struct btf_type *type = btf__type_by_id(kernel, id);

		if (!btf_is_enum(type))
			continue;
		for (__u32 i = 0; i < btf_vlen(type); i++) {
			const char *name = btf__name_by_offset(kernel, btf_enum(type)[i].name_off);

			if (strncmp(name, "BPF_", 4))
				continue;
			for (int c = 0; c < CONSTANTS; c++) {
				if (strcmp(name, constants[c].name))
					continue;
				seen[c] = true;
				if (btf_enum(type)[i].val != constants[c].value)
					test_failed(__FILE__, __LINE__, "%s is %d, here %lld", name,
						btf_enum(type)[i].val, constants[c].value);
			}
		}
	}
	for (int c = 0; c < CONSTANTS; c++) {
		compared += seen[c];
		unknown += !seen[c];
		if (!seen[c])
			printf("not in this kernel: %s\n", constants[c].name);
	}
}

/* Enumerators of a named enum, against the names that tools print. */
static void compare_names(const char *enum_name, const char *prefix, const char *(*name_of)(int value))
{
	__s32 id = btf__find_by_name_kind(kernel, enum_name, BTF_KIND_ENUM);
	const struct btf_type *type = id > 0 ? btf__type_by_id(kernel, (__u32)id) : NULL;

	REQUIRE(type);
	for (__u32 i = 0; i < btf_vlen(type); i++) {
		const char *enumerator = btf__name_by_offset(kernel, btf_enum(type)[i].name_off);
		const char *ours = name_of(btf_enum(type)[i].val);

		if (strncmp(enumerator, prefix, strlen(prefix)) || strstr(enumerator, "DEPRECATED"))
			continue;
		if (!ours || strcasecmp(enumerator + strlen(prefix), ours))
			test_failed(
				__FILE__, __LINE__, "%s is called %s", enumerator, ours ? ours : "nothing");
		compared++;
	}
}

#define NAME_OF(kind)                                                   \
	static const char *name_of_##kind(int value)                    \
	{                                                               \
		return libbpf_bpf_##kind##_str((enum bpf_##kind)value); \
	}
NAME_OF(attach_type)
NAME_OF(link_type)
NAME_OF(map_type)
NAME_OF(prog_type)

int main(void)
{
	__s32 attr;

	test_begin();
	libbpf_set_print(NULL);
	kernel = btf__load_vmlinux_btf();
	if (!kernel)
		test_skip("this kernel offers no BTF: %s", strerror(errno));
	attr = btf__find_by_name_kind(kernel, "bpf_attr", BTF_KIND_UNION);
	REQUIRE(attr > 0);
	for (int i = 0; i < FIELDS; i++)
		compare_field((__u32)attr, &fields[i]);
	compare_constants();
	compare_names("bpf_attach_type", "BPF_", name_of_attach_type);
	compare_names("bpf_link_type", "BPF_LINK_TYPE_", name_of_link_type);
	compare_names("bpf_map_type", "BPF_MAP_TYPE_", name_of_map_type);
	compare_names("bpf_prog_type", "BPF_PROG_TYPE_", name_of_prog_type);
	printf("%d compared, %d newer than this kernel\n", compared, unknown);
	CHECK(compared > 150);
	btf__free(kernel);
	return test_end();
}
