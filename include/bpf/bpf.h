/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One function per command of the bpf(2) system call. Nothing here knows object files; a program that uses
 * only this header links neither an ELF reader nor BTF.
 *
 *	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "seen", sizeof(key), sizeof(value), 1024, NULL);
 *
 *	if (map < 0)
 *		return map;
 *	err = bpf_map_update_elem(map, &key, &value, BPF_ANY);
 *	...
 *	close(map);
 *
 * Common to all of them, and not repeated below:
 *
 * Return: 0, a count or a new descriptor; on failure a negative errno, and errno is set. -EINVAL also for an
 *   option struct that has unknown bytes that are not zero (libbpf_common.h); libbpf_set_print()'s callback
 *   is told which.
 *   -EPERM without privilege, -EBADF for a descriptor that is none or of another kind.
 * Owner: new descriptors are the caller's to close(); they are close-on-exec and never 0, 1 or 2. What is
 *   passed in is only read during the call.
 * Threads: any number at once.
 * Needs: CAP_BPF; for networking programs CAP_NET_ADMIN too, for tracing programs CAP_PERFMON, for going
 *   through the ids of the system CAP_SYS_ADMIN; or a token (bpf_token_create()). Linux 5.10 where no other
 *   is said.
 */
#ifndef __LIBBPF_BPF_H
#define __LIBBPF_BPF_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libbpf_common.h"
#include "libbpf_legacy.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * libbpf_set_memlock_rlim - what RLIMIT_MEMLOCK is raised to on kernels that charge BPF to it
 * @memlock_bytes: 0: it is left alone; default: no limit
 *
 * Only Linux 5.10 and older charge maps and programs to that limit. There it is raised, once a process, when
 * the kernel first answered EPERM to a creating call; newer kernels never see it touched.
 *
 * Return: 0, or -EBUSY when it has been raised already.
 */
LIBBPF_API int libbpf_set_memlock_rlim(size_t memlock_bytes);

/* ---- creating maps and loading programs ---- */

/* The kernel's log of a command. */
struct bpf_log_opts {
	size_t sz;       /* sizeof(struct bpf_log_opts) */
	char *buf;       /* NULL: no log */
	__u32 size;      /* bytes of buf */
	__u32 level;     /* 1, 2; 4: statistics */
	__u32 true_size; /* out: bytes that the whole log takes */
	__extension__ size_t : 0;
};
#define bpf_log_opts__last_field true_size

struct bpf_map_create_opts {
	size_t sz;    /* set by LIBBPF_OPTS() */
	__u32 btf_fd; /* describes key and value, by the two ids below */
	__u32 btf_key_type_id;
	__u32 btf_value_type_id;
	__u32 btf_vmlinux_value_type_id; /* struct_ops: the kernel's type */
	__u32 inner_map_fd;              /* maps of maps: a map like those that go in */
	__u32 map_flags;                 /* BPF_F_* */
	__u64 map_extra; /* by type: hash functions (bloom filter), address (arena), size hint (rhash). 5.16 */
	__u32 numa_node;             /* with BPF_F_NUMA_NODE */
	__u32 map_ifindex;           /* offload to an interface */
	__s32 value_type_btf_obj_fd; /* struct_ops of a module. 6.9 */
	__u32 token_fd;              /* with BPF_F_TOKEN_FD. 6.9 */
	const void *excl_prog_hash;  /* SHA-256 of the only program that may use the map. 6.18 */
	__u32 excl_prog_hash_size;
	struct bpf_log_opts *log_opts; /* NULL: no log. 7.1 */
	__extension__ size_t : 0;
};
#define bpf_map_create_opts__last_field log_opts

/**
 * bpf_map_create - create a map
 * @map_type:    BPF_MAP_TYPE_*
 * @map_name:    NULL, or a name of letters, digits, '_' and '.'; the kernel keeps its first 15
 * @key_size:    bytes of a key; 0 for queues, stacks, ring buffers, bloom filters, arenas
 * @value_size:  bytes of a value (of one CPU's, in per-CPU maps)
 * @max_entries: elements; bytes for ring buffers (a power of two, at least a page), pages for arenas
 * @opts:        NULL for none
 *
 * The map lives until its last descriptor, pin, and program that uses it are gone.
 *
 * Return: descriptor, or
 *   -EINVAL  the sizes, flags or options do not suit the type, or this kernel has no such type
 *   -E2BIG   key, value or the whole too large
 *   -ENOMEM  no memory, or the cgroup's share is used up
 */
