/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The loader: an object file becomes programs and maps in the kernel, and these are attached.
 *
 *	struct bpf_object *obj = bpf_object__open("filter.bpf.o");     // reads and checks; no kernel contact
 *
 *	if (!obj || bpf_object__load(obj))                             // maps, relocation, verifier
 *		goto out;
 *	prog = bpf_object__find_program_by_name(obj, "count_packets");
 *	link = bpf_program__attach(prog);                              // by its section's name
 *	...
 * out:
 *	bpf_link__destroy(link);                                       // detaches
 *	bpf_object__close(obj);                                        // programs and maps go, unless pinned
 *
 * What people get wrong: an object goes through phases, and most setters belong to one of them.
 *
 *	open -----------------> prepare ---------------> load -----------------> close
 *	  types, sizes, flags,    maps exist: fill        programs exist:         maps, programs and their
 *	  initial values,         them, reuse no more     attach them, use        names are gone; links
 *	  autoload, pin paths                             descriptors             that were made stay
 *
 * Common to all functions, and not repeated below:
 *
 * Return: int functions return 0, a count or a descriptor, or a negative errno (or a code of enum
 *   libbpf_errno, negative), and set errno; those that return a pointer return NULL and set errno. -EINVAL
 *   also for an option struct with unknown bytes that are not zero. -EBUSY from a setter that comes too late:
 *   the object is loaded.
 * Owner: an object owns its programs, maps and descriptors; names and pointers that a getter returns live as
 *   long as the object. Links, buffers and linkers belong to the caller; their destroying functions take
 *   NULL.
 * Threads: different objects belong to different threads safely; one object to one thread at a time.
 * Needs: what <bpf/bpf.h> says for loading. Linux 5.10 where no other is said.
 */
#ifndef __LIBBPF_LIBBPF_H
#define __LIBBPF_LIBBPF_H

#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "libbpf_common.h"
#include "libbpf_legacy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The interface that is offered: 1, 8, "v1.8". */
LIBBPF_API __u32 libbpf_major_version(void);
LIBBPF_API __u32 libbpf_minor_version(void);
LIBBPF_API const char *libbpf_version_string(void);

/* ---- errors and messages ---- */

/* Codes beyond errno, for what no errno says. */
enum libbpf_errno {
	__LIBBPF_ERRNO__START = 4000,
	LIBBPF_ERRNO__LIBELF = __LIBBPF_ERRNO__START,
	LIBBPF_ERRNO__FORMAT,
	LIBBPF_ERRNO__KVERSION,
	LIBBPF_ERRNO__ENDIAN,
	LIBBPF_ERRNO__INTERNAL,
	LIBBPF_ERRNO__RELOC,
	LIBBPF_ERRNO__LOAD,
	LIBBPF_ERRNO__VERIFY,
	LIBBPF_ERRNO__PROG2BIG,
	LIBBPF_ERRNO__KVER,
	LIBBPF_ERRNO__PROGTYPE,
	LIBBPF_ERRNO__WRNGPID,
	LIBBPF_ERRNO__INVSEQ,
	LIBBPF_ERRNO__NLPARSE,
	__LIBBPF_ERRNO__END,
};

/**
 * libbpf_strerror - the text of an error code
 * @err:  an errno or enum libbpf_errno, of either sign
 * @buf:  receives it, always ended by 0
 * @size: bytes at @buf
 *
 * Return: 0, or -ENOENT and -EINVAL for an unknown code (with a text that says so), -ERANGE when the text was
 *   cut.
 */
LIBBPF_API int libbpf_strerror(int err, char *buf, size_t size);

/*
 * Names of types as tools print them, "xdp", "cgroup_inet_ingress"; NULL for a value that is not known
 * here.
 */
LIBBPF_API const char *libbpf_bpf_attach_type_str(enum bpf_attach_type t);
LIBBPF_API const char *libbpf_bpf_link_type_str(enum bpf_link_type t);
LIBBPF_API const char *libbpf_bpf_map_type_str(enum bpf_map_type t);
LIBBPF_API const char *libbpf_bpf_prog_type_str(enum bpf_prog_type t);

enum libbpf_print_level {
	LIBBPF_WARN,
	LIBBPF_INFO,
	LIBBPF_DEBUG,
};

/* Receives a message: a format that ends in "\n". Any thread may call it. */
typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *, va_list ap);

/**
 * libbpf_set_print - who receives the loader's messages, in the whole process
 * @fn: NULL: nobody
 *
 * At first warnings and information go to standard error; LIBBPF_LOG_LEVEL=warn, info or debug in the
 * environment chooses others. What went wrong is also kept as data, by object: <xsk/object.h>.
 *
 * Return: the one before. Safe at any time; a message goes wholly to one of the two.
 */
LIBBPF_API libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);

struct bpf_object;
struct bpf_program;
struct bpf_map;
struct bpf_link;
struct btf;

/* ---- objects ---- */

struct bpf_object_open_opts {
	size_t sz;                 /* set by LIBBPF_OPTS() */
	const char *object_name;   /* NULL: from the file's name */
	bool relaxed_maps;         /* unknown attributes of maps are ignored */
	const char *pin_root_path; /* of LIBBPF_PIN_BY_NAME; NULL: /sys/fs/bpf */
	__u32 : 32;
	const char *kconfig;         /* CONFIG_x=y lines, before the kernel's own */
	const char *btf_custom_path; /* BTF to relocate against; NULL: the kernel's */
	char *kernel_log_buf;        /* the caller's, for all logs; NULL: they are printed */
	size_t kernel_log_size;      /* its bytes */
	__u32 kernel_log_level;      /* of programs and BTF */
	const char *bpf_token_path;  /* bpffs; NULL: LIBBPF_BPF_TOKEN_PATH or /sys/fs/bpf; "": no token */
	__extension__ size_t : 0;
};
#define bpf_object_open_opts__last_field bpf_token_path

/**
 * bpf_object__open, bpf_object__open_file - read an object file
 * @path: ELF file as clang -target bpf -g makes it
 * @opts: NULL for none
 *
 * Everything is checked; nothing is asked of the kernel.
 *
 * Return: object, bpf_object__close() it; or NULL and errno
 *   -LIBBPF_ERRNO__FORMAT, -EINVAL  not a BPF object, or malformed
 *   -ESRCH   a program's section name is unknown and its type was not set
 *   -ENOENT  no such file
 */
LIBBPF_API struct bpf_object *bpf_object__open(const char *path);
LIBBPF_API struct bpf_object *bpf_object__open_file(
	const char *path, const struct bpf_object_open_opts *opts);

/* The same from memory, which is read during the call only. Name it with opts.object_name. */
LIBBPF_API struct bpf_object *bpf_object__open_mem(
	const void *obj_buf, size_t obj_buf_sz, const struct bpf_object_open_opts *opts);

