// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Each trial asks for the smallest thing that needs the capability. Errors that only say "you may not" are no
 * answer. Nothing is printed: what fails here is expected to fail somewhere.
 */
#include "loader/kernel/capability_trials.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <string.h>

#include "base/scoped.h"
#include "loader/kernel/command.h"
#include "loader/kernel/insn.h"

enum { FUNC_GET_ATTACH_COOKIE = 174 };

static enum capability_answer answer_of(int code)
{
	if (code >= 0)
		return CAPABILITY_YES;
	switch (code) {
	case -EPERM:
	case -EACCES:
	case -ENOMEM:
	case -EMFILE:
	case -ENFILE:
	case -EINTR:
	case -EAGAIN:
		return CAPABILITY_UNKNOWN;
	default:
		return CAPABILITY_NO;
	}
}

/* A link or token that must fail: with one of two errors it was understood. */
static enum capability_answer answer_by_error(int code, int understood, int also_understood)
{
	return code == understood || code == also_understood ? CAPABILITY_YES : answer_of(code);
}

/* ---- BTF ---- */

static const char strings[] = "\0name\0arg:ctx\0?sec\0context\0main\0sub";

enum { NAME = 1, ARG_CTX = 6, QUESTION_MARK = 14, CONTEXT = 19, MAIN = 27, SUB = 32 };

#define INFO(kind, vlen, flag) ((__u32)(flag) << 31 | (__u32)(kind) << 24 | (vlen))
#define TYPE_INT(name)         (name), INFO(BTF_KIND_INT, 0, 0), 4, BTF_INT_SIGNED << 24 | 32

/* Without the layout section where @layout is false: its two header fields then are the kernel's unknown. */
static int load_btf(const __u32 *types, size_t bytes, bool layout, int token_fd)
{
	struct {
		struct btf_header header;
		__u32 layout_off, layout_len;
		unsigned char body[256];
	} btf = { .header = { .magic = BTF_MAGIC, .version = BTF_VERSION, .hdr_len = sizeof(btf.header) } };
	LIBBPF_OPTS(bpf_btf_load_opts, opts, .btf_flags = token_fd > 0 ? UAPI_BPF_F_TOKEN_FD : 0,
		.token_fd = token_fd > 0 ? (__u32)token_fd : 0);
	/* Of kinds 0 and 1: sizes of what follows struct btf_type. */
	static const __u32 layouts[] = { 0, 4 };
	unsigned char *body = btf.body;

	btf.header.type_len = (__u32)bytes;
	btf.header.str_off = (__u32)bytes;
	btf.header.str_len = sizeof(strings);
	if (layout) {
		btf.header.hdr_len += 8;
		btf.layout_off = (__u32)bytes;
		btf.layout_len = sizeof(layouts);
		btf.header.str_off += (__u32)sizeof(layouts);
	} else {
		body = (unsigned char *)&btf.layout_off;
	}
	memcpy(body, types, bytes);
	if (layout)
		memcpy(body + bytes, layouts, sizeof(layouts));
	memcpy(body + btf.header.str_off, strings, sizeof(strings));
	return bpf_btf_load(&btf, btf.header.hdr_len + btf.header.str_off + sizeof(strings), &opts);
}

enum capability_answer trial_btf(enum capability which, int token_fd)
{
	static const __u32 plain[] = { TYPE_INT(NAME) };
	static const __u32 float_[] = { NAME, INFO(BTF_KIND_FLOAT, 0, 0), 4 };
	static const __u32 decl_tag[] = { TYPE_INT(NAME), NAME, INFO(BTF_KIND_VAR, 0, 0), 1, 0, NAME,
		INFO(BTF_KIND_DECL_TAG, 0, 0), 2, (__u32)-1 };
	static const __u32 type_tag[] = { TYPE_INT(NAME), NAME, INFO(BTF_KIND_TYPE_TAG, 0, 0), 1, 0,
		INFO(BTF_KIND_PTR, 0, 0), 2 };
	static const __u32 enum64[] = { NAME, INFO(BTF_KIND_ENUM64, 1, 0), 8, NAME, 0, 0 };
	static const __u32 question_mark[] = { TYPE_INT(NAME), NAME, INFO(BTF_KIND_VAR, 0, 0), 1, 0,
		QUESTION_MARK, INFO(BTF_KIND_DATASEC, 1, 0), 4, 2, 0, 4 };
	static const __u32 tag_flag[] = { TYPE_INT(NAME), NAME, INFO(BTF_KIND_TYPE_TAG, 0, 1), 1, 0,
		INFO(BTF_KIND_PTR, 0, 0), 2 };
	static const struct {
		const __u32 *types;
		size_t bytes;
	} trials[] = {
		[CAPABILITY_BTF_FLOAT] = { float_, sizeof(float_) },
		[CAPABILITY_BTF_DECL_TAG] = { decl_tag, sizeof(decl_tag) },
		[CAPABILITY_BTF_TYPE_TAG] = { type_tag, sizeof(type_tag) },
		[CAPABILITY_BTF_ENUM64] = { enum64, sizeof(enum64) },
		[CAPABILITY_BTF_QUESTION_MARK] = { question_mark, sizeof(question_mark) },
		[CAPABILITY_BTF_TAG_FLAG] = { tag_flag, sizeof(tag_flag) },
		[CAPABILITY_BTF_LAYOUT] = { plain, sizeof(plain) },
	};
	scoped_fd int fd =
		load_btf(trials[which].types, trials[which].bytes, which == CAPABILITY_BTF_LAYOUT, token_fd);

	return answer_of(fd);
}

