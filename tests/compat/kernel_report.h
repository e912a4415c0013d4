/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Prints what the kernel says of loaded programs, maps and BTF, in words that do not change from run to run.
 */
#ifndef TESTS_COMPAT_KERNEL_REPORT_H
#define TESTS_COMPAT_KERNEL_REPORT_H

#include <bpf/libbpf.h>

struct report {
	struct bpf_object *object;
};

void report_program(const struct report *report, const struct bpf_program *program);
void report_map(const struct report *report, const struct bpf_map *map);
/* -1: none */
void report_btf(int fd);

#endif