/**
 * bpf_object__prepare - everything of a load but the programs
 *
 * Maps are created or reused, BTF is uploaded, instructions are relocated. For those who want to fill maps
 * before a program runs; bpf_object__load() then does the rest.
 */
LIBBPF_API int bpf_object__prepare(struct bpf_object *obj);

/**
 * bpf_object__load - create the maps, relocate, load the programs
 *
 * All programs with autoload, or none: after a failure nothing is left in the kernel. A second call: -EINVAL.
 *
 * Return: 0, or
 *   -EACCES, -EINVAL  the verifier refused a program: its log went to libbpf_set_print()'s callback or
 *                     the program's own buffer
 *   -ESRCH   kernel BTF, or a symbol without a type, that a program needs is missing
 *   -EINVAL  so is a symbol with a type
 *   -EPERM   no privilege
 */
LIBBPF_API int bpf_object__load(struct bpf_object *obj);

/* Closes programs and maps and frees all memory. Links keep what they attach. NULL is fine. */
LIBBPF_API void bpf_object__close(struct bpf_object *obj);

/**
 * bpf_object__pin_maps, bpf_object__pin_programs, bpf_object__pin - give names in bpffs
 * @path: directory; made where its parent exists. Each gets the file of its own name in it. NULL for maps:
 *        those that have a pin path, at that path
 *
 * All or none: what was pinned before a failure is unpinned.
 */
LIBBPF_API int bpf_object__pin_maps(struct bpf_object *obj, const char *path);
LIBBPF_API int bpf_object__unpin_maps(struct bpf_object *obj, const char *path);
LIBBPF_API int bpf_object__pin_programs(struct bpf_object *obj, const char *path);
LIBBPF_API int bpf_object__unpin_programs(struct bpf_object *obj, const char *path);
LIBBPF_API int bpf_object__pin(struct bpf_object *object, const char *path);
LIBBPF_API int bpf_object__unpin(struct bpf_object *object, const char *path);

/* From opts.object_name, or the file's name up to its first dot. */
LIBBPF_API const char *bpf_object__name(const struct bpf_object *obj);
/* As KERNEL_VERSION(): the running kernel's, or what was set before the load. */
LIBBPF_API unsigned int bpf_object__kversion(const struct bpf_object *obj);
LIBBPF_API int bpf_object__set_kversion(struct bpf_object *obj, __u32 kern_version);
/*
 * The BPF token that the load uses (opts.bpf_token_path, LIBBPF_BPF_TOKEN_PATH), the object's; or
 * negative.
 */
LIBBPF_API int bpf_object__token_fd(const struct bpf_object *obj);
/* The object's types, and their descriptor once uploaded; NULL and -1 without. */
LIBBPF_API struct btf *bpf_object__btf(const struct bpf_object *obj);
LIBBPF_API int bpf_object__btf_fd(const struct bpf_object *obj);

/* The program whose C function has that name; NULL and ENOENT. */
LIBBPF_API struct bpf_program *bpf_object__find_program_by_name(
	const struct bpf_object *obj, const char *name);

/**
 * libbpf_prog_type_by_name - what a section name makes of a program
 * @name:                 as in SEC(): "xdp", "kprobe/do_nanosleep"
 * @prog_type:            receives the type
 * @expected_attach_type: receives it
 *
 * Return: 0, or -ESRCH for a name that no table has.
 */
LIBBPF_API int libbpf_prog_type_by_name(
	const char *name, enum bpf_prog_type *prog_type, enum bpf_attach_type *expected_attach_type);
LIBBPF_API int libbpf_attach_type_by_name(const char *name, enum bpf_attach_type *attach_type);

/*
 * BTF id of the kernel function that a tracing, LSM or iterator program of that attach type attaches to;
 * -ENOENT.
 */
LIBBPF_API int libbpf_find_vmlinux_btf_id(const char *name, enum bpf_attach_type attach_type);

/* ---- programs ---- */

/* The programs in the order of the file: the one behind prog, NULL behind the last; the first for NULL. */
LIBBPF_API struct bpf_program *bpf_object__next_program(
	const struct bpf_object *obj, struct bpf_program *prog);

#define bpf_object__for_each_program(pos, obj)                             \
	for ((pos) = bpf_object__next_program((obj), NULL); (pos) != NULL; \
		(pos) = bpf_object__next_program((obj), (pos)))

/* Backwards: the one before prog; the last for NULL. */
LIBBPF_API struct bpf_program *bpf_object__prev_program(
	const struct bpf_object *obj, struct bpf_program *prog);

/* Loads for a device. */
LIBBPF_API void bpf_program__set_ifindex(struct bpf_program *prog, __u32 ifindex);
/* Of the C function, not cut; of the section, as in SEC() without a leading '?'. */
LIBBPF_API const char *bpf_program__name(const struct bpf_program *prog);
LIBBPF_API const char *bpf_program__section_name(const struct bpf_program *prog);
/* Whether bpf_object__load() loads it: SEC("?...") says no. Before the load. */
LIBBPF_API bool bpf_program__autoload(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);
/* Whether a skeleton's attach attaches it. */
LIBBPF_API bool bpf_program__autoattach(const struct bpf_program *prog);
LIBBPF_API void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach);

struct bpf_insn;

/**
 * bpf_program__insns, bpf_program__insn_cnt - a program's instructions
 *
 * Before the load as in the file, after it as the verifier got them, called subprograms appended. The pointer
 * is good until the next call that changes the program; bpf_program__set_insns() copies, and only before the
 * load.
 */
LIBBPF_API const struct bpf_insn *bpf_program__insns(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_insns(
	struct bpf_program *prog, struct bpf_insn *new_insns, size_t new_insn_cnt);
LIBBPF_API size_t bpf_program__insn_cnt(const struct bpf_program *prog);

/* Descriptor of a loaded program, the object's; -ENOENT before the load, or when it was not loaded. */
LIBBPF_API int bpf_program__fd(const struct bpf_program *prog);

/* A file in bpffs; its directory must exist. */
LIBBPF_API int bpf_program__pin(struct bpf_program *prog, const char *path);
LIBBPF_API int bpf_program__unpin(struct bpf_program *prog, const char *path);
/* Closes the descriptor; instructions and names stay. */
LIBBPF_API void bpf_program__unload(struct bpf_program *prog);

/* ---- links: what attaches a program ----
 *
 * Destroying one detaches, unless it is pinned or was disconnected. It may outlive its object.
 */

/* A pinned link; bpf_link__destroy() leaves the pin. */
LIBBPF_API struct bpf_link *bpf_link__open(const char *path);
/* Descriptor, the link's: of a bpf_link, or of the perf event that stands for one. */
LIBBPF_API int bpf_link__fd(const struct bpf_link *link);
LIBBPF_API const char *bpf_link__pin_path(const struct bpf_link *link);
/*
 * In bpffs, so that the attachment outlives the process. -EBUSY: pinned already. Only what the kernel has as
 * a link.
 */
LIBBPF_API int bpf_link__pin(struct bpf_link *link, const char *path);
LIBBPF_API int bpf_link__unpin(struct bpf_link *link);
/* Another loaded program in place of the attached one, without a gap. */
LIBBPF_API int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog);
/*
 * Destroying it will not detach: the attachment stays for ever where the kernel keeps it without a
 * descriptor.
 */
