// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * BTF from files, raw and in ELF, whole and split, from the kernel by id; its attributes; line info of a
 * loaded program; subskeletons. What each answers, also to what it cannot take. Run with both libraries.
 * usage: api_btf WHOLE, an object of tests/bpf
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>

#include "show.h"

#define RAW "/tmp/raw.btf"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

#define BTF(call) SHOW_OBJECT(call, btf__free)

static void show_files(const char *path)
{
	struct btf_ext *ext = NULL;
	struct btf *btf = btf__parse(path, &ext), *base;
	__u32 bytes = 0, same_bytes = 0, ext_bytes = 0, ext_same = 0;
	const void *raw = btf__raw_data(btf, &bytes);
	int fd = open(RAW, O_CREAT | O_WRONLY | O_TRUNC, 0600);

	if (fd < 0 || write(fd, raw, bytes) != (ssize_t)bytes)
		exit(1);
	close(fd);
	SHOW(btf__get_raw_data(btf, &same_bytes) == raw && same_bytes == bytes);
	SHOW(btf_ext__get_raw_data(ext, &ext_same) == btf_ext__raw_data(ext, &ext_bytes) &&
		ext_same == ext_bytes);
	BTF(btf__parse(RAW, NULL));
	BTF(btf__parse_raw(RAW));
	BTF(btf__parse_raw(path));
	BTF(btf__parse_raw("/no/such/file"));
	BTF(btf__parse_elf(path, NULL));
	BTF(btf__parse_elf(RAW, NULL));
	BTF(btf__parse_elf("/no/such/file", NULL));
	base = btf__parse_raw(RAW);
	BTF(btf__parse_split(path, base));
	BTF(btf__parse_split("/no/such/file", base));
	BTF(btf__parse_elf_split(path, base));
	BTF(btf__parse_elf_split(RAW, base));
	BTF(btf__parse_raw_split(RAW, base));
	BTF(btf__parse_raw_split(path, base));
	BTF(btf__new(NULL, 0));
	BTF(btf__new("short", 5));
	BTF(libbpf_find_kernel_btf());
	btf__free(base);
	btf_ext__free(ext);
	btf__free(btf);
}

static void show_attributes(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED), structure;

	SHOW(number);
	SHOW(btf__pointer_size(btf));
	SHOW(btf__set_pointer_size(btf, 4));
	SHOW(btf__pointer_size(btf));
	SHOW(btf__set_pointer_size(btf, 5));
	SHOW(btf__set_pointer_size(btf, 8));
	SHOW(btf__fd(btf));
	btf__set_fd(btf, 77);
	SHOW(btf__fd(btf));
	btf__set_fd(btf, -1);
	SHOW(btf__add_type_attr(btf, "attribute", number));
	SHOW(btf__add_type_attr(btf, NULL, number));
	SHOW(btf__add_type_attr(btf, "attribute", -1));
	structure = btf__add_struct(btf, "structure", 4);
	SHOW(btf__add_field(btf, "field", number, 0, 0));
	SHOW(btf__add_decl_attr(btf, "attribute", structure, -1));
	SHOW(btf__add_decl_attr(btf, "attribute", structure, 0));
	SHOW(btf__add_decl_attr(btf, NULL, structure, 0));
	SHOW(btf__add_decl_attr(btf, "attribute", structure, -2));
	SHOW(btf__add_decl_attr(btf, "attribute", -1, 0));
	SHOW(btf__type_cnt(btf));
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		printf("  %u: kind %u flag %d %s type %u\n", id, btf_kind(type), btf_kflag(type),
			btf__name_by_offset(btf, type->name_off), type->type);
	}
	btf__free(btf);
}

