// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Any bytes as .BTF.ext, against a small BTF; both byte orders give the same records. */
#include "loader/btf/ext.h"

#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static struct btf *small_btf(void)
{
	struct btf *btf = btf__new_empty();

	btf__add_func_proto(btf, 0);
	btf__add_func(btf, "f", BTF_FUNC_GLOBAL, 1);
	btf__add_str(btf, ".text");
	btf__add_str(btf, "0:1:2");
	return btf;
}

static int count_word(void *context, uint32_t *word)
{
	*(uint32_t *)context += *word;
	return 0;
}

static uint32_t sum_of(struct btf_ext *ext)
{
	uint32_t sum = 0;

	btf_ext_visit_ids(ext, count_word, &sum);
	btf_ext_visit_strings(ext, count_word, &sum);
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		struct btf_ext_section section = { 0 };

		while (btf_ext_next_section(ext, kind, &section))
			for (uint32_t i = 0; i < section.count; i++)
				sum += *(const uint32_t *)btf_ext_record(&section, i);
	}
	return sum;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct btf *btf;
	struct btf_ext *ext, *again;
	const void *raw;
	uint32_t bytes;

	if (!btf)
		btf = small_btf();
	ext = btf_ext__new(data, (uint32_t)size);
	if (!ext)
		return 0;
	btf_ext_check(ext, btf, NULL);
	btf_ext__set_endianness(ext, !btf_ext__endianness(ext));
	raw = btf_ext__raw_data(ext, &bytes);
	if (!raw || bytes != size)
		abort();
	again = btf_ext__new(raw, bytes);
	if (!again || sum_of(again) != sum_of(ext))
		abort();
	btf_ext__free(again);
	btf_ext__free(ext);
	return 0;
}
