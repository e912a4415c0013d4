/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * For BPF programs: sections, map definitions, helper functions, loops, printing. Include vmlinux.h, or
 * linux/bpf.h, before it.
 *
 *	struct {
 *		__uint(type, BPF_MAP_TYPE_HASH);
 *		__uint(max_entries, 1024);
 *		__type(key, __u32);
 *		__type(value, __u64);
 *	} packets SEC(".maps");
 *
 *	SEC("xdp")
 *	int count(struct xdp_md *ctx)
 *	{
 *		__u32 key = ctx->rx_queue_index;
 *		__u64 *value = bpf_map_lookup_elem(&packets, &key);
 *
 *		if (value)
 *			__sync_fetch_and_add(value, 1);
 *		return XDP_PASS;
 *	}
 *
 *	char LICENSE[] SEC("license") = "GPL";
 */
#ifndef __BPF_HELPERS__
#define __BPF_HELPERS__

#include "bpf_helper_defs.h"

/* ---- sections and map definitions ---- */

/*
 * Puts a program, map or variable into a section; the loader reads type and target of programs from its name.
 * Clang finds `used` useless on declarations, which is no reason to warn.
 */
#ifdef __clang__
#define SEC(name)                                                                                 \
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wignored-attributes\"") \
		__attribute__((section(name), used)) _Pragma("GCC diagnostic pop")
#else
#define SEC(name) __attribute__((section(name), used))
#endif

#ifndef ___bpf_concat
#define ___bpf_concat(a, b) a##b
#endif
#ifndef ___bpf_apply
#define ___bpf_apply(fn, n) ___bpf_concat(fn, n)
#endif

/*
 * Attributes of a map in section .maps, read back from BTF by the loader: a number is the dimension of an
 * array (or the value of an enum, where 32 bits are not enough), a type is pointed at, an array lists initial
 * entries.
 */
#define __uint(name, val)  int(*name)[val]
#define __type(name, val)  __typeof__(val) *name
#define __array(name, val) __typeof__(val) *name[]
#define __ulong(name, val) enum { ___bpf_apply(__unique_value, __COUNTER__) = val } name

enum libbpf_pin_type {
	LIBBPF_PIN_NONE,
	LIBBPF_PIN_BY_NAME, /* __uint(pinning, LIBBPF_PIN_BY_NAME): below the object's pin_root_path */
};

/* Type of a tristate .kconfig variable. */
enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

/* Variables that the loader fills in: the kernel's configuration, the kernel's symbols. */
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym    __attribute__((section(".ksyms")))

