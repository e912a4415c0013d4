/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Constants of linux/bpf.h that are newer than Debian 12's (6.1), each with the release that brought it. A
 * test compares them with the running kernel's BTF where that has them.
 */
#ifndef LOADER_KERNEL_UAPI_H
#define LOADER_KERNEL_UAPI_H

/* enum bpf_cmd */
enum {
	UAPI_BPF_TOKEN_CREATE = 36,           /* 6.9 */
	UAPI_BPF_PROG_STREAM_READ_BY_FD = 37, /* 6.17 */
	UAPI_BPF_PROG_ASSOC_STRUCT_OPS = 38,  /* 7.0 */
	UAPI_BPF_COMMON_ATTRS = 1 << 16,      /* or-ed into a command, 7.1 */
};

/* enum bpf_map_type */
enum {
	UAPI_BPF_MAP_TYPE_CGRP_STORAGE = 32, /* 6.2 */
	UAPI_BPF_MAP_TYPE_ARENA = 33,        /* 6.9 */
	UAPI_BPF_MAP_TYPE_INSN_ARRAY = 34,   /* 7.0 */
	UAPI_BPF_MAP_TYPE_RHASH = 35,        /* 7.2 */
};

/* enum bpf_prog_type */
enum {
	UAPI_BPF_PROG_TYPE_NETFILTER = 32, /* 6.4 */
};

/* enum bpf_attach_type */
enum {
	UAPI_BPF_STRUCT_OPS = 44,          /* 6.4 */
	UAPI_BPF_NETFILTER = 45,           /* 6.4 */
	UAPI_BPF_TCX_INGRESS = 46,         /* 6.6 */
	UAPI_BPF_TCX_EGRESS = 47,          /* 6.6 */
	UAPI_BPF_TRACE_UPROBE_MULTI = 48,  /* 6.6 */
	UAPI_BPF_CGROUP_UNIX_CONNECT = 49, /* 6.7, all of unix */
	UAPI_BPF_CGROUP_UNIX_SENDMSG = 50,
	UAPI_BPF_CGROUP_UNIX_RECVMSG = 51,
	UAPI_BPF_CGROUP_UNIX_GETPEERNAME = 52,
	UAPI_BPF_CGROUP_UNIX_GETSOCKNAME = 53,
	UAPI_BPF_NETKIT_PRIMARY = 54,       /* 6.7 */
	UAPI_BPF_NETKIT_PEER = 55,          /* 6.7 */
	UAPI_BPF_TRACE_KPROBE_SESSION = 56, /* 6.10 */
	UAPI_BPF_TRACE_UPROBE_SESSION = 57, /* 6.13 */
	UAPI_BPF_TRACE_FSESSION = 58,       /* 7.0 */
	UAPI_BPF_TRACE_FENTRY_MULTI = 59,   /* 7.2, all three */
	UAPI_BPF_TRACE_FEXIT_MULTI = 60,
	UAPI_BPF_TRACE_FSESSION_MULTI = 61,
};

/* enum bpf_link_type */
enum {
	UAPI_BPF_LINK_TYPE_NETFILTER = 10,     /* 6.4 */
	UAPI_BPF_LINK_TYPE_TCX = 11,           /* 6.6 */
	UAPI_BPF_LINK_TYPE_UPROBE_MULTI = 12,  /* 6.6 */
	UAPI_BPF_LINK_TYPE_NETKIT = 13,        /* 6.7 */
	UAPI_BPF_LINK_TYPE_SOCKMAP = 14,       /* 6.10 */
	UAPI_BPF_LINK_TYPE_TRACING_MULTI = 15, /* 7.2 */
};

/* Flags. */
enum {
	UAPI_BPF_F_BEFORE = 1 << 3,               /* attach, 6.6 */
	UAPI_BPF_F_AFTER = 1 << 4,                /* attach, 6.6 */
	UAPI_BPF_F_ID = 1 << 5,                   /* attach, 6.6 */
	UAPI_BPF_F_LINK = 1 << 13,                /* attach and query, 6.6 */
	UAPI_BPF_F_PATH_FD = 1 << 14,             /* pin and get, 6.5 */
	UAPI_BPF_F_VTYPE_BTF_OBJ_FD = 1 << 15,    /* map, 6.9 */
	UAPI_BPF_F_TOKEN_FD = 1 << 16,            /* map, program, BTF, 6.9 */
	UAPI_BPF_F_SEGV_ON_FAULT = 1 << 17,       /* arena, 6.9 */
	UAPI_BPF_F_NO_USER_CONV = 1 << 18,        /* arena, 6.9 */
	UAPI_BPF_F_UPROBE_MULTI_RETURN = 1 << 0,  /* 6.6 */
	UAPI_BPF_F_UPROBE_MULTI_PATH_FD = 1 << 1, /* 7.2 */
	UAPI_BPF_STREAM_STDOUT = 1,               /* 6.17 */
	UAPI_BPF_STREAM_STDERR = 2,
};

#endif
