// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_prog_linfo: from an instruction, or an address of compiled code, to the source line. Copies what
 * bpf_prog_get_info_by_fd() filled in. Lines ascend by instruction; compiled addresses are in the same order, and
 * the functions of a program lie one behind the other in it.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/result.h"

struct bpf_prog_linfo {
	char *lines;            /* count * line_bytes */
	char *addresses;        /* count * address_bytes; NULL: not compiled */
	__u32 *first, *lengths; /* by function: where its lines begin, and how many there are */
	__u32 count, line_bytes, address_bytes, functions;
};

static const struct bpf_line_info *line_at(const struct bpf_prog_linfo *linfo, __u32 i)
{
	return (const void *)(linfo->lines + (size_t)i * linfo->line_bytes);
}

static __u64 address_at(const struct bpf_prog_linfo *linfo, __u32 i)
{
	__u64 address;

	memcpy(&address, linfo->addresses + (size_t)i * linfo->address_bytes, sizeof(address));
	return address;
}

static void *copy(__u64 from, size_t count, size_t each)
{
	void *to = reallocarray(NULL, count, each);

	if (to)
		memcpy(to, (const void *)(uintptr_t)from, count * each);
	return to;
}

/* A function's first line has the function's own address; lines of one function ascend. */
static int split_functions(struct bpf_prog_linfo *linfo, const struct bpf_prog_info *info)
{
	const __u64 *starts = (const __u64 *)(uintptr_t)info->jited_ksyms;
	const __u32 *bytes = (const __u32 *)(uintptr_t)info->jited_func_lens;
	__u32 line = 0;

	linfo->first = calloc(linfo->functions, sizeof(*linfo->first));
	linfo->lengths = calloc(linfo->functions, sizeof(*linfo->lengths));
	if (!linfo->first || !linfo->lengths)
		return -ENOMEM;
	for (__u32 function = 0; function < linfo->functions; function++) {
		__u64 last = starts[function];

		if (line >= linfo->count || address_at(linfo, line) != starts[function])
			return -EINVAL;
		linfo->first[function] = line;
		for (; line < linfo->count; line++) {
			__u64 address = address_at(linfo, line);

			if (address < last || address - starts[function] >= bytes[function])
				break;
			last = address;
		}
		linfo->lengths[function] = line - linfo->first[function];
	}
	return line == linfo->count ? 0 : -EINVAL;
}

static int fill(struct bpf_prog_linfo *linfo, const struct bpf_prog_info *info)
{
	linfo->count = info->nr_line_info;
	linfo->line_bytes = info->line_info_rec_size;
	if (!linfo->count || linfo->line_bytes < sizeof(struct bpf_line_info) || !info->line_info)
		return -EINVAL;
	linfo->lines = copy(info->line_info, linfo->count, linfo->line_bytes);
	if (!linfo->lines)
		return -ENOMEM;
	linfo->functions = info->nr_jited_ksyms;
	linfo->address_bytes = info->jited_line_info_rec_size;
	if (!linfo->functions || !info->jited_line_info || info->nr_jited_line_info != linfo->count ||
		info->nr_jited_func_lens != linfo->functions || !info->jited_func_lens ||
		!info->jited_ksyms || linfo->address_bytes < sizeof(__u64)) {
		linfo->functions = 0; /* not compiled, or not asked for: lines by instruction only */
		return 0;
	}
	linfo->addresses = copy(info->jited_line_info, linfo->count, linfo->address_bytes);
	return linfo->addresses ? split_functions(linfo, info) : -ENOMEM;
}

struct bpf_prog_linfo *bpf_prog_linfo__new(const struct bpf_prog_info *info)
{
	struct bpf_prog_linfo *linfo = calloc(1, sizeof(*linfo));
	int code = linfo ? fill(linfo, info) : -ENOMEM;

	if (!code)
		return linfo;
	bpf_prog_linfo__free(linfo);
	return result_null(code);
}

void bpf_prog_linfo__free(struct bpf_prog_linfo *prog_linfo)
{
	if (!prog_linfo)
		return;
	free(prog_linfo->lines);
	free(prog_linfo->addresses);
	free(prog_linfo->first);
	free(prog_linfo->lengths);
	free(prog_linfo);
}

const struct bpf_line_info *bpf_prog_linfo__lfind_addr_func(
	const struct bpf_prog_linfo *prog_linfo, __u64 addr, __u32 func_idx, __u32 nr_skip)
{
	__u32 low, high;

	if (func_idx >= prog_linfo->functions || nr_skip >= prog_linfo->lengths[func_idx])
		return result_null(-ENOENT);
	low = prog_linfo->first[func_idx] + nr_skip;
	high = prog_linfo->first[func_idx] + prog_linfo->lengths[func_idx];
	if (addr < address_at(prog_linfo, low))
		return result_null(-ENOENT);
	while (high - low > 1) {
		__u32 middle = low + (high - low) / 2;

		if (address_at(prog_linfo, middle) <= addr)
			low = middle;
		else
			high = middle;
	}
	return line_at(prog_linfo, low);
}

const struct bpf_line_info *bpf_prog_linfo__lfind(
	const struct bpf_prog_linfo *prog_linfo, __u32 insn_off, __u32 nr_skip)
{
	__u32 low = nr_skip, high = prog_linfo->count;

	if (nr_skip >= prog_linfo->count || insn_off < line_at(prog_linfo, nr_skip)->insn_off)
		return result_null(-ENOENT);
	while (high - low > 1) {
		__u32 middle = low + (high - low) / 2;

		if (line_at(prog_linfo, middle)->insn_off <= insn_off)
			low = middle;
		else
			high = middle;
	}
	return line_at(prog_linfo, low);
}