LIBBPF_API int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
	__u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts);

struct bpf_prog_load_opts {
	size_t sz;                                 /* set by LIBBPF_OPTS() */
	int attempts;                              /* how often EAGAIN is tried; 0: 5 */
	enum bpf_attach_type expected_attach_type; /* for types that want it at load */
	__u32 prog_btf_fd;                         /* types of the program, for func_info and line_info */
	__u32 prog_flags;        /* BPF_F_SLEEPABLE, BPF_F_XDP_HAS_FRAGS, BPF_F_TOKEN_FD ... */
	__u32 prog_ifindex;      /* device-bound or offloaded program */
	__u32 kern_version;      /* ignored by the kernel since 5.0 */
	__u32 attach_btf_id;     /* target of tracing, LSM, struct_ops and extension programs */
	__u32 attach_prog_fd;    /* target is in this program */
	__u32 attach_btf_obj_fd; /* or in this module's BTF; not both */
	const int *fd_array;     /* maps and BTF that instructions name by index. 5.14 */
	const void *func_info;   /* struct bpf_func_info each */
	__u32 func_info_cnt;
	__u32 func_info_rec_size; /* bytes of one */
	const void *line_info;    /* struct bpf_line_info each */
	__u32 line_info_cnt;
	__u32 line_info_rec_size; /* bytes of one */
	__u32 log_level;          /* 0: only failures; 1, 2; 4: statistics */
	__u32 log_size;           /* bytes of log_buf */
	char *log_buf;            /* NULL: no log */
	__u32 log_true_size;      /* out: bytes that the whole log takes. 6.4 */
	__u32 token_fd;           /* with BPF_F_TOKEN_FD. 6.9 */
	__u32 fd_array_cnt;       /* bind all maps of fd_array. 6.14 */
	__extension__ size_t : 0;
};
#define bpf_prog_load_opts__last_field fd_array_cnt

/**
 * bpf_prog_load - verify and load a program
 * @prog_type: BPF_PROG_TYPE_*
 * @prog_name: NULL, or a name as in bpf_map_create()
 * @license:   "GPL" and compatible ones open the helpers that are only for them
 * @insns:     instructions, map references already descriptors (BPF_PSEUDO_MAP_FD)
 * @insn_cnt:  how many
 * @opts:      NULL for none
 *
 * EAGAIN, which the verifier answers when a signal disturbs it, is tried again (opts.attempts times, 0: 5). A
 * log buffer with log_level 0 is filled only by a failure, for which the program is verified a second time;
 * with a level it is filled always. log_true_size says how long the log is, also where it did not fit (Linux
 * 6.4).
 *
 * Return: descriptor, or
 *   -EACCES  the verifier refused; the log's end says why
 *   -EINVAL  malformed instructions or options, or this kernel has no such program type
 *   -ENOSPC  verified, but the log did not fit (level > 0 and a kernel before 6.4)
 *   -E2BIG   too many instructions
 */
LIBBPF_API int bpf_prog_load(enum bpf_prog_type prog_type, const char *prog_name, const char *license,
	const struct bpf_insn *insns, size_t insn_cnt, struct bpf_prog_load_opts *opts);

/* Was a flag of object loading before 1.0; kept for programs that name it. */
#define MAPS_RELAX_COMPAT 0x01

/* The largest log buffer that every kernel takes. */
#define BPF_LOG_BUF_SIZE (UINT32_MAX >> 8)

struct bpf_btf_load_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	char *log_buf;
	__u32 log_level; /* as in bpf_prog_load_opts */
	__u32 log_size;
	__u32 log_true_size; /* out. 6.4 */
	__u32 btf_flags;     /* BPF_F_TOKEN_FD */
	__u32 token_fd;      /* 6.9 */
	__extension__ size_t : 0;
};
#define bpf_btf_load_opts__last_field token_fd

/**
 * bpf_btf_load - give the kernel type information, for maps and programs to refer to
 * @btf_data: raw BTF in the machine's byte order
 * @btf_size: its bytes
 * @opts:     NULL for none; the log as with bpf_prog_load()
 *
 * Return: descriptor, or -EINVAL for malformed BTF or kinds that this kernel does not know.
 */
