// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The functions of bpf.h that take options, on the running kernel: without options, with a size that cannot
 * be, with the library's, with one that is newer and zero, with one that is newer and not; and wrong
 * descriptors, names and sizes. Run with both libraries: code and errno must be the same.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>

#include "show.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

/* @call is made with each sort of options in "opts". */
#define EACH_OPTS(type, show, call)                                       \
	do {                                                              \
		struct {                                                  \
			type known;                                       \
			char newer[16];                                   \
		} given = { 0 };                                          \
		type *opts = NULL;                                        \
		printf("none: ");                                         \
		show(call);                                               \
		opts = &given.known;                                      \
		given.known.sz = 4;                                       \
		printf("too short: ");                                    \
		show(call);                                               \
		given.known.sz = sizeof(given.known.sz);                  \
		printf("only a size: ");                                  \
		show(call);                                               \
		given.known.sz = sizeof(given.known);                     \
		printf("known: ");                                        \
		show(call);                                               \
		given = (__typeof__(given)){ .known.sz = sizeof(given) }; \
		printf("newer, zero: ");                                  \
		show(call);                                               \
		given.newer[9] = 1;                                       \
		given.known.sz = sizeof(given);                           \
		printf("newer, not zero: ");                              \
		show(call);                                               \
	} while (0)

/* Newer than some headers: BPF_TCX_INGRESS. */
static const enum bpf_attach_type tcx_ingress = (enum bpf_attach_type)46;
static const struct bpf_insn return_zero[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K },
	{ .code = BPF_JMP | BPF_EXIT } };

static void show_maps(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "map", 4, 8, 10, NULL), key = 1, keys[8] = { 0 };
	unsigned long long value = 2, values[8] = { 0 };
	__u32 count = 3, batch = 0;

	EACH_OPTS(struct bpf_map_create_opts, SHOW_FD,
		bpf_map_create(BPF_MAP_TYPE_ARRAY, "name", 4, 4, 1, opts));
	SHOW_FD(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, NULL));
	SHOW_FD(bpf_map_create(BPF_MAP_TYPE_ARRAY, "a-name.with$signs", 4, 4, 1, NULL));
	SHOW_FD(bpf_map_create(BPF_MAP_TYPE_ARRAY, "a_name_that_is_far_too_long", 4, 4, 1, NULL));
	SHOW_FD(bpf_map_create(BPF_MAP_TYPE_ARRAY, "name", 8, 4, 1, NULL));
	SHOW_FD(bpf_map_create(999, "name", 4, 4, 1, NULL));
	SHOW(bpf_map_update_elem(map, &key, &value, BPF_ANY));
	SHOW(bpf_map_update_elem(map, &key, &value, BPF_NOEXIST));
	SHOW(bpf_map_update_elem(-1, &key, &value, BPF_ANY));
	SHOW(bpf_map_lookup_elem(map, &key, &value));
	SHOW(bpf_map_lookup_elem_flags(map, &key, &value, 99));
	SHOW(bpf_map_lookup_elem(map, NULL, &value));
	SHOW(bpf_map_get_next_key(map, NULL, &key));
	SHOW(bpf_map_get_next_key(map, &key, &key));
	SHOW(bpf_map_lookup_and_delete_elem(map, &key, &value));
	SHOW(bpf_map_lookup_and_delete_elem_flags(map, &key, &value, 99));
	SHOW(bpf_map_delete_elem(map, &key));
	SHOW(bpf_map_delete_elem_flags(map, &key, 99));
	for (int i = 0; i < 3; i++)
		keys[i] = i;
	EACH_OPTS(struct bpf_map_batch_opts, SHOW, bpf_map_update_batch(map, keys, values, &count, opts));
	count = 3;
	EACH_OPTS(struct bpf_map_batch_opts, SHOW,
		bpf_map_lookup_batch(map, NULL, &batch, keys, values, &count, opts));
	count = 3;
	EACH_OPTS(struct bpf_map_batch_opts, SHOW, bpf_map_delete_batch(map, keys, &count, opts));
	EACH_OPTS(struct bpf_map_batch_opts, SHOW,
		bpf_map_lookup_and_delete_batch(map, NULL, &batch, keys, values, &count, opts));
	SHOW(bpf_map_freeze(map));
	SHOW(bpf_map_freeze(map));
	SHOW(bpf_map_freeze(-1));
	EACH_OPTS(struct bpf_obj_pin_opts, SHOW, bpf_obj_pin_opts(map, PINS "/map", opts));
	SHOW(bpf_obj_pin(map, "/tmp/elsewhere"));
	SHOW(bpf_obj_pin(-1, PINS "/none"));
	EACH_OPTS(struct bpf_obj_get_opts, SHOW_FD, bpf_obj_get_opts(PINS "/map", opts));
	SHOW_FD(bpf_obj_get(PINS "/none"));
	SHOW_FD(bpf_obj_get("/tmp"));
	close(map);
}

