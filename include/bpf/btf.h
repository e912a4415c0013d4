/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * BTF, the type information of BPF objects and kernels: parse, query, write, deduplicate, print.
 *
 *	struct btf *btf = btf__load_vmlinux_btf();
 *	int id = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
 *	const struct btf_type *type = btf__type_by_id(btf, id);
 *
 *	for (__u32 i = 0; i < btf_vlen(type); i++)
 *		puts(btf__name_by_offset(btf, btf_members(type)[i].name_off));
 *	btf__free(btf);
 *
 * Types have ids from 1 on, 0 is void; what follows a struct btf_type in memory depends on its kind. A split
 * BTF continues the ids and strings of its base:
 *
 *	ids:  1 ............. base's last | first own ........... btf__type_cnt() - 1
 *
 * Common to all functions, and not repeated below:
 *
 * Return: int functions return 0, an id or a count, or a negative errno, and set errno; those that return a
 *   pointer return NULL and set errno. -EINVAL for malformed BTF and wrong arguments, -ENOENT for what is not
 *   there.
 * Owner: what a function creates is the caller's: btf__free(), btf_ext__free(), btf_dump__free(), which take
 *   NULL. A base must outlive what is built on it. Pointers into a BTF are good until it is modified or
 *   freed.
 * Threads: any number may read one BTF at once; writing is for one alone.
 * Needs: nothing of the kernel, except where it is mentioned.
 */
#ifndef __LIBBPF_BTF_H
#define __LIBBPF_BTF_H

#include <linux/btf.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>

#include "libbpf_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sections of an object file. */
#define BTF_ELF_SEC      ".BTF"
#define BTF_EXT_ELF_SEC  ".BTF.ext"
#define BTF_BASE_ELF_SEC ".BTF.base"
#define MAPS_ELF_SEC     ".maps"

struct btf;
struct btf_ext;
struct btf_type;
struct bpf_object;

enum btf_endianness {
	BTF_LITTLE_ENDIAN = 0,
	BTF_BIG_ENDIAN = 1,
};

/* ---- opening ---- */

LIBBPF_API void btf__free(struct btf *btf);

/**
 * btf__new, btf__new_split - BTF from raw bytes
 * @data:     in either byte order; copied
 * @size:     bytes
 * @base_btf: NULL, or what it continues
 *
 * Every id, size and name is checked.
 */
LIBBPF_API struct btf *btf__new(const void *data, __u32 size);
LIBBPF_API struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf);

/* Without types, to be written to. */
LIBBPF_API struct btf *btf__new_empty(void);
LIBBPF_API struct btf *btf__new_empty_split(struct btf *base_btf);

struct btf_new_opts {
	size_t sz;            /* set by LIBBPF_OPTS() */
	struct btf *base_btf; /* NULL: none */
	bool add_layout;      /* say the sizes of kinds, for readers that do not know them. 7.1 */
	__extension__ size_t : 0;
};
#define btf_new_opts__last_field add_layout

LIBBPF_API struct btf *btf__new_empty_opts(struct btf_new_opts *opts);

/**
 * btf__distill_base - make a split BTF independent of the base that it was made for
 * @src_btf:       split BTF; stays as it is
 * @new_base_btf:  receives a small base with the types of the old one that are referred to, as far as needed
 *                 to find them again in another kernel
 * @new_split_btf: receives the split BTF on it; btf__relocate() puts it on another base
 */
LIBBPF_API int btf__distill_base(
	const struct btf *src_btf, struct btf **new_base_btf, struct btf **new_split_btf);

/**
 * btf__parse - BTF of a file: raw, or an ELF file's section .BTF
 * @path:    file
 * @btf_ext: NULL, or receives .BTF.ext; NULL if there is none
 *
 * Return: BTF; NULL and ENODATA if the ELF file has none.
 */
LIBBPF_API struct btf *btf__parse(const char *path, struct btf_ext **btf_ext);
LIBBPF_API struct btf *btf__parse_split(const char *path, struct btf *base_btf);
LIBBPF_API struct btf *btf__parse_elf(const char *path, struct btf_ext **btf_ext);
LIBBPF_API struct btf *btf__parse_elf_split(const char *path, struct btf *base_btf);
LIBBPF_API struct btf *btf__parse_raw(const char *path);
LIBBPF_API struct btf *btf__parse_raw_split(const char *path, struct btf *base_btf);

