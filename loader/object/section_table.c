// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The 116 section names, and which of them a name matches. */
#include "loader/object/section_table.h"

#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/object/section_handlers.h"
#include "loader/result.h"

#define TYPE(name) BPF_PROG_TYPE_##name
#define S          SECTION_SLEEPABLE
#define B          SECTION_ATTACH_BTF
#define F          SECTION_XDP_FRAGS
#define A          SECTION_ATTACHABLE
#define O          SECTION_ATTACH_OPTIONAL
#define U          SECTION_USDT

/* pattern, program type, expected attach type, how it attaches, flags */
#define ROW(pattern, type, expected, how, flags)                                                             \
	{                                                                                                    \
		pattern, TYPE(type), (enum bpf_attach_type)(expected), SECTION_ATTACH_##how, flags, 0, NULL, \
			NULL, NULL                                                                           \
	}

static const struct section_definition table[] = {
	ROW("socket", SOCKET_FILTER, 0, NONE, 0),
	ROW("sk_reuseport/migrate", SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT_OR_MIGRATE, NONE, A),
	ROW("sk_reuseport", SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT, NONE, A),

	ROW("kprobe+", KPROBE, 0, KPROBE, 0),
	ROW("kretprobe+", KPROBE, 0, KPROBE, 0),
	ROW("ksyscall+", KPROBE, 0, KSYSCALL, 0),
	ROW("kretsyscall+", KPROBE, 0, KSYSCALL, 0),
	ROW("kprobe.multi+", KPROBE, BPF_TRACE_KPROBE_MULTI, KPROBE_MULTI, 0),
	ROW("kretprobe.multi+", KPROBE, BPF_TRACE_KPROBE_MULTI, KPROBE_MULTI, 0),
	ROW("kprobe.session+", KPROBE, UAPI_BPF_TRACE_KPROBE_SESSION, KPROBE_SESSION, 0),
	ROW("uprobe+", KPROBE, 0, UPROBE, 0),
	ROW("uprobe.s+", KPROBE, 0, UPROBE, S),
	ROW("uretprobe+", KPROBE, 0, UPROBE, 0),
	ROW("uretprobe.s+", KPROBE, 0, UPROBE, S),
	ROW("uprobe.multi+", KPROBE, UAPI_BPF_TRACE_UPROBE_MULTI, UPROBE_MULTI, 0),
	ROW("uprobe.multi.s+", KPROBE, UAPI_BPF_TRACE_UPROBE_MULTI, UPROBE_MULTI, S),
	ROW("uretprobe.multi+", KPROBE, UAPI_BPF_TRACE_UPROBE_MULTI, UPROBE_MULTI, 0),
	ROW("uretprobe.multi.s+", KPROBE, UAPI_BPF_TRACE_UPROBE_MULTI, UPROBE_MULTI, S),
	ROW("uprobe.session+", KPROBE, UAPI_BPF_TRACE_UPROBE_SESSION, UPROBE_MULTI, 0),
	ROW("uprobe.session.s+", KPROBE, UAPI_BPF_TRACE_UPROBE_SESSION, UPROBE_MULTI, S),
	ROW("usdt+", KPROBE, 0, USDT, U),
	ROW("usdt.s+", KPROBE, 0, USDT, U | S),

	ROW("tc/ingress", SCHED_CLS, UAPI_BPF_TCX_INGRESS, NONE, 0),
	ROW("tc/egress", SCHED_CLS, UAPI_BPF_TCX_EGRESS, NONE, 0),
	ROW("tcx/ingress", SCHED_CLS, UAPI_BPF_TCX_INGRESS, NONE, 0),
	ROW("tcx/egress", SCHED_CLS, UAPI_BPF_TCX_EGRESS, NONE, 0),
	ROW("tc", SCHED_CLS, 0, NONE, 0),
	ROW("classifier", SCHED_CLS, 0, NONE, 0),
	ROW("action", SCHED_ACT, 0, NONE, 0),
	ROW("netkit/primary", SCHED_CLS, UAPI_BPF_NETKIT_PRIMARY, NONE, 0),
	ROW("netkit/peer", SCHED_CLS, UAPI_BPF_NETKIT_PEER, NONE, 0),

	ROW("tracepoint+", TRACEPOINT, 0, TRACEPOINT, 0),
	ROW("tp+", TRACEPOINT, 0, TRACEPOINT, 0),
	ROW("tracepoint.s+", TRACEPOINT, 0, TRACEPOINT, S),
	ROW("tp.s+", TRACEPOINT, 0, TRACEPOINT, S),
	ROW("raw_tracepoint+", RAW_TRACEPOINT, 0, RAW_TRACEPOINT, 0),
	ROW("raw_tp+", RAW_TRACEPOINT, 0, RAW_TRACEPOINT, 0),
	ROW("raw_tracepoint.s+", RAW_TRACEPOINT, 0, RAW_TRACEPOINT, S),
	ROW("raw_tp.s+", RAW_TRACEPOINT, 0, RAW_TRACEPOINT, S),
	ROW("raw_tracepoint.w+", RAW_TRACEPOINT_WRITABLE, 0, RAW_TRACEPOINT, 0),
	ROW("raw_tp.w+", RAW_TRACEPOINT_WRITABLE, 0, RAW_TRACEPOINT, 0),

	ROW("tp_btf+", TRACING, BPF_TRACE_RAW_TP, TRACE, B),
	ROW("tp_btf.s+", TRACING, BPF_TRACE_RAW_TP, TRACE, B | S),
	ROW("fentry+", TRACING, BPF_TRACE_FENTRY, TRACE, B),
	ROW("fentry.s+", TRACING, BPF_TRACE_FENTRY, TRACE, B | S),
	ROW("fexit+", TRACING, BPF_TRACE_FEXIT, TRACE, B),
	ROW("fexit.s+", TRACING, BPF_TRACE_FEXIT, TRACE, B | S),
	ROW("fmod_ret+", TRACING, BPF_MODIFY_RETURN, TRACE, B),
	ROW("fmod_ret.s+", TRACING, BPF_MODIFY_RETURN, TRACE, B | S),
	ROW("fsession+", TRACING, UAPI_BPF_TRACE_FSESSION, TRACE, B),
	ROW("fsession.s+", TRACING, UAPI_BPF_TRACE_FSESSION, TRACE, B | S),
	ROW("fentry.multi+", TRACING, UAPI_BPF_TRACE_FENTRY_MULTI, TRACING_MULTI, 0),
	ROW("fentry.multi.s+", TRACING, UAPI_BPF_TRACE_FENTRY_MULTI, TRACING_MULTI, S),
	ROW("fexit.multi+", TRACING, UAPI_BPF_TRACE_FEXIT_MULTI, TRACING_MULTI, 0),
	ROW("fexit.multi.s+", TRACING, UAPI_BPF_TRACE_FEXIT_MULTI, TRACING_MULTI, S),
	ROW("fsession.multi+", TRACING, UAPI_BPF_TRACE_FSESSION_MULTI, TRACING_MULTI, 0),
	ROW("fsession.multi.s+", TRACING, UAPI_BPF_TRACE_FSESSION_MULTI, TRACING_MULTI, S),
	ROW("iter+", TRACING, BPF_TRACE_ITER, ITER, B),
	ROW("iter.s+", TRACING, BPF_TRACE_ITER, ITER, B | S),
	ROW("freplace+", EXT, 0, TRACE, B),
	ROW("lsm+", LSM, BPF_LSM_MAC, LSM, B),
	ROW("lsm.s+", LSM, BPF_LSM_MAC, LSM, B | S),
	ROW("lsm_cgroup+", LSM, BPF_LSM_CGROUP, NONE, B),
	ROW("struct_ops+", STRUCT_OPS, 0, NONE, 0),
	ROW("struct_ops.s+", STRUCT_OPS, 0, NONE, S),
	ROW("syscall", SYSCALL, 0, NONE, S),

	ROW("xdp.frags/devmap", XDP, BPF_XDP_DEVMAP, NONE, F),
	ROW("xdp/devmap", XDP, BPF_XDP_DEVMAP, NONE, A),
	ROW("xdp.frags/cpumap", XDP, BPF_XDP_CPUMAP, NONE, F),
	ROW("xdp/cpumap", XDP, BPF_XDP_CPUMAP, NONE, A),
	ROW("xdp.frags", XDP, BPF_XDP, NONE, F),
	ROW("xdp", XDP, BPF_XDP, NONE, A | O),
	ROW("perf_event", PERF_EVENT, 0, NONE, 0),
	ROW("lwt_in", LWT_IN, 0, NONE, 0),
	ROW("lwt_out", LWT_OUT, 0, NONE, 0),
	ROW("lwt_xmit", LWT_XMIT, 0, NONE, 0),
	ROW("lwt_seg6local", LWT_SEG6LOCAL, 0, NONE, 0),
	ROW("sockops", SOCK_OPS, BPF_CGROUP_SOCK_OPS, NONE, A | O),
	ROW("sk_skb/stream_parser", SK_SKB, BPF_SK_SKB_STREAM_PARSER, NONE, A | O),
	ROW("sk_skb/stream_verdict", SK_SKB, BPF_SK_SKB_STREAM_VERDICT, NONE, A | O),
	ROW("sk_skb/verdict", SK_SKB, BPF_SK_SKB_VERDICT, NONE, A | O),
	ROW("sk_skb", SK_SKB, 0, NONE, 0),
	ROW("sk_msg", SK_MSG, BPF_SK_MSG_VERDICT, NONE, A | O),
	ROW("lirc_mode2", LIRC_MODE2, BPF_LIRC_MODE2, NONE, A | O),
	ROW("flow_dissector", FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, NONE, A | O),
	ROW("sk_lookup", SK_LOOKUP, BPF_SK_LOOKUP, NONE, A),
	{ "netfilter", (enum bpf_prog_type)UAPI_BPF_PROG_TYPE_NETFILTER,
		(enum bpf_attach_type)UAPI_BPF_NETFILTER, SECTION_ATTACH_NONE, 0, 0, NULL, NULL, NULL },

	ROW("cgroup_skb/ingress", CGROUP_SKB, BPF_CGROUP_INET_INGRESS, NONE, A | O),
	ROW("cgroup_skb/egress", CGROUP_SKB, BPF_CGROUP_INET_EGRESS, NONE, A | O),
	ROW("cgroup/skb", CGROUP_SKB, 0, NONE, 0),
	ROW("cgroup/sock_create", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, NONE, A),
	ROW("cgroup/sock_release", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE, NONE, A),
	ROW("cgroup/sock", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, NONE, A | O),
	ROW("cgroup/post_bind4", CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND, NONE, A),
	ROW("cgroup/post_bind6", CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND, NONE, A),
	ROW("cgroup/bind4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, NONE, A),
	ROW("cgroup/bind6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND, NONE, A),
	ROW("cgroup/connect4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, NONE, A),
	ROW("cgroup/connect6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT, NONE, A),
	ROW("cgroup/connect_unix", CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_CONNECT, NONE, A),
	ROW("cgroup/sendmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG, NONE, A),
	ROW("cgroup/sendmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG, NONE, A),
	ROW("cgroup/sendmsg_unix", CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_SENDMSG, NONE, A),
	ROW("cgroup/recvmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG, NONE, A),
	ROW("cgroup/recvmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG, NONE, A),
	ROW("cgroup/recvmsg_unix", CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_RECVMSG, NONE, A),
	ROW("cgroup/getpeername4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME, NONE, A),
	ROW("cgroup/getpeername6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETPEERNAME, NONE, A),
	ROW("cgroup/getpeername_unix", CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_GETPEERNAME, NONE, A),
	ROW("cgroup/getsockname4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETSOCKNAME, NONE, A),
	ROW("cgroup/getsockname6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETSOCKNAME, NONE, A),
	ROW("cgroup/getsockname_unix", CGROUP_SOCK_ADDR, UAPI_BPF_CGROUP_UNIX_GETSOCKNAME, NONE, A),
	ROW("cgroup/sysctl", CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, NONE, A),
	ROW("cgroup/getsockopt", CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, NONE, A),
	ROW("cgroup/setsockopt", CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, NONE, A),
	ROW("cgroup/dev", CGROUP_DEVICE, BPF_CGROUP_DEVICE, NONE, A | O),
};

bool section_pattern_matches(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);
	char last = len ? pattern[len - 1] : '\0';

	if (last == '/')
		return !strncmp(name, pattern, len);
	if (last == '+')
		return !strncmp(name, pattern, len - 1) && (name[len - 1] == '\0' || name[len - 1] == '/');
	return !strcmp(name, pattern);
}

bool section_define(const char *name, struct section_definition *definition)
{
	if (section_handler_find(name, definition))
		return true;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (section_pattern_matches(table[i].pattern, name)) {
			*definition = table[i];
			return true;
		}
	}
	return section_handler_fallback(definition);
}

const struct section_definition *section_table_at(size_t index)
{
	return index < sizeof(table) / sizeof(table[0]) ? &table[index] : NULL;
}

int libbpf_prog_type_by_name(
	const char *name, enum bpf_prog_type *prog_type, enum bpf_attach_type *expected_attach_type)
{
	struct section_definition definition;
	int code = !name ? -EINVAL : section_define(name, &definition) ? 0 : -ESRCH;

	if (code)
		return result_int(code);
	*prog_type = definition.type;
	*expected_attach_type = definition.attach_type;
	return 0;
}

int libbpf_attach_type_by_name(const char *name, enum bpf_attach_type *attach_type)
{
	struct section_definition definition;

	if (!name || !section_define(name, &definition) || !(definition.flags & SECTION_ATTACHABLE))
		return result_int(-EINVAL);
	*attach_type = definition.attach_type;
	return 0;
}