static int load(enum bpf_prog_type type)
{
	return bpf_prog_load(type, "zero", "GPL", return_zero, 2, NULL);
}

static void show_programs(void)
{
	int xdp = load(BPF_PROG_TYPE_XDP), cgroup = load(BPF_PROG_TYPE_CGROUP_SKB),
	    map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "bound", 4, 4, 1, NULL);
	char log[64] = "", packet[64] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, no_size, .log_buf = log, .log_level = 1);
	LIBBPF_OPTS(bpf_prog_load_opts, no_buffer, .log_size = 64);
	LIBBPF_OPTS(bpf_prog_load_opts, short_log, .log_buf = log, .log_size = 8, .log_level = 2);
	LIBBPF_OPTS(bpf_prog_load_opts, infos, .func_info_cnt = 1);
	LIBBPF_OPTS(bpf_test_run_opts, out_only, .data_size_out = 5);
	LIBBPF_OPTS(bpf_test_run_opts, with_data, .data_in = packet, .data_size_in = sizeof(packet));

	EACH_OPTS(struct bpf_prog_load_opts, SHOW_FD,
		bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 2, opts));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, NULL, NULL, return_zero, 2, NULL));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "a-name.with$signs", "GPL", return_zero, 2, NULL));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 1, NULL));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 0, NULL));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", NULL, 2, NULL));
	SHOW_FD(bpf_prog_load(999, "name", "GPL", return_zero, 2, NULL));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 2, &no_size));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 2, &no_buffer));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 2, &short_log));
	SHOW_FD(bpf_prog_load(BPF_PROG_TYPE_XDP, "name", "GPL", return_zero, 2, &infos));
	EACH_OPTS(struct bpf_test_run_opts, SHOW, bpf_prog_test_run_opts(xdp, opts ? opts : &with_data));
	SHOW(bpf_prog_test_run_opts(xdp, &with_data));
	SHOW(bpf_prog_test_run_opts(xdp, &out_only));
	SHOW(bpf_prog_test_run_opts(-1, &with_data));
	EACH_OPTS(struct bpf_prog_bind_opts, SHOW, bpf_prog_bind_map(xdp, map, opts));
	SHOW(bpf_prog_bind_map(xdp, -1, NULL));
	EACH_OPTS(struct bpf_raw_tp_opts, SHOW_FD, bpf_raw_tracepoint_open_opts(xdp, opts));
	SHOW_FD(bpf_raw_tracepoint_open("sys_enter", xdp));
	SHOW_FD(bpf_raw_tracepoint_open("no_such_tracepoint", -1));
	EACH_OPTS(struct bpf_link_create_opts, SHOW_FD, bpf_link_create(xdp, 1, BPF_XDP, opts));
	SHOW_FD(bpf_link_create(-1, 1, BPF_XDP, NULL));
	SHOW_FD(bpf_link_create(xdp, -1, BPF_XDP, NULL));
	SHOW_FD(bpf_link_create(xdp, 1, (enum bpf_attach_type)999, NULL));
	{
		int link = bpf_link_create(xdp, 1, BPF_XDP, NULL);

		EACH_OPTS(struct bpf_link_update_opts, SHOW, bpf_link_update(link, xdp, opts));
		SHOW(bpf_link_update(link, cgroup, NULL));
		SHOW_FD(bpf_iter_create(link));
		SHOW(bpf_link_detach(link));
		SHOW(bpf_link_update(link, xdp, NULL));
		close(link);
	}
	SHOW(bpf_link_detach(-1));
	SHOW(bpf_prog_attach(cgroup, -1, BPF_CGROUP_INET_EGRESS, 0));
	EACH_OPTS(struct bpf_prog_attach_opts, SHOW,
		bpf_prog_attach_opts(cgroup, -1, BPF_CGROUP_INET_EGRESS, opts));
	EACH_OPTS(struct bpf_prog_detach_opts, SHOW,
		bpf_prog_detach_opts(cgroup, -1, BPF_CGROUP_INET_EGRESS, opts));
	SHOW(bpf_prog_detach(-1, BPF_CGROUP_INET_EGRESS));
	SHOW(bpf_prog_detach2(cgroup, -1, BPF_CGROUP_INET_EGRESS));
	EACH_OPTS(struct bpf_prog_query_opts, SHOW, bpf_prog_query_opts(1, tcx_ingress, opts));
	{
		__u32 flags, ids[4], count = 4;

		SHOW(bpf_prog_query(-1, BPF_CGROUP_INET_EGRESS, 0, &flags, ids, &count));
	}
	EACH_OPTS(
		struct bpf_prog_stream_read_opts, SHOW, bpf_prog_stream_read(xdp, 1, log, sizeof(log), opts));
	EACH_OPTS(struct bpf_prog_assoc_struct_ops_opts, SHOW, bpf_prog_assoc_struct_ops(xdp, map, opts));
	close(xdp);
	close(cgroup);
	close(map);
}