LIBBPF_API int bpf_btf_load(const void *btf_data, size_t btf_size, struct bpf_btf_load_opts *opts);

/* ---- map elements ----
 *
 * Keys and values are as large as the map says; a value of a per-CPU map is an array over all possible CPUs
 * (libbpf_num_possible_cpus()), each rounded up to 8 bytes. -ENOENT: no such key. -EOPNOTSUPP: not with this
 * type.
 */

/**
 * bpf_map_update_elem - create or replace an element
 * @fd:    map
 * @key:   ignored by queues and stacks
 * @value: what is stored; a descriptor (__u32) in maps of programs, maps and sockets
 * @flags: BPF_ANY, BPF_NOEXIST (-EEXIST if there), BPF_EXIST (-ENOENT if not); BPF_F_LOCK; BPF_F_CPU (Linux
 *         7.0)
 *
 * Return: 0, or -E2BIG when the map is full or an array's index is beyond its end.
 */
LIBBPF_API int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);

/**
 * bpf_map_lookup_elem - copy an element's value
 * @fd:    map
 * @key:   NULL for queues and stacks, whose first element is shown
 * @value: receives it
 */
LIBBPF_API int bpf_map_lookup_elem(int fd, const void *key, void *value);

/* The same with flags: BPF_F_LOCK copies while holding the value's spin lock. */
LIBBPF_API int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags);

/* Takes the element out and copies its value: queues and stacks (Linux 4.20), hash maps (5.14). */
LIBBPF_API int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value);
LIBBPF_API int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags);

/* Takes it out. Elements of arrays cannot be deleted: -EINVAL. */
LIBBPF_API int bpf_map_delete_elem(int fd, const void *key);
LIBBPF_API int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags);

/**
 * bpf_map_get_next_key - go through a map
 * @fd:       map
 * @key:      NULL to begin; a key that is not there (any more) begins again
 * @next_key: receives the key behind it; may be the same buffer
 *
 * Return: 0, or -ENOENT behind the last.
 */
LIBBPF_API int bpf_map_get_next_key(int fd, const void *key, void *next_key);

/*
 * Makes the map read-only for user space, for ever; programs go on writing. -EBUSY: mapped writable, or
 * frozen.
 */
LIBBPF_API int bpf_map_freeze(int fd);

struct bpf_map_batch_opts {
	size_t sz;        /* set by LIBBPF_OPTS() */
	__u64 elem_flags; /* as for one element: BPF_F_LOCK ... */
	__u64 flags;      /* 0 */
};
#define bpf_map_batch_opts__last_field flags

/**
 * bpf_map_delete_batch, bpf_map_update_batch - many elements at once
 * @fd:    map: hash, array, LPM trie, and their relatives
 * @keys:  array of them
 * @count: in: how many; out: how many were done, after a failure too
 * @opts:  NULL for none
 */
LIBBPF_API int bpf_map_delete_batch(
	int fd, const void *keys, __u32 *count, const struct bpf_map_batch_opts *opts);

/**
 * bpf_map_lookup_batch, bpf_map_lookup_and_delete_batch - copy many elements at once
 * @fd:        map
 * @in_batch:  NULL to begin, else what the call before wrote to @out_batch
 * @out_batch: receives the place to go on from: 4 bytes for hash maps, a key for others
 * @keys:      array for @count keys
 * @values:    array for @count values
 * @count:     in: room; out: elements copied, after a failure too
 * @opts:      NULL for none
 *
 * Return: 0, or
 *   -ENOENT  that was the end; @count elements were copied
 *   -ENOSPC  a hash bucket holds more than @count: nothing of it was copied, come again with more room
 */
LIBBPF_API int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
	__u32 *count, const struct bpf_map_batch_opts *opts);
LIBBPF_API int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys,
	void *values, __u32 *count, const struct bpf_map_batch_opts *opts);
LIBBPF_API int bpf_map_update_batch(
	int fd, const void *keys, const void *values, __u32 *count, const struct bpf_map_batch_opts *opts);

/* ---- names in bpffs ---- */

struct bpf_obj_pin_opts {
	size_t sz;        /* set by LIBBPF_OPTS() */
	__u32 file_flags; /* BPF_F_PATH_FD */
	int path_fd;      /* directory */
	__extension__ size_t : 0;
};
#define bpf_obj_pin_opts__last_field path_fd

