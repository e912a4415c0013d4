/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * For programs on USDT probes: the arguments of the probe, wherever the traced program's compiler has put
 *them.
 *
 *	SEC("usdt/libc.so.6:libc:setjmp")
 *	int BPF_USDT(on_setjmp, void *env, int save, void *address)
 *
 * The loader describes each place where a probe stands in the map __bpf_usdt_specs; layout and names of the
 *two maps here are a contract with it (loader.md, 13), also for objects compiled with libbpf's header. They
 *are weak, so that objects linked together share one pair.
 */
#ifndef __USDT_BPF_H__
#define __USDT_BPF_H__

#include <linux/errno.h>

#include "bpf_helpers.h"
#include "bpf_tracing.h"

/* Of one probe. */
#ifndef BPF_USDT_MAX_ARG_CNT
#define BPF_USDT_MAX_ARG_CNT 12
#endif
/* Different descriptions of arguments over all probes that the object's programs are attached to. */
#ifndef BPF_USDT_MAX_SPEC_CNT
#define BPF_USDT_MAX_SPEC_CNT 256
#endif
/* Places in code; counts only on kernels without attach cookies (before 5.15). */
#ifndef BPF_USDT_MAX_IP_CNT
#define BPF_USDT_MAX_IP_CNT (4 * BPF_USDT_MAX_SPEC_CNT)
#endif

enum __bpf_usdt_arg_type {
	BPF_USDT_ARG_CONST,     /* val_off is the value */
	BPF_USDT_ARG_REG,       /* in a register */
	BPF_USDT_ARG_REG_DEREF, /* in memory, at register + val_off */
	BPF_USDT_ARG_SIB,       /* in memory, at register + (index register << scale) + val_off */
};

struct __bpf_usdt_arg_spec {
	__u64 val_off;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	enum __bpf_usdt_arg_type arg_type : 8;
	__u16 idx_reg_off : 12;
	__u16 scale_bitshift : 4;
	__u8 __reserved : 8;
#else
	__u8 __reserved : 8;
	__u16 idx_reg_off : 12;
	__u16 scale_bitshift : 4;
	enum __bpf_usdt_arg_type arg_type : 8;
#endif
	short reg_off; /* of the register, in struct pt_regs */
	_Bool arg_signed;
	char arg_bitshift; /* 64 - bits of the argument */
};

struct __bpf_usdt_spec {
	struct __bpf_usdt_arg_spec args[BPF_USDT_MAX_ARG_CNT];
	__u64 usdt_cookie;
	short arg_cnt;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BPF_USDT_MAX_SPEC_CNT);
	__type(key, int);
	__type(value, struct __bpf_usdt_spec);
} __bpf_usdt_specs SEC(".maps") __weak;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BPF_USDT_MAX_IP_CNT);
	__type(key, long);
	__type(value, __u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps") __weak;

extern const _Bool LINUX_HAS_BPF_COOKIE __kconfig;

/* Index of the description; negative: none. With cookies it is the cookie, else the place tells. */
static __always_inline int __bpf_usdt_spec_id(struct pt_regs *ctx)
{
	long ip;
	int *id;

	if (LINUX_HAS_BPF_COOKIE)
		return (int)bpf_get_attach_cookie(ctx);
	ip = PT_REGS_IP(ctx);
	id = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &ip);
	return id ? *id : -ESRCH;
}

static __always_inline struct __bpf_usdt_spec *__bpf_usdt_spec(struct pt_regs *ctx)
{
	int id = __bpf_usdt_spec_id(ctx);

	return id < 0 ? NULL : bpf_map_lookup_elem(&__bpf_usdt_specs, &id);
}

/* The number of arguments, or -ESRCH if the loader did not describe this probe. */
__weak __hidden int bpf_usdt_arg_cnt(struct pt_regs *ctx)
{
	struct __bpf_usdt_spec *spec = __bpf_usdt_spec(ctx);

	return spec ? spec->arg_cnt : -ESRCH;
}

/* The description of one argument; NULL beyond the last. The verifier must see the same number twice. */
static __always_inline struct __bpf_usdt_arg_spec *__bpf_usdt_arg_spec(
	struct __bpf_usdt_spec *spec, __u64 arg_num)
{
	if (arg_num >= BPF_USDT_MAX_ARG_CNT)
		return NULL;
	barrier_var(arg_num);
	if (arg_num >= (__u64)spec->arg_cnt)
		return NULL;
	return &spec->args[arg_num];
}

/* Bytes of an argument (0 is the first); -ENOENT beyond the last, -ESRCH as above. */
__weak __hidden int bpf_usdt_arg_size(struct pt_regs *ctx, __u64 arg_num)
{
	struct __bpf_usdt_spec *spec = __bpf_usdt_spec(ctx);
	struct __bpf_usdt_arg_spec *arg;

	if (!spec)
		return -ESRCH;
	arg = __bpf_usdt_arg_spec(spec, arg_num);
	return arg ? (64 - arg->arg_bitshift) >> 3 : -ENOENT;
}

