// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/harness/program.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/harness/test.h"

int program_try(enum bpf_prog_type type, int action, uint32_t flags)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = action },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = type;
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = sizeof(code) / sizeof(code[0]);
	attr.license = (uintptr_t) "GPL";
	attr.prog_flags = flags;
	memcpy(attr.prog_name, "verdict", sizeof("verdict"));
	fd = (int)syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd < 0 ? -errno : fd;
}

int program_load(enum bpf_prog_type type, int action, uint32_t flags)
{
	int fd = program_try(type, action, flags);

	if (fd == -EPERM)
		test_skip("may not load BPF programs");
	REQUIRE(fd >= 0);
	return fd;
}

uint32_t program_id(int program_fd)
{
	struct bpf_prog_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)program_fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	REQUIRE(syscall(__NR_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)) == 0);
	return info.id;
}