/**
 * bpf_obj_pin - give a program, map, link or BTF-less object a name that keeps it alive
 * @fd:       the object
 * @pathname: a new file on a mounted bpffs (usually below /sys/fs/bpf); remove it with unlink()
 *
 * Return: 0, or -EEXIST; -EPERM also where the directory's file system is no bpffs.
 */
LIBBPF_API int bpf_obj_pin(int fd, const char *pathname);
/* Relative to the directory opts.path_fd, with BPF_F_PATH_FD in file_flags. Linux 6.5. */
LIBBPF_API int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts);

struct bpf_obj_get_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 file_flags;
	int path_fd; /* directory */
	__extension__ size_t : 0;
};
#define bpf_obj_get_opts__last_field path_fd

/* A new descriptor of a pinned object. file_flags: BPF_F_RDONLY or BPF_F_WRONLY for maps, BPF_F_PATH_FD. */
LIBBPF_API int bpf_obj_get(const char *pathname);
LIBBPF_API int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts);

/* ---- attaching without a link: it stays until it is detached, whoever dies ---- */

/**
 * bpf_prog_attach - attach a program to a cgroup, a socket map, a network namespace's flow dissector
 * @prog_fd:       program
 * @attachable_fd: cgroup directory, map, and so on, as @type wants
 * @type:          BPF_CGROUP_*, BPF_SK_*, ...
 * @flags:         BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI, BPF_F_REPLACE
 */
LIBBPF_API int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type, unsigned int flags);
/* Takes whatever program is attached away; -ENOENT if none. */
LIBBPF_API int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type);
/* Takes this program away. */
LIBBPF_API int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type);

struct bpf_prog_attach_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 flags;
	__extension__ union {
		int replace_prog_fd; /* with BPF_F_REPLACE */
		int replace_fd;      /* its newer name */
	};
	int relative_fd; /* program, or link with BPF_F_LINK */
	__u32 relative_id;
	__u64 expected_revision;
	__extension__ size_t : 0;
};
#define bpf_prog_attach_opts__last_field expected_revision

struct bpf_prog_detach_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 flags;
	int relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
	__extension__ size_t : 0;
};
#define bpf_prog_detach_opts__last_field expected_revision

/**
 * bpf_prog_attach_opts, bpf_prog_detach_opts - the same at a place among others
 * @prog_fd: program
 * @target:  descriptor as above, or the interface's index for tcx and netkit (Linux 6.6, 6.7)
 * @type:    BPF_TCX_INGRESS, ...
 * @opts:    BPF_F_BEFORE or BPF_F_AFTER in flags, and next to whom: relative_fd or relative_id, not both;
 *           expected_revision: refuse (-ESTALE) if somebody changed the order since it was queried
 */
LIBBPF_API int bpf_prog_attach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_attach_opts *opts);
LIBBPF_API int bpf_prog_detach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_detach_opts *opts);

/* ---- links: attachments that go with their last descriptor or pin ---- */

struct bpf_link_create_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 flags;
	union bpf_iter_link_info *iter_info; /* BPF_TRACE_ITER: what to go over */
	__u32 iter_info_len;
	__u32 target_btf_id; /* function in the program at target_fd (extension) */
	__extension__ union {
		struct {
			__u64 bpf_cookie;
		} perf_event; /* BPF_PERF_EVENT. 5.15 */
		struct {
			__u32 flags;
			__u32 cnt;
			const char **syms;
			const unsigned long *addrs; /* instead of syms */
			const __u64 *cookies;
		} kprobe_multi; /* 5.18 */
		struct {
			__u32 flags;
			__u32 cnt;
			const char *path;
			const unsigned long *offsets;
			const unsigned long *ref_ctr_offsets;
			const __u64 *cookies;
			__u32 pid;
			__u32 path_fd; /* instead of path. 7.2 */
		} uprobe_multi;        /* 6.6 */
		struct {
			__u64 cookie;
		} tracing; /* BPF_TRACE_*, LSM. 5.19 */
		struct {
			__u32 pf;
			__u32 hooknum;
			__s32 priority;
			__u32 flags;
		} netfilter; /* 6.4 */
		struct {
			__u32 relative_fd;
			__u32 relative_id;
			__u64 expected_revision;
		} tcx; /* 6.6 */
		struct {
			__u32 relative_fd;
			__u32 relative_id;
			__u64 expected_revision;
		} netkit; /* 6.7 */
		struct {
			__u32 relative_fd;
			__u32 relative_id;
			__u64 expected_revision;
		} cgroup; /* 6.17 */
		struct {
			const __u32 *ids;
			const __u64 *cookies;
			__u32 cnt;
		} tracing_multi; /* 7.2 */
	};
	__extension__ size_t : 0;
};
#define bpf_link_create_opts__last_field uprobe_multi.path_fd

