/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Everything that can be asked of a struct btf, for the fuzz targets; aborts where an answer contradicts another. */
#ifndef TESTS_FUZZ_BTF_EXERCISE_H
#define TESTS_FUZZ_BTF_EXERCISE_H

#include <stddef.h>

struct btf;

/* Reads only. @bytes: data that is printed as each type. */
void btf_exercise_reading(const struct btf *btf, const unsigned char *bytes, size_t count);

/* Works on copies: both byte orders, deduplication, other order, distilled base, simplified. */
void btf_exercise_writing(const struct btf *btf);

#endif
