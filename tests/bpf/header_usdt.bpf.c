// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every macro and function of usdt.bpf.h, and the layout that it shares with the loader. */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/usdt.bpf.h>

#define AT(type, field, offset) \
	_Static_assert(__builtin_offsetof(struct __bpf_usdt_##type, field) == (offset), #field)

_Static_assert(sizeof(struct __bpf_usdt_arg_spec) == 24, "arg_spec");
_Static_assert(sizeof(struct __bpf_usdt_spec) == 304, "spec");
AT(arg_spec, val_off, 0);
AT(arg_spec, reg_off, 14);
AT(arg_spec, arg_signed, 16);
AT(arg_spec, arg_bitshift, 17);
AT(spec, args, 0);
AT(spec, usdt_cookie, 288);
AT(spec, arg_cnt, 296);

long sink;

SEC("usdt")
int BPF_USDT(three, int a, void *b, long c)
{
	sink = a + (long)b + c;
	return 0;
}

#ifdef __clang__
SEC("usdt")
int BPF_USDT(twelve, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l)
{
	sink = a + b + c + d + e + f + g + h + i + j + k + l;
	return 0;
}
#endif

SEC("usdt")
int BPF_USDT(none)
{
	long value;

	sink = bpf_usdt_arg_cnt(ctx) + bpf_usdt_arg_size(ctx, 1) + bpf_usdt_cookie(ctx);
	if (!bpf_usdt_arg(ctx, 2, &value))
		sink += value;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
