// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the rest of bpf.h asks of the kernel: pins, ids, infos, attach and query, runs, statistics, tokens. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tests/harness/bpf_double.h"

static int answer_42(int nth, int command, void *attr)
{
	return 42;
}

static void pins(void)
{
	LIBBPF_OPTS(bpf_obj_pin_opts, pin, .file_flags = 1, .path_fd = 2);
	LIBBPF_OPTS(bpf_obj_get_opts, get, .file_flags = 3, .path_fd = 4);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_obj_pin_opts(9, "path", &pin), 0);
	CHECK(!strcmp((const char *)(unsigned long)BPF_ONLY(attr_obj, BPF_OBJ_PIN)->pathname, "path"));
	CHECK_INT(BPF_NTH(attr_obj, 0)->bpf_fd, 9);
	CHECK_INT(BPF_NTH(attr_obj, 0)->file_flags, 1);
	CHECK_INT(BPF_NTH(attr_obj, 0)->path_fd, 2);
	bpf_double_reset(NULL);
	CHECK_INT(bpf_obj_pin(9, "path"), 0);
	CHECK_INT(BPF_ONLY(attr_obj, BPF_OBJ_PIN)->path_fd, 0);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_obj_get_opts("path", &get), 42);
	CHECK_INT(BPF_ONLY(attr_obj, BPF_OBJ_GET)->file_flags, 3);
	CHECK_INT(BPF_NTH(attr_obj, 0)->path_fd, 4);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_obj_get("path"), 42);
	CHECK_INT(BPF_ONLY(attr_obj, BPF_OBJ_GET)->file_flags, 0);
	pin.sz = get.sz = 4;
	CHECK_INT(bpf_obj_pin_opts(9, "path", &pin), -EINVAL);
	CHECK_INT(bpf_obj_get_opts("path", &get), -EINVAL);
}

static int answer_next(int nth, int command, void *attr)
{
	((struct attr_id *)attr)->next_id = 8;
	return nth ? -ENOENT : 0;
}

