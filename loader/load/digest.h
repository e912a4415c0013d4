/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The digest by which the kernel knows a program (6.18: maps that one program alone may use): SHA-256 over its
 * instructions, with the descriptors of maps taken as zero (kernel: bpf_prog_calc_tag()).
 */
#ifndef LOADER_LOAD_DIGEST_H
#define LOADER_LOAD_DIGEST_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32 };

void digest_bytes(const void *bytes, size_t count, uint8_t digest[DIGEST_BYTES]);

/* -ENOMEM. */
int digest_program(const struct bpf_insn *instructions, size_t count, uint8_t digest[DIGEST_BYTES]);

#endif