/* ---- programs and links ---- */

static int load(enum bpf_prog_type type, const struct bpf_insn *insns, size_t count,
	struct bpf_prog_load_opts *opts, int token_fd)
{
	if (token_fd > 0) {
		opts->prog_flags |= UAPI_BPF_F_TOKEN_FD;
		opts->token_fd = (__u32)token_fd;
	}
	return bpf_prog_load(type, NULL, "GPL", insns, count, opts);
}

static int load_nothing(enum bpf_prog_type type, int attach_type, int token_fd)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 0), INSN_EXIT() };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = (enum bpf_attach_type)attach_type);

	return load(type, insns, 2, &opts, token_fd);
}

/* A descriptor that is none is looked at only by a kernel that knows the attach type. */
enum capability_answer trial_perf_link(int token_fd)
{
	scoped_fd int program = load_nothing(BPF_PROG_TYPE_TRACEPOINT, 0, token_fd);
	scoped_fd int link = -1;

	if (program < 0)
		return CAPABILITY_UNKNOWN;
	link = bpf_link_create(program, -1, BPF_PERF_EVENT, NULL);
	return answer_by_error(link, -EBADF, -EBADF);
}

enum capability_answer trial_cookie(int token_fd)
{
	const struct bpf_insn insns[] = { INSN_CALL_HELPER(FUNC_GET_ATTACH_COOKIE), INSN_MOV_IMM(0, 0),
		INSN_EXIT() };
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	scoped_fd int without = load_nothing(BPF_PROG_TYPE_TRACEPOINT, 0, token_fd);
	scoped_fd int program = -1;

	if (without < 0)
		return CAPABILITY_UNKNOWN;
	program = load(BPF_PROG_TYPE_TRACEPOINT, insns, 3, &opts, token_fd);
	return answer_of(program);
}

/* No function has such a name. */
enum capability_answer trial_kprobe_multi(int token_fd)
{
	scoped_fd int program = load_nothing(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, token_fd);
	const char *symbol = "?";
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	scoped_fd int link = -1;

	if (program < 0)
		return answer_of(program);
	opts.kprobe_multi.syms = &symbol;
	opts.kprobe_multi.cnt = 1;
	link = bpf_link_create(program, 0, BPF_TRACE_KPROBE_MULTI, &opts);
	return answer_by_error(link, -ESRCH, -ENOENT);
}

/*
 * "/" is no file to probe: EBADF. Kernels whose filter is right refuse a negative pid before they look for it; the
 * others say ESRCH.
 */
enum capability_answer trial_uprobe_multi(int token_fd)
{
	enum bpf_attach_type type = (enum bpf_attach_type)UAPI_BPF_TRACE_UPROBE_MULTI;
	scoped_fd int program = load_nothing(BPF_PROG_TYPE_KPROBE, type, token_fd);
	unsigned long offset = 0;
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	scoped_fd int link = -1;
	scoped_fd int negative = -1;

	if (program < 0)
		return answer_of(program);
	opts.uprobe_multi.path = "/";
	opts.uprobe_multi.offsets = &offset;
	opts.uprobe_multi.cnt = 1;
	link = bpf_link_create(program, -1, type, &opts);
	if (link != -EBADF)
		return link >= 0 ? CAPABILITY_NO : answer_of(link);
	opts.uprobe_multi.path = "/proc/self/exe";
	opts.uprobe_multi.pid = (__u32)-1;
	negative = bpf_link_create(program, -1, type, &opts);
	return answer_by_error(negative, -EINVAL, -EINVAL);
}

/* A global function with an untyped argument: only its tag can make a context of it. */
enum capability_answer trial_arg_ctx(int token_fd)
{
	static const __u32 types[] = {
		TYPE_INT(NAME),                                    /* 1 */
		0, INFO(BTF_KIND_PTR, 0, 0), 0,                    /* 2: void * */
		0, INFO(BTF_KIND_FUNC_PROTO, 1, 0), 1, CONTEXT, 2, /* 3: int (void *context) */
		MAIN, INFO(BTF_KIND_FUNC, BTF_FUNC_GLOBAL, 0), 3,  /* 4 */
		SUB, INFO(BTF_KIND_FUNC, BTF_FUNC_GLOBAL, 0), 3,   /* 5 */
		ARG_CTX, INFO(BTF_KIND_DECL_TAG, 0, 0), 5, 0,      /* 6: of the first argument of 5 */
	};
	/* sub() reads a word of the context, which no plain pointer would allow. */
	const struct bpf_insn insns[] = { INSN_CALL_PROGRAM(1), INSN_EXIT(),
		INSN(BPF_LDX | BPF_W | BPF_MEM, 0, 1, 0, 0), INSN_EXIT() };
	const struct bpf_func_info functions[] = { { 0, 4 }, { 2, 5 } };
	scoped_fd int btf = load_btf(types, sizeof(types), false, token_fd);
	scoped_fd int program = -1;
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_btf_fd = (__u32)btf, .func_info = functions,
		.func_info_cnt = 2, .func_info_rec_size = sizeof(functions[0]));

	if (btf < 0)
		return answer_of(btf);
	program = load(BPF_PROG_TYPE_SOCKET_FILTER, insns, 4, &opts, token_fd);
	/* The verifier says EACCES for a load that it does not allow; the right to load BTF was there. */
	return program == -EACCES ? CAPABILITY_NO : answer_of(program);
}

enum capability_answer trial_token(int token_fd)
{
	scoped_fd int token = bpf_token_create(-1, NULL);

	return answer_by_error(token, -EBADF, -EBADF);
}