/*
 * An argument, extended to 64 bits as its type says, into *res, which is 0 after an error: -ENOENT, -ESRCH as
 * above, -EFAULT where the process's memory cannot be read, -EINVAL for a description of an unknown kind.
 */
__weak __hidden int bpf_usdt_arg(struct pt_regs *ctx, __u64 arg_num, long *res)
{
	struct __bpf_usdt_spec *spec = __bpf_usdt_spec(ctx);
	struct __bpf_usdt_arg_spec *arg;
	unsigned long value = 0, index = 0;
	int err = 0;

	*res = 0;
	if (!spec)
		return -ESRCH;
	arg = __bpf_usdt_arg_spec(spec, arg_num);
	if (!arg)
		return -ENOENT;
	if (arg->arg_type == BPF_USDT_ARG_CONST)
		value = arg->val_off;
	else if (arg->arg_type <= BPF_USDT_ARG_SIB)
		err = bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + arg->reg_off);
	else
		err = -EINVAL;
	if (!err && arg->arg_type == BPF_USDT_ARG_SIB) {
		err = bpf_probe_read_kernel(&index, sizeof(index), (void *)ctx + arg->idx_reg_off);
		value += index << arg->scale_bitshift;
	}
	if (err)
		return err;
	if (arg->arg_type == BPF_USDT_ARG_REG_DEREF || arg->arg_type == BPF_USDT_ARG_SIB) {
		/* Eight bytes, whatever the argument's size: what lies behind is shifted out below. */
		err = bpf_probe_read_user(&value, sizeof(value), (void *)(value + arg->val_off));
		if (err)
			return err;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		value >>= arg->arg_bitshift;
#endif
	}
	value <<= arg->arg_bitshift;
	if (arg->arg_signed)
		*res = (long)value >> arg->arg_bitshift;
	else
		*res = (long)(value >> arg->arg_bitshift);
	return 0;
}

/* The cookie that the program was attached with (bpf_usdt_opts.usdt_cookie); 0 without one. */
__weak __hidden long bpf_usdt_cookie(struct pt_regs *ctx)
{
	struct __bpf_usdt_spec *spec = __bpf_usdt_spec(ctx);

	return spec ? (long)spec->usdt_cookie : 0;
}

/* Argument number n, as BPF_USDT() passes it. */
#define ___bpf_usdt_value(n)                     \
	({                                       \
		long ___value;                   \
		bpf_usdt_arg(ctx, n, &___value); \
		(void *)___value;                \
	})
#define ___bpf_usdt_args0()         ctx
#define ___bpf_usdt_args1(x)        ___bpf_usdt_args0(), ___bpf_usdt_value(0)
#define ___bpf_usdt_args2(x, y...)  ___bpf_usdt_args1(y), ___bpf_usdt_value(1)
#define ___bpf_usdt_args3(x, y...)  ___bpf_usdt_args2(y), ___bpf_usdt_value(2)
#define ___bpf_usdt_args4(x, y...)  ___bpf_usdt_args3(y), ___bpf_usdt_value(3)
#define ___bpf_usdt_args5(x, y...)  ___bpf_usdt_args4(y), ___bpf_usdt_value(4)
#define ___bpf_usdt_args6(x, y...)  ___bpf_usdt_args5(y), ___bpf_usdt_value(5)
#define ___bpf_usdt_args7(x, y...)  ___bpf_usdt_args6(y), ___bpf_usdt_value(6)
#define ___bpf_usdt_args8(x, y...)  ___bpf_usdt_args7(y), ___bpf_usdt_value(7)
#define ___bpf_usdt_args9(x, y...)  ___bpf_usdt_args8(y), ___bpf_usdt_value(8)
#define ___bpf_usdt_args10(x, y...) ___bpf_usdt_args9(y), ___bpf_usdt_value(9)
#define ___bpf_usdt_args11(x, y...) ___bpf_usdt_args10(y), ___bpf_usdt_value(10)
#define ___bpf_usdt_args12(x, y...) ___bpf_usdt_args11(y), ___bpf_usdt_value(11)
#define ___bpf_usdt_args(args...)   ___bpf_apply(___bpf_usdt_args, ___bpf_narg(args))(args)

/* A program's head with the probe's arguments as parameters; `ctx` is the struct pt_regs * in its body. */
#define BPF_USDT(name, args...) ___bpf_program(name, struct pt_regs *ctx, ___bpf_usdt_args(args), ##args)

#endif /* __USDT_BPF_H__ */
