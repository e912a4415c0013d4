// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Whom to ask for each capability, and the answers. */
#include "loader/kernel/capabilities.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/kernel.h"
#include "loader/kernel/capability_trials.h"
#include "loader/kernel/version.h"

/* Relaxed: an answer stands alone, and two threads that look for it find the same. */
static _Atomic int answers[CAPABILITIES];
static _Atomic int overrides[CAPABILITIES];

/*
 * What tells in the kernel's BTF: a struct that the kernel only has with the capability, or an enumerator of an
 * enum. All are looked for together, because what a question costs is the walk.
 */
struct sign {
	enum capability capability;
	const char *type;
	const char *enumerator; /* NULL: the type is a struct, whose presence tells */
};

static const struct sign signs[] = {
	{ CAPABILITY_PERF_LINK, "bpf_link_type", "BPF_LINK_TYPE_PERF_EVENT" },
	{ CAPABILITY_COOKIE, "bpf_func_id", "BPF_FUNC_get_attach_cookie" },
	{ CAPABILITY_TOKEN, "bpf_cmd", "BPF_TOKEN_CREATE" },
	{ CAPABILITY_KPROBE_MULTI, "bpf_kprobe_multi_link", NULL },
	{ CAPABILITY_UPROBE_MULTI, "bpf_uprobe_multi_link", NULL },
};

enum { SIGNS = sizeof(signs) / sizeof(signs[0]) };

static bool has_enumerator(const struct btf *btf, const struct btf_type *type, const char *name)
{
	const struct btf_enum *enumerators = btf_enum(type);

	if (!type_is(type, BTF_KIND_ENUM))
		return false;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		const char *text = btf_string_at(btf, enumerators[i].name_off);

		if (text && !strcmp(text, name))
			return true;
	}
	return false;
}

static enum capability_answer read_sign(
	const struct sign *sign, const struct btf_wish *wish, const struct btf_candidates *found)
{
	if (!sign->enumerator)
		return wish->count ? CAPABILITY_YES : CAPABILITY_NO;
	for (uint32_t i = 0; i < wish->count; i++) {
		const struct btf_candidate *candidate = &found->list[wish->first + i];
		const struct btf_type *type = btf_type_at(candidate->btf, candidate->id);

		if (type && has_enumerator(candidate->btf, type, sign->enumerator))
			return CAPABILITY_YES;
	}
	/* The enum itself is missing: this BTF tells nothing. */
	return wish->count ? CAPABILITY_NO : CAPABILITY_UNKNOWN;
}

static enum capability_answer ask_btf(enum capability which)
{
	enum capability_answer read[SIGNS] = { CAPABILITY_UNKNOWN };
	enum capability_answer answer = CAPABILITY_UNKNOWN;
	struct btf_candidates found = { 0 };
	struct btf_wish wishes[SIGNS];

	for (int i = 0; i < SIGNS; i++)
		wishes[i] = (struct btf_wish){ .name = signs[i].type,
			.kinds = KIND_BIT(signs[i].enumerator ? BTF_KIND_ENUM : BTF_KIND_STRUCT) };
	if (!kernel_btf_find(wishes, SIGNS, &found, KERNEL_BTF_ONLY, NULL))
		for (int i = 0; i < SIGNS; i++)
			read[i] = read_sign(&signs[i], &wishes[i], &found);
	btf_candidates_free(&found);
	for (int i = 0; i < SIGNS; i++)
		if (signs[i].capability == which)
			answer = read[i];
	return answer;
}

/* uprobe multi links filtered by thread where a process was meant, until this was mended in 6.10 and backported. */
static enum capability_answer ask_uprobe_multi(int token_fd)
{
	enum capability_answer answer = ask_btf(CAPABILITY_UPROBE_MULTI);

	if (answer == CAPABILITY_NO ||
		(answer == CAPABILITY_YES && kernel_version() >= KERNEL_RELEASE(6, 10, 0)))
		return answer;
	return trial_uprobe_multi(token_fd);
}

/*
 * Whether the entry functions of system calls take a pointer to the registers. Architectures that changed over
 * before 5.10, or never did, need no question; of others the kernel's name for an entry function tells.
 */
static enum capability_answer ask_syscall_wrapper(void)
{
#if defined(__x86_64__) || defined(__aarch64__) || defined(__s390x__)
	return CAPABILITY_YES;
#elif defined(__riscv) || defined(__powerpc__) || defined(__loongarch__)
#if defined(__riscv)
	static const char name[] = "__riscv_sys_bpf";
#elif defined(__powerpc__)
	static const char name[] = "__powerpc_sys_bpf";
#else
	static const char name[] = "__loongarch_sys_bpf";
#endif
	int id = kernel_btf_find_one(name, BTF_KIND_FUNC, NULL);

	return id > 0 ? CAPABILITY_YES : CAPABILITY_NO;
#else
	return CAPABILITY_NO;
#endif
}

static enum capability_answer find_out(enum capability which, int token_fd)
{
	enum capability_answer answer;

	switch (which) {
	case CAPABILITY_SYSCALL_WRAPPER:
		return ask_syscall_wrapper();
	case CAPABILITY_ARG_CTX:
		return trial_arg_ctx(token_fd);
	case CAPABILITY_UPROBE_MULTI:
		return ask_uprobe_multi(token_fd);
	case CAPABILITY_PERF_LINK:
		answer = ask_btf(which);
		return answer ? answer : trial_perf_link(token_fd);
	case CAPABILITY_COOKIE:
		answer = ask_btf(which);
		return answer ? answer : trial_cookie(token_fd);
	case CAPABILITY_KPROBE_MULTI:
		answer = ask_btf(which);
		return answer ? answer : trial_kprobe_multi(token_fd);
	case CAPABILITY_TOKEN:
		answer = ask_btf(which);
		return answer ? answer : trial_token(token_fd);
	default:
		return trial_btf(which, token_fd);
	}
}

enum capability_answer capability_ask(enum capability which, int token_fd)
{
	int answer = atomic_load_explicit(&overrides[which], memory_order_relaxed);

	if (answer == CAPABILITY_UNKNOWN)
		answer = atomic_load_explicit(&answers[which], memory_order_relaxed);
	if (answer == CAPABILITY_UNKNOWN) {
		answer = find_out(which, token_fd);
		atomic_store_explicit(&answers[which], answer, memory_order_relaxed);
	}
	return (enum capability_answer)answer;
}

void capability_override(enum capability which, enum capability_answer answer)
{
	atomic_store_explicit(&overrides[which], answer, memory_order_relaxed);
}