/* The running kernel's: /sys/kernel/btf/vmlinux, else the vmlinux files that distributions install. */
LIBBPF_API struct btf *btf__load_vmlinux_btf(void);
/* A loaded module's, split on the kernel's. */
LIBBPF_API struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf);
/* One that the kernel has, by its id (bpf_btf_get_next_id()). CAP_SYS_ADMIN. */
LIBBPF_API struct btf *btf__load_from_kernel_by_id(__u32 id);
LIBBPF_API struct btf *btf__load_from_kernel_by_id_split(__u32 id, struct btf *base_btf);

/**
 * btf__load_into_kernel - give the kernel these types
 *
 * btf__fd() is its descriptor then, the BTF's. -EEXIST: loaded already. Needs what bpf_btf_load() does.
 */
LIBBPF_API int btf__load_into_kernel(struct btf *btf);

/* ---- asking ---- */

/* Id of the first type of that name; of that name and kind; -ENOENT. "void" is 0. */
LIBBPF_API __s32 btf__find_by_name(const struct btf *btf, const char *type_name);
LIBBPF_API __s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind);
/* One more than the last id: void counts. */
LIBBPF_API __u32 btf__type_cnt(const struct btf *btf);
/* NULL: it has none. */
LIBBPF_API const struct btf *btf__base_btf(const struct btf *btf);
/* NULL and EINVAL beyond the last. */
LIBBPF_API const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id);
/* Bytes of a pointer: what was set, else guessed from the type "long"; 0 if nothing tells. 4 or 8. */
LIBBPF_API size_t btf__pointer_size(const struct btf *btf);
LIBBPF_API int btf__set_pointer_size(struct btf *btf, size_t ptr_sz);
/* Of btf__raw_data(); in memory it is always the machine's. */
LIBBPF_API enum btf_endianness btf__endianness(const struct btf *btf);
LIBBPF_API int btf__set_endianness(struct btf *btf, enum btf_endianness endian);
/* Bytes of a type, behind typedefs and arrays; -EINVAL for functions, void and the like. */
LIBBPF_API __s64 btf__resolve_size(const struct btf *btf, __u32 type_id);
/* Id behind typedefs, qualifiers and variables. */
LIBBPF_API int btf__resolve_type(const struct btf *btf, __u32 type_id);
/* Alignment in bytes; 0 and errno. */
LIBBPF_API int btf__align_of(const struct btf *btf, __u32 id);
/* Descriptor in the kernel, -1 without; one that is set belongs to the BTF. */
LIBBPF_API int btf__fd(const struct btf *btf);
LIBBPF_API void btf__set_fd(struct btf *btf, int fd);
/* All of it as bytes, the BTF's, until it is modified. */
LIBBPF_API const void *btf__raw_data(const struct btf *btf, __u32 *size);
/* NULL and EINVAL for an offset beyond the strings. The two are the same. */
LIBBPF_API const char *btf__name_by_offset(const struct btf *btf, __u32 offset);
LIBBPF_API const char *btf__str_by_offset(const struct btf *btf, __u32 offset);

/* ---- .BTF.ext: function and line information, CO-RE relocations ---- */

LIBBPF_API struct btf_ext *btf_ext__new(const __u8 *data, __u32 size);
LIBBPF_API void btf_ext__free(struct btf_ext *btf_ext);
LIBBPF_API const void *btf_ext__raw_data(const struct btf_ext *btf_ext, __u32 *size);
LIBBPF_API enum btf_endianness btf_ext__endianness(const struct btf_ext *btf_ext);
LIBBPF_API int btf_ext__set_endianness(struct btf_ext *btf_ext, enum btf_endianness endian);

/* ---- writing ----
 *
 * Functions that add a type return its id. Referred ids may be given before the type is added, but not above
 * INT_MAX. Members, values, parameters and variables belong to the type added last.
 */

/* Offset of a string that is there, -ENOENT; of one that is added if it is not. */
LIBBPF_API int btf__find_str(struct btf *btf, const char *s);
LIBBPF_API int btf__add_str(struct btf *btf, const char *s);

/* A copy of a type: its strings come along, its ids stay as they are. */
LIBBPF_API int btf__add_type(struct btf *btf, const struct btf *src_btf, const struct btf_type *src_type);
/* Copies of all types of another BTF, ids and strings adapted; returns the first's id. */
LIBBPF_API int btf__add_btf(struct btf *btf, const struct btf *src_btf);