LIBBPF_API void bpf_link__disconnect(struct bpf_link *link);
/* Detaches now; the link stays as an empty one. */
LIBBPF_API int bpf_link__detach(struct bpf_link *link);
/* Detaches and frees. The memory is freed also after a failure, which is returned. */
LIBBPF_API int bpf_link__destroy(struct bpf_link *link);

/**
 * bpf_program__attach - attach a program to what its section names
 * @prog: loaded
 *
 * SEC("kprobe/f"), SEC("tp/category/name"), SEC("fentry/f"), SEC("uprobe//bin/bash:readline") and so on.
 *
 * Return: link, bpf_link__destroy() it; or NULL and errno
 *   -EOPNOTSUPP  this type is attached only by a function of its own (XDP, tc, cgroup), or the section names
 *                nothing
 *   -EINVAL      not loaded, or a malformed name
 *   -ENOENT, -ESRCH  what it names is not there
 */
LIBBPF_API struct bpf_link *bpf_program__attach(const struct bpf_program *prog);

/* A cookie is a number of the caller's that the program reads by bpf_get_attach_cookie(): Linux 5.15. */

struct bpf_perf_event_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u64 bpf_cookie;
	bool force_ioctl_attach; /* no bpf_link */
	bool dont_enable;        /* the caller enables the event */
	__extension__ size_t : 0;
};
#define bpf_perf_event_opts__last_field dont_enable

/**
 * bpf_program__attach_perf_event - run a program on the samples of a perf event
 * @prog: of type PERF_EVENT, KPROBE or TRACEPOINT, loaded
 * @pfd:  perf event; on success it belongs to the link
 */
LIBBPF_API struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd);
LIBBPF_API struct bpf_link *bpf_program__attach_perf_event_opts(
	const struct bpf_program *prog, int pfd, const struct bpf_perf_event_opts *opts);

/* How a kprobe or uprobe is made; DEFAULT takes the best that the kernel has. */
enum probe_attach_mode {
	PROBE_ATTACH_MODE_DEFAULT = 0,
	PROBE_ATTACH_MODE_LEGACY,
	PROBE_ATTACH_MODE_PERF,
	PROBE_ATTACH_MODE_LINK,
};

struct bpf_kprobe_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u64 bpf_cookie;
	size_t offset; /* in the function; without a name an address */
	bool retprobe;
	enum probe_attach_mode attach_mode;
	__extension__ size_t : 0;
};
#define bpf_kprobe_opts__last_field attach_mode

/**
 * bpf_program__attach_kprobe - run a program when a kernel function is entered, or returns
 * @prog:      of type KPROBE
 * @retprobe:  on return
 * @func_name: as in /proc/kallsyms; NULL in _opts: opts.offset is an address
 *
 * Return: link, or NULL and ENOENT, EINVAL, EADDRNOTAVAIL (several functions have that name) ...
 * Needs: a kernel with kprobes.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_kprobe(
	const struct bpf_program *prog, bool retprobe, const char *func_name);
LIBBPF_API struct bpf_link *bpf_program__attach_kprobe_opts(
	const struct bpf_program *prog, const char *func_name, const struct bpf_kprobe_opts *opts);

struct bpf_kprobe_multi_opts {
	size_t sz;                  /* set by LIBBPF_OPTS() */
	const char **syms;          /* array of cnt names */
	const unsigned long *addrs; /* array of cnt addresses */
	const __u64 *cookies;       /* array of cnt, or NULL */
	size_t cnt;
	bool retprobe;
	bool session;      /* entry and return */
	bool unique_match; /* the pattern must match one function */
	__extension__ size_t : 0;
};
#define bpf_kprobe_multi_opts__last_field unique_match

/**
 * bpf_program__attach_kprobe_multi_opts - one link on many kernel functions
 * @prog:    loaded with expected attach type TRACE_KPROBE_MULTI (SEC("kprobe.multi"))
 * @pattern: glob of names, '*' and '?'; NULL: opts.syms or opts.addrs
 * @opts:    exactly one of pattern, syms, addrs
 *
 * Needs: Linux 5.18, sessions 6.10.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_kprobe_multi_opts(
	const struct bpf_program *prog, const char *pattern, const struct bpf_kprobe_multi_opts *opts);

struct bpf_uprobe_multi_opts {
	size_t sz;                            /* set by LIBBPF_OPTS() */
	const char **syms;                    /* array of cnt names */
	const unsigned long *offsets;         /* array of cnt places in the file */
	const unsigned long *ref_ctr_offsets; /* semaphores, or NULL */
	const __u64 *cookies;                 /* array of cnt, or NULL */
	size_t cnt;
	bool retprobe;
	bool session; /* entry and return */
	__extension__ size_t : 0;
};
#define bpf_uprobe_multi_opts__last_field session

/**
 * bpf_program__attach_uprobe_multi - one link on many functions of a program or library
 * @prog:         loaded with expected attach type TRACE_UPROBE_MULTI (SEC("uprobe.multi"))
 * @pid:          process; 0: this one; -1: all
 * @binary_path:  file; a name without '/' is looked for in the library and program directories
 * @func_pattern: glob of names; NULL: opts.syms or opts.offsets
 * @opts:         exactly one of pattern, syms, offsets
 *
 * Needs: Linux 6.6, sessions 6.13.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, const char *func_pattern, const struct bpf_uprobe_multi_opts *opts);

struct bpf_ksyscall_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u64 bpf_cookie;
	bool retprobe;
	__extension__ size_t : 0;
};
#define bpf_ksyscall_opts__last_field retprobe

/**
 * bpf_program__attach_ksyscall - a kprobe on a system call's entry function, whatever this kernel calls it
 * @syscall_name: without prefix: "openat"
 */
LIBBPF_API struct bpf_link *bpf_program__attach_ksyscall(
	const struct bpf_program *prog, const char *syscall_name, const struct bpf_ksyscall_opts *opts);

struct bpf_tracing_multi_opts {
	size_t sz;            /* set by LIBBPF_OPTS() */
	const __u32 *ids;     /* BTF ids of cnt functions */
	const __u64 *cookies; /* array of cnt, or NULL */
	size_t cnt;
	__extension__ size_t : 0;
};
#define bpf_tracing_multi_opts__last_field cnt

