// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A program in a section of every kind that is newer than libbpf 1.7. */
#include "attributes.h"

/* Section, name, what it returns: something that the kernel lets a program of the kind return. */
#define PROGRAM(section, name, result)        \
	SECTION(section) int name(void *ctx)  \
	{                                     \
		return result;                \
	}

PROGRAM("tracepoint.s/syscalls/sys_enter_getpgid", on_tracepoint_s_syscalls_sys_enter_getpgid, 0)
PROGRAM("tp.s/syscalls/sys_enter_getpgid", on_tp_s_syscalls_sys_enter_getpgid, 0)
PROGRAM("raw_tracepoint.s/sys_enter", on_raw_tracepoint_s_sys_enter, 0)
PROGRAM("raw_tp.s/sys_enter", on_raw_tp_s_sys_enter, 0)
PROGRAM("tp_btf.s/sys_enter", on_tp_btf_s_sys_enter, 0)
PROGRAM("fentry.multi/do_*", on_fentry_multi_do, 0)
PROGRAM("fentry.multi.s/do_*", on_fentry_multi_s_do, 0)
PROGRAM("fexit.multi/do_*", on_fexit_multi_do, 0)
PROGRAM("fexit.multi.s/do_*", on_fexit_multi_s_do, 0)
PROGRAM("fsession.multi/do_*", on_fsession_multi_do, 0)
PROGRAM("fsession.multi.s/do_*", on_fsession_multi_s_do, 0)

char license_text[] SECTION("license") = "GPL";
