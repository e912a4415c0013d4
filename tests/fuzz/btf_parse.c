// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Any bytes as BTF: two bytes of length, a base of that length or none, and the BTF on it. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/btf_exercise.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
size_t LLVMFuzzerMutate(unsigned char *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(unsigned char *data, size_t size, size_t room, unsigned int seed);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct btf *base = NULL, *btf;
	size_t base_bytes;

	if (size < 4)
		return 0;
	libbpf_set_print(NULL);
	base_bytes = (size_t)data[0] | (size_t)data[1] << 8;
	data += 4;
	size -= 4;
	if (base_bytes && base_bytes < size) {
		base = btf__new(data, (uint32_t)base_bytes);
		data += base_bytes;
		size -= base_bytes;
	}
	btf = btf__new_split(data, (uint32_t)size, base);
	if (btf) {
		btf_exercise_reading(btf, data, size);
		btf_exercise_writing(btf);
	}
	btf__free(btf);
	btf__free(base);
	return 0;
}

/* Half of the time words, which is what BTF is made of: small numbers, other words, kinds. */
size_t LLVMFuzzerCustomMutator(unsigned char *data, size_t size, size_t room, unsigned int seed)
{
	uint32_t word, other;
	size_t at, from;

	srand(seed);
	if (rand() % 2 || size < 36)
		return LLVMFuzzerMutate(data, size, room);
	at = (size_t)rand() % (size / 4) * 4;
	from = (size_t)rand() % (size / 4) * 4;
	memcpy(&word, data + at, 4);
	memcpy(&other, data + from, 4);
	switch (rand() % 6) {
	case 0:
		word = (uint32_t)rand() % 64;
		break;
	case 1:
		word = other;
		break;
	case 2:
		word = (word & 0x80ffffff) | (uint32_t)(rand() % 21) << 24;
		break;
	case 3:
		word += (uint32_t)(rand() % 3 - 1);
		break;
	case 4:
		word ^= 1u << rand() % 32;
		break;
	default:
		word = 0xffffffffu >> rand() % 32;
		break;
	}
	memcpy(data + at, &word, 4);
	return size;
}