/**
 * bpf_program__attach_tracing_multi - one link on many kernel functions, by trampoline
 * @prog:    loaded from SEC("fentry.multi") and its relatives
 * @pattern: "[module:]glob"; NULL: opts.ids
 * @opts:    exactly one of pattern and ids; cookies only with ids
 *
 * Functions that cannot be traced (more than 12 arguments, variadic ...) are left out; none left: -EINVAL.
 * Needs: Linux 7.2.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_tracing_multi(
	const struct bpf_program *prog, const char *pattern, const struct bpf_tracing_multi_opts *opts);

struct bpf_uprobe_opts {
	size_t sz;             /* set by LIBBPF_OPTS() */
	size_t ref_ctr_offset; /* semaphore in the file; 0: none */
	__u64 bpf_cookie;
	bool retprobe;
	const char *func_name; /* NULL: func_offset alone */
	enum probe_attach_mode attach_mode;
	__extension__ size_t : 0;
};
#define bpf_uprobe_opts__last_field attach_mode

/**
 * bpf_program__attach_uprobe - run a program when a function of a program or library is entered, or returns
 * @prog:        of type KPROBE
 * @retprobe:    on return
 * @pid:         process; 0: this one; -1: all
 * @binary_path: file, as above; "archive.zip!/member" for a library stored in an archive
 * @func_offset: of the function in the file; added to opts.func_name's
 */
LIBBPF_API struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe,
	pid_t pid, const char *binary_path, size_t func_offset);
LIBBPF_API struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, size_t func_offset, const struct bpf_uprobe_opts *opts);

struct bpf_usdt_opts {
	size_t sz;         /* set by LIBBPF_OPTS() */
	__u64 usdt_cookie; /* for bpf_usdt_cookie() */
	__extension__ size_t : 0;
};
#define bpf_usdt_opts__last_field usdt_cookie

/**
 * bpf_program__attach_usdt - run a program at a static tracepoint of a program or library
 * @prog:          from SEC("usdt"); its object includes <bpf/usdt.bpf.h>
 * @pid:           process; 0: this one; -1: all
 * @binary_path:   file, as above
 * @usdt_provider: as in the probe's note
 * @usdt_name:     as in the probe's note
 *
 * Return: link on all places of the probe; NULL and ENOENT without such a probe, ESRCH if the object lacks
 *   the maps of usdt.bpf.h, E2BIG when these are full.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, const char *usdt_provider, const char *usdt_name,
	const struct bpf_usdt_opts *opts);

struct bpf_tracepoint_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u64 bpf_cookie;
};
#define bpf_tracepoint_opts__last_field bpf_cookie

/* SEC("tp/sched/sched_switch"): category "sched", name "sched_switch". ENOENT: no such tracepoint. */
LIBBPF_API struct bpf_link *bpf_program__attach_tracepoint(
	const struct bpf_program *prog, const char *tp_category, const char *tp_name);
LIBBPF_API struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog,
	const char *tp_category, const char *tp_name, const struct bpf_tracepoint_opts *opts);

struct bpf_raw_tracepoint_opts {
	size_t sz;    /* set by LIBBPF_OPTS() */
	__u64 cookie; /* 6.10 */
	__extension__ size_t : 0;
};
#define bpf_raw_tracepoint_opts__last_field cookie

/* By name, without a category. */
LIBBPF_API struct bpf_link *bpf_program__attach_raw_tracepoint(
	const struct bpf_program *prog, const char *tp_name);
LIBBPF_API struct bpf_link *bpf_program__attach_raw_tracepoint_opts(
	const struct bpf_program *prog, const char *tp_name, struct bpf_raw_tracepoint_opts *opts);

struct bpf_trace_opts {
	size_t sz;    /* set by LIBBPF_OPTS() */
	__u64 cookie; /* 5.19 */
};
#define bpf_trace_opts__last_field cookie

/* tp_btf, fentry, fexit, fmod_ret, fsession: to the target that the program was loaded for. */
LIBBPF_API struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog);
LIBBPF_API struct bpf_link *bpf_program__attach_trace_opts(
	const struct bpf_program *prog, const struct bpf_trace_opts *opts);
/* To the hook that the program was loaded for. Needs a kernel with the BPF LSM. */
LIBBPF_API struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog);
/* To a directory of cgroup2; by expected attach type. */
LIBBPF_API struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd);
/* To a network namespace: sk_lookup and flow_dissector. */
LIBBPF_API struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd);
/* To a sockmap or sockhash: sk_skb and sk_msg. Linux 6.10. */
LIBBPF_API struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd);

/**
 * bpf_program__attach_xdp - attach to an interface
 * @ifindex: in the namespace of the calling thread
 *
 * Natively where the driver can, else generically. -EBUSY: a program is attached already.
 */
LIBBPF_API struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex);

/**
 * bpf_program__attach_freplace - replace a global function of a loaded program
 * @prog:             of type EXT
 * @target_fd:        program; 0 with NULL: the one that @prog was loaded for
 * @attach_func_name: function in it
 */
LIBBPF_API struct bpf_link *bpf_program__attach_freplace(
	const struct bpf_program *prog, int target_fd, const char *attach_func_name);

struct bpf_netfilter_opts {
	size_t sz;     /* set by LIBBPF_OPTS() */
	__u32 pf;      /* NFPROTO_IPV4 ... */
	__u32 hooknum; /* NF_INET_* */
	__s32 priority;
	__u32 flags; /* BPF_F_NETFILTER_IP_DEFRAG */
};
#define bpf_netfilter_opts__last_field flags

/* At a netfilter hook. Linux 6.4. */
LIBBPF_API struct bpf_link *bpf_program__attach_netfilter(
	const struct bpf_program *prog, const struct bpf_netfilter_opts *opts);

struct bpf_tcx_opts {
	size_t sz;               /* set by LIBBPF_OPTS() */
	__u32 flags;             /* BPF_F_BEFORE, BPF_F_AFTER */
	__u32 relative_fd;       /* next to this program or link */
	__u32 relative_id;       /* or to this one */
	__u64 expected_revision; /* 0: any */
	__extension__ size_t : 0;
};
#define bpf_tcx_opts__last_field expected_revision

/* To an interface's ingress or egress, by expected attach type; place among others as in bpf.h. Linux 6.6. */
LIBBPF_API struct bpf_link *bpf_program__attach_tcx(
	const struct bpf_program *prog, int ifindex, const struct bpf_tcx_opts *opts);

struct bpf_netkit_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 flags;
	__u32 relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
	__extension__ size_t : 0;
};
#define bpf_netkit_opts__last_field expected_revision

/* To a netkit interface. Linux 6.7. */
LIBBPF_API struct bpf_link *bpf_program__attach_netkit(
	const struct bpf_program *prog, int ifindex, const struct bpf_netkit_opts *opts);

struct bpf_cgroup_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 flags;
	__u32 relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
	__extension__ size_t : 0;
};
#define bpf_cgroup_opts__last_field expected_revision

