// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs loaded, refused with a log, run on data; run-time statistics, bound maps, streams. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "loader/kernel/insn.h"
#include "loader/kernel/version.h"
#include "tests/harness/test.h"

enum { RETURNED = 77 };

static int load_good(void)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, RETURNED), INSN_EXIT() };

	return bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "good", "GPL", insns, 2, NULL);
}

static int load_bad(struct bpf_prog_load_opts *opts)
{
	struct bpf_insn insns[20];

	for (int i = 0; i < 19; i++)
		insns[i] = INSN_MOV_IMM(1, i);
	insns[19] = INSN_EXIT(); /* r0 was never written */
	return bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "bad", "GPL", insns, 20, opts);
}

static void logs(void)
{
	char log[4096] = "", tiny[128] = "";
	bool tells_size = kernel_version() >= KERNEL_RELEASE(6, 4, 0);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log));
	LIBBPF_OPTS(bpf_prog_load_opts, small, .log_buf = tiny, .log_size = sizeof(tiny), .log_level = 1);
	LIBBPF_OPTS(bpf_btf_load_opts, btf, .log_buf = log, .log_size = sizeof(log));
	int fd;

	CHECK_INT(load_bad(NULL), -EACCES);
	CHECK_INT(load_bad(&opts), -EACCES);
	CHECK_TEXT(log, "R0 !read_ok");
	if (tells_size)
		CHECK_INT(opts.log_true_size, strlen(log) + 1);
	CHECK_INT(load_bad(&small), -ENOSPC);
	if (tells_size)
		CHECK_INT(small.log_true_size, opts.log_true_size);
	log[0] = '\0';
	CHECK_INT(bpf_btf_load("no BTF at all, though as long as a header", 42, &btf), -EINVAL);
	CHECK_TEXT(log, "btf_header");
	/* A program that loads leaves the buffer alone at level 0. */
	LIBBPF_OPTS_RESET(opts, .log_buf = log, .log_size = sizeof(log));
	log[0] = '\0';
	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, NULL, "GPL",
		(struct bpf_insn[]){ INSN_MOV_IMM(0, 0), INSN_EXIT() }, 2, &opts);
	CHECK(fd > 2 && !log[0]);
	close(fd);
}

static void runs(void)
{
	unsigned char packet[64] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 }, out[64] = { 0 };
	int program = load_good();
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		.data_out = out, .data_size_out = sizeof(out), .repeat = 100);

	REQUIRE(program > 2);
	CHECK_INT(bpf_prog_test_run_opts(program, &opts), 0);
	CHECK_INT(opts.retval, RETURNED);
	CHECK_INT(opts.data_size_out, sizeof(packet));
	CHECK(!memcmp(packet, out, sizeof(packet)));
	opts.data_size_out = 20;
	CHECK_INT(bpf_prog_test_run_opts(program, &opts), -ENOSPC);
	CHECK_INT(opts.data_size_out, sizeof(packet));
	opts.data_size_in = 1;
	CHECK_INT(bpf_prog_test_run_opts(program, &opts), -EINVAL);
	CHECK_INT(bpf_prog_test_run_opts(-1, NULL), -EBADF);
	close(program);
}

static __u64 run_count(int program)
{
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);

	CHECK_INT(bpf_prog_get_info_by_fd(program, &info, &bytes), 0);
	return info.run_cnt;
}

static void statistics(void)
{
	unsigned char packet[64] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };
	int program = load_good(), statistics;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet), .repeat = 10);

	REQUIRE(program > 2);
	statistics = bpf_enable_stats(BPF_STATS_RUN_TIME);
	CHECK(statistics > 2);
	CHECK_INT(bpf_prog_test_run_opts(program, &opts), 0);
	CHECK_INT(run_count(program), 10);
	close(statistics);
	CHECK_INT(bpf_enable_stats((enum bpf_stats_type)100), -EINVAL);
	close(program);
}

static void bound_map(void)
{
	int program = load_good(), map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "bound", 4, 4, 1, NULL);
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);

	REQUIRE(program > 2 && map > 2);
	CHECK_INT(bpf_prog_bind_map(program, map, NULL), 0);
	CHECK_INT(bpf_prog_bind_map(program, map, NULL), 0);
	CHECK_INT(bpf_prog_get_info_by_fd(program, &info, &bytes), 0);
	CHECK_INT(info.nr_map_ids, 1);
	CHECK_INT(bpf_prog_bind_map(program, program, NULL), -EINVAL);
	close(program);
	close(map);
}

static void streams(void)
{
	int program = load_good();
	char text[64];

	REQUIRE(program > 2);
	if (kernel_version() >= KERNEL_RELEASE(6, 17, 0)) {
		CHECK_INT(bpf_prog_stream_read(program, 1, text, sizeof(text), NULL), 0);
		CHECK_INT(bpf_prog_stream_read(program, 77, text, sizeof(text), NULL), -ENOENT);
	} else {
		CHECK_INT(bpf_prog_stream_read(program, 1, text, sizeof(text), NULL), -EINVAL);
	}
	CHECK(bpf_prog_assoc_struct_ops(program, program, NULL) == -EINVAL);
	close(program);
}

int main(void)
{
	test_begin();
	test_needs_root();
	libbpf_set_print(NULL);
	logs();
	runs();
	statistics();
	bound_map();
	streams();
	return test_end();
}
