/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a program's section name says about it: the table of the 116 names that libbpf knows, and the handlers
 * that a user registered. First match wins: registered handlers, the table, the user's fallback.
 *
 * How attaching and preparing is done stands elsewhere (loader/attach, loader/load); here is only which kind.
 */
#ifndef LOADER_OBJECT_SECTION_TABLE_H
#define LOADER_OBJECT_SECTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <bpf/libbpf.h>

/* How bpf_program__attach() attaches, by the section's name. */
enum section_attach {
	SECTION_ATTACH_NONE, /* not by itself: -EOPNOTSUPP */
	SECTION_ATTACH_KPROBE,
	SECTION_ATTACH_KSYSCALL,
	SECTION_ATTACH_KPROBE_MULTI,
	SECTION_ATTACH_KPROBE_SESSION,
	SECTION_ATTACH_UPROBE,
	SECTION_ATTACH_UPROBE_MULTI, /* session too */
	SECTION_ATTACH_USDT,
	SECTION_ATTACH_TRACEPOINT,
	SECTION_ATTACH_RAW_TRACEPOINT,
	SECTION_ATTACH_TRACE, /* fentry, fexit, fmod_ret, fsession, tp_btf, freplace */
	SECTION_ATTACH_TRACING_MULTI,
	SECTION_ATTACH_LSM,
	SECTION_ATTACH_ITER,
	SECTION_ATTACH_CUSTOM, /* the registered handler's attach callback */
};

enum section_flags {
	SECTION_SLEEPABLE = 1 << 0,       /* BPF_F_SLEEPABLE */
	SECTION_ATTACH_BTF = 1 << 1,      /* attach target by BTF id, named after the '/' */
	SECTION_XDP_FRAGS = 1 << 2,       /* BPF_F_XDP_HAS_FRAGS */
	SECTION_ATTACH_OPTIONAL = 1 << 3, /* expected attach type is dropped where the kernel lacks it */
	SECTION_USDT = 1 << 4,       /* expected attach type TRACE_UPROBE_MULTI where the kernel has that */
	SECTION_ATTACHABLE = 1 << 5, /* libbpf_attach_type_by_name() knows it */
	SECTION_FALLBACK = 1 << 6,   /* the user's handler for everything unknown: survives set_type */
};

/* A copy stands in each program, so that unregistering a handler changes no program that is open. */
struct section_definition {
	const char *pattern; /* "x": exactly; "x+": x or x/...; "x/": x/...; NULL: anything (fallback) */
	enum bpf_prog_type type;
	enum bpf_attach_type attach_type; /* expected_attach_type; 0 where it has none */
	enum section_attach attach;
	unsigned int flags; /* enum section_flags */

	/* Registered handlers only. */
	long cookie;
	libbpf_prog_setup_fn_t setup;
	libbpf_prog_prepare_load_fn_t prepare_load;
	libbpf_prog_attach_fn_t attach_program;
};

/* The definition for a section name without its leading '?'; false: none. Takes a lock. */
bool section_define(const char *name, struct section_definition *definition);

/* Whether a pattern of the table, or of a handler, fits a name. */
bool section_pattern_matches(const char *pattern, const char *name);

/* The table itself, for tests and messages; index from 0, NULL behind the last. */
const struct section_definition *section_table_at(size_t index);

#endif