/**
 * bpf_link_create - attach a program by a link
 * @prog_fd:     program; the map for BPF_STRUCT_OPS
 * @target_fd:   what it is attached to, as @attach_type wants: interface index (XDP, tcx, netkit), cgroup,
 *               network namespace, perf event, map; 0 where the program knows
 * @attach_type: BPF_XDP, BPF_PERF_EVENT, ...
 * @opts:        NULL for none; only the part of the union that belongs to @attach_type may be set, else
 *               -EINVAL
 *
 * Return: descriptor, or
 *   -EBUSY       something else is attached there
 *   -EINVAL      this kernel has no links for @attach_type, or the options do not belong to it
 *   -EOPNOTSUPP  the driver, or the kernel's configuration, cannot
 */
LIBBPF_API int bpf_link_create(int prog_fd, int target_fd, enum bpf_attach_type attach_type,
	const struct bpf_link_create_opts *opts);

/* Detaches what the link attaches, while the link itself stays. */
LIBBPF_API int bpf_link_detach(int link_fd);

struct bpf_link_update_opts {
	size_t sz;   /* set by LIBBPF_OPTS() */
	__u32 flags; /* BPF_F_REPLACE */
	__u32 old_prog_fd;
	__u32 old_map_fd; /* struct_ops */
};
#define bpf_link_update_opts__last_field old_map_fd

/**
 * bpf_link_update - replace a link's program without a gap
 * @link_fd:     link; of struct_ops: then @new_prog_fd is a map
 * @new_prog_fd: what is attached from now on
 * @opts:        NULL; or BPF_F_REPLACE in flags and the program that must be attached still (-EPERM
 *               otherwise)
 */
LIBBPF_API int bpf_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts);

/* A file whose read() runs the iterator of a link once over everything. */
LIBBPF_API int bpf_iter_create(int link_fd);

/* Arguments of a call that libbpf 1.0 took away; the struct has stayed. */
struct bpf_prog_test_run_attr {
	int prog_fd;
	int repeat;
	const void *data_in;
	__u32 data_size_in;
	void *data_out;      /* optional */
	__u32 data_size_out; /* in: bytes at data_out; out: bytes that the program left */
	__u32 retval;        /* out */
	__u32 duration;      /* out: average ns of one run */
	const void *ctx_in;  /* optional */
	__u32 ctx_size_in;
	void *ctx_out;      /* optional */
	__u32 ctx_size_out; /* in: bytes at ctx_out; out: bytes of the context */
};

/* ---- everything on the system, by id ----
 *
 *	for (__u32 id = 0; !bpf_prog_get_next_id(id, &id);)
 *		fd = bpf_prog_get_fd_by_id(id);         // may be gone by now: -ENOENT
 */

/* The smallest id above start_id; -ENOENT: there is none. CAP_SYS_ADMIN. */
LIBBPF_API int bpf_prog_get_next_id(__u32 start_id, __u32 *next_id);
LIBBPF_API int bpf_map_get_next_id(__u32 start_id, __u32 *next_id);
LIBBPF_API int bpf_btf_get_next_id(__u32 start_id, __u32 *next_id);
LIBBPF_API int bpf_link_get_next_id(__u32 start_id, __u32 *next_id);

struct bpf_get_fd_by_id_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 open_flags;
	__u32 token_fd; /* 6.17 */
	__extension__ size_t : 0;
};
#define bpf_get_fd_by_id_opts__last_field token_fd

/*
 * A descriptor of the object with that id; -ENOENT. open_flags: BPF_F_RDONLY, BPF_F_WRONLY for maps.
 * CAP_SYS_ADMIN.
 */
LIBBPF_API int bpf_prog_get_fd_by_id(__u32 id);
LIBBPF_API int bpf_prog_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
LIBBPF_API int bpf_map_get_fd_by_id(__u32 id);
LIBBPF_API int bpf_map_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
LIBBPF_API int bpf_btf_get_fd_by_id(__u32 id);
LIBBPF_API int bpf_btf_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
LIBBPF_API int bpf_link_get_fd_by_id(__u32 id);
LIBBPF_API int bpf_link_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);

