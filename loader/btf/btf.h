/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What stands behind struct btf: bytes that somebody else may own, seen through checked offsets. Nothing is
 * copied or built before it is needed, and a struct btf that nobody modified still is the bytes it came from.
 *
 *	ids:      1 ................ base's last | start_id ....... start_id + type_count - 1
 *	strings:  0 ... base's last offset       | start_str ...... start_str + strings_len - 1
 *
 * Types are native-endian once loaded. A struct btf from btf_open*() has passed every rule of validate.c;
 * the kernel's own has only been walked, so that offsets and names stay in bounds, and is validated by
 * btf_require_valid() before anything that relies on more.
 */
#ifndef LOADER_BTF_BTF_H
#define LOADER_BTF_BTF_H

#include <errno.h>
#include <linux/btf.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bpf/btf.h>
#include <xsk/error.h>

enum {
	BTF_KINDS = 20,            /* known ones, BTF_KIND_UNKN among them */
	BTF_VLEN_LIMIT = 0xffffff, /* members of one type; older kernels stop at 0xffff */
	BTF_DEPTH_LIMIT = 256,     /* types inside each other, or behind each other without a name */
	BTF_RESOLVE_LIMIT = 32,    /* modifiers, typedefs and arrays that a query follows, as libbpf */
	BTF_STRINGS_LIMIT = 0x7fffffff,
};

/* Header since Linux 7: where the sizes of unknown kinds are written down. */
struct btf_header_layout {
	struct btf_header v1;
	uint32_t layout_off;
	uint32_t layout_len;
};

struct btf_layout {
	uint8_t info_bytes;    /* after struct btf_type */
	uint8_t element_bytes; /* times vlen */
	uint16_t flags;
};

enum btf_storage {
	BTF_BORROWED, /* somebody else's, at least as long-lived */
	BTF_HEAP,
	BTF_MAPPED,
};

struct btf_strings; /* strings.c: offsets by hash */

struct btf {
	const struct btf *base;
	bool owns_base;
	bool swapped;         /* goes out in the other byte order */
	bool image_is_raw;    /* image is what went in, native: btf__raw_data() may return it */
	bool read_only;       /* the header has fields that we do not know */
	uint8_t offset_shift; /* 0: offsets has every own type; 4: every 16th */
	uint32_t start_id;    /* id of the first own type */
	uint32_t start_str;   /* offset of the first own string */
	uint32_t type_count;  /* own types */
	uint32_t types_len;
	uint32_t strings_len;
	uint32_t layout_count; /* kinds in layout */
	const unsigned char *types;
	const char *strings;
	const struct btf_layout *layout;
	uint32_t *_Atomic offsets;              /* NULL until somebody asks for a type by id */
	struct btf_strings *_Atomic string_set; /* NULL until somebody asks for a string by its contents */
	uint32_t *_Atomic name_keys;            /* keys.c; NULL until names are asked for again and again */
	_Atomic uint32_t name_questions;
	_Atomic int pointer_bytes; /* 0 not known yet, -1 cannot be known */
	_Atomic int valid;         /* 1 all rules hold, 0 not asked, or the -errno of the first that fails */
	int fd;

	void *image; /* the bytes that it was opened from; NULL once modified */
	size_t image_bytes;
	enum btf_storage storage;

	/* Grown copies once modified: types, strings and offsets above point into these. */
	bool writable;
	uint32_t types_room;
	uint32_t strings_room;
	uint32_t offsets_room;
	struct btf_layout *own_layout;

	void *raw[2]; /* what btf__raw_data() made: native, other byte order */
	uint32_t raw_bytes[2];
};

/* ---- one type, beyond <bpf/btf.h> ---- */

static inline uint32_t type_info(uint32_t kind, uint32_t vlen, bool flag)
{
	return (uint32_t)flag << 31 | kind << 24 | vlen;
}

static inline bool type_is(const struct btf_type *type, uint32_t kind)
{
	return btf_kind(type) == kind;
}

#define KIND_BIT(kind) (1u << (kind))

static inline bool type_in(const struct btf_type *type, uint32_t kinds)
{
	return btf_kind(type) < BTF_KINDS && (KIND_BIT(btf_kind(type)) & kinds);
}

