// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* SHA-256: the examples of FIPS 180-2, appendix B; descriptors of maps left out. */
#include "loader/load/digest.h"

#include <stdio.h>
#include <string.h>

#include "tests/harness/test.h"

static void check(const char *text, const char *expected)
{
	uint8_t digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	digest_bytes(text, strlen(text), digest);
	for (int i = 0; i < DIGEST_BYTES; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
	if (strcmp(hex, expected) != 0)
		test_failed(__FILE__, __LINE__, "'%s': %s", text, hex);
}

int main(void)
{
	struct bpf_insn with_map[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .src_reg = BPF_PSEUDO_MAP_FD, .imm = 7 }, { .imm = 9 },
		{ .code = BPF_JMP | BPF_EXIT }
	};
	uint8_t one[DIGEST_BYTES], other[DIGEST_BYTES];

	test_begin();
	check("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");

	/* Descriptors do not count; what else stands there does. */
	CHECK_INT(digest_program(with_map, 3, one), 0);
	with_map[0].imm = 100;
	CHECK_INT(digest_program(with_map, 3, other), 0);
	CHECK(memcmp(one, other, sizeof(one)) == 0);
	with_map[2].imm = 1;
	CHECK_INT(digest_program(with_map, 3, other), 0);
	CHECK(memcmp(one, other, sizeof(one)) != 0);
	return test_end();
}
