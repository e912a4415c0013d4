/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the loader offers beyond libbpf's API: why an open or a load failed, as data.
 *
 * Objects are libbpf's `struct bpf_object`; everything of <bpf/libbpf.h> works on them.
 *
 *	struct xsk_object_error err;
 *	struct bpf_object *obj;
 *
 *	if (xsk_object__open_file(&obj, "filter.bpf.o", NULL, &err))
 *		errx(1, "%s", err.text);
 *	if (bpf_object__load(obj)) {
 *		const struct xsk_object_error *why = xsk_object__error(obj);
 *		errx(1, "%s (program %s, errno %d)", why->text, why->program, why->kernel_errno);
 *	}
 */
#ifndef XSK_OBJECT_H
#define XSK_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <bpf/libbpf.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* The step in which something went wrong, in the order in which they come. */
enum xsk_object_phase {
	XSK_OBJECT_PHASE_NONE,         /* nothing went wrong */
	XSK_OBJECT_PHASE_OPTIONS,      /* what the caller passed to open */
	XSK_OBJECT_PHASE_FILE,         /* reading the file */
	XSK_OBJECT_PHASE_ELF,          /* its sections and symbols */
	XSK_OBJECT_PHASE_BTF,          /* .BTF and .BTF.ext */
	XSK_OBJECT_PHASE_PROGRAMS,     /* cutting sections into programs; SEC names */
	XSK_OBJECT_PHASE_MAPS,         /* definitions of maps, data sections, struct_ops */
	XSK_OBJECT_PHASE_EXTERNS,      /* .kconfig and .ksyms */
	XSK_OBJECT_PHASE_RELOCATIONS,  /* relocations as the file has them */
	XSK_OBJECT_PHASE_KERNEL,       /* what is asked of the kernel before loading: BTF, symbols, configuration */
	XSK_OBJECT_PHASE_RELOCATE,     /* making the instructions for this kernel */
	XSK_OBJECT_PHASE_BTF_LOAD,     /* the kernel takes the object's BTF */
	XSK_OBJECT_PHASE_MAP_CREATE,   /* maps: create, reuse, fill, freeze */
	XSK_OBJECT_PHASE_PROGRAM_LOAD, /* the kernel verifies programs */
	XSK_OBJECT_PHASE_PIN,
	XSK_OBJECT_PHASE_ATTACH,
};

#define XSK_OBJECT_ERROR_NAME_BYTES 128
#define XSK_OBJECT_ERROR_TEXT_BYTES 1024

/* Names are cut to fit, end with NUL, and are "" where they do not apply. */
struct xsk_object_error {
	int code;                    /* what the call returned: -errno or a negative LIBBPF_ERRNO__; 0: no error */
	int kernel_errno;            /* positive errno of the system call that failed; 0: none did */
	enum xsk_object_phase phase;
	char section[XSK_OBJECT_ERROR_NAME_BYTES];    /* ELF section */
	char program[XSK_OBJECT_ERROR_NAME_BYTES];
	char map[XSK_OBJECT_ERROR_NAME_BYTES];
	char relocation[XSK_OBJECT_ERROR_NAME_BYTES]; /* symbol, or for CO-RE type.field */
	char remedy[XSK_OBJECT_ERROR_TEXT_BYTES / 4]; /* what to do about it; in text too */
	char text[XSK_OBJECT_ERROR_TEXT_BYTES];       /* one line, without newline */
};

/* The exported functions behind the inline ones below: they know how much of the record the caller has. */
int xsk_object__open_file_sized(struct bpf_object **object, const char *path,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err, size_t err_bytes);
int xsk_object__open_mem_sized(struct bpf_object **object, const void *bytes, size_t size,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err, size_t err_bytes);

/**
 * xsk_object__open_file - bpf_object__open_file() that says why it failed
 * @object: receives the object; NULL on failure
 * @path:   the object file
 * @opts:   as for bpf_object__open_file(), or NULL
 * @err:    NULL, or receives the reason of a failure; code 0 on success
 *
 * Return: 0, or what bpf_object__open_file() leaves in errno, negative.
 * Owner:   caller; bpf_object__close().
 * Threads: any; different objects are independent. Since 0.1.
 */
