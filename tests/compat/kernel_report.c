// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "kernel_report.h"

#include <errno.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

/* ---- names for ids ---- */

static const char *map_name(const struct report *report, __u32 id)
{
	static char text[32];
	struct bpf_map *map;

	bpf_object__for_each_map(map, report->object)
	{
		struct bpf_map_info info = { 0 };
		__u32 bytes = sizeof(info);

		if (!bpf_map_get_info_by_fd(bpf_map__fd(map), &info, &bytes) && info.id == id)
			return bpf_map__name(map);
	}
	/* The inner map of a map that holds no map yet has no name of ours; maps of the library neither. */
	{
		struct bpf_map_info info = { 0 };
		__u32 bytes = sizeof(info);
		int fd = bpf_map_get_fd_by_id(id);

		if (fd < 0 || bpf_map_get_info_by_fd(fd, &info, &bytes))
			return "unknown";
		close(fd);
		snprintf(text, sizeof(text), "other:%s", info.name);
	}
	return text;
}

static const char *program_name(const struct report *report, __u32 id)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, report->object)
	{
		struct bpf_prog_info info = { 0 };
		__u32 bytes = sizeof(info);

		if (!bpf_prog_get_info_by_fd(bpf_program__fd(program), &info, &bytes) && info.id == id)
			return bpf_program__name(program);
	}
	return "unknown";
}

/* The name of a type in the BTF with this id; what has no name is named by what it leads to. */
static void print_type(struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf ? btf__type_by_id(btf, id) : NULL;

	if (!id || !type)
		printf("%s", id ? "unknown" : "none");
	else if (type->name_off)
		printf("%s(%d)", btf__name_by_offset(btf, type->name_off), btf_kind(type));
	else
		printf("unnamed(%d)", btf_kind(type));
}

/* ---- programs ---- */

struct copy {
	struct bpf_prog_info info;
	struct bpf_insn *instructions;
	struct bpf_func_info *functions;
	struct bpf_line_info *lines;
	__u32 *maps;
};

static void copy_free(struct copy *copy)
{
	free(copy->instructions);
	free(copy->functions);
	free(copy->lines);
	free(copy->maps);
}

static int copy_program(int fd, struct copy *copy)
{
	struct bpf_prog_info size = { 0 };
	__u32 bytes = sizeof(size);

	if (bpf_prog_get_info_by_fd(fd, &size, &bytes))
		return -1;
	*copy = (struct copy){
		.instructions = calloc(1, size.xlated_prog_len + 1),
		.functions = calloc(size.nr_func_info + 1, sizeof(*copy->functions)),
		.lines = calloc(size.nr_line_info + 1, sizeof(*copy->lines)),
		.maps = calloc(size.nr_map_ids + 1, sizeof(*copy->maps)),
		.info.xlated_prog_len = size.xlated_prog_len,
		.info.nr_func_info = size.nr_func_info,
		.info.func_info_rec_size = sizeof(*copy->functions),
		.info.nr_line_info = size.nr_line_info,
		.info.line_info_rec_size = sizeof(*copy->lines),
		.info.nr_map_ids = size.nr_map_ids,
	};
	copy->info.xlated_prog_insns = (unsigned long)copy->instructions;
	copy->info.func_info = (unsigned long)copy->functions;
	copy->info.line_info = (unsigned long)copy->lines;
	copy->info.map_ids = (unsigned long)copy->maps;
	bytes = sizeof(copy->info);
	return bpf_prog_get_info_by_fd(fd, &copy->info, &bytes);
}

/* Memory that the kernel allocates lies below its image and its modules, which begin here. */
#define KERNEL_IMAGE 0xffffffff80000000ULL

static void print_wide(const struct report *report, const struct bpf_insn *insn)
{
	__u64 value = (__u32)insn[0].imm | (__u64)(__u32)insn[1].imm << 32;

	if (insn->src_reg == BPF_PSEUDO_MAP_FD)
		printf("map %s", map_name(report, insn->imm));
	else if (insn->src_reg == BPF_PSEUDO_MAP_VALUE)
		printf("map %s value +%d", map_name(report, insn->imm), insn[1].imm);
	else if (value >> 48 == 0xffff && value < KERNEL_IMAGE)
		printf("address");
	else
		printf("%#llx", value);
}

static void print_instructions(const struct report *report, const struct copy *copy)
{
	size_t count = copy->info.xlated_prog_len / sizeof(struct bpf_insn);

	for (size_t i = 0; i < count; i++) {
		const struct bpf_insn *insn = &copy->instructions[i];

		printf("  %zu: %02x r%d r%d %+d ", i, insn->code, insn->dst_reg, insn->src_reg, insn->off);
		if (insn->code == (BPF_LD | BPF_DW | BPF_IMM) && i + 1 < count) {
			print_wide(report, insn);
			i++;
		} else {
			printf("%d", insn->imm);
		}
		printf("\n");
	}
}

static void print_lines(struct btf *btf, const struct copy *copy)
{
	for (__u32 i = 0; i < copy->info.nr_func_info; i++) {
		printf("  function at %u: ", copy->functions[i].insn_off);
		print_type(btf, copy->functions[i].type_id);
		printf("\n");
	}
	for (__u32 i = 0; i < copy->info.nr_line_info; i++) {
		const struct bpf_line_info *line = &copy->lines[i];

		printf("  line at %u: %u:%u %s: %s\n", line->insn_off, BPF_LINE_INFO_LINE_NUM(line->line_col),
			BPF_LINE_INFO_LINE_COL(line->line_col),
			strrchr(btf__str_by_offset(btf, line->file_name_off) ?: "", '/') ?: "",
			btf__str_by_offset(btf, line->line_off) ?: "(none)");
	}
}

