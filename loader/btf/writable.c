// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Memory of a struct btf that is being changed, and the bytes that are made of it for others. */
#include <byteswap.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/strings.h"
#include "loader/btf/write.h"
#include "loader/result.h"

/* Offsets of types are 32 bits; so is the whole in a header. */
enum { TYPES_LIMIT = 0x7ffffff0 };

static void *copy_with_room(const void *bytes, size_t used, size_t room)
{
	void *copy = malloc(room);

	if (copy && used)
		memcpy(copy, bytes, used);
	return copy;
}

int btf_make_writable(struct btf *btf)
{
	uint32_t types_room = btf->types_len + btf->types_len / 8 + 256;
	uint32_t strings_room = btf->strings_len + btf->strings_len / 8 + 256;
	void *types, *strings, *layout = NULL;

	if (btf->writable)
		return 0;
	if (btf->read_only)
		return -EOPNOTSUPP;
	if (btf->type_count && !btf_type_at(btf, btf->start_id)) /* builds the offsets */
		return -ENOMEM;
	types = copy_with_room(btf->types, btf->types_len, types_room);
	strings = copy_with_room(btf->strings, btf->strings_len, strings_room);
	if (btf->layout && !(btf->base && btf->layout == btf->base->layout))
		layout = copy_with_room(btf->layout, btf->layout_count * sizeof(*btf->layout),
			btf->layout_count * sizeof(*btf->layout) + 1);
	if (!types || !strings) {
		free(types);
		free(strings);
		free(layout);
		return -ENOMEM;
	}
	btf_image_free(btf->image, btf->image_bytes, btf->storage);
	btf->image = NULL;
	btf->image_is_raw = false;
	btf->types = types;
	btf->types_room = types_room;
	btf->strings = strings;
	btf->strings_room = strings_room;
	if (layout)
		btf->layout = btf->own_layout = layout;
	btf->offsets_room = btf->type_count;
	btf->writable = true;
	return 0;
}

void btf_changed(struct btf *btf)
{
	btf->valid = 0;
	for (int i = 0; i < 2; i++) {
		free(btf->raw[i]);
		btf->raw[i] = NULL;
	}
}

/* Makes room for @more bytes behind @used. */
static int grow(const void **memory, uint32_t *room, uint32_t used, size_t more, size_t limit)
{
	uint64_t wanted = (uint64_t)used + more;
	void *larger;

	if (wanted <= *room)
		return 0;
	if (wanted > limit)
		return -E2BIG;
	wanted += wanted / 4 + 256;
	larger = realloc((void *)*memory, wanted);
	if (!larger)
		return -ENOMEM;
	*memory = larger;
	*room = (uint32_t)wanted;
	return 0;
}

int btf_append_string(struct btf *btf, const char *text, size_t len)
{
	/* The text may be one of our own, which then moves. */
	bool own = text >= btf->strings && text < btf->strings + btf->strings_len;
	size_t offset = own ? (size_t)(text - btf->strings) : 0;
	int result;

	result = grow((const void **)&btf->strings, &btf->strings_room, btf->strings_len, len + 1,
		BTF_STRINGS_LIMIT - btf->start_str);
	if (result)
		return result;
	memcpy((char *)btf->strings + btf->strings_len, own ? btf->strings + offset : text, len);
	((char *)btf->strings)[btf->strings_len + len] = '\0';
	btf->strings_len += (uint32_t)len + 1;
	btf_changed(btf);
	return 0;
}

static int reserve(struct btf *btf, size_t bytes)
{
	int result = grow((const void **)&btf->types, &btf->types_room, btf->types_len, bytes, TYPES_LIMIT);

	if (!result)
		memset((unsigned char *)btf->types + btf->types_len, 0, bytes);
	return result;
}

void *btf_reserve_type(struct btf *btf, size_t bytes)
{
	if (reserve(btf, bytes) || btf->type_count >= (uint32_t)INT32_MAX - btf->start_id)
		return NULL;
	if (btf->type_count == btf->offsets_room) {
		uint32_t room = btf->type_count + btf->type_count / 4 + 16;
		uint32_t *larger = realloc(btf->offsets, room * sizeof(*larger));

		if (!larger)
			return NULL;
		btf->offsets = larger;
		btf->offsets_room = room;
	}
	return (unsigned char *)btf->types + btf->types_len;
}

