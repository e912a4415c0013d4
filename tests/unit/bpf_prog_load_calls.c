// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What bpf_prog_load() and bpf_btf_load() ask of the kernel, and when they ask again. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <unistd.h>

#include "tests/harness/bpf_double.h"

static const struct bpf_insn insns[2];

static int answer_42(int nth, int command, void *attr)
{
	return 42;
}

static int load(struct bpf_prog_load_opts *opts)
{
	return bpf_prog_load(BPF_PROG_TYPE_XDP, "prog", "GPL", insns, 2, opts);
}

static void every_option_has_its_field(void)
{
	const struct attr_prog_load *attr;
	int fds[2], info[8];
	char log[64];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_XDP, .prog_btf_fd = 11,
		.prog_flags = 12, .prog_ifindex = 13, .kern_version = 14, .attach_btf_id = 15,
		.attach_prog_fd = 16, .fd_array = fds, .func_info = info, .func_info_cnt = 17,
		.func_info_rec_size = 8, .line_info = info + 1, .line_info_cnt = 18, .line_info_rec_size = 16,
		.log_level = 3, .log_size = sizeof(log), .log_buf = log, .token_fd = 19, .fd_array_cnt = 2);

	bpf_double_reset(answer_42);
	CHECK_INT(load(&opts), 42);
	attr = BPF_ONLY(attr_prog_load, BPF_PROG_LOAD);
	CHECK_INT(attr->prog_type, BPF_PROG_TYPE_XDP);
	CHECK_INT(attr->insn_cnt, 2);
	CHECK(attr->insns == attr_address(insns));
	CHECK(!strcmp((const char *)(unsigned long)attr->license, "GPL"));
	CHECK(!strcmp(attr->prog_name, "prog"));
	CHECK_INT(attr->expected_attach_type, BPF_XDP);
	CHECK_INT(attr->prog_btf_fd, 11);
	CHECK_INT(attr->prog_flags, 12);
	CHECK_INT(attr->prog_ifindex, 13);
	CHECK_INT(attr->kern_version, 14);
	CHECK_INT(attr->attach_btf_id, 15);
	CHECK_INT(attr->attach_prog_fd, 16);
	CHECK(attr->fd_array == attr_address(fds));
	CHECK_INT(attr->fd_array_cnt, 2);
	CHECK(attr->func_info == attr_address(info) && attr->line_info == attr_address(info + 1));
	CHECK_INT(attr->func_info_cnt, 17);
	CHECK_INT(attr->func_info_rec_size, 8);
	CHECK_INT(attr->line_info_cnt, 18);
	CHECK_INT(attr->line_info_rec_size, 16);
	CHECK_INT(attr->log_level, 3);
	CHECK_INT(attr->log_size, 64);
	CHECK(attr->log_buf == attr_address(log));
	CHECK_INT(attr->prog_token_fd, 19);

	opts.attach_btf_obj_fd = 20;
	CHECK_INT(load(&opts), -EINVAL);
	opts.attach_prog_fd = 0;
	bpf_double_reset(answer_42);
	CHECK_INT(load(&opts), 42);
	CHECK_INT(BPF_ONLY(attr_prog_load, BPF_PROG_LOAD)->attach_prog_fd, 20);
}

static int answer_eagain(int nth, int command, void *attr)
{
	return -EAGAIN;
}

static int answer_eagain_once(int nth, int command, void *attr)
{
	return nth ? 42 : -EAGAIN;
}

static void eagain_is_tried_again(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .attempts = 2);

	bpf_double_reset(answer_eagain);
	CHECK_INT(load(NULL), -EAGAIN);
	CHECK_INT(bpf_call_count, 5);
	bpf_double_reset(answer_eagain);
	CHECK_INT(load(&opts), -EAGAIN);
	CHECK_INT(bpf_call_count, 2);
	bpf_double_reset(answer_eagain_once);
	CHECK_INT(load(NULL), 42);
	CHECK_INT(bpf_call_count, 2);
	opts.attempts = -1;
	bpf_double_reset(answer_42);
	CHECK_INT(load(&opts), -EINVAL);
	CHECK_INT(bpf_call_count, 0);
}

static int answer_verifier(int nth, int command, void *attr)
{
	if (command == BPF_BTF_LOAD)
		((struct attr_btf_load *)attr)->btf_log_true_size = 77;
	else
		((struct attr_prog_load *)attr)->log_true_size = 77;
	return -EACCES;
}

