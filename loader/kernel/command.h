/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Giving a command of bpf(2) its struct of attr.h. */
#ifndef LOADER_KERNEL_COMMAND_H
#define LOADER_KERNEL_COMMAND_H

#include "base/syscall.h"
#include "loader/kernel/attr.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

/* The whole struct is passed; a kernel that knows less of it asks only for zeroes there. */
#define command_run(command, attr) sys_bpf((enum bpf_cmd)(command), (union bpf_attr *)(attr), sizeof(*(attr)))

#endif
