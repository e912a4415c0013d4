/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the running kernel can, where a load or an attachment has to choose. Nothing is asked ahead: a
 * question is answered when somebody has it, from the kernel's BTF if that tells, else by trying it, and
 * remembered for the process. Most choices need no question: try the newer way and fall back by errno.
 *
 * Everything up to Linux 5.10 is taken for granted.
 */
#ifndef LOADER_KERNEL_CAPABILITIES_H
#define LOADER_KERNEL_CAPABILITIES_H

#include <stdbool.h>

enum capability {
	CAPABILITY_BTF_FLOAT,         /* 5.13: kinds of BTF that may be uploaded */
	CAPABILITY_BTF_DECL_TAG,      /* 5.16 */
	CAPABILITY_BTF_TYPE_TAG,      /* 5.17 */
	CAPABILITY_BTF_ENUM64,        /* 6.0 */
	CAPABILITY_BTF_QUESTION_MARK, /* 6.8: DATASEC names that begin with '?' */
	CAPABILITY_BTF_TAG_FLAG,      /* 6.15: kind_flag of tags (attributes) */
	CAPABILITY_BTF_LAYOUT,        /* 7.1: the layout section */
	CAPABILITY_PERF_LINK,         /* 5.15: bpf_link for perf events */
	CAPABILITY_COOKIE,            /* 5.15: bpf_get_attach_cookie() */
	CAPABILITY_KPROBE_MULTI,      /* 5.18 */
	CAPABILITY_UPROBE_MULTI,      /* 6.6, with pids filtered by process (6.10) */
	CAPABILITY_ARG_CTX,           /* 6.8: the tag arg:ctx of global functions' arguments */
	CAPABILITY_SYSCALL_WRAPPER,   /* system calls take struct pt_regs *: depends on the architecture */
	CAPABILITY_TOKEN,             /* 6.9 */
	CAPABILITIES,
};

enum capability_answer {
	CAPABILITY_UNKNOWN, /* neither told by BTF nor allowed to try: asked again the next time */
	CAPABILITY_NO,
	CAPABILITY_YES,
};

/* @token_fd: 0, or a BPF token that trying may use. Any thread. */
enum capability_answer capability_ask(enum capability which, int token_fd);

/* Unknown counts as no. */
static inline bool capability_has(enum capability which, int token_fd)
{
	return capability_ask(which, token_fd) == CAPABILITY_YES;
}

/* For tests of the fall-backs: from now on the answer is this one; CAPABILITY_UNKNOWN takes it back. */
void capability_override(enum capability which, enum capability_answer answer);

#endif
