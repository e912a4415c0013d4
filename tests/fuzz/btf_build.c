// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Any bytes as calls of btf__add_*(): most of what comes out is valid, however strange. */
#include "loader/btf/btf.h"
#include "tests/fuzz/btf_exercise.h"
#include "tests/fuzz/btf_from_bytes.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct input in = { data, size };
	struct btf *base = btf_from_bytes(&in, NULL, 1 + input_next(&in) % 40), *split;

	if (!base)
		return 0;
	btf_exercise_reading(base, data, size);
	btf_exercise_writing(base);
	split = in.left ? btf_from_bytes(&in, base, 40) : NULL;
	if (split) {
		btf_exercise_reading(split, data, size);
		btf_exercise_writing(split);
	}
	btf__free(split);
	btf__free(base);
	return 0;
}