static void ids(void)
{
	static const struct {
		int (*next)(__u32 start_id, __u32 *next_id);
		int (*get)(__u32 id);
		int (*get_opts)(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
		int next_command, get_command;
	} kinds[] = {
		{ bpf_prog_get_next_id, bpf_prog_get_fd_by_id, bpf_prog_get_fd_by_id_opts,
			BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID },
		{ bpf_map_get_next_id, bpf_map_get_fd_by_id, bpf_map_get_fd_by_id_opts, BPF_MAP_GET_NEXT_ID,
			BPF_MAP_GET_FD_BY_ID },
		{ bpf_btf_get_next_id, bpf_btf_get_fd_by_id, bpf_btf_get_fd_by_id_opts, BPF_BTF_GET_NEXT_ID,
			BPF_BTF_GET_FD_BY_ID },
		{ bpf_link_get_next_id, bpf_link_get_fd_by_id, bpf_link_get_fd_by_id_opts,
			BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID },
	};

	for (int i = 0; i < 4; i++) {
		LIBBPF_OPTS(bpf_get_fd_by_id_opts, opts, .open_flags = 5, .token_fd = 6);
		__u32 next = 0;

		bpf_double_reset(answer_next);
		CHECK_INT(kinds[i].next(3, &next), 0);
		CHECK_INT(next, 8);
		CHECK_INT(BPF_ONLY(attr_id, kinds[i].next_command)->id, 3);
		next = 1;
		CHECK_INT(kinds[i].next(3, &next), -ENOENT);
		CHECK_INT(next, 1);

		bpf_double_reset(answer_42);
		CHECK_INT(kinds[i].get(3), 42);
		CHECK_INT(BPF_ONLY(attr_id, kinds[i].get_command)->id, 3);
		CHECK_INT(BPF_NTH(attr_id, 0)->open_flags, 0);
		bpf_double_reset(answer_42);
		CHECK_INT(kinds[i].get_opts(3, &opts), 42);
		CHECK_INT(BPF_ONLY(attr_id, kinds[i].get_command)->open_flags, 5);
		CHECK_INT(BPF_NTH(attr_id, 0)->fd_by_id_token_fd, 6);
		opts.sz = 0;
		CHECK_INT(kinds[i].get_opts(3, &opts), -EINVAL);
	}
}

static int answer_info(int nth, int command, void *attr)
{
	((struct attr_info *)attr)->info_len = 24;
	return nth == 5 ? -EFAULT : 0;
}

static void infos(void)
{
	struct bpf_prog_info prog;
	struct bpf_map_info map;
	struct bpf_btf_info btf;
	struct bpf_link_info link;
	__u32 len[6] = { 64, 64, 64, 64, 64, 64 };

	bpf_double_reset(answer_info);
	CHECK_INT(bpf_obj_get_info_by_fd(7, &prog, &len[0]), 0);
	CHECK_INT(bpf_prog_get_info_by_fd(7, &prog, &len[1]), 0);
	CHECK_INT(bpf_map_get_info_by_fd(7, &map, &len[2]), 0);
	CHECK_INT(bpf_btf_get_info_by_fd(7, &btf, &len[3]), 0);
	CHECK_INT(bpf_link_get_info_by_fd(7, &link, &len[4]), 0);
	CHECK_INT(bpf_obj_get_info_by_fd(7, &link, &len[5]), -EFAULT);
	for (int i = 0; i < 6; i++) {
		CHECK_INT(bpf_calls[i].command, BPF_OBJ_GET_INFO_BY_FD);
		CHECK_INT(BPF_NTH(attr_info, i)->bpf_fd, 7);
		CHECK_INT(BPF_NTH(attr_info, i)->info_len, 64);
		CHECK_INT(len[i], i == 5 ? 64 : 24);
	}
	CHECK(BPF_NTH(attr_info, 2)->info == attr_address(&map));
}

static void attach(void)
{
	const struct attr_prog_attach *attr;
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = 4, .replace_prog_fd = 5, .relative_fd = 6,
		.expected_revision = 7);
	LIBBPF_OPTS(bpf_prog_detach_opts, detach, .flags = 8, .relative_id = 9, .expected_revision = 10);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_attach_opts(2, 3, BPF_CGROUP_DEVICE, &opts), 0);
	attr = BPF_ONLY(attr_prog_attach, BPF_PROG_ATTACH);
	CHECK_INT(attr->target_fd, 3);
	CHECK_INT(attr->attach_bpf_fd, 2);
	CHECK_INT(attr->attach_type, BPF_CGROUP_DEVICE);
	CHECK_INT(attr->attach_flags, 4);
	CHECK_INT(attr->replace_bpf_fd, 5);
	CHECK_INT(attr->relative_fd, 6);
	CHECK_INT(attr->expected_revision, 7);
	opts.relative_id = 1;
	CHECK_INT(bpf_prog_attach_opts(2, 3, BPF_CGROUP_DEVICE, &opts), -EINVAL);
	opts.relative_fd = 0;
	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_attach_opts(2, 3, BPF_CGROUP_DEVICE, &opts), 0);
	CHECK_INT(BPF_NTH(attr_prog_attach, 0)->relative_fd, 1);
	CHECK_INT(BPF_NTH(attr_prog_attach, 0)->attach_flags, 4 | UAPI_BPF_F_ID);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_detach_opts(2, 3, BPF_CGROUP_DEVICE, &detach), 0);
	attr = BPF_ONLY(attr_prog_attach, BPF_PROG_DETACH);
	CHECK_INT(attr->target_fd, 3);
	CHECK_INT(attr->attach_bpf_fd, 2);
	CHECK_INT(attr->attach_flags, 8 | UAPI_BPF_F_ID);
	CHECK_INT(attr->relative_fd, 9);
	CHECK_INT(attr->expected_revision, 10);
	detach.relative_fd = 1;
	CHECK_INT(bpf_prog_detach_opts(2, 3, BPF_CGROUP_DEVICE, &detach), -EINVAL);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_attach(2, 3, BPF_CGROUP_DEVICE, 4), 0);
	CHECK_INT(bpf_prog_detach2(2, 3, BPF_CGROUP_DEVICE), 0);
	CHECK_INT(bpf_prog_detach(3, BPF_CGROUP_DEVICE), 0);
	CHECK_INT(bpf_calls[0].command, BPF_PROG_ATTACH);
	CHECK_INT(BPF_NTH(attr_prog_attach, 0)->attach_flags, 4);
	CHECK_INT(bpf_calls[1].command, BPF_PROG_DETACH);
	CHECK_INT(BPF_NTH(attr_prog_attach, 1)->attach_bpf_fd, 2);
	CHECK_INT(BPF_NTH(attr_prog_attach, 2)->attach_bpf_fd, 0);
	CHECK_INT(BPF_NTH(attr_prog_attach, 2)->target_fd, 3);
}