/* As bpf_program__attach_cgroup(), at a place among others. Linux 6.17. */
LIBBPF_API struct bpf_link *bpf_program__attach_cgroup_opts(
	const struct bpf_program *prog, int cgroup_fd, const struct bpf_cgroup_opts *opts);

/**
 * bpf_map__attach_struct_ops - register a struct_ops map
 *
 * Maps of SEC(".struct_ops.link") get a kernel link; those of SEC(".struct_ops") are registered by an update,
 * and unregistered when the link is destroyed.
 */
LIBBPF_API struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map);
/* Another struct_ops map of the same kind in place of the registered one. Linux 6.4. */
LIBBPF_API int bpf_link__update_map(struct bpf_link *link, const struct bpf_map *map);

struct bpf_iter_attach_opts {
	size_t sz;                           /* set by LIBBPF_OPTS() */
	union bpf_iter_link_info *link_info; /* what to go over: a map, a task, a cgroup */
	__u32 link_info_len;
};
#define bpf_iter_attach_opts__last_field link_info_len

/* An iterator; bpf_iter_create() on the link's descriptor then makes a file that reads it. */
LIBBPF_API struct bpf_link *bpf_program__attach_iter(
	const struct bpf_program *prog, const struct bpf_iter_attach_opts *opts);

/* ---- what a program is loaded with: setters only before the load ---- */

LIBBPF_API enum bpf_prog_type bpf_program__type(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type);
LIBBPF_API enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type);
/* BPF_F_SLEEPABLE and so on. */
LIBBPF_API __u32 bpf_program__flags(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_flags(struct bpf_program *prog, __u32 flags);
/* 0: log only failures; 1, 2: always; 4: statistics. */
LIBBPF_API __u32 bpf_program__log_level(const struct bpf_program *prog);
LIBBPF_API int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level);
/*
 * The caller's buffer for the verifier's log, which must stay; without one it goes to libbpf_set_print()'s
 * callback.
 */
LIBBPF_API const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size);
LIBBPF_API int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size);

struct bpf_func_info;
struct bpf_line_info;

/*
 * Debug information as it goes to the kernel; NULL and 0 without BTF.ext. Valid as long as the
 * instructions.
 */
LIBBPF_API struct bpf_func_info *bpf_program__func_info(const struct bpf_program *prog);
LIBBPF_API __u32 bpf_program__func_info_cnt(const struct bpf_program *prog);
LIBBPF_API struct bpf_line_info *bpf_program__line_info(const struct bpf_program *prog);
LIBBPF_API __u32 bpf_program__line_info_cnt(const struct bpf_program *prog);

/**
 * bpf_program__set_attach_target - what a tracing, LSM or freplace program is loaded for, in place of its
 * section's name
 * @attach_prog_fd:   0: the kernel; else a program
 * @attach_func_name: function; NULL with a program: found at load
 */
LIBBPF_API int bpf_program__set_attach_target(
	struct bpf_program *prog, int attach_prog_fd, const char *attach_func_name);

struct bpf_prog_assoc_struct_ops_opts; /* bpf.h */

/* Which struct_ops map a loaded program means. Linux 7.0. */
LIBBPF_API int bpf_program__assoc_struct_ops(
	struct bpf_program *prog, struct bpf_map *map, struct bpf_prog_assoc_struct_ops_opts *opts);

/* ---- maps ---- */

/* By the name in the source, or that of a data section (".rodata.cold"); NULL and ENOENT. */
LIBBPF_API struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
LIBBPF_API int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);

/* As with programs. */
LIBBPF_API struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);

#define bpf_object__for_each_map(pos, obj)                             \
	for ((pos) = bpf_object__next_map((obj), NULL); (pos) != NULL; \
		(pos) = bpf_object__next_map((obj), (pos)))
#define bpf_map__for_each bpf_object__for_each_map

LIBBPF_API struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map);

/* Whether the load creates it; programs that use it cannot load if not. */
LIBBPF_API int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate);
LIBBPF_API bool bpf_map__autocreate(const struct bpf_map *map);
/* Whether a skeleton's attach registers this struct_ops map. */
LIBBPF_API int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach);
LIBBPF_API bool bpf_map__autoattach(const struct bpf_map *map);

/* Descriptor, the object's; -1 before it is created. */
LIBBPF_API int bpf_map__fd(const struct bpf_map *map);

/**
 * bpf_map__reuse_fd - take an existing map instead of creating one, before the load
 * @fd: stays the caller's; the map takes its type, sizes, flags and name
 */
LIBBPF_API int bpf_map__reuse_fd(struct bpf_map *map, int fd);

/* The definition: getters at any time, setters before the map is created. */
LIBBPF_API const char *bpf_map__name(const struct bpf_map *map);
LIBBPF_API enum bpf_map_type bpf_map__type(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type);
LIBBPF_API __u32 bpf_map__max_entries(const struct bpf_map *map);
/* Ring buffers are rounded up to what the kernel takes. */
LIBBPF_API int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);
LIBBPF_API __u32 bpf_map__map_flags(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags);
LIBBPF_API __u32 bpf_map__numa_node(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node);
LIBBPF_API __u32 bpf_map__key_size(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_key_size(struct bpf_map *map, __u32 size);
LIBBPF_API __u32 bpf_map__value_size(const struct bpf_map *map);
/* Of a data section: its last variable must be an array, which grows or shrinks. */
LIBBPF_API int bpf_map__set_value_size(struct bpf_map *map, __u32 size);
LIBBPF_API __u32 bpf_map__btf_key_type_id(const struct bpf_map *map);
LIBBPF_API __u32 bpf_map__btf_value_type_id(const struct bpf_map *map);
LIBBPF_API __u32 bpf_map__ifindex(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex);
LIBBPF_API __u64 bpf_map__map_extra(const struct bpf_map *map);
LIBBPF_API int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra);

/**
 * bpf_map__set_initial_value, bpf_map__initial_value - contents of a data section before the load
 * @size, @psize: bytes; all of it
 *
 * The pointer may be written through until the load. After it, it is the map itself for sections that are
 * mapped (.data, .bss); .rodata is read-only then.
 */
LIBBPF_API int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);
LIBBPF_API void *bpf_map__initial_value(const struct bpf_map *map, size_t *psize);
/* It stands for .data, .rodata, .bss or .kconfig. */
LIBBPF_API bool bpf_map__is_internal(const struct bpf_map *map);

/**
 * bpf_map__set_pin_path - where the load pins the map, or finds it pinned already and reuses it
 * @path: NULL: nowhere
 */
LIBBPF_API int bpf_map__set_pin_path(struct bpf_map *map, const char *path);
LIBBPF_API const char *bpf_map__pin_path(const struct bpf_map *map);
LIBBPF_API bool bpf_map__is_pinned(const struct bpf_map *map);
/* At path, or at the map's own pin path for NULL. */
LIBBPF_API int bpf_map__pin(struct bpf_map *map, const char *path);
LIBBPF_API int bpf_map__unpin(struct bpf_map *map, const char *path);