int btf_commit_type(struct btf *btf, size_t bytes)
{
	uint32_t *offsets = btf->offsets;

	offsets[btf->type_count] = btf->types_len;
	btf->types_len += (uint32_t)bytes;
	btf_changed(btf);
	return (int)(btf->start_id + btf->type_count++);
}

void *btf_extend_type(struct btf *btf, size_t bytes)
{
	if (reserve(btf, bytes))
		return NULL;
	btf->types_len += (uint32_t)bytes;
	btf_changed(btf);
	return (unsigned char *)btf->types + btf->types_len - bytes;
}

void btf_replace_types(struct btf *btf, unsigned char *types, uint32_t len, uint32_t *offsets, uint32_t count)
{
	free((void *)btf->types);
	free(btf->offsets);
	btf->types = types;
	btf->types_len = btf->types_room = len;
	btf->offsets = offsets;
	btf->type_count = btf->offsets_room = count;
	btf_changed(btf);
}

void btf_replace_strings(struct btf *btf, char *strings, uint32_t len)
{
	free((void *)btf->strings);
	btf->strings = strings;
	btf->strings_len = btf->strings_room = len;
	btf_strings_free(btf->string_set);
	btf->string_set = NULL;
	btf_changed(btf);
}

int btf_clone(struct btf **out, const struct btf *btf)
{
	struct btf *clone = calloc(1, sizeof(*clone));
	uint32_t *offsets = malloc((btf->type_count + 1) * sizeof(*offsets));
	int result = -ENOMEM;

	*out = NULL;
	if (clone && offsets) {
		*clone = (struct btf){ .base = btf->base,
			.swapped = btf->swapped,
			.read_only = btf->read_only,
			.start_id = btf->start_id,
			.start_str = btf->start_str,
			.type_count = btf->type_count,
			.types = btf->types,
			.types_len = btf->types_len,
			.strings = btf->strings,
			.strings_len = btf->strings_len,
			.layout = btf->layout,
			.layout_count = btf->layout_count,
			.pointer_bytes = btf->pointer_bytes,
			.valid = btf->valid,
			.fd = -1 };
		btf_walk_offsets(btf, offsets, btf->type_count, 0);
		clone->offsets = offsets;
		result = btf_make_writable(clone);
	}
	if (result) {
		free(offsets);
		free(clone);
		return result;
	}
	*out = clone;
	return 0;
}

static void *new_empty(const struct btf *base, bool with_layout)
{
	struct btf *btf = calloc(1, sizeof(*btf));

	if (!btf)
		return result_null(-ENOMEM);
	btf->fd = -1;
	btf->base = base;
	btf->swapped = base && base->swapped;
	btf->start_id = base ? btf_type_count(base) : 1;
	btf->start_str = base ? btf_strings_end(base) : 0;
	btf->writable = true;
	btf->pointer_bytes = base ? 0 : sizeof(void *);
	btf->types = malloc(256);
	btf->types_room = 256;
	btf->strings = calloc(1, 256);
	btf->strings_room = 256;
	btf->strings_len = base ? 0 : 1;
	if (with_layout) {
		btf->own_layout = calloc(BTF_KINDS, sizeof(*btf->own_layout));
		for (uint32_t i = 0; btf->own_layout && i < BTF_KINDS; i++) {
			btf->own_layout[i].info_bytes = btf_kind_sizes[i].fixed;
			btf->own_layout[i].element_bytes = btf_kind_sizes[i].each;
		}
		btf->layout = btf->own_layout;
		btf->layout_count = BTF_KINDS;
	} else if (base) {
		btf->layout = base->layout;
		btf->layout_count = base->layout_count;
	}
	if (!btf->types || !btf->strings || (with_layout && !btf->layout)) {
		btf__free(btf);
		return result_null(-ENOMEM);
	}
	return btf;
}

struct btf *btf__new_empty(void)
{
	return new_empty(NULL, false);
}

struct btf *btf__new_empty_split(struct btf *base_btf)
{
	return new_empty(base_btf, false);
}

struct btf *btf__new_empty_opts(struct btf_new_opts *opts)
{
	if (!OPTS_VALID(opts, btf_new_opts))
		return result_null(-EINVAL);
	return new_empty(OPTION_GET(opts, base_btf, NULL), OPTION_GET(opts, add_layout, false));
}
