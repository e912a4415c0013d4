/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * CO-RE: reading kernel structures whose layout differs from kernel to kernel. The compiler notes each access
 * together with the names of type and field; the loader puts in what the running kernel has.
 *
 *	struct task_struct *task = (void *)bpf_get_current_task();
 *	pid_t parent = BPF_CORE_READ(task, real_parent, tgid);
 *
 *	if (bpf_core_field_exists(task->core_cookie))
 *		...
 *
 * A type named NAME___ANYTHING stands for the kernel's NAME, so that several versions of it can be spelt out.
 */
#ifndef __BPF_CORE_READ_H__
#define __BPF_CORE_READ_H__

#include "bpf_helpers.h"

/* Relocations as Clang and the loader number them. */
enum bpf_field_info_kind {
	BPF_FIELD_BYTE_OFFSET = 0,
	BPF_FIELD_BYTE_SIZE = 1,
	BPF_FIELD_EXISTS = 2,
	BPF_FIELD_SIGNED = 3,
	BPF_FIELD_LSHIFT_U64 = 4,
	BPF_FIELD_RSHIFT_U64 = 5,
};

enum bpf_type_id_kind {
	BPF_TYPE_ID_LOCAL = 0,
	BPF_TYPE_ID_TARGET = 1,
};

enum bpf_type_info_kind {
	BPF_TYPE_EXISTS = 0,
	BPF_TYPE_SIZE = 1,
	BPF_TYPE_MATCHES = 2,
};

enum bpf_enum_value_kind {
	BPF_ENUMVAL_EXISTS = 0,
	BPF_ENUMVAL_VALUE = 1,
};

/* ---- questions about fields, types and enumerators ---- */

/* A field: an expression (task->pid), or a type and a field's name (struct task_struct, pid). */
#define ___bpf_field_ref1(field)       (field)
#define ___bpf_field_ref2(type, field) (((__typeof__(type) *)0)->field)
#define ___bpf_field_ref(args...)      ___bpf_apply(___bpf_field_ref, ___bpf_narg(args))(args)

#define ___core_field_info(kind, field...) __builtin_preserve_field_info(___bpf_field_ref(field), kind)

#define bpf_core_field_exists(field...) ___core_field_info(BPF_FIELD_EXISTS, field)
#define bpf_core_field_size(field...)   ___core_field_info(BPF_FIELD_BYTE_SIZE, field)
#define bpf_core_field_offset(field...) ___core_field_info(BPF_FIELD_BYTE_OFFSET, field)

/* An object of the type that is never looked at: what Clang's builtins take for a type. */
#define ___core_any(type) (*(__typeof__(type) *)0)

/* BTF ids, in the object itself and in the kernel. */
#define bpf_core_type_id_local(type)  __builtin_btf_type_id(___core_any(type), BPF_TYPE_ID_LOCAL)
#define bpf_core_type_id_kernel(type) __builtin_btf_type_id(___core_any(type), BPF_TYPE_ID_TARGET)
/* 1 if the kernel has such a type; if it has one of the same shape; its size, 0 without it. */
#define bpf_core_type_exists(type)  __builtin_preserve_type_info(___core_any(type), BPF_TYPE_EXISTS)
#define bpf_core_type_matches(type) __builtin_preserve_type_info(___core_any(type), BPF_TYPE_MATCHES)
#define bpf_core_type_size(type)    __builtin_preserve_type_info(___core_any(type), BPF_TYPE_SIZE)

/* An enumerator by name: whether the kernel has it, and its value there. */
#define ___core_enum_value(enum_type, enum_value, kind) \
	__builtin_preserve_enum_value(*(__typeof__(enum_type) *)enum_value, kind)
#define bpf_core_enum_value_exists(enum_type, enum_value) \
	___core_enum_value(enum_type, enum_value, BPF_ENUMVAL_EXISTS)
#define bpf_core_enum_value(enum_type, enum_value) \
	___core_enum_value(enum_type, enum_value, BPF_ENUMVAL_VALUE)

/* ---- copying ---- */

/* sz bytes from the kernel's, or the process's, memory; src is an access to a field: &task->pid. */
#define bpf_core_read(dst, sz, src) \
	bpf_probe_read_kernel(dst, sz, (const void *)__builtin_preserve_access_index(src))
#define bpf_core_read_user(dst, sz, src) \
	bpf_probe_read_user(dst, sz, (const void *)__builtin_preserve_access_index(src))
/* Up to the terminating 0. */
#define bpf_core_read_str(dst, sz, src) \
	bpf_probe_read_kernel_str(dst, sz, (const void *)__builtin_preserve_access_index(src))
#define bpf_core_read_user_str(dst, sz, src) \
	bpf_probe_read_user_str(dst, sz, (const void *)__builtin_preserve_access_index(src))

extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;

/* ptr as a pointer to the kernel's type, through which the program may read directly. Linux 6.2. */
#define bpf_core_cast(ptr, type) ((__typeof__(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))

/* ---- following pointers ---- */

/*
 * ___core_walkN(end, hop, dst, type, at, a, b, ...): at->a->b->... into *dst. `type` is only for __typeof__:
 * the expression whose type `at` has, which grows by a field with each hop while `at` becomes the pointer
 * that was just read. The last field is read by `end`, the pointers before it by `hop`.
 */
#define ___core_walk1(end, hop, dst, type, at, a) \
	end((void *)(dst), sizeof(*(dst)), &((__typeof__(type))(at))->a)
#define ___core_hop(hop, type, at, a) hop(&___at, sizeof(___at), &((__typeof__(type))(at))->a)
#define ___core_walk2(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk1(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk3(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk2(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk4(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk3(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk5(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk4(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk6(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk5(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk7(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk6(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk8(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk7(end, hop, dst, (type)->a, ___at, b))
#define ___core_walk9(end, hop, dst, type, at, a, b...) \
	(___core_hop(hop, type, at, a), ___core_walk8(end, hop, dst, (type)->a, ___at, b))

#define ___core_walk(end, hop, dst, src, fields...)                                               \
	({                                                                                        \
		const void *___at __attribute__((unused));                                        \
		___bpf_apply(___core_walk, ___bpf_narg(fields))(end, hop, dst, src, src, fields); \
	})

/* src->a->b->..., for __typeof__. */
#define ___core_arrow1(src, a)       (src)->a
#define ___core_arrow2(src, a, b...) ___core_arrow1((src)->a, b)
#define ___core_arrow3(src, a, b...) ___core_arrow2((src)->a, b)
#define ___core_arrow4(src, a, b...) ___core_arrow3((src)->a, b)
#define ___core_arrow5(src, a, b...) ___core_arrow4((src)->a, b)
#define ___core_arrow6(src, a, b...) ___core_arrow5((src)->a, b)
#define ___core_arrow7(src, a, b...) ___core_arrow6((src)->a, b)
#define ___core_arrow8(src, a, b...) ___core_arrow7((src)->a, b)
#define ___core_arrow9(src, a, b...) ___core_arrow8((src)->a, b)
#define ___core_type(src, fields...) __typeof__(___bpf_apply(___core_arrow, ___bpf_narg(fields))(src, fields))

#define ___core_value(into, src, fields...)           \
	({                                            \
		___core_type((src), fields) ___value; \
		into(&___value, (src), fields);       \
		___value;                             \
	})

/*
 * One to nine fields, each but the last a pointer, or an access that ends in one (a.b[2]). _INTO writes to
 * *dst, as much as that holds, and its value is the result of the last read; the others' value is the field,
 * zero where a read failed. _USER reads the process's memory, _STR_ a string. PROBE ones are without
 * relocation: for types of the user's own.
 */