static int answer_query(int nth, int command, void *given)
{
	struct attr_prog_query *attr = given;

	attr->count = 3;
	attr->attach_flags = 2;
	attr->revision = 99;
	return nth == 1 ? -ENOSPC : 0;
}

static void query(void)
{
	__u32 programs[4], links[4], flags[4], link_flags[4], attach_flags = 0, count = 1;
	const struct attr_prog_query *attr;
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .query_flags = 1, .prog_ids = programs, .prog_cnt = 4,
		.prog_attach_flags = flags, .link_ids = links, .link_attach_flags = link_flags);

	bpf_double_reset(answer_query);
	CHECK_INT(bpf_prog_query_opts(5, BPF_CGROUP_DEVICE, &opts), 0);
	attr = BPF_ONLY(attr_prog_query, BPF_PROG_QUERY);
	CHECK_INT(attr->target_fd, 5);
	CHECK_INT(attr->attach_type, BPF_CGROUP_DEVICE);
	CHECK_INT(attr->query_flags, 1);
	CHECK_INT(attr->count, 4);
	CHECK(attr->prog_ids == attr_address(programs) && attr->prog_attach_flags == attr_address(flags));
	CHECK(attr->link_ids == attr_address(links) && attr->link_attach_flags == attr_address(link_flags));
	CHECK_INT(opts.count, 3);
	CHECK_INT(opts.attach_flags, 2);
	CHECK_INT(opts.revision, 99);

	CHECK_INT(bpf_prog_query(5, BPF_CGROUP_DEVICE, 1, &attach_flags, programs, &count), -ENOSPC);
	CHECK_INT(count, 3);
	CHECK_INT(attach_flags, 2);
	CHECK_INT(bpf_prog_query(5, BPF_CGROUP_DEVICE, 1, NULL, programs, &count), 0);
	CHECK_INT(BPF_NTH(attr_prog_query, 2)->query_flags, 1);
}

static int answer_run(int nth, int command, void *given)
{
	struct attr_test_run *attr = given;

	attr->retval = 11;
	attr->duration = 12;
	attr->data_size_out = 13;
	attr->ctx_size_out = 14;
	return nth ? -ENOSPC : 0;
}

static void run(void)
{
	char in[4], out[4], context[4], context_out[4];
	const struct attr_test_run *attr;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = in, .data_out = out, .data_size_in = 1,
		.data_size_out = 2, .ctx_in = context, .ctx_out = context_out, .ctx_size_in = 3,
		.ctx_size_out = 4, .repeat = 5, .flags = 6, .cpu = 7, .batch_size = 8);

	bpf_double_reset(answer_run);
	CHECK_INT(bpf_prog_test_run_opts(9, &opts), 0);
	attr = BPF_ONLY(attr_test_run, BPF_PROG_TEST_RUN);
	CHECK_INT(attr->prog_fd, 9);
	CHECK(attr->data_in == attr_address(in) && attr->data_out == attr_address(out));
	CHECK(attr->ctx_in == attr_address(context) && attr->ctx_out == attr_address(context_out));
	CHECK_INT(attr->data_size_in, 1);
	CHECK_INT(attr->data_size_out, 2);
	CHECK_INT(attr->ctx_size_in, 3);
	CHECK_INT(attr->ctx_size_out, 4);
	CHECK_INT(attr->repeat, 5);
	CHECK_INT(attr->flags, 6);
	CHECK_INT(attr->cpu, 7);
	CHECK_INT(attr->batch_size, 8);
	CHECK_INT(opts.retval, 11);
	CHECK_INT(opts.duration, 12);
	CHECK_INT(opts.data_size_out, 13);
	CHECK_INT(opts.ctx_size_out, 14);
	LIBBPF_OPTS_RESET(opts, .repeat = 1);
	CHECK_INT(bpf_prog_test_run_opts(9, &opts), -ENOSPC);
	CHECK_INT(opts.data_size_out, 13);
}

