// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening an object file, from a path or memory: options, ELF, spec, overlay. No contact with bpf(2). */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "loader/elf/file.h"
#include "loader/object/create.h"
#include "loader/result.h"

#define PHASE .phase = XSK_OBJECT_PHASE_OPTIONS

enum { NAME_BYTES = BPF_OBJ_NAME_LEN };

/* The caller's options, read once. */
struct open_options {
	const char *name, *pin_root_path, *kconfig, *btf_custom_path, *token_path;
	bool relaxed_maps;
	char *log_buf;
	size_t log_bytes;
	uint32_t log_level;
};

static int refuse(struct xsk_object_error *err, int code, const char *what)
{
	return object_error_set(err, code, OBJECT_AT(PHASE), "open: %s", what);
}

static int read_options(
	struct open_options *options, const struct bpf_object_open_opts *opts, struct xsk_object_error *err)
{
	if (!OPTS_VALID(opts, bpf_object_open_opts))
		return refuse(err, -EINVAL, "the options set fields that this library does not know");
	*options = (struct open_options){
		.name = OPTION_GET(opts, object_name, NULL),
		.pin_root_path = OPTION_GET(opts, pin_root_path, NULL),
		.kconfig = OPTION_GET(opts, kconfig, NULL),
		.btf_custom_path = OPTION_GET(opts, btf_custom_path, NULL),
		.token_path = OPTION_GET(opts, bpf_token_path, NULL),
		.relaxed_maps = OPTION_GET(opts, relaxed_maps, false),
		.log_buf = OPTION_GET(opts, kernel_log_buf, NULL),
		.log_bytes = OPTION_GET(opts, kernel_log_size, 0),
		.log_level = OPTION_GET(opts, kernel_log_level, 0),
	};
	/* An empty path says: no token, whatever the environment says. */
	if (!options->token_path)
		options->token_path = getenv("LIBBPF_BPF_TOKEN_PATH");
	if (options->log_bytes > UINT_MAX)
		return refuse(err, -EINVAL, "kernel_log_size is larger than 4 GB");
	if (options->log_bytes && !options->log_buf)
		return refuse(err, -EINVAL, "kernel_log_size without kernel_log_buf");
	if (options->token_path && strlen(options->token_path) >= PATH_MAX)
		return refuse(err, -ENAMETOOLONG, "bpf_token_path is too long");
	if (options->btf_custom_path && strlen(options->btf_custom_path) >= PATH_MAX)
		return refuse(err, -ENAMETOOLONG, "btf_custom_path is too long");
	return 0;
}

/* What libbpf calls an object: the given name, or the file's up to its first '.'; at most 15 characters. */
static void name_object(char name[NAME_BYTES], const struct open_options *options, const char *path)
{
	const char *text = options->name, *slash = path ? strrchr(path, '/') : NULL;

	if (!text)
		text = slash ? slash + 1 : path;
	snprintf(name, NAME_BYTES, "%s", text);
	if (!options->name)
		name[strcspn(name, ".")] = '\0';
}

static int copy_text(struct bpf_object *object, const char **copy, const char *text)
{
	*copy = NULL;
	if (!text)
		return 0;
	*copy = arena_text(&object->spec->arena, text, strlen(text));
	return *copy ? 0 : object_error_memory(&object->error, XSK_OBJECT_PHASE_OPTIONS);
}

static int keep_options(struct bpf_object *object, const struct open_options *options, const char *path)
{
	int code = copy_text(object, &object->path, path);

	if (!code)
		code = copy_text(object, &object->kconfig, options->kconfig);
	if (!code)
		code = copy_text(object, &object->btf_custom_path, options->btf_custom_path);
	if (!code)
		code = copy_text(object, &object->token_path, options->token_path);
	object->kernel_log_buf = options->log_buf;
	object->kernel_log_bytes = options->log_bytes;
	return code;
}

static int open_elf(struct bpf_object **object, const struct elf_file *elf,
	const struct open_options *options, const char *path, const char *name, struct xsk_object_error *err)
{
	struct object_spec_options spec_options = {
		.name = name,
		.pin_root_path = options->pin_root_path,
		.relaxed_maps = options->relaxed_maps,
	};
	struct object_spec *spec;
	int code = object_spec_read(&spec, elf, &spec_options, err);

	if (!code)
		code = object_create(object, spec, options->log_level, err);
	if (code)
		return code;
	code = keep_options(*object, options, path);
	if (code)
		*err = (*object)->error;
	else
		code = object_finish(*object, err);
	if (code) {
		object_destroy(*object);
		*object = NULL;
	}
	return code;
}

