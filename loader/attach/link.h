/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a program's attachment is held by. A link owns all that it needs to detach, and nothing of the object:
 * links and objects may end in any order.
 */
#ifndef LOADER_ATTACH_LINK_H
#define LOADER_ATTACH_LINK_H

#include <bpf/libbpf.h>

#include "loader/object/object.h"

struct bpf_link {
	int fd;               /* -1: none */
	char *pin_path;       /* NULL: not pinned by us */
	bool is_disconnected; /* destroy leaves the attachment */
	bool is_slow; /* ending it waits for the kernel, tens of milliseconds: better together with others */
	/* Ends the attachment; NULL: closing the descriptor does. */
	int (*detach)(struct bpf_link *link);
	/* Frees what the kind has beside this struct; NULL: nothing. Not the struct itself. */
	void (*release)(struct bpf_link *link);
};

/* A zeroed struct of @bytes that begins with a bpf_link without descriptor; NULL when memory is short. */
struct bpf_link *link_new(size_t bytes);

/* -EINVAL with a record unless the program is loaded. For every attach function's door. */
int attach_check_loaded(const struct bpf_program *program);

/*
 * Fills the program's object's record, tells the print callback, sets errno; NULL. @remedy NULL: what helps
 * with such a code in general.
 */
struct bpf_link *attach_fail(const struct bpf_program *program, int code, const char *remedy,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* attach_fail() for options with something behind what this library knows; @what is the hook. */
struct bpf_link *attach_refuse_opts(const struct bpf_program *program, const char *what);

/* A link of the descriptor that a command has just made; or, negative, its failure at @where. */
struct bpf_link *attach_result(
	const struct bpf_program *program, int fd, const char *where, const char *remedy);

/*
 * To what the section's name says. 0 with *@link NULL: it says nothing, or programs of its kind are not
 * attached by name. Negative: errno is set, the record filled.
 */
int attach_automatically(const struct bpf_program *program, struct bpf_link **link);

#endif