static void on_programs(void)
{
	char text[8];
	LIBBPF_OPTS(bpf_prog_bind_opts, bind, .flags = 3);
	LIBBPF_OPTS(bpf_prog_stream_read_opts, stream);
	LIBBPF_OPTS(bpf_prog_assoc_struct_ops_opts, assoc, .flags = 4);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_bind_map(1, 2, &bind), 0);
	CHECK_INT(BPF_ONLY(attr_prog_bind_map, BPF_PROG_BIND_MAP)->prog_fd, 1);
	CHECK_INT(BPF_NTH(attr_prog_bind_map, 0)->map_fd, 2);
	CHECK_INT(BPF_NTH(attr_prog_bind_map, 0)->flags, 3);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_prog_stream_read(5, 2, text, sizeof(text), &stream), 42);
	CHECK_INT(BPF_ONLY(attr_prog_stream_read, UAPI_BPF_PROG_STREAM_READ_BY_FD)->prog_fd, 5);
	CHECK_INT(BPF_NTH(attr_prog_stream_read, 0)->stream_id, 2);
	CHECK_INT(BPF_NTH(attr_prog_stream_read, 0)->stream_buf_len, 8);
	CHECK(BPF_NTH(attr_prog_stream_read, 0)->stream_buf == attr_address(text));
	bpf_double_reset(NULL);
	CHECK_INT(bpf_prog_assoc_struct_ops(5, 6, &assoc), 0);
	CHECK_INT(BPF_ONLY(attr_prog_assoc_struct_ops, UAPI_BPF_PROG_ASSOC_STRUCT_OPS)->prog_fd, 5);
	CHECK_INT(BPF_NTH(attr_prog_assoc_struct_ops, 0)->map_fd, 6);
	CHECK_INT(BPF_NTH(attr_prog_assoc_struct_ops, 0)->flags, 4);
	bind.sz = stream.sz = assoc.sz = 2;
	CHECK_INT(bpf_prog_bind_map(1, 2, &bind), -EINVAL);
	CHECK_INT(bpf_prog_stream_read(5, 2, text, sizeof(text), &stream), -EINVAL);
	CHECK_INT(bpf_prog_assoc_struct_ops(5, 6, &assoc), -EINVAL);
}

static int answer_task(int nth, int command, void *given)
{
	struct attr_task_fd_query *attr = given;

	attr->buf_len = 30;
	attr->prog_id = 31;
	attr->fd_type = 32;
	attr->probe_offset = 33;
	attr->probe_addr = 34;
	return nth ? -ENOSPC : 0;
}

static void of_the_process(void)
{
	__u32 len = 16, program = 0, type = 0;
	__u64 offset = 0, address = 0;
	char name[16];
	LIBBPF_OPTS(bpf_token_create_opts, token, .flags = 2);

	bpf_double_reset(answer_task);
	CHECK_INT(bpf_task_fd_query(1, 2, 3, name, &len, &program, &type, &offset, &address), 0);
	CHECK_INT(BPF_ONLY(attr_task_fd_query, BPF_TASK_FD_QUERY)->pid, 1);
	CHECK_INT(BPF_NTH(attr_task_fd_query, 0)->fd, 2);
	CHECK_INT(BPF_NTH(attr_task_fd_query, 0)->flags, 3);
	CHECK_INT(BPF_NTH(attr_task_fd_query, 0)->buf_len, 16);
	CHECK(BPF_NTH(attr_task_fd_query, 0)->buf == attr_address(name));
	CHECK(len == 30 && program == 31 && type == 32 && offset == 33 && address == 34);
	len = 1;
	CHECK_INT(bpf_task_fd_query(1, 2, 3, name, &len, &program, &type, &offset, &address), -ENOSPC);
	CHECK_INT(len, 30);

	bpf_double_reset(answer_42);
	CHECK_INT(bpf_enable_stats(BPF_STATS_RUN_TIME), 42);
	CHECK_INT(BPF_ONLY(attr_enable_stats, BPF_ENABLE_STATS)->type, BPF_STATS_RUN_TIME);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_token_create(7, &token), 42);
	CHECK_INT(BPF_ONLY(attr_token_create, UAPI_BPF_TOKEN_CREATE)->bpffs_fd, 7);
	CHECK_INT(BPF_NTH(attr_token_create, 0)->flags, 2);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	pins();
	ids();
	infos();
	attach();
	query();
	run();
	on_programs();
	of_the_process();
	return test_end();
}