/**
 * bpf_obj_get_info_by_fd - what the kernel knows about a program, map, BTF or link
 * @bpf_fd:   the object
 * @info:     struct bpf_prog_info and so on, zeroed except for the arrays that are asked for and their counts
 * @info_len: in: bytes at @info; out: bytes that this kernel filled
 *
 * Return: 0, or -EFAULT for an array whose address is wrong. Fields that the kernel does not know stay zero.
 */
LIBBPF_API int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len);
/* The same with the type that it takes. */
LIBBPF_API int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len);
LIBBPF_API int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len);
LIBBPF_API int bpf_btf_get_info_by_fd(int btf_fd, struct bpf_btf_info *info, __u32 *info_len);
LIBBPF_API int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len);

struct bpf_prog_query_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__u32 query_flags;
	__u32 attach_flags; /* out */
	__u32 *prog_ids;    /* array of count */
	__extension__ union {
		__u32 prog_cnt; /* in: length of the arrays; out: attached programs */
		__u32 count;    /* its newer name */
	};
	__u32 *prog_attach_flags; /* array of count, or NULL. 6.1 */
	__u32 *link_ids;          /* array of count, or NULL. 6.6 */
	__u32 *link_attach_flags; /* array of count, or NULL */
	__u64 revision;           /* out. 6.6 */
	__extension__ size_t : 0;
};
#define bpf_prog_query_opts__last_field revision

/**
 * bpf_prog_query_opts - which programs are attached to a cgroup, an interface (tcx), a namespace
 * @target: descriptor, or interface index for tcx and netkit
 * @type:   BPF_CGROUP_*, BPF_TCX_*, ...
 * @opts:   in: query_flags (BPF_F_QUERY_EFFECTIVE), arrays and their length; out: the arrays filled, count,
 *          revision
 *
 * Return: 0, or -ENOSPC when there are more than the arrays hold: count then is how many there are.
 */
LIBBPF_API int bpf_prog_query_opts(int target, enum bpf_attach_type type, struct bpf_prog_query_opts *opts);
/* The same without an option struct; prog_cnt is both, attach_flags may be NULL. */
LIBBPF_API int bpf_prog_query(int target_fd, enum bpf_attach_type type, __u32 query_flags,
	__u32 *attach_flags, __u32 *prog_ids, __u32 *prog_cnt);

struct bpf_raw_tp_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	const char *tp_name;
	__u64 cookie; /* for bpf_get_attach_cookie(). 6.10 */
	__extension__ size_t : 0;
};
#define bpf_raw_tp_opts__last_field cookie

/**
 * bpf_raw_tracepoint_open - attach a raw tracepoint program, or one that knows its BTF target
 * @name:    tracepoint; NULL for tracing programs with a target (fentry, tp_btf, LSM ...)
 * @prog_fd: program
 *
 * Return: descriptor, whose closing detaches; or -ENOENT for an unknown name.
 */
LIBBPF_API int bpf_raw_tracepoint_open_opts(int prog_fd, struct bpf_raw_tp_opts *opts);
LIBBPF_API int bpf_raw_tracepoint_open(const char *name, int prog_fd);

/**
 * bpf_task_fd_query - what a perf event or raw tracepoint of some process is attached to
 * @pid:          process
 * @fd:           descriptor in it
 * @flags:        0
 * @buf:          receives the name of tracepoint, function or file
 * @buf_len:      in: its bytes; out: length of the name, also where it did not fit (-ENOSPC)
 * @prog_id:      out, like the following
 * @fd_type:      BPF_FD_TYPE_*
 * @probe_offset: in function or file
 * @probe_addr:   0 if hidden
 *
 * Return: 0; -ENOTSUPP (524) for descriptors of other kinds; -ENOENT.
 */
LIBBPF_API int bpf_task_fd_query(int pid, int fd, __u32 flags, char *buf, __u32 *buf_len, __u32 *prog_id,
	__u32 *fd_type, __u64 *probe_offset, __u64 *probe_addr);

/* Run time and count in bpf_prog_info, for as long as the returned descriptor is open. */
LIBBPF_API int bpf_enable_stats(enum bpf_stats_type type);

