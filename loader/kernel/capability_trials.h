/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Finding out what the kernel can by trying, for capabilities.c: what BTF does not tell, and kernels without it. */
#ifndef LOADER_KERNEL_CAPABILITY_TRIALS_H
#define LOADER_KERNEL_CAPABILITY_TRIALS_H

#include "loader/kernel/capabilities.h"

/* Whether BTF with such a thing can be uploaded. */
enum capability_answer trial_btf(enum capability which, int token_fd);

enum capability_answer trial_perf_link(int token_fd);
enum capability_answer trial_cookie(int token_fd);
enum capability_answer trial_kprobe_multi(int token_fd);
enum capability_answer trial_uprobe_multi(int token_fd);
enum capability_answer trial_arg_ctx(int token_fd);
enum capability_answer trial_token(int token_fd);

#endif