#define BPF_CORE_READ_INTO(dst, src, a, ...) \
	___core_walk(bpf_core_read, bpf_core_read, dst, (src), a, ##__VA_ARGS__)
#define BPF_CORE_READ_USER_INTO(dst, src, a, ...) \
	___core_walk(bpf_core_read_user, bpf_core_read_user, dst, (src), a, ##__VA_ARGS__)
#define BPF_CORE_READ_STR_INTO(dst, src, a, ...) \
	___core_walk(bpf_core_read_str, bpf_core_read, dst, (src), a, ##__VA_ARGS__)
#define BPF_CORE_READ_USER_STR_INTO(dst, src, a, ...) \
	___core_walk(bpf_core_read_user_str, bpf_core_read_user, dst, (src), a, ##__VA_ARGS__)
#define BPF_PROBE_READ_INTO(dst, src, a, ...) \
	___core_walk(bpf_probe_read_kernel, bpf_probe_read_kernel, dst, (src), a, ##__VA_ARGS__)
#define BPF_PROBE_READ_USER_INTO(dst, src, a, ...) \
	___core_walk(bpf_probe_read_user, bpf_probe_read_user, dst, (src), a, ##__VA_ARGS__)
#define BPF_PROBE_READ_STR_INTO(dst, src, a, ...) \
	___core_walk(bpf_probe_read_kernel_str, bpf_probe_read_kernel, dst, (src), a, ##__VA_ARGS__)
#define BPF_PROBE_READ_USER_STR_INTO(dst, src, a, ...) \
	___core_walk(bpf_probe_read_user_str, bpf_probe_read_user, dst, (src), a, ##__VA_ARGS__)

#define BPF_CORE_READ(src, a, ...)       ___core_value(BPF_CORE_READ_INTO, src, a, ##__VA_ARGS__)
#define BPF_CORE_READ_USER(src, a, ...)  ___core_value(BPF_CORE_READ_USER_INTO, src, a, ##__VA_ARGS__)
#define BPF_PROBE_READ(src, a, ...)      ___core_value(BPF_PROBE_READ_INTO, src, a, ##__VA_ARGS__)
#define BPF_PROBE_READ_USER(src, a, ...) ___core_value(BPF_PROBE_READ_USER_INTO, src, a, ##__VA_ARGS__)

/* ---- bit-fields ---- */

#define ___core_relo(src, field, info) __builtin_preserve_field_info((src)->field, BPF_FIELD_##info)

/* A loaded word with the field in it, the field alone: its upper end to bit 63, then its lower end to bit 0.
 */
#define ___core_extract(word, src, field)                                                                 \
	({                                                                                                \
		unsigned long long ___top = (word) << ___core_relo(src, field, LSHIFT_U64);               \
		___core_relo(src, field, SIGNED)                                                          \
			? (unsigned long long)((long long)___top >> ___core_relo(src, field, RSHIFT_U64)) \
			: ___top >> ___core_relo(src, field, RSHIFT_U64);                                 \
	})

/* The last bytes of a 64-bit word are its low ones on a big-endian machine. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ___core_low_bytes(word, count) ((void *)(word))
#else
#define ___core_low_bytes(word, count) ((void *)(word) + (8 - (count)))
#endif

/* Of kernel memory that must be copied first (kprobes and the like). */
#define BPF_CORE_READ_BITFIELD_PROBED(s, field)                                                       \
	({                                                                                            \
		unsigned long long ___word = 0;                                                       \
		bpf_probe_read_kernel(___core_low_bytes(&___word, ___core_relo(s, field, BYTE_SIZE)), \
			___core_relo(s, field, BYTE_SIZE),                                            \
			(const void *)(s) + ___core_relo(s, field, BYTE_OFFSET));                     \
		___core_extract(___word, s, field);                                                   \
	})

/*
 * Of memory that the program may read directly. The compiler must not see that the four loads are of one
 * place: it would make one of them, of a size that the loader does not know how to patch.
 */
#define ___core_load(address, size)                                       \
	({                                                                \
		const void *___from = (address);                          \
		unsigned long long ___loaded = 0;                         \
		barrier_var(___from);                                     \
		switch (size) {                                           \
		case 1:                                                   \
			___loaded = *(const unsigned char *)___from;      \
			break;                                            \
		case 2:                                                   \
			___loaded = *(const unsigned short *)___from;     \
			break;                                            \
		case 4:                                                   \
			___loaded = *(const unsigned int *)___from;       \
			break;                                            \
		case 8:                                                   \
			___loaded = *(const unsigned long long *)___from; \
			break;                                            \
		}                                                         \
		___loaded;                                                \
	})

#define BPF_CORE_READ_BITFIELD(s, field)                                                      \
	({                                                                                    \
		unsigned long long ___word =                                                  \
			___core_load((const void *)(s) + ___core_relo(s, field, BYTE_OFFSET), \
				___core_relo(s, field, BYTE_SIZE));                           \
		___core_extract(___word, s, field);                                           \
	})

/* Into memory that the program may write. */
#define BPF_CORE_WRITE_BITFIELD(s, field, new_val)                                             \
	({                                                                                     \
		void *___to = (void *)(s) + ___core_relo(s, field, BYTE_OFFSET);               \
		unsigned int ___size = ___core_relo(s, field, BYTE_SIZE);                      \
		unsigned int ___left = ___core_relo(s, field, LSHIFT_U64);                     \
		unsigned int ___right = ___core_relo(s, field, RSHIFT_U64);                    \
		unsigned long long ___mask = (~0ULL << ___right) >> ___left;                   \
		unsigned long long ___word = ___core_load(___to, ___size);                     \
		___word = (___word & ~___mask) |                                               \
			  (((unsigned long long)(new_val) << (___right - ___left)) & ___mask); \
		barrier_var(___to);                                                            \
		switch (___size) {                                                             \
		case 1:                                                                        \
			*(unsigned char *)___to = (unsigned char)___word;                      \
			break;                                                                 \
		case 2:                                                                        \
			*(unsigned short *)___to = (unsigned short)___word;                    \
			break;                                                                 \
		case 4:                                                                        \
			*(unsigned int *)___to = (unsigned int)___word;                        \
			break;                                                                 \
		case 8:                                                                        \
			*(unsigned long long *)___to = ___word;                                \
			break;                                                                 \
		}                                                                              \
	})

#endif /* __BPF_CORE_READ_H__ */