/* encoding: 0, or one of BTF_INT_SIGNED, BTF_INT_CHAR, BTF_INT_BOOL. 1 to 16 bytes. */
LIBBPF_API int btf__add_int(struct btf *btf, const char *name, size_t byte_sz, int encoding);
/* 2, 4, 8, 12 or 16 bytes. */
LIBBPF_API int btf__add_float(struct btf *btf, const char *name, size_t byte_sz);
LIBBPF_API int btf__add_ptr(struct btf *btf, int ref_type_id);
LIBBPF_API int btf__add_array(struct btf *btf, int index_type_id, int elem_type_id, __u32 nr_elems);

/* A struct or union, and its members: bit_size 0 for those that are no bit-field. */
LIBBPF_API int btf__add_struct(struct btf *btf, const char *name, __u32 sz);
LIBBPF_API int btf__add_union(struct btf *btf, const char *name, __u32 sz);
LIBBPF_API int btf__add_field(
	struct btf *btf, const char *name, int field_type_id, __u32 bit_offset, __u32 bit_size);

/* An enum of 1 to 8 bytes, and its values. */
LIBBPF_API int btf__add_enum(struct btf *btf, const char *name, __u32 bytes_sz);
LIBBPF_API int btf__add_enum_value(struct btf *btf, const char *name, __s64 value);
LIBBPF_API int btf__add_enum64(struct btf *btf, const char *name, __u32 bytes_sz, bool is_signed);
LIBBPF_API int btf__add_enum64_value(struct btf *btf, const char *name, __u64 value);

enum btf_fwd_kind {
	BTF_FWD_STRUCT = 0,
	BTF_FWD_UNION = 1,
	BTF_FWD_ENUM = 2,
};

/* A type of which only the name is known; of an enum: an enum without values. */
LIBBPF_API int btf__add_fwd(struct btf *btf, const char *name, enum btf_fwd_kind fwd_kind);
LIBBPF_API int btf__add_typedef(struct btf *btf, const char *name, int ref_type_id);
LIBBPF_API int btf__add_volatile(struct btf *btf, int ref_type_id);
LIBBPF_API int btf__add_const(struct btf *btf, int ref_type_id);
LIBBPF_API int btf__add_restrict(struct btf *btf, int ref_type_id);
/* A tag of the pointer that refers to it; an attribute is the same with kind_flag. */
LIBBPF_API int btf__add_type_tag(struct btf *btf, const char *value, int ref_type_id);
LIBBPF_API int btf__add_type_attr(struct btf *btf, const char *value, int ref_type_id);

/* A function with its prototype, and a prototype with its parameters ("" and type 0 last: variadic). */
LIBBPF_API int btf__add_func(
	struct btf *btf, const char *name, enum btf_func_linkage linkage, int proto_type_id);
LIBBPF_API int btf__add_func_proto(struct btf *btf, int ret_type_id);
LIBBPF_API int btf__add_func_param(struct btf *btf, const char *name, int type_id);

/* A variable (BTF_VAR_*), and a section with the variables in it, in order. */
LIBBPF_API int btf__add_var(struct btf *btf, const char *name, int linkage, int type_id);
LIBBPF_API int btf__add_datasec(struct btf *btf, const char *name, __u32 byte_sz);
LIBBPF_API int btf__add_datasec_var_info(struct btf *btf, int var_type_id, __u32 offset, __u32 byte_sz);

/* A tag of a declaration: of the whole (component_idx -1), or of a member or parameter. */
LIBBPF_API int btf__add_decl_tag(struct btf *btf, const char *value, int ref_type_id, int component_idx);
LIBBPF_API int btf__add_decl_attr(struct btf *btf, const char *value, int ref_type_id, int component_idx);

/* ---- rewriting the whole ---- */

struct btf_dedup_opts {
	size_t sz;               /* set by LIBBPF_OPTS() */
	struct btf_ext *btf_ext; /* NULL, or follows */
	bool force_collisions;   /* for tests: all hashes are equal */
	__extension__ size_t : 0;
};
#define btf_dedup_opts__last_field force_collisions

/**
 * btf__dedup - make equal types one, and throw away strings that nobody uses
 * @opts: NULL; or .BTF.ext whose strings and ids are to follow
 *
 * Forward declarations are resolved where the struct is there. A split BTF refers to its base's types where
 * it can.
 */
LIBBPF_API int btf__dedup(struct btf *btf, const struct btf_dedup_opts *opts);

/* Put a split BTF that was distilled onto another base, by the names and sizes of what it refers to. */
LIBBPF_API int btf__relocate(struct btf *btf, const struct btf *base_btf);

struct btf_permute_opts {
	size_t sz;               /* set by LIBBPF_OPTS() */
	struct btf_ext *btf_ext; /* NULL, or follows */
	__extension__ size_t : 0;
};
#define btf_permute_opts__last_field btf_ext

