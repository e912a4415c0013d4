/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The smallest programs: "return ACTION". By bpf(2) itself, so that tests of netlink need no loader. */
#ifndef TESTS_HARNESS_PROGRAM_H
#define TESTS_HARNESS_PROGRAM_H

#include <linux/bpf.h>
#include <stdint.h>

/* Descriptor of a loaded program of this type (BPF_PROG_TYPE_XDP, ...); ends the test when it can't be
 * loaded. */
int program_load(enum bpf_prog_type type, int action, uint32_t flags);
/* The same, or -errno where an older kernel refuses. */
int program_try(enum bpf_prog_type type, int action, uint32_t flags);
uint32_t program_id(int program_fd);

#endif