void report_program(const struct report *report, const struct bpf_program *program)
{
	struct copy copy = { 0 };
	struct btf *btf = NULL;

	if (copy_program(bpf_program__fd(program), &copy)) {
		printf("program %s: errno %d\n", bpf_program__name(program), errno);
		copy_free(&copy);
		return;
	}
	if (copy.info.btf_id)
		btf = btf__load_from_kernel_by_id(copy.info.btf_id);
	printf("program %s kernel's name %s type %u expected %u gpl %u ifindex %u btf %d btf object %u id "
	       "%u\n",
		bpf_program__name(program), copy.info.name, copy.info.type,
		bpf_program__expected_attach_type(program), copy.info.gpl_compatible, copy.info.ifindex,
		!!copy.info.btf_id, copy.info.attach_btf_obj_id, copy.info.attach_btf_id);
	printf("  flags %u, parts %u, verified %u, tag %02x%02x%02x%02x\n", bpf_program__flags(program),
		copy.info.nr_jited_ksyms, copy.info.verified_insns, copy.info.tag[0], copy.info.tag[1],
		copy.info.tag[2], copy.info.tag[3]);
	for (__u32 i = 0; i < copy.info.nr_map_ids; i++)
		printf("  uses map %s\n", map_name(report, copy.maps[i]));
	print_instructions(report, &copy);
	print_lines(btf, &copy);
	btf__free(btf);
	copy_free(&copy);
}

/* ---- maps ---- */

static int frozen(int fd)
{
	char path[64], line[128];
	FILE *file;
	int result = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "frozen: %d", &result);
	if (file)
		fclose(file);
	return result;
}

static void print_bytes(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count && i < 256; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

/* Types that hold values which can be read with a key, and differ neither by processor nor by task. */
static bool is_plain(__u32 type)
{
	return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_HASH ||
	       type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS ||
	       type == BPF_MAP_TYPE_PROG_ARRAY;
}

static void print_contents(const struct report *report, int fd, const struct bpf_map_info *info)
{
	unsigned char *value = calloc(1, info->value_size + 8), *key = calloc(1, info->key_size + 8);
	unsigned char *previous = NULL;

	/* .bss and the like may be large; a program may have run already for none of them. */
	while (value && key && !bpf_map_get_next_key(fd, previous, key)) {
		previous = key;
		if (bpf_map_lookup_elem(fd, key, value))
			continue;
		printf("  [%u] ", *(__u32 *)key);
		if (info->type == BPF_MAP_TYPE_PROG_ARRAY)
			printf("%s\n", program_name(report, *(__u32 *)value));
		else if (info->type == BPF_MAP_TYPE_ARRAY_OF_MAPS || info->type == BPF_MAP_TYPE_HASH_OF_MAPS)
			printf("%s\n", map_name(report, *(__u32 *)value));
		else
			print_bytes(value, info->value_size);
	}
	free(value);
	free(key);
}

void report_map(const struct report *report, const struct bpf_map *map)
{
	struct bpf_map_info info = { 0 };
	__u32 bytes = sizeof(info);
	struct btf *btf = NULL;

	if (bpf_map_get_info_by_fd(bpf_map__fd(map), &info, &bytes)) {
		printf("map %s: errno %d\n", bpf_map__name(map), errno);
		return;
	}
	if (info.btf_id)
		btf = btf__load_from_kernel_by_id(info.btf_id);
	printf("map %s kernel's name %s type %u key %u value %u entries %u flags %#x extra %llu ifindex %u "
	       "frozen %d\n",
		bpf_map__name(map), info.name, info.type, info.key_size, info.value_size, info.max_entries,
		info.map_flags, (unsigned long long)info.map_extra, info.ifindex, frozen(bpf_map__fd(map)));
	printf("  pinned %d, kernel's value type %u, key ", bpf_map__is_pinned(map),
		info.btf_vmlinux_value_type_id);
	print_type(btf, info.btf_key_type_id);
	printf(", value ");
	print_type(btf, info.btf_value_type_id);
	printf("\n");
	if (is_plain(info.type))
		print_contents(report, bpf_map__fd(map), &info);
	btf__free(btf);
}

/* ---- BTF ---- */

static void print_members(const struct btf *btf, const struct btf_type *type)
{
	for (__u32 i = 0; i < btf_vlen(type); i++) {
		if (btf_is_composite(type))
			printf(" %s:%u@%u", btf__name_by_offset(btf, btf_members(type)[i].name_off),
				btf_members(type)[i].type, btf_members(type)[i].offset);
		else if (btf_is_func_proto(type))
			printf(" %s:%u", btf__name_by_offset(btf, btf_params(type)[i].name_off),
				btf_params(type)[i].type);
		else if (btf_is_datasec(type))
			printf(" %u@%u+%u", btf_var_secinfos(type)[i].type, btf_var_secinfos(type)[i].offset,
				btf_var_secinfos(type)[i].size);
	}
}

void report_btf(int fd)
{
	struct bpf_btf_info info = { 0 };
	__u32 bytes = sizeof(info);
	struct btf *btf;

	if (fd < 0 || bpf_btf_get_info_by_fd(fd, &info, &bytes)) {
		printf("btf: none\n");
		return;
	}
	btf = btf__load_from_kernel_by_id(info.id);
	printf("btf of %u types\n", btf ? btf__type_cnt(btf) : 0);
	for (__u32 id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		printf("  type %u: %s kind %u vlen %u flag %d size %u", id,
			btf__name_by_offset(btf, type->name_off), btf_kind(type), (__u32)btf_vlen(type),
			btf_kflag(type), type->size);
		print_members(btf, type);
		printf("\n");
	}
	btf__free(btf);
}