/**
 * btf__permute - give types new ids
 * @id_map:     id_map[old] is the new id, for all own types; id_map[0] is 0 in a BTF without base
 * @id_map_cnt: how many
 * @opts:       NULL; or .BTF.ext that is to follow
 */
LIBBPF_API int btf__permute(
	struct btf *btf, __u32 *id_map, __u32 id_map_cnt, const struct btf_permute_opts *opts);

/* ---- printing as C ---- */

struct btf_dump;

struct btf_dump_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
};
#define btf_dump_opts__last_field sz

/* Receives pieces of text. */
typedef void (*btf_dump_printf_fn_t)(void *ctx, const char *fmt, va_list args);

/* Prints types of btf, which must stay and not change. ctx is passed to printf_fn. */
LIBBPF_API struct btf_dump *btf_dump__new(
	const struct btf *btf, btf_dump_printf_fn_t printf_fn, void *ctx, const struct btf_dump_opts *opts);
LIBBPF_API void btf_dump__free(struct btf_dump *d);

/**
 * btf_dump__dump_type - print a type's definition after everything that it needs
 *
 * Each is printed once a dump, in an order that C compilers take. Layout that C would not give by itself is
 * asked for by attributes and padding.
 */
LIBBPF_API int btf_dump__dump_type(struct btf_dump *d, __u32 id);

struct btf_dump_emit_type_decl_opts {
	size_t sz;              /* set by LIBBPF_OPTS() */
	const char *field_name; /* NULL or "": none */
	int indent_level;       /* of the lines behind the first */
	bool strip_mods;        /* without const, volatile, restrict */
	__extension__ size_t : 0;
};
#define btf_dump_emit_type_decl_opts__last_field strip_mods

/* Print the declaration of a field of that type, without its definition: "char (*name[3])(int)". */
LIBBPF_API int btf_dump__emit_type_decl(
	struct btf_dump *d, __u32 id, const struct btf_dump_emit_type_decl_opts *opts);

struct btf_dump_type_data_opts {
	size_t sz;              /* set by LIBBPF_OPTS() */
	const char *indent_str; /* NULL: a tab */
	int indent_level;       /* of the first line */
	bool compact;           /* on one line */
	bool skip_names;        /* without types and names */
	bool emit_zeroes;       /* fields that are zero too */
	bool emit_strings;      /* char arrays as strings */
	__extension__ size_t : 0;
};
#define btf_dump_type_data_opts__last_field emit_strings

/**
 * btf_dump__dump_type_data - print a value as a C initializer with its types
 * @data:    the value
 * @data_sz: its bytes; fewer than the type has: -E2BIG after what there is
 *
 * Return: bytes of @data that were printed.
 */
LIBBPF_API int btf_dump__dump_type_data(struct btf_dump *d, __u32 id, const void *data, size_t data_sz,
	const struct btf_dump_type_data_opts *opts);

/* Kinds that an old linux/btf.h lacks. */
#ifndef BTF_KIND_FUNC
#define BTF_KIND_FUNC 12
#endif
#ifndef BTF_KIND_FUNC_PROTO
#define BTF_KIND_FUNC_PROTO 13
#endif
#ifndef BTF_KIND_VAR
#define BTF_KIND_VAR 14
#endif
#ifndef BTF_KIND_DATASEC
#define BTF_KIND_DATASEC 15
#endif
#ifndef BTF_KIND_FLOAT
#define BTF_KIND_FLOAT 16
#endif
#ifndef BTF_KIND_DECL_TAG
#define BTF_KIND_DECL_TAG 17
#endif
#ifndef BTF_KIND_TYPE_TAG
#define BTF_KIND_TYPE_TAG 18
#endif
#ifndef BTF_KIND_ENUM64
#define BTF_KIND_ENUM64 19
#endif

/*
 * Reading a type. Bits 24 to 30 of info are the kind and bits 0 to 23 the number of entries behind it, as
 * newer kernels have it; before, the upper bits of both were reserved and zero.
 */
static inline __u16 btf_kind(const struct btf_type *t)
{
	return (__u16)((t->info >> 24) & 0x7f);
}

static inline __u32 btf_vlen(const struct btf_type *t)
{
	return t->info & 0xffffff;
}

static inline bool btf_kflag(const struct btf_type *t)
{
	return t->info >> 31;
}

static inline bool btf_is_void(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_UNKN;
}

static inline bool btf_is_int(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_INT;
}

static inline bool btf_is_ptr(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_PTR;
}

static inline bool btf_is_array(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_ARRAY;
}