/* Maps of maps: one like those that will go in. */
LIBBPF_API int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd);
/* Its definition in the file; NULL if it was given by descriptor. */
LIBBPF_API struct bpf_map *bpf_map__inner_map(struct bpf_map *map);

/**
 * bpf_map__lookup_elem and so on - elements, with their sizes checked
 * @key_sz, @value_sz: must be the map's; values of per-CPU maps: bpf_map__value_size() rounded up to 8, times
 *                     libbpf_num_possible_cpus()
 *
 * Return: as in bpf.h; -EINVAL for another size, -ENOENT before the map is created.
 */
LIBBPF_API int bpf_map__lookup_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags);
LIBBPF_API int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz,
	const void *value, size_t value_sz, __u64 flags);
LIBBPF_API int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags);
LIBBPF_API int bpf_map__lookup_and_delete_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags);
LIBBPF_API int bpf_map__get_next_key(
	const struct bpf_map *map, const void *cur_key, void *next_key, size_t key_sz);

/* The only program that may use the map, of the same object, before the load. Linux 6.18. */
LIBBPF_API int bpf_map__set_exclusive_program(struct bpf_map *map, struct bpf_program *prog);
LIBBPF_API struct bpf_program *bpf_map__exclusive_program(struct bpf_map *map);

/* ---- XDP by netlink: it stays until it is detached, whoever dies ---- */

struct bpf_xdp_set_link_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	int old_fd;
	__extension__ size_t : 0;
};
#define bpf_xdp_set_link_opts__last_field old_fd

struct bpf_xdp_attach_opts {
	size_t sz;       /* set by LIBBPF_OPTS() */
	int old_prog_fd; /* 0: whatever is attached */
	__extension__ size_t : 0;
};
#define bpf_xdp_attach_opts__last_field old_prog_fd

struct bpf_xdp_query_opts {
	size_t sz;     /* set by LIBBPF_OPTS() */
	__u32 prog_id; /* out, as all */
	__u32 drv_prog_id;
	__u32 hw_prog_id;
	__u32 skb_prog_id;
	__u8 attach_mode; /* XDP_ATTACHED_* */
	__u64 feature_flags;
	__u32 xdp_zc_max_segs; /* 1: no multi-buffer with zero-copy */
	__extension__ size_t : 0;
};
#define bpf_xdp_query_opts__last_field xdp_zc_max_segs

/**
 * bpf_xdp_attach - attach a program to an interface
 * @ifindex: in the namespace of the calling thread
 * @prog_fd: program; -1 detaches
 * @flags:   XDP_FLAGS_SKB_MODE, _DRV_MODE, _HW_MODE; XDP_FLAGS_UPDATE_IF_NOEXIST
 * @opts:    NULL; or old_prog_fd, which must be attached (-EEXIST otherwise)
 *
 * Return: 0, or -EBUSY (something else is attached), -EEXIST, -ENODEV, -EOPNOTSUPP (not by this driver) ...;
 *   the kernel's own words go to libbpf_set_print()'s callback.
 */
LIBBPF_API int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts);
LIBBPF_API int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts);

/**
 * bpf_xdp_query - what is attached, and what the driver can
 * @flags: 0, or one mode: only its program
 * @opts:  receives ids; feature_flags (NETDEV_XDP_ACT_*) where the kernel has the netdev family (6.3), else 0
 */
LIBBPF_API int bpf_xdp_query(int ifindex, int flags, struct bpf_xdp_query_opts *opts);
/* The program's id; 0: none. */
LIBBPF_API int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id);

/* ---- traffic control: clsact and bpf filters; where the kernel has tcx, that is the better way ---- */

/* Where a filter stands; QDISC: on a qdisc of the caller's, by its name. */
enum bpf_tc_attach_point {
	BPF_TC_INGRESS = 1 << 0,
	BPF_TC_EGRESS = 1 << 1,
	BPF_TC_CUSTOM = 1 << 2,
	BPF_TC_QDISC = 1 << 3,
};

#define BPF_TC_PARENT(a, b) ((((a) << 16) & 0xFFFF0000U) | ((b)&0x0000FFFFU))

enum bpf_tc_flags {
	BPF_TC_F_REPLACE = 1 << 0,
};

struct bpf_tc_hook {
	size_t sz; /* set by LIBBPF_OPTS() */
	int ifindex;
	enum bpf_tc_attach_point attach_point;
	__u32 parent;      /* with BPF_TC_CUSTOM and BPF_TC_QDISC */
	__u32 handle;      /* with BPF_TC_QDISC */
	const char *qdisc; /* with BPF_TC_QDISC: its kind */
	__extension__ size_t : 0;
};
#define bpf_tc_hook__last_field qdisc

struct bpf_tc_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	int prog_fd;
	__u32 flags;   /* BPF_TC_F_REPLACE */
	__u32 prog_id; /* out */
	__u32 handle;
	__u32 priority;
	__extension__ size_t : 0;
};
#define bpf_tc_opts__last_field priority

/* The interface's clsact qdisc. -EEXIST: it is there already, which is usually fine. */
LIBBPF_API int bpf_tc_hook_create(struct bpf_tc_hook *hook);
/* Takes the filters of one direction away; of both (INGRESS | EGRESS) the qdisc too, whoever made it. */
LIBBPF_API int bpf_tc_hook_destroy(struct bpf_tc_hook *hook);

/**
 * bpf_tc_attach, bpf_tc_detach, bpf_tc_query - one filter
 * @hook: interface and attach point
 * @opts: attach: prog_fd; handle and priority (0: the kernel chooses) and prog_id are written back. detach,
 *        query: handle and priority of the filter, nothing else
 *
 * Return: 0, or -EEXIST without BPF_TC_F_REPLACE, -ENOENT.
 */
LIBBPF_API int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);
LIBBPF_API int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts);
LIBBPF_API int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);

/* ---- ring buffers, kernel to user ---- */

struct ring_buffer;
struct ring;
struct user_ring_buffer;

/*
 * Data is valid during the call. A negative result ends the consuming call, which returns it; the record is
 * gone.
 */
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);

struct ring_buffer_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
};
#define ring_buffer_opts__last_field sz

/**
 * ring_buffer__new - consume a BPF_MAP_TYPE_RINGBUF
 * @map_fd:    stays the caller's; the map lives as long as the buffer
 * @sample_cb: called for each record
 * @ctx:       passed to it
 *
 * One thread at a time consumes. ring_buffer__add() adds further maps to the same buffer.
 */
LIBBPF_API struct ring_buffer *ring_buffer__new(
	int map_fd, ring_buffer_sample_fn sample_cb, void *ctx, const struct ring_buffer_opts *opts);