static void a_log_buffer_with_level_0_is_for_failures(void)
{
	char log[64];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log));

	bpf_double_reset(answer_42);
	CHECK_INT(load(&opts), 42);
	CHECK_INT(BPF_ONLY(attr_prog_load, BPF_PROG_LOAD)->log_level, 0);
	/* The kernel would refuse it. */
	CHECK(!BPF_NTH(attr_prog_load, 0)->log_buf && !BPF_NTH(attr_prog_load, 0)->log_size);

	bpf_double_reset(answer_verifier);
	CHECK_INT(load(&opts), -EACCES);
	CHECK_INT(bpf_call_count, 2);
	CHECK_INT(BPF_NTH(attr_prog_load, 1)->log_level, 1);
	CHECK(BPF_NTH(attr_prog_load, 1)->log_buf == attr_address(log));
	CHECK_INT(BPF_NTH(attr_prog_load, 1)->log_size, sizeof(log));
	CHECK_INT(opts.log_true_size, 77);

	/* A struct that ends before it: not written. */
	opts.log_true_size = 1;
	opts.sz = offsetof(struct bpf_prog_load_opts, log_true_size);
	CHECK_INT(load(&opts), -EACCES);
	CHECK_INT(opts.log_true_size, 1);
	opts.sz = sizeof(opts);
	opts.log_true_size = 0;

	opts.log_size = 0;
	CHECK_INT(load(&opts), -EINVAL);
	opts.log_buf = NULL;
	opts.log_level = 1;
	CHECK_INT(load(&opts), -EINVAL);
	opts.log_size = 8;
	opts.log_buf = log;
	opts.log_level = 8;
	CHECK_INT(load(&opts), -EINVAL);
}

static unsigned char seen[2][3 * 16];

static int knows_short_records(int nth, int command, void *given)
{
	struct attr_prog_load *attr = given;

	if (attr->func_info_rec_size > 8) {
		attr->func_info_rec_size = 8;
		return -E2BIG;
	}
	if (attr->line_info_rec_size > 16) {
		attr->line_info_rec_size = 16;
		return -E2BIG;
	}
	memcpy(seen[0], (const void *)(unsigned long)attr->func_info, 3 * 8);
	memcpy(seen[1], (const void *)(unsigned long)attr->line_info, 3 * 16);
	return 42;
}

static int always_e2big(int nth, int command, void *given)
{
	return -E2BIG;
}

static void longer_debug_records_are_cut(void)
{
	unsigned char func[3][12], line[3][20];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .func_info = func, .func_info_cnt = 3, .func_info_rec_size = 12,
		.line_info = line, .line_info_cnt = 3, .line_info_rec_size = 20);

	for (int i = 0; i < 3; i++) {
		memset(func[i], 0x10 + i, sizeof(func[i]));
		memset(line[i], 0x20 + i, sizeof(line[i]));
	}
	bpf_double_reset(knows_short_records);
	CHECK_INT(load(&opts), 42);
	CHECK_INT(bpf_call_count, 3);
	for (int i = 0; i < 3; i++) {
		CHECK(!memcmp(seen[0] + i * 8, func[i], 8));
		CHECK(!memcmp(seen[1] + i * 16, line[i], 16));
	}
	/* E2BIG for another reason (too many instructions): no loop. */
	bpf_double_reset(always_e2big);
	CHECK_INT(load(&opts), -E2BIG);
	CHECK_INT(bpf_call_count, 1);
}

static int answer_standard_input(int nth, int command, void *attr)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void descriptors_are_never_standard_ones(void)
{
	int saved = dup(0), fd;

	close(0);
	bpf_double_reset(answer_standard_input);
	fd = load(NULL);
	CHECK(fd > 2);
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	CHECK(fcntl(0, F_GETFD) < 0);
	close(fd);
	dup2(saved, 0);
	close(saved);
}

static void btf(void)
{
	const struct attr_btf_load *attr;
	char data[4], log[64];
	LIBBPF_OPTS(bpf_btf_load_opts, opts, .btf_flags = 3, .token_fd = 4);

	bpf_double_reset(answer_42);
	CHECK_INT(bpf_btf_load(data, sizeof(data), &opts), 42);
	attr = BPF_ONLY(attr_btf_load, BPF_BTF_LOAD);
	CHECK(attr->btf == attr_address(data));
	CHECK_INT(attr->btf_size, 4);
	CHECK_INT(attr->btf_flags, 3);
	CHECK_INT(attr->btf_token_fd, 4);

	LIBBPF_OPTS_RESET(opts, .log_buf = log, .log_size = sizeof(log));
	bpf_double_reset(answer_verifier);
	CHECK_INT(bpf_btf_load(data, sizeof(data), &opts), -EACCES);
	CHECK_INT(bpf_call_count, 2);
	CHECK_INT(BPF_NTH(attr_btf_load, 0)->btf_log_level, 0);
	CHECK_INT(BPF_NTH(attr_btf_load, 0)->btf_log_size, 0);
	CHECK_INT(BPF_NTH(attr_btf_load, 1)->btf_log_level, 1);
	CHECK(BPF_NTH(attr_btf_load, 1)->btf_log_buf == attr_address(log));
	CHECK_INT(opts.log_true_size, 77);
	opts.log_level = 2;
	bpf_double_reset(answer_verifier);
	CHECK_INT(bpf_btf_load(data, sizeof(data), &opts), -EACCES);
	CHECK_INT(BPF_ONLY(attr_btf_load, BPF_BTF_LOAD)->btf_log_level, 2);
	opts.log_size = 0;
	CHECK_INT(bpf_btf_load(data, sizeof(data), &opts), -EINVAL);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	every_option_has_its_field();
	eagain_is_tried_again();
	a_log_buffer_with_level_0_is_for_failures();
	longer_debug_records_are_cut();
	descriptors_are_never_standard_ones();
	btf();
	return test_end();
}