static void show_ids(void)
{
	struct bpf_prog_info info = { 0 };
	__u32 next = 0, bytes = sizeof(info);

	SHOW_FD(bpf_prog_get_fd_by_id(0x7fffffff));
	SHOW_FD(bpf_map_get_fd_by_id(0x7fffffff));
	SHOW_FD(bpf_btf_get_fd_by_id(0x7fffffff));
	SHOW_FD(bpf_link_get_fd_by_id(0x7fffffff));
	EACH_OPTS(struct bpf_get_fd_by_id_opts, SHOW_FD, bpf_prog_get_fd_by_id_opts(0x7fffffff, opts));
	EACH_OPTS(struct bpf_get_fd_by_id_opts, SHOW_FD, bpf_map_get_fd_by_id_opts(0x7fffffff, opts));
	EACH_OPTS(struct bpf_get_fd_by_id_opts, SHOW_FD, bpf_btf_get_fd_by_id_opts(0x7fffffff, opts));
	EACH_OPTS(struct bpf_get_fd_by_id_opts, SHOW_FD, bpf_link_get_fd_by_id_opts(0x7fffffff, opts));
	SHOW(bpf_prog_get_next_id(0x7fffffff, &next));
	SHOW(bpf_map_get_next_id(0x7fffffff, &next));
	SHOW(bpf_btf_get_next_id(0x7fffffff, &next));
	SHOW(bpf_link_get_next_id(0x7fffffff, &next));
	SHOW(bpf_obj_get_info_by_fd(-1, &info, &bytes));
	SHOW(bpf_prog_get_info_by_fd(0, &info, &bytes));
	SHOW(bpf_map_get_info_by_fd(0, (void *)&info, &bytes));
	SHOW(bpf_btf_get_info_by_fd(0, (void *)&info, &bytes));
	SHOW(bpf_link_get_info_by_fd(0, (void *)&info, &bytes));
}

static void show_rest(void)
{
	char log[32] = "";
	LIBBPF_OPTS(bpf_btf_load_opts, no_size, .log_buf = log, .log_level = 1);
	__u32 a, b, c;
	__u64 d, e;

	EACH_OPTS(struct bpf_btf_load_opts, SHOW_FD, bpf_btf_load("not BTF", 7, opts));
	SHOW_FD(bpf_btf_load(NULL, 0, NULL));
	SHOW_FD(bpf_btf_load("not BTF", 7, &no_size));
	EACH_OPTS(struct bpf_token_create_opts, SHOW_FD, bpf_token_create(-1, opts));
	SHOW_FD(bpf_enable_stats(BPF_STATS_RUN_TIME));
	SHOW_FD(bpf_enable_stats((enum bpf_stats_type)999));
	SHOW(bpf_task_fd_query(getpid(), 0, 0, log, &a, &b, &c, &d, &e));
	SHOW(bpf_task_fd_query(-1, 0, 0, log, &a, &b, &c, &d, &e));
	SHOW(libbpf_set_memlock_rlim(1 << 20));
}

int main(void)
{
	int code = show_begin();

	if (code)
		return code;
	libbpf_set_print(quiet);
	show_maps();
	show_programs();
	show_ids();
	show_rest();
	return 0;
}
