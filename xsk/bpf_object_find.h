/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Descriptors of BPF objects that exist already: by id, which takes CAP_SYS_ADMIN; without it, those that this
 * process holds itself, found among its own descriptors. (No list of ours is kept: it would have to be global.)
 */
#ifndef XSK_BPF_OBJECT_FIND_H
#define XSK_BPF_OBJECT_FIND_H

#include <stdint.h>

/*
 * A descriptor of its own for the caller; -ENOENT: gone; -EPERM: neither the capability nor a descriptor of this
 * process.
 */
int bpf_object_find_program(uint32_t id);
int bpf_object_find_map(uint32_t id);
/* The link that attaches program @program_id to interface @ifindex by XDP. */
int bpf_object_find_xdp_link(uint32_t program_id, int ifindex);

#endif