/* The file's name in messages is the path, or the name that the memory was given. */
static int elf_failed(struct xsk_object_error *err, const struct xsk_error *cause)
{
	bool is_format = cause->code == -ENOEXEC;
	enum xsk_object_phase phase = is_format ? XSK_OBJECT_PHASE_ELF : XSK_OBJECT_PHASE_FILE;

	return object_error_from(err, is_format ? -LIBBPF_ERRNO__FORMAT : cause->code,
		OBJECT_AT(.phase = phase,
			.kernel_errno = is_format || cause->code == -ENOMEM ? 0 : -cause->code),
		cause);
}

static int open_path(struct bpf_object **object, const char *path, const struct bpf_object_open_opts *opts,
	struct xsk_object_error *err)
{
	struct open_options options;
	struct xsk_error cause;
	struct elf_file *elf;
	char name[NAME_BYTES];
	int code;

	if (!path)
		return refuse(err, -EINVAL, "no path");
	code = read_options(&options, opts, err);
	if (code)
		return code;
	name_object(name, &options, path);
	if (elf_file_open(&elf, path, &cause))
		return elf_failed(err, &cause);
	code = open_elf(object, elf, &options, path, name, err);
	elf_file_close(elf);
	return code;
}

static int open_memory(struct bpf_object **object, const void *bytes, size_t size,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err)
{
	struct open_options options;
	char name[NAME_BYTES], made[2 * 16 + 2];
	struct xsk_error cause;
	struct elf_file *elf;
	int code;

	if (!bytes || !size)
		return refuse(err, -EINVAL, "no bytes");
	code = read_options(&options, opts, err);
	if (code)
		return code;
	snprintf(made, sizeof(made), "%lx-%lx", (unsigned long)bytes, (unsigned long)size);
	if (!options.name)
		options.name = made;
	name_object(name, &options, NULL);
	if (elf_file_from_memory(&elf, bytes, size, options.name, &cause))
		return elf_failed(err, &cause);
	code = open_elf(object, elf, &options, NULL, name, err);
	elf_file_close(elf);
	return code;
}

struct bpf_object *bpf_object__open_file(const char *path, const struct bpf_object_open_opts *opts)
{
	struct xsk_object_error err = { 0 };
	struct bpf_object *object = NULL;
	int code = open_path(&object, path, opts, &err);

	if (!code)
		return object;
	object_error_report(&err);
	return result_null(code);
}

struct bpf_object *bpf_object__open(const char *path)
{
	return bpf_object__open_file(path, NULL);
}

struct bpf_object *bpf_object__open_mem(
	const void *obj_buf, size_t obj_buf_sz, const struct bpf_object_open_opts *opts)
{
	struct xsk_object_error err = { 0 };
	struct bpf_object *object = NULL;
	int code = open_memory(&object, obj_buf, obj_buf_sz, opts, &err);

	if (!code)
		return object;
	object_error_report(&err);
	return result_null(code);
}

void bpf_object__close(struct bpf_object *obj)
{
	object_destroy(obj);
}

int xsk_object__open_file_sized(struct bpf_object **object, const char *path,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err, size_t err_bytes)
{
	struct xsk_object_error known = { 0 };
	int code;

	*object = NULL;
	code = open_path(object, path, opts, &known);
	if (err)
		results_copy(err, err_bytes, &known, sizeof(known));
	return code;
}

int xsk_object__open_mem_sized(struct bpf_object **object, const void *bytes, size_t size,
	const struct bpf_object_open_opts *opts, struct xsk_object_error *err, size_t err_bytes)
{
	struct xsk_object_error known = { 0 };
	int code;

	*object = NULL;
	code = open_memory(object, bytes, size, opts, &known);
	if (err)
		results_copy(err, err_bytes, &known, sizeof(known));
	return code;
}

const struct xsk_object_error *xsk_object__error(const struct bpf_object *object)
{
	return &object->error;
}