/* The symbol is there. Only a weak one can be missing without a failing load; Clang can tell. */
#ifdef __clang__
#define bpf_ksym_exists(sym)                                                                           \
	({                                                                                             \
		_Static_assert(!__builtin_constant_p(!!sym), "'" #sym "' should be marked as __weak"); \
		!!sym;                                                                                 \
	})
#else
#define bpf_ksym_exists(sym) (!!sym)
#endif

/* ---- the language ---- */

#ifndef likely
#define likely(x) (__builtin_expect(!!(x), 1))
#endif
#ifndef unlikely
#define unlikely(x) (__builtin_expect(!!(x), 0))
#endif

/* The system's headers may have them with other attributes. */
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif
/* A global function that the verifier looks at together with its callers, as if it were static. */
#define __hidden __attribute__((visibility("hidden")))

#ifndef NULL
#define NULL ((void *)0)
#endif
#undef offsetof
#define offsetof(type, member) ((unsigned long)&((type *)0)->member)
#undef container_of
#define container_of(ptr, type, member)                         \
	({                                                      \
		void *___member = (void *)(ptr);                \
		((type *)(___member - offsetof(type, member))); \
	})

/* Compare with the .kconfig variable LINUX_KERNEL_VERSION. */
#ifndef KERNEL_VERSION
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
#endif

/* The compiler may move nothing across it; nor know anything about the variable's value behind it. */
#ifndef barrier
#define barrier() __asm__ volatile("" ::: "memory")
#endif
#ifndef barrier_var
#define barrier_var(var) __asm__ volatile("" : "+r"(var))
#endif

/* A place that is never reached; the build fails if the compiler cannot see that. */
#ifndef __bpf_unreachable
#define __bpf_unreachable() __builtin_trap()
#endif

/* ---- tags that the verifier reads from BTF ---- */

#if defined(__has_attribute) && __has_attribute(btf_type_tag)
#define ___bpf_type_tag(tag) __attribute__((btf_type_tag(tag)))
#else
#define ___bpf_type_tag(tag)
#endif
#if defined(__has_attribute) && __has_attribute(btf_decl_tag)
#define ___bpf_decl_tag(tag) __attribute__((btf_decl_tag(tag)))
#else
#define ___bpf_decl_tag(tag)
#endif

/* Pointers in map values that own, or merely point at, an object of the kernel's. */
#define __kptr           ___bpf_type_tag("kptr")
#define __kptr_untrusted ___bpf_type_tag("kptr_untrusted")
#define __percpu_kptr    ___bpf_type_tag("percpu_kptr")
#define __uptr ___bpf_type_tag("uptr")

/* What a global function expects of an argument. */
#define __arg_ctx       ___bpf_decl_tag("arg:ctx")
#define __arg_nonnull   ___bpf_decl_tag("arg:nonnull")
#define __arg_nullable  ___bpf_decl_tag("arg:nullable")
#define __arg_trusted   ___bpf_decl_tag("arg:trusted")
#define __arg_untrusted ___bpf_decl_tag("arg:untrusted")
#define __arg_arena     ___bpf_decl_tag("arg:arena")

/* ---- tail calls ---- */

/*
 * bpf_tail_call() with a slot that is known when compiling. The three arguments go straight into the
 * registers, so that the compiler cannot merge two calls into one with a variable slot, and the JIT can make
 * a jump of it.
 */
#if defined(__clang__) && defined(__bpf__)
static __always_inline void bpf_tail_call_static(void *ctx, const void *map, const __u32 slot)
{
	if (!__builtin_constant_p(slot))
		__bpf_unreachable();
	__asm__ volatile("r1 = %[ctx]\n\t"
			 "r2 = %[map]\n\t"
			 "r3 = %[slot]\n\t"
			 "call 12"
			 :
			 : [ctx] "r"(ctx), [map] "r"(map), [slot] "i"(slot)
			 : "r0", "r1", "r2", "r3", "r4", "r5");
}
#elif !defined(__clang__)
#define bpf_tail_call_static(ctx, map, slot) bpf_tail_call((ctx), (void *)(map), (slot))
#endif

/* ---- counting and spreading arguments ---- */

/* The number of arguments, 0 to 12. */
#ifndef ___bpf_nth
#define ___bpf_nth(_, _1, _2, _3, _4, _5, _6, _7, _8, _9, _a, _b, _c, N, ...) N
#endif
#ifndef ___bpf_narg
#define ___bpf_narg(...) ___bpf_nth(_, ##__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#endif

/* arr[0] = first argument, and so on, up to 12. */
#define ___bpf_fill(arr, args...) ___bpf_apply(___bpf_fill, ___bpf_narg(args))(arr, 0, args)
#define ___bpf_fill0(arr, p, x) \
	do {                    \
	} while (0)
#define ___bpf_fill1(arr, p, x) (arr)[p] = (x)
#define ___bpf_fill2(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill1(arr, p + 1, args)
#define ___bpf_fill3(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill2(arr, p + 1, args)
#define ___bpf_fill4(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill3(arr, p + 1, args)
#define ___bpf_fill5(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill4(arr, p + 1, args)
#define ___bpf_fill6(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill5(arr, p + 1, args)
#define ___bpf_fill7(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill6(arr, p + 1, args)
#define ___bpf_fill8(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill7(arr, p + 1, args)
#define ___bpf_fill9(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);         \
	___bpf_fill8(arr, p + 1, args)
#define ___bpf_fill10(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);          \
	___bpf_fill9(arr, p + 1, args)
#define ___bpf_fill11(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);          \
	___bpf_fill10(arr, p + 1, args)
#define ___bpf_fill12(arr, p, x, args...) \
	___bpf_fill1(arr, p, x);          \
	___bpf_fill11(arr, p + 1, args)

/* ---- printing ---- */

/* The arguments as the printing helpers want them: an array of 64-bit words; without arguments, of none. */
#define ___bpf_words(array, args...)                                                          \
	unsigned long long array[___bpf_narg(args)];                                          \
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") \
		___bpf_fill(array, args);                                                     \
	_Pragma("GCC diagnostic pop")
#define ___bpf_words_size(args...) (___bpf_narg(args) * sizeof(unsigned long long))

/* Formats into the file of an iterator, into a buffer. Up to 12 arguments. */
#define BPF_SEQ_PRINTF(seq, fmt, args...)                                                               \
	({                                                                                              \
		static const char ___fmt[] = fmt;                                                       \
		___bpf_words(___words, args)                                                            \
			bpf_seq_printf(seq, ___fmt, sizeof(___fmt), ___words, ___bpf_words_size(args)); \
	})
#define BPF_SNPRINTF(out, out_size, fmt, args...)                                               \
	({                                                                                      \
		static const char ___fmt[] = fmt;                                               \
		___bpf_words(___words, args)                                                    \
			bpf_snprintf(out, out_size, ___fmt, ___words, ___bpf_words_size(args)); \
	})

/* To a stream of the program itself (BPF_STDOUT, BPF_STDERR), read by bpf_prog_stream_read(). Linux 6.17. */
#define bpf_stream_printk(stream_id, fmt, args...)                                                \
	({                                                                                        \
		static const char ___fmt[] = fmt;                                                 \
		___bpf_words(___words, args)                                                      \
			bpf_stream_vprintk(stream_id, ___fmt, ___words, ___bpf_words_size(args)); \
	})

/*
 * bpf_printk(fmt, args...): to the kernel's trace pipe. Up to three arguments go to the helper that every
 * kernel has; more need Linux 5.16. Define BPF_NO_GLOBAL_DATA for objects that must have no .rodata.
 */
#ifdef BPF_NO_GLOBAL_DATA
#define BPF_PRINTK_FMT_MOD
#else
#define BPF_PRINTK_FMT_MOD static const
#endif
#define __bpf_printk(fmt, ...)                                           \
	({                                                               \
		BPF_PRINTK_FMT_MOD char ___fmt[] = fmt;                  \
		bpf_trace_printk(___fmt, sizeof(___fmt), ##__VA_ARGS__); \
	})
#define __bpf_vprintk(fmt, args...)                                                                   \
	({                                                                                            \
		static const char ___fmt[] = fmt;                                                     \
		___bpf_words(___words, args)                                                          \
			bpf_trace_vprintk(___fmt, sizeof(___fmt), ___words, ___bpf_words_size(args)); \
	})
#define ___bpf_pick_printk(...)                                                                          \
	___bpf_nth(_, ##__VA_ARGS__, __bpf_vprintk, __bpf_vprintk, __bpf_vprintk, __bpf_vprintk,         \
		__bpf_vprintk, __bpf_vprintk, __bpf_vprintk, __bpf_vprintk, __bpf_vprintk, __bpf_printk, \
		__bpf_printk, __bpf_printk, __bpf_printk)
#define bpf_printk(fmt, args...) ___bpf_pick_printk(args)(fmt, ##args)

/* ---- open-coded iterators (Linux 6.4; struct bpf_iter_num comes from vmlinux.h) ---- */

struct bpf_iter_num;

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;

/*
 * All loops: the iterator is destroyed however the loop is left. A function that stands in `cleanup` alone
 * gets no BTF from Clang, and the loader could not find it; so it is mentioned once more.
 */

/* bpf_for_each(task, task_ptr, NULL, BPF_TASK_ITER_ALL_PROCS): cur is what bpf_iter_TYPE_next() returns. */
#ifndef bpf_for_each
#define bpf_for_each(type, cur, args...)                                                                     \
	for (struct bpf_iter_##type ___it __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))),   \
		*___new __attribute__((unused)) =                                                            \
			(bpf_iter_##type##_new(&___it, ##args), (void)bpf_iter_##type##_destroy, (void *)0); \
		((cur) = bpf_iter_##type##_next(&___it));)
#endif

/* bpf_for(i, start, end): i from start to end - 1, any number of times; the verifier knows the bounds. */
#ifndef bpf_for
#define bpf_for(i, start, end)                                                                             \
	for (struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))),         \
		*___new __attribute__((unused)) =                                                          \
			(bpf_iter_num_new(&___it, (start), (end)), (void)bpf_iter_num_destroy, (void *)0); \
		({                                                                                         \
			int *___at = bpf_iter_num_next(&___it);                                            \
			(___at && ((i) = *___at, (i) >= (start) && (i) < (end)));                          \
		});)
#endif

/* bpf_repeat(N): N times. */
#ifndef bpf_repeat
#define bpf_repeat(N)                                                                              \
	for (struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
		*___new __attribute__((unused)) =                                                  \
			(bpf_iter_num_new(&___it, 0, (N)), (void)bpf_iter_num_destroy, (void *)0); \
		bpf_iter_num_next(&___it);)
#endif

#endif /* __BPF_HELPERS__ */
