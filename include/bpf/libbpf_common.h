/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What all user-space headers of the loader share: visibility, deprecation, and option structs.
 *
 * An option struct begins with its own size, so that program and library of different ages understand each
 * other: fields that the caller's struct is too short for have their defaults, bytes that the library does
 *not know must be zero. LIBBPF_OPTS() declares one and fills it in, padding included:
 *
 *	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE, .numa_node = 1);
 *	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "counters", 4, 8, 256, &opts);
 *
 * `NAME__last_field` names the last field of struct NAME that this version knows.
 */
#ifndef __LIBBPF_LIBBPF_COMMON_H
#define __LIBBPF_LIBBPF_COMMON_H

#include <string.h>

#include "libbpf_version.h"

#ifndef LIBBPF_API
#define LIBBPF_API __attribute__((visibility("default")))
#endif

#define LIBBPF_DEPRECATED(msg) __attribute__((deprecated(msg)))

/* Deprecated from a version on: an attribute for versions up to the present one, nothing for later ones. */
#define LIBBPF_DEPRECATED_SINCE(major, minor, msg) ___libbpf_deprecated_##major##_##minor(msg)
#define ___libbpf_deprecated_1_0(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_1(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_2(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_3(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_4(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_5(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_6(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_7(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_8(msg)              LIBBPF_DEPRECATED(msg)
#define ___libbpf_deprecated_1_9(msg)
#define ___libbpf_deprecated_2_0(msg)

/* A macro that is another one by the number of its arguments (1 to 6): NAME2, NAME3, ... */
#define ___libbpf_cat(A, B)                           A##B
#define ___libbpf_select(NAME, NUM)                   ___libbpf_cat(NAME, NUM)
#define ___libbpf_nth(_1, _2, _3, _4, _5, _6, N, ...) N
#define ___libbpf_cnt(...)                            ___libbpf_nth(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0)
#define ___libbpf_overload(NAME, ...)                 ___libbpf_select(NAME, ___libbpf_cnt(__VA_ARGS__))(__VA_ARGS__)

/*
 * The first of up to 64 arguments, and the others exactly as they were written, a last comma included. (A
 * macro NAME, ... would do, were it not that ISO C wants an argument for the dots.)
 */
#define ___libbpf_first(...)       ___libbpf_head(__VA_ARGS__, )
#define ___libbpf_head(first, ...) first
#define ___libbpf_rest(...)        ___libbpf_select(___libbpf_rest_, ___libbpf_qty(__VA_ARGS__))(__VA_ARGS__)
#define ___libbpf_rest_1(first)
#define ___libbpf_rest_2(first, ...) __VA_ARGS__
#define ___libbpf_qty(...)                                                                                   \
	___libbpf_65th(__VA_ARGS__, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,  \
		2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, \
		2, 2, 2, 2, 2, 2, 2, 2, 1, )
#define ___libbpf_65th(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, \
	_20, _21, _22, _23, _24, _25, _26, _27, _28, _29, _30, _31, _32, _33, _34, _35, _36, _37, _38, _39,  \
	_40, _41, _42, _43, _44, _45, _46, _47, _48, _49, _50, _51, _52, _53, _54, _55, _56, _57, _58, _59,  \
	_60, _61, _62, _63, _64, N, ...)                                                                     \
	N

/*
 * A declared variable filled in: .sz, the given fields, zero elsewhere, padding too, which may be a field to
 * a library of another age. Copies of a struct need not carry padding along: GCC clears it in place
 * afterwards; Clang, which cannot, writes the literal's fields straight into the zeroed variable. Before
 * C++20 designators are an extension, and -Wextra misses the other members: neither is the caller's business.
 */
#ifdef __cplusplus
#define ___libbpf_quiet_begin \
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")
#define ___libbpf_quiet_end _Pragma("GCC diagnostic pop")
#else
#define ___libbpf_quiet_begin
#define ___libbpf_quiet_end
#endif

#ifdef __has_builtin
#if __has_builtin(__builtin_clear_padding)
#define ___libbpf_clear_padding(pointer) __builtin_clear_padding(pointer)
#define ___libbpf_value(TYPE, ...)                                                \
	___libbpf_quiet_begin TYPE ___opts = { .sz = sizeof(TYPE), __VA_ARGS__ }; \
	___libbpf_quiet_end ___opts;
#endif
#endif
#ifndef ___libbpf_clear_padding
#define ___libbpf_clear_padding(pointer) ((void)(pointer))
#define ___libbpf_value(TYPE, ...)                                      \
	___libbpf_quiet_begin(TYPE){ .sz = sizeof(TYPE), __VA_ARGS__ }; \
	___libbpf_quiet_end
#endif

#define ___libbpf_declare(TYPE, NAME, ...)                                            \
	TYPE NAME = __extension__({                                                   \
		memset(&NAME, 0, sizeof(NAME));                                       \
		___libbpf_value(TYPE, __VA_ARGS__)                                    \
	}),                                                                           \
	     *___libbpf_select(___libbpf_padding_of_, NAME) __attribute__((unused)) = \
		     (___libbpf_clear_padding(&NAME), &NAME)

/* LIBBPF_OPTS(TYPE, NAME, fields...): declares `struct TYPE NAME`, ready to be passed. */
#define LIBBPF_OPTS(TYPE, ...) \
	___libbpf_declare(struct TYPE, ___libbpf_first(__VA_ARGS__), ___libbpf_rest(__VA_ARGS__))

/* LIBBPF_OPTS_RESET(NAME, fields...): forgets what a declared one held, and fills it in anew. */
#define LIBBPF_OPTS_RESET(...) ___libbpf_reset(___libbpf_first(__VA_ARGS__), ___libbpf_rest(__VA_ARGS__))
#define ___libbpf_reset(NAME, ...)                                          \
	__extension__({                                                     \
		___libbpf_declare(__typeof__(NAME), ___fresh, __VA_ARGS__); \
		memcpy(&NAME, &___fresh, sizeof(NAME));                     \
		___libbpf_clear_padding(&NAME);                             \
	})

#endif /* __LIBBPF_LIBBPF_COMMON_H */
