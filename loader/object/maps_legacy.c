// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Maps of section "maps": an array of struct bpf_map_def, five 32-bit numbers each, and a symbol for each.
 * libbpf refuses them since 1.0; old programs are full of them.
 */
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS, .section = "maps"

enum {
	DEFINITION_WORDS = 5, /* type, key_size, value_size, max_entries, map_flags */
	DEFINITION_BYTES = DEFINITION_WORDS * 4,
};

struct map_symbol {
	const char *name;
	uint64_t offset;
};

static int compare_offsets(const void *left, const void *right)
{
	const struct map_symbol *a = left, *b = right;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static int collect_symbols(struct reader *reader, struct map_symbol *symbols, uint32_t *count)
{
	struct elf_symbol symbol;

	*count = 0;
	for (uint32_t i = 1; i < reader->symbols.count; i++) {
		int code = reader_symbol(reader, i, &symbol);

		if (code)
			return code;
		if (symbol.is_special || symbol.section != reader->legacy_maps_section || !symbol.name[0] ||
			(symbol.type != STT_OBJECT && symbol.type != STT_NOTYPE))
			continue;
		symbols[(*count)++] = (struct map_symbol){ symbol.name, symbol.value };
	}
	qsort(symbols, *count, sizeof(*symbols), compare_offsets);
	return 0;
}

/* What follows the five numbers is somebody else's extension: iproute2's pinning, ids of inner maps. */
static int check_extension(
	struct reader *reader, const struct map_spec *map, const uint8_t *bytes, uint64_t size)
{
	if (reader->options->relaxed_maps)
		return 0;
	for (uint64_t i = DEFINITION_BYTES; i < size; i++)
		if (bytes[i])
			return object_error_set(reader->err, -EINVAL,
				OBJECT_AT(PHASE, .map = map->name,
					.remedy = "open with relaxed_maps to ignore them"),
				"map %s: its definition sets fields beyond map_flags", map->name);
	return 0;
}

static int read_map(struct reader *reader, const struct map_symbol *symbol, uint64_t size)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->legacy_maps_section);
	const uint8_t *bytes = section->bytes + symbol->offset;
	struct map_spec *map = reader_add_map(reader);
	uint32_t words[DEFINITION_WORDS];

	if (!map)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	memcpy(words, bytes, sizeof(words));
	for (int i = 0; i < DEFINITION_WORDS; i++)
		words[i] = reader->spec->is_foreign ? __builtin_bswap32(words[i]) : words[i];
	*map = (struct map_spec){
		.name = reader_text(reader, symbol->name),
		.section_name = reader->sections[reader->legacy_maps_section].name,
		.origin = MAP_ORIGIN_LEGACY,
		.section = reader->legacy_maps_section,
		.section_offset = symbol->offset,
		.definition = { .type = words[0],
			.key_size = words[1],
			.value_size = words[2],
			.max_entries = words[3],
			.flags = words[4] },
	};
	if (!map->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	return check_extension(reader, map, bytes, size);
}

int read_legacy_maps(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->legacy_maps_section);
	struct map_symbol *symbols;
	uint64_t each;
	uint32_t count;
	int code;

	if (!reader->legacy_maps_section || reader->sections[section->index].role != SECTION_LEGACY_MAPS)
		return 0;
	symbols = arena_array(&reader->scratch, reader->symbols.count, sizeof(*symbols));
	if (!symbols)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	code = collect_symbols(reader, symbols, &count);
	if (code || !count)
		return code;
	each = section->size / count;
	if (section->size % count || each < DEFINITION_BYTES)
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE),
			"section maps: %llu bytes for %u symbols are no whole definitions",
			(unsigned long long)section->size, count);
	for (uint32_t i = 0; i < count && !code; i++) {
		if (symbols[i].offset != i * each)
			return object_error_set(reader->err, -EINVAL,
				OBJECT_AT(PHASE, .map = symbols[i].name),
				"map %s: at offset %llu of section maps, not at %llu", symbols[i].name,
				(unsigned long long)symbols[i].offset, (unsigned long long)(i * each));
		code = read_map(reader, &symbols[i], each);
	}
	return code;
}