static inline bool btf_is_struct(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_STRUCT;
}

static inline bool btf_is_union(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_UNION;
}

static inline bool btf_is_composite(const struct btf_type *t)
{
	return btf_is_struct(t) || btf_is_union(t);
}

static inline bool btf_is_enum(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_ENUM;
}

static inline bool btf_is_enum64(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_ENUM64;
}

static inline bool btf_is_any_enum(const struct btf_type *t)
{
	return btf_is_enum(t) || btf_is_enum64(t);
}

static inline bool btf_is_fwd(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_FWD;
}

static inline bool btf_is_typedef(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_TYPEDEF;
}

static inline bool btf_is_volatile(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_VOLATILE;
}

static inline bool btf_is_const(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_CONST;
}

static inline bool btf_is_restrict(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_RESTRICT;
}

static inline bool btf_is_type_tag(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_TYPE_TAG;
}

/* A qualifier or type tag; a typedef is none. */
static inline bool btf_is_mod(const struct btf_type *t)
{
	return btf_is_volatile(t) || btf_is_const(t) || btf_is_restrict(t) || btf_is_type_tag(t);
}

static inline bool btf_is_func(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_FUNC;
}

static inline bool btf_is_func_proto(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_FUNC_PROTO;
}

static inline bool btf_is_var(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_VAR;
}

static inline bool btf_is_datasec(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_DATASEC;
}

static inline bool btf_is_float(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_FLOAT;
}

static inline bool btf_is_decl_tag(const struct btf_type *t)
{
	return btf_kind(t) == BTF_KIND_DECL_TAG;
}

/* CO-RE may match the two: the same kind, or enums of whatever size. */
static inline bool btf_kind_core_compat(const struct btf_type *t1, const struct btf_type *t2)
{
	return btf_kind(t1) == btf_kind(t2) || (btf_is_any_enum(t1) && btf_is_any_enum(t2));
}

/* What follows a type in memory; the kind must have been checked. */
static inline __u8 btf_int_encoding(const struct btf_type *t)
{
	return (__u8)BTF_INT_ENCODING(*(const __u32 *)(t + 1));
}

static inline __u8 btf_int_offset(const struct btf_type *t)
{
	return (__u8)BTF_INT_OFFSET(*(const __u32 *)(t + 1));
}

static inline __u8 btf_int_bits(const struct btf_type *t)
{
	return (__u8)BTF_INT_BITS(*(const __u32 *)(t + 1));
}

static inline struct btf_array *btf_array(const struct btf_type *t)
{
	return (struct btf_array *)(t + 1);
}

static inline struct btf_enum *btf_enum(const struct btf_type *t)
{
	return (struct btf_enum *)(t + 1);
}

struct btf_enum64; /* not in every linux/btf.h */

static inline struct btf_enum64 *btf_enum64(const struct btf_type *t)
{
	return (struct btf_enum64 *)(t + 1);
}

static inline __u64 btf_enum64_value(const struct btf_enum64 *e)
{
	const __u32 *words = (const __u32 *)e; /* name, low half, high half */

	return ((__u64)words[2] << 32) | words[1];
}

static inline struct btf_member *btf_members(const struct btf_type *t)
{
	return (struct btf_member *)(t + 1);
}

static inline __u32 btf_member_bit_offset(const struct btf_type *t, __u32 member_idx)
{
	__u32 offset = btf_members(t)[member_idx].offset;

	return btf_kflag(t) ? BTF_MEMBER_BIT_OFFSET(offset) : offset;
}

/* 0 for a member that is no bit-field. */
static inline __u32 btf_member_bitfield_size(const struct btf_type *t, __u32 member_idx)
{
	__u32 offset = btf_members(t)[member_idx].offset;

	return btf_kflag(t) ? BTF_MEMBER_BITFIELD_SIZE(offset) : 0;
}

static inline struct btf_param *btf_params(const struct btf_type *t)
{
	return (struct btf_param *)(t + 1);
}

static inline struct btf_var *btf_var(const struct btf_type *t)
{
	return (struct btf_var *)(t + 1);
}

static inline struct btf_var_secinfo *btf_var_secinfos(const struct btf_type *t)
{
	return (struct btf_var_secinfo *)(t + 1);
}

struct btf_decl_tag; /* not in every linux/btf.h */

static inline struct btf_decl_tag *btf_decl_tag(const struct btf_type *t)
{
	return (struct btf_decl_tag *)(t + 1);
}

#ifdef __cplusplus
}
#endif

#endif /* __LIBBPF_BTF_H */