LIBBPF_API void ring_buffer__free(struct ring_buffer *rb);
LIBBPF_API int ring_buffer__add(
	struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb, void *ctx);

/**
 * ring_buffer__poll - wait for records, then consume all that there are
 * @timeout_ms: -1: for ever
 *
 * Return: records consumed, 0 after the timeout; -EINTR; or what the callback returned.
 */
LIBBPF_API int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms);
/* Without waiting; at most n. */
LIBBPF_API int ring_buffer__consume(struct ring_buffer *rb);
LIBBPF_API int ring_buffer__consume_n(struct ring_buffer *rb, size_t n);
/* For an event loop of one's own, readable when there are records. The buffer's. */
LIBBPF_API int ring_buffer__epoll_fd(const struct ring_buffer *rb);
/* One of its maps, in the order of adding; NULL and ERANGE. */
LIBBPF_API struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx);

/* Positions in bytes since the beginning; what lies between them, the ring's size, the map's descriptor. */
LIBBPF_API unsigned long ring__consumer_pos(const struct ring *r);
LIBBPF_API unsigned long ring__producer_pos(const struct ring *r);
LIBBPF_API size_t ring__avail_data_size(const struct ring *r);
LIBBPF_API size_t ring__size(const struct ring *r);
LIBBPF_API int ring__map_fd(const struct ring *r);
LIBBPF_API int ring__consume(struct ring *r);
LIBBPF_API int ring__consume_n(struct ring *r, size_t n);

/* ---- ring buffers, user to kernel: BPF_MAP_TYPE_USER_RINGBUF, Linux 6.1 ---- */

struct user_ring_buffer_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
};
#define user_ring_buffer_opts__last_field sz

/* One thread at a time produces. */
LIBBPF_API struct user_ring_buffer *user_ring_buffer__new(
	int map_fd, const struct user_ring_buffer_opts *opts);
/**
 * user_ring_buffer__reserve - room for a record
 *
 * Every reservation must be submitted or discarded; the kernel stops at one that is not.
 *
 * Return: where to write, 8-byte aligned; NULL and ENOSPC (full: later) or E2BIG (never).
 */
LIBBPF_API void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size);
/* Waits until the kernel has drained enough; ENOSPC after timeout_ms. */
LIBBPF_API void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms);
LIBBPF_API void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample);
LIBBPF_API void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample);
LIBBPF_API void user_ring_buffer__free(struct user_ring_buffer *rb);

/* ---- perf buffers: one ring for each CPU ---- */

struct perf_buffer;

typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, __u32 size);
/* cnt records were lost for want of room. */
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, __u64 cnt);

struct perf_buffer_opts {
	size_t sz;           /* set by LIBBPF_OPTS() */
	__u32 sample_period; /* wake up every so many records; 0: 1 */
	__extension__ size_t : 0;
};
#define perf_buffer_opts__last_field sample_period

/**
 * perf_buffer__new - consume what programs send by bpf_perf_event_output()
 * @map_fd:    BPF_MAP_TYPE_PERF_EVENT_ARRAY, stays the caller's
 * @page_cnt:  pages of each ring, a power of two
 * @sample_cb: called for each record, whose data is valid during the call
 * @lost_cb:   NULL, or called for losses
 * @ctx:       passed to both
 *
 * One thread at a time consumes; different rings may be consumed by different threads.
 */
LIBBPF_API struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt, perf_buffer_sample_fn sample_cb,
	perf_buffer_lost_fn lost_cb, void *ctx, const struct perf_buffer_opts *opts);

enum bpf_perf_event_ret {
	LIBBPF_PERF_EVENT_DONE = 0,
	LIBBPF_PERF_EVENT_ERROR = -1,
	LIBBPF_PERF_EVENT_CONT = -2,
};

struct perf_event_header;
struct perf_event_attr;

/* A record as the kernel writes it. */
typedef enum bpf_perf_event_ret (*perf_buffer_event_fn)(void *ctx, int cpu, struct perf_event_header *event);

struct perf_buffer_raw_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__extension__ long : 0;
	__extension__ long : 0;
	int cpu_cnt;   /* 0: all that are online */
	int *cpus;     /* array of cpu_cnt */
	int *map_keys; /* where in the map each goes */
};
#define perf_buffer_raw_opts__last_field map_keys

/* The same with events of the caller's own kind, raw records, and chosen CPUs. */
LIBBPF_API struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt, struct perf_event_attr *attr,
	perf_buffer_event_fn event_cb, void *ctx, const struct perf_buffer_raw_opts *opts);
LIBBPF_API void perf_buffer__free(struct perf_buffer *pb);
LIBBPF_API int perf_buffer__epoll_fd(const struct perf_buffer *pb);
/* As with ring buffers; the result is the number of rings that were ready. */
LIBBPF_API int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms);
LIBBPF_API int perf_buffer__consume(struct perf_buffer *pb);
/* One ring, by number below perf_buffer__buffer_cnt(). */
LIBBPF_API int perf_buffer__consume_buffer(struct perf_buffer *pb, size_t buf_idx);
LIBBPF_API size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb);
LIBBPF_API int perf_buffer__buffer_fd(const struct perf_buffer *pb, size_t buf_idx);
/* Its memory, for those who read it themselves. */
LIBBPF_API int perf_buffer__buffer(struct perf_buffer *pb, int buf_idx, void **buf, size_t *buf_size);

/* ---- source lines of a loaded program ---- */

struct bpf_prog_linfo;
struct bpf_prog_info;

/**
 * bpf_prog_linfo__new - line information of a program that the kernel describes
 * @info: filled by bpf_prog_get_info_by_fd() with line_info, jited_line_info and jited_ksyms asked for
 */
LIBBPF_API struct bpf_prog_linfo *bpf_prog_linfo__new(const struct bpf_prog_info *info);
LIBBPF_API void bpf_prog_linfo__free(struct bpf_prog_linfo *prog_linfo);
/*
 * The line of an address in a function of the JIT's, or of an instruction; nr_skip: entries known to lie
 * before.
 */
LIBBPF_API const struct bpf_line_info *bpf_prog_linfo__lfind_addr_func(
	const struct bpf_prog_linfo *prog_linfo, __u64 addr, __u32 func_idx, __u32 nr_skip);
LIBBPF_API const struct bpf_line_info *bpf_prog_linfo__lfind(
	const struct bpf_prog_linfo *prog_linfo, __u32 insn_off, __u32 nr_skip);

/* ---- what the running kernel has, by trying it ---- */

/**
 * libbpf_probe_bpf_prog_type, _map_type, _helper - does this kernel have it
 * @opts: NULL
 *
 * Return: 1 yes; 0 no; -EPERM if this process may not try; -EOPNOTSUPP for a type that is not known here, and
 *   for helpers of types that want a target (tracing, LSM, struct_ops, freplace).
 */