static inline int xsk_object__open_file(struct bpf_object **object, const char *path,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err)
{
	return xsk_object__open_file_sized(object, path, opts, err, sizeof(*err));
}

/**
 * xsk_object__open_mem - bpf_object__open_mem() that says why it failed
 * @object: receives the object; NULL on failure
 * @bytes:  the object file in memory; not used after the call
 * @size:   its length
 * @opts:   as for bpf_object__open_mem(), or NULL
 * @err:    NULL, or receives the reason of a failure
 *
 * Return, owner and threads as xsk_object__open_file(). Since 0.1.
 */
static inline int xsk_object__open_mem(struct bpf_object **object, const void *bytes, size_t size,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err)
{
	return xsk_object__open_mem_sized(object, bytes, size, opts, err, sizeof(*err));
}

/**
 * xsk_object__error - what went wrong last on an object
 * @object: an open object
 *
 * Filled by the last call on @object, its programs or maps that failed in one of the phases above; a call that
 * succeeds does not empty it, a load that succeeds does.
 *
 * Return: never NULL; code 0 when nothing went wrong.
 * Owner:   the object: valid until the next call on it that fails, or its close. Since 0.1.
 */
const struct xsk_object_error *xsk_object__error(const struct bpf_object *object);

/**
 * xsk_object__set_threads - how many threads load an object's programs
 * @object:  an object that is not loaded
 * @threads: at most so many; 1: one after the other; 0, the default: what pays
 *
 * By default no thread is started unless the programs loaded first show that the verifier takes so long for the
 * others that several threads win. Programs whose section has a registered handler are always loaded by the caller.
 *
 * Return: 0, or -EBUSY: the object is loaded. Since 0.1.
 */
int xsk_object__set_threads(struct bpf_object *object, unsigned int threads);

/* Links that take the kernel tens of milliseconds to end (perf events: tracepoints, kprobes, uprobes) end on threads
 * of their own after the call returned: their programs may still run for that long. */
#define XSK_DETACH_BACKGROUND (1u << 0)

/**
 * xsk_links__destroy - bpf_link__destroy() of many links at once
 * @links: the links; NULLs are left out; all NULL afterwards
 * @count: how many
 * @flags: 0, or XSK_DETACH_BACKGROUND
 *
 * Waits that begin together end together: 12 tracepoints take about half the time of one after the other.
 *
 * Return: 0, or -EINVAL: unknown flags. Threads: any; different links are independent. Since 0.1.
 */
int xsk_links__destroy(struct bpf_link **links, size_t count, unsigned int flags);

/**
 * xsk_links__wait - wait until everything that ends in the background has ended
 *
 * Before exit() for instance, if nothing may run afterwards. Since 0.1.
 */
void xsk_links__wait(void);

/**
 * xsk_object__set_detach - how bpf_object__detach_skeleton() and destroy_skeleton() end links
 * @object: the skeleton's object
 * @flags:  0, the default: wait; or XSK_DETACH_BACKGROUND
 *
 * Return: 0, or -EINVAL: unknown flags. Since 0.1.
 */
int xsk_object__set_detach(struct bpf_object *object, unsigned int flags);

/**
 * xsk_program__set_optional - load a program only if this kernel takes it
 * @program:  of an object that is not loaded
 * @optional: true: a kernel that refuses it does not fail the load
 *
 * Return: 0, or -EBUSY: the object is loaded. Since 0.1.
 */
int xsk_program__set_optional(struct bpf_program *program, bool optional);

/**
 * xsk_program__left_out - why an optional program is not loaded
 *
 * Return: the reason; NULL when it is loaded, or was not tried. Owner: the object. Since 0.1.
 */
const struct xsk_object_error *xsk_program__left_out(const struct bpf_program *program);

/**
 * xsk_program__log - the verifier's log of a program that the kernel refused
 *
 * Return: the log, ended by NUL; its beginning may be missing where it was long. NULL: none. Owner: the object.
 * Since 0.1.
 */
const char *xsk_program__log(const struct bpf_program *program);

/* "map create" and so on; "unknown phase" for a number that is none. */
const char *xsk_object__phase_name(enum xsk_object_phase phase);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
