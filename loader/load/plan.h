/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A load as a list of typed commands, made before any of them is run. Commands name maps and programs by index,
 * never descriptors; contents are references, read when the command runs, because users write initial values until
 * then. Executors: execute.c (serial), parallel.c (program loads on several threads), plan_print() (dry run).
 *
 *	load BTF | create, fill, freeze, show, pin maps | PREPARED | load programs, bind rodata | program arrays
 *	'------------ bpf_object__prepare() ----------------------'
 */
#ifndef LOADER_LOAD_PLAN_H
#define LOADER_LOAD_PLAN_H

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "loader/object/object.h"

enum command_kind {
	COMMAND_LOAD_BTF,
	COMMAND_OPEN_PINNED_MAP, /* map: reuse what is pinned at its path; nothing there: go on */
	COMMAND_CREATE_MAP,      /* map: unless it has a descriptor already. With BTF ids, else without */
	COMMAND_FILL_MAP,        /* map: its value, unless it is reused */
	COMMAND_FREEZE_MAP,
	COMMAND_SHOW_MAP,         /* map: its memory in the place of the initial value */
	COMMAND_FILL_MAP_SLOTS,   /* map: initial inner maps; or, after programs, a program array */
	COMMAND_PIN_MAP,          /* map: unless it was found pinned */
	COMMAND_PREPARED,         /* barrier: here bpf_object__prepare() ends */
	COMMAND_MAKE_JUMP_TABLES, /* program */
	COMMAND_LOAD_PROGRAM,     /* program: its handler's callback, then the kernel */
	COMMAND_BIND_RODATA,      /* program: .rodata maps that it does not use, so that tools find them */
	COMMAND_FILL_STRUCT_OPS,  /* map: descriptors of its programs into the kernel's value */
	COMMAND_KINDS,
};

struct command {
	enum command_kind kind;
	uint32_t index; /* of the map or program */
};

struct plan {
	struct command *commands;
	uint32_t count, room;
	uint32_t next; /* first one that was not run yet */
};

/* From an object whose programs are relocated. */
int plan_make(struct plan *plan, const struct bpf_object *object, struct arena *arena,
	struct xsk_object_error *err);

/* One line a command, with names; for people and tests. */
void plan_print(const struct plan *plan, const struct bpf_object *object, FILE *out);

/* Runs commands from plan->next up to and including the first of kind @last, or to the end. */
int plan_execute(
	struct plan *plan, struct bpf_object *object, enum command_kind last, struct xsk_object_error *err);

#endif
