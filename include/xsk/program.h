/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A port on a program of your own, out of a BPF object: what decides which packets go to the sockets, and the XSKMAP
 * that it sends them to.
 *
 *	struct bpf_object *object = bpf_object__open("filter.bpf.o");
 *	struct xsk_port_opts opts = { .queues = 1 };
 *
 *	if (bpf_object__load(object) || xsk_port_opts__set_program(&opts, object, NULL, NULL, &err))
 *		...
 *	xsk_port__open(&port, "veth0", &opts, &err);
 *	...
 *	xsk_port__close(port);
 *	bpf_object__close(object);
 *
 * Only programs that call this carry the loader.
 */
#ifndef XSK_PROGRAM_H
#define XSK_PROGRAM_H

#include <bpf/libbpf.h>
#include <xsk/port.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/**
 * xsk_port_opts__set_program - take program and map for a port out of a loaded object
 * @opts:    receives .program_fd and .map_fd; the rest is left alone
 * @object:  loaded; must outlive xsk_port__open(), which makes descriptors of its own
 * @program: name of the XDP program; NULL: the only one that is loaded
 * @map:     name of the XSKMAP; NULL: the only one
 * @err:     NULL, or receives the reason of a failure
 *
 * Return: 0, or
 *   -ENOENT  no program or map of that name or type, or several where none is named
 *   -EINVAL  it has another type; the object is not loaded
 * Threads: one at a time per object. Since 0.1.
 */
int xsk_port_opts__set_program(struct xsk_port_opts *opts, const struct bpf_object *object,
	const char *program, const char *map, struct xsk_error *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