LIBBPF_API int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts);
LIBBPF_API int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts);
LIBBPF_API int libbpf_probe_bpf_helper(
	enum bpf_prog_type prog_type, enum bpf_func_id helper_id, const void *opts);

/* CPUs that a per-CPU map has values for. */
LIBBPF_API int libbpf_num_possible_cpus(void);

/* ---- skeletons: what generated headers call ----
 *
 * A skeleton describes an object in arrays whose element sizes it says, so that those of other ages are
 * understood.
 */

struct bpf_map_skeleton {
	const char *name;
	struct bpf_map **map;
	void **mmaped;          /* NULL, or receives where it is mapped */
	struct bpf_link **link; /* struct_ops */
};

struct bpf_prog_skeleton {
	const char *name;
	struct bpf_program **prog;
	struct bpf_link **link; /* NULL, or receives the link */
};

struct bpf_object_skeleton {
	size_t sz;
	const char *name;
	const void *data; /* the object file */
	size_t data_sz;
	struct bpf_object **obj;
	int map_cnt;
	int map_skel_sz; /* sizeof(struct bpf_map_skeleton) */
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz; /* sizeof(struct bpf_prog_skeleton) */
	struct bpf_prog_skeleton *progs;
};

/* Opens the object and fills in the pointers to its programs and maps. */
LIBBPF_API int bpf_object__open_skeleton(
	struct bpf_object_skeleton *s, const struct bpf_object_open_opts *opts);
/* Loads it and fills in where data sections are mapped. */
LIBBPF_API int bpf_object__load_skeleton(struct bpf_object_skeleton *s);
/* Attaches what has autoattach and can be attached by its section's name. */
LIBBPF_API int bpf_object__attach_skeleton(struct bpf_object_skeleton *s);
/* Destroys these links. */
LIBBPF_API void bpf_object__detach_skeleton(struct bpf_object_skeleton *s);
/* Detaches, closes, frees. */
LIBBPF_API void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s);

struct bpf_var_skeleton {
	const char *name;
	struct bpf_map **map;
	void **addr; /* receives where the variable is */
};

struct bpf_object_subskeleton {
	size_t sz;
	const struct bpf_object *obj;
	int map_cnt;
	int map_skel_sz;
	struct bpf_map_skeleton *maps;
	int prog_cnt;
	int prog_skel_sz;
	struct bpf_prog_skeleton *progs;
	int var_cnt;
	int var_skel_sz;
	struct bpf_var_skeleton *vars;
};

/* A library's view of an object that the program has opened: pointers to its maps, programs and variables. */
LIBBPF_API int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s);
LIBBPF_API void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s);

struct gen_loader_opts {
	size_t sz;        /* set by LIBBPF_OPTS() */
	const char *data; /* out, the object's, like insns */
	const char *insns;
	__u32 data_sz;
	__u32 insns_sz;
	bool gen_hash; /* the loader checks the hash of its data */
};
#define gen_loader_opts__last_field gen_hash

/*
 * Before the load: it is recorded into opts as a program that loads, for light skeletons, instead of being
 * done.
 */
LIBBPF_API int bpf_object__gen_loader(struct bpf_object *obj, struct gen_loader_opts *opts);

/* Value of a tristate .kconfig variable. */
enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

/* ---- static linking: several object files into one ---- */

struct bpf_linker_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
};
#define bpf_linker_opts__last_field sz

struct bpf_linker_file_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
};
#define bpf_linker_file_opts__last_field sz

struct bpf_linker;

/* Into a new file; into a descriptor, which stays the caller's. */
LIBBPF_API struct bpf_linker *bpf_linker__new(const char *filename, struct bpf_linker_opts *opts);
LIBBPF_API struct bpf_linker *bpf_linker__new_fd(int fd, struct bpf_linker_opts *opts);
/* Symbols of later files complete or contradict (-EINVAL) those of earlier ones. */
LIBBPF_API int bpf_linker__add_file(
	struct bpf_linker *linker, const char *filename, const struct bpf_linker_file_opts *opts);
LIBBPF_API int bpf_linker__add_fd(struct bpf_linker *linker, int fd, const struct bpf_linker_file_opts *opts);
LIBBPF_API int bpf_linker__add_buf(
	struct bpf_linker *linker, void *buf, size_t buf_sz, const struct bpf_linker_file_opts *opts);
/* Writes; after it only bpf_linker__free(). */
LIBBPF_API int bpf_linker__finalize(struct bpf_linker *linker);
LIBBPF_API void bpf_linker__free(struct bpf_linker *linker);

/* ---- section names of one's own ---- */

struct bpf_prog_load_opts; /* bpf.h */

/*
 * When an object with such a section was opened; before each such program is loaded; by
 * bpf_program__attach().
 */
typedef int (*libbpf_prog_setup_fn_t)(struct bpf_program *prog, long cookie);
typedef int (*libbpf_prog_prepare_load_fn_t)(
	struct bpf_program *prog, struct bpf_prog_load_opts *opts, long cookie);
typedef int (*libbpf_prog_attach_fn_t)(const struct bpf_program *prog, long cookie, struct bpf_link **link);

struct libbpf_prog_handler_opts {
	size_t sz;   /* set by LIBBPF_OPTS() */
	long cookie; /* passed to the callbacks */
	libbpf_prog_setup_fn_t prog_setup_fn;
	libbpf_prog_prepare_load_fn_t prog_prepare_load_fn;
	libbpf_prog_attach_fn_t prog_attach_fn;
};
#define libbpf_prog_handler_opts__last_field prog_attach_fn

/**
 * libbpf_register_prog_handler - teach the loader a section name, for objects opened from now on
 * @sec:             "name" exactly, "name+" alone or followed by "/...", "name/" with something behind; NULL:
 *                   for all names that nobody knows
 * @prog_type:       type of such programs
 * @exp_attach_type: their expected attach type
 * @opts:            callbacks, each may be NULL
 *
 * Comes before the table of the library's. Not while another thread opens or loads.
 *
 * Return: number for libbpf_unregister_prog_handler(), > 0; -EBUSY: there is one for NULL already.
 */
LIBBPF_API int libbpf_register_prog_handler(const char *sec, enum bpf_prog_type prog_type,
	enum bpf_attach_type exp_attach_type, const struct libbpf_prog_handler_opts *opts);
/* -ENOENT: no such number. */
LIBBPF_API int libbpf_unregister_prog_handler(int handler_id);

/**
 * bpf_program__clone - load one more copy of a program in the kernel
 * @prog: of an object that is prepared or loaded
 * @opts: NULL; what is not zero replaces the program's own
 *
 * Return: descriptor, the caller's.
 */
LIBBPF_API int bpf_program__clone(struct bpf_program *prog, const struct bpf_prog_load_opts *opts);

#ifdef __cplusplus
}
#endif

#endif /* __LIBBPF_LIBBPF_H */