static inline void *type_payload(const struct btf_type *type)
{
	return (void *)(type + 1);
}

/* Bytes that follow struct btf_type, for each known kind: fixed, and times vlen. */
struct btf_kind_size {
	uint8_t fixed;
	uint8_t each;
};
extern const struct btf_kind_size btf_kind_sizes[BTF_KINDS];

/* Which 32-bit words of a type are type ids and names, those of an array's payload aside. */
struct btf_kind_words {
	bool head_id;         /* the third */
	uint8_t element_id;   /* of each element, counted from 1; 0: none */
	uint8_t element_name; /* likewise */
};
extern const struct btf_kind_words btf_kind_words[BTF_KINDS];

/* "struct", "enum64" ...; never NULL. */
const char *btf_kind_name(uint32_t kind);

/*
 * Bytes of the type that begins at @type, with @left bytes to the end of its section; 0 when it does not end
 * in there, or its kind is unknown and no layout tells its size.
 */
uint64_t btf_type_bytes(const struct btf *btf, const struct btf_type *type, size_t left);

/* The @i-th type id or string offset that a type of a known kind holds, in a fixed order; NULL behind the
 * last. */
uint32_t *btf_type_ref(const struct btf_type *type, uint32_t i);
uint32_t *btf_type_str(const struct btf_type *type, uint32_t i);

/* ---- the whole ---- */

struct btf_source {
	void *data;
	size_t bytes;
	enum btf_storage storage; /* HEAP, MAPPED: freed with the struct btf, and by a failing open */
	const struct btf *base;
};

/* Checks everything. -EINVAL, -ENOTSUP, -E2BIG or -ENOMEM and a line. */
int btf_open(struct btf **btf, const struct btf_source *source, struct xsk_error *err);
/* Header and sections only: types are neither walked nor checked, type_count is 0. For the kernel's own. */
int btf_open_sections(struct btf **btf, const struct btf_source *source, struct xsk_error *err);
void btf_image_free(void *data, size_t bytes, enum btf_storage storage);
/* Walks the types: count, or offsets. btf_walk_offsets() fills type_count >> shift, rounded up, of them. */
int btf_count_types(const struct btf *btf, uint32_t *count, struct xsk_error *err);
void btf_walk_offsets(const struct btf *btf, uint32_t *offsets, uint32_t count, unsigned int shift);

int btf_validate(const struct btf *btf, struct xsk_error *err);
/* Cycles, depth, sizes: the second half of btf_validate(). */
int btf_validate_graph(const struct btf *btf, struct xsk_error *err);
/* Remembers the answer. */
int btf_require_valid(const struct btf *btf);

/* The bytes of btf__raw_data(), in the byte order asked for; NULL when memory is short. */
const void *btf_raw(const struct btf *btf, bool swapped, uint32_t *bytes);

static inline uint32_t btf_type_count(const struct btf *btf)
{
	return btf->start_id + btf->type_count;
}

static inline uint32_t btf_strings_end(const struct btf *btf)
{
	return btf->start_str + btf->strings_len;
}

/* NULL beyond the last id. Id 0 is void, of kind BTF_KIND_UNKN. */
const struct btf_type *btf_type_at(const struct btf *btf, uint32_t id);
/* NULL beyond the last offset. */
const char *btf_string_at(const struct btf *btf, uint32_t offset);
/* Never NULL: "" where there is none. */
const char *btf_name_of(const struct btf *btf, const struct btf_type *type);

/* Follows typedefs, modifiers and VAR; NULL when that takes more than BTF_RESOLVE_LIMIT steps. *@id is
 * updated. */
const struct btf_type *btf_skip_mods_and_typedefs(const struct btf *btf, uint32_t *id);
/* Modifiers only. */
const struct btf_type *btf_skip_mods(const struct btf *btf, uint32_t *id);
/* Of a pointer, 8 where nothing tells. */
uint32_t btf_pointer_bytes(const struct btf *btf);

/* Length of a name up to its flavour: "task_struct___old" is "task_struct". */
size_t btf_essential_length(const char *name);

#endif