struct bpf_prog_bind_opts {
	size_t sz;   /* set by LIBBPF_OPTS() */
	__u32 flags; /* 0 */
};
#define bpf_prog_bind_opts__last_field flags

/* Keeps the map alive as long as the program, though no instruction names it. Twice is once. */
LIBBPF_API int bpf_prog_bind_map(int prog_fd, int map_fd, const struct bpf_prog_bind_opts *opts);

struct bpf_test_run_opts {
	size_t sz;           /* set by LIBBPF_OPTS() */
	const void *data_in; /* packet */
	void *data_out;      /* NULL, or room for the packet afterwards */
	__u32 data_size_in;
	__u32 data_size_out; /* in: room; out: bytes */
	const void *ctx_in;  /* NULL, or the context */
	void *ctx_out;       /* NULL, or room for the context afterwards */
	__u32 ctx_size_in;
	__u32 ctx_size_out; /* in: room; out: bytes */
	__u32 retval;       /* out: what the program returned */
	int repeat;         /* 0: once */
	__u32 duration;     /* out: ns of one run, average */
	__u32 flags;
	__u32 cpu;        /* with BPF_F_TEST_RUN_ON_CPU */
	__u32 batch_size; /* of live frames; 0: 64. 5.18 */
};
#define bpf_test_run_opts__last_field batch_size

/**
 * bpf_prog_test_run_opts - run a loaded program, on given data
 * @prog_fd: program of a type that can be run so: XDP, tc, socket filter, raw tracepoint, syscall, ...
 * @opts:    in: packet or context, room for what comes out, repeat (0: once), flags (BPF_F_TEST_RUN_ON_CPU,
 *           BPF_F_TEST_XDP_LIVE_FRAMES with batch_size); out: retval, duration (ns of one run, average),
 *           sizes
 *
 * Return: 0, or
 *   -ENOSPC   data_out or ctx_out is too small; data_size_out, ctx_size_out say what it takes
 *   -ENOTSUPP (524) not for this program type
 *   -EINTR    a signal ended it between repetitions
 */
LIBBPF_API int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts);

struct bpf_token_create_opts {
	size_t sz;   /* set by LIBBPF_OPTS() */
	__u32 flags; /* 0 */
	__extension__ size_t : 0;
};
#define bpf_token_create_opts__last_field flags

/**
 * bpf_token_create - a token: rights that the owner of a bpffs delegated to a user namespace
 * @bpffs_fd: root of a bpffs that was mounted in this user namespace with delegate_* options
 * @opts:     NULL for none
 *
 * The token goes into the token_fd of option structs, together with BPF_F_TOKEN_FD in their flags.
 *
 * Return: descriptor; -EOPNOTSUPP in the initial user namespace; -ENOENT if nothing is delegated.
 * Needs: CAP_BPF in the namespace. Linux 6.9.
 */
LIBBPF_API int bpf_token_create(int bpffs_fd, struct bpf_token_create_opts *opts);

struct bpf_prog_stream_read_opts {
	size_t sz; /* set by LIBBPF_OPTS() */
	__extension__ size_t : 0;
};
#define bpf_prog_stream_read_opts__last_field sz

/**
 * bpf_prog_stream_read - read what a program printed, or what the kernel has to say about its run
 * @prog_fd:   program
 * @stream_id: BPF_STREAM_STDOUT 1, BPF_STREAM_STDERR 2
 * @buf:       receives text, not ended by 0; what was read is gone from the stream
 * @buf_len:   its bytes
 * @opts:      NULL
 *
 * Return: bytes, 0: nothing there; -ENOENT for another stream.
 * Needs: Linux 6.17.
 */
LIBBPF_API int bpf_prog_stream_read(
	int prog_fd, __u32 stream_id, void *buf, __u32 buf_len, struct bpf_prog_stream_read_opts *opts);

struct bpf_prog_assoc_struct_ops_opts {
	size_t sz;   /* set by LIBBPF_OPTS() */
	__u32 flags; /* 0 */
	__extension__ size_t : 0;
};
#define bpf_prog_assoc_struct_ops_opts__last_field flags

/* Says which struct_ops map a program of another type means when it calls its kfuncs. Linux 7.0. */
LIBBPF_API int bpf_prog_assoc_struct_ops(
	int prog_fd, int map_fd, struct bpf_prog_assoc_struct_ops_opts *opts);

#ifdef __cplusplus
}
#endif

#endif /* __LIBBPF_BPF_H */