static void show_lines(int fd)
{
	struct bpf_prog_info info = { 0 };
	struct bpf_line_info lines[512];
	unsigned long long jited[512], functions[32];
	__u32 bytes = sizeof(info);
	struct bpf_prog_linfo *table;
	const struct bpf_line_info *line;

	info.nr_line_info = info.nr_jited_line_info = 512;
	info.line_info_rec_size = sizeof(lines[0]);
	info.jited_line_info_rec_size = sizeof(jited[0]);
	info.line_info = (unsigned long)lines;
	info.jited_line_info = (unsigned long)jited;
	info.nr_jited_ksyms = 32;
	info.jited_ksyms = (unsigned long)functions;
	SHOW(bpf_prog_get_info_by_fd(fd, &info, &bytes));
	table = bpf_prog_linfo__new(&info);
	SHOW(table != NULL);
	for (__u32 at = 0; at < 200; at += 7) {
		line = bpf_prog_linfo__lfind(table, at, at % 3);
		printf("  line of instruction %u, skip %u: %u errno %d\n", at, at % 3,
			line ? BPF_LINE_INFO_LINE_NUM(line->line_col) : 0, line ? 0 : errno);
	}
	for (__u32 function = 0; function < info.nr_jited_ksyms + 1 && info.nr_jited_ksyms; function++)
		for (__u32 at = 0; at < 60; at += 20) {
			unsigned long long start = function < info.nr_jited_ksyms ? functions[function] : 0;

			line = bpf_prog_linfo__lfind_addr_func(table, start + at, function, 0);
			printf("  line of function %u + %u: %u errno %d\n", function, at,
				line ? BPF_LINE_INFO_LINE_NUM(line->line_col) : 0, line ? 0 : errno);
		}
	bpf_prog_linfo__free(table);
	bpf_prog_linfo__free(NULL);
	info.nr_line_info = 0;
	SHOW_OBJECT(bpf_prog_linfo__new(&info), bpf_prog_linfo__free);
	info.nr_line_info = 5;
	info.line_info_rec_size = 4;
	SHOW_OBJECT(bpf_prog_linfo__new(&info), bpf_prog_linfo__free);
}

static void show_subskeleton(struct bpf_object *object, const char *variable)
{
	struct bpf_map *map = NULL, *data = NULL;
	struct bpf_program *program = NULL;
	int *address = NULL;
	/* It frees the struct and its arrays. */
	struct bpf_object_subskeleton *view = calloc(1, sizeof(*view));

	*view = (struct bpf_object_subskeleton){ .sz = sizeof(*view),
		.obj = object,
		.map_cnt = 2,
		.prog_cnt = 1,
		.var_cnt = 1,
		.map_skel_sz = sizeof(struct bpf_map_skeleton),
		.prog_skel_sz = sizeof(struct bpf_prog_skeleton),
		.var_skel_sz = sizeof(struct bpf_var_skeleton) };
	view->maps = calloc(2, sizeof(*view->maps));
	view->progs = calloc(1, sizeof(*view->progs));
	view->vars = calloc(1, sizeof(*view->vars));
	view->maps[0].name = "inner_map";
	view->maps[0].map = &map;
	view->maps[1].name = ".data";
	view->maps[1].map = &data;
	view->progs[0].name = "on_tail";
	view->progs[0].prog = &program;
	view->vars[0].name = variable;
	view->vars[0].map = &data;
	view->vars[0].addr = (void **)&address;
	SHOW(bpf_object__open_subskeleton(view));
	SHOW(map != NULL);
	SHOW_TEXT(program ? bpf_program__name(program) : "none");
	SHOW(address ? *address : -1);
	bpf_object__destroy_subskeleton(view);
	bpf_object__destroy_subskeleton(NULL);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_map_info info = { 0 };
	__u32 bytes = sizeof(info);
	int code = show_begin();

	if (code || argc < 2)
		return code;
	libbpf_set_print(quiet);
	show_files(argv[1]);
	show_attributes();
	object = bpf_object__open(argv[1]);
	show_subskeleton(object, "data_variable");
	show_subskeleton(object, "no_such_variable");
	program = bpf_object__find_program_by_name(object, "on_whole");
	SHOW(bpf_program__assoc_struct_ops(program, bpf_object__find_map_by_name(object, "inner_map"), NULL));
	if (bpf_object__load(object))
		return perror("load"), 1;
	SHOW(bpf_program__assoc_struct_ops(program, bpf_object__find_map_by_name(object, "inner_map"), NULL));
	show_lines(bpf_program__fd(program));
	SHOW(bpf_map_get_info_by_fd(bpf_object__find_map_fd_by_name(object, "inner_map"), &info, &bytes));
	BTF(btf__load_from_kernel_by_id_split(info.btf_id, NULL));
	BTF(btf__load_from_kernel_by_id_split(0x7fffffff, NULL));
	BTF(btf__load_from_kernel_by_id(0x7fffffff));
	bpf_object__close(object);
	return 0;
}
