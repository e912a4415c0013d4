// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_program__attach_usdt(): each place where a probe of that name stands gets a uprobe, which by its cookie
 * tells the program which spec describes its arguments. One link for all places where the kernel has
 * uprobe_multi.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/attach/binary.h"
#include "loader/attach/process_map.h"
#include "loader/attach/uprobe.h"
#include "loader/attach/usdt_note.h"
#include "loader/attach/usdt_specs.h"
#include "loader/kernel/capabilities.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

struct place {
	uint64_t offset, semaphore;
	uint64_t address; /* in memory; 0: found by cookie */
	int spec;         /* number */
	bool owns_spec;   /* the first place of this link with these arguments */
	char *arguments;
	struct bpf_link *link; /* of its own; NULL: one link for all */
};

struct usdt_link {
	struct bpf_link link; /* fd: of the one link for all; -1 */
	struct usdt_specs *specs;
	struct place *places;
	size_t count, room;
};

/* What the walk over the notes collects into. */
struct collect {
	struct usdt_link *usdt;
	uint64_t cookie, base;
	struct xsk_error *err;
};

static int spec_for(struct collect *collect, const char *arguments, bool *is_new)
{
	struct usdt_link *usdt = collect->usdt;
	struct usdt_spec spec;
	int code;

	*is_new = false;
	for (size_t i = 0; i < usdt->count; i++)
		if (strcmp(usdt->places[i].arguments, arguments) == 0)
			return usdt->places[i].spec;
	code = usdt_parse_arguments(&spec, arguments, collect->err);
	if (code)
		return code;
	spec.cookie = collect->cookie;
	*is_new = true;
	return usdt_specs_add(usdt->specs, &spec, collect->err);
}

static int take_note(void *context, const struct usdt_note *note)
{
	struct collect *collect = context;
	struct usdt_link *usdt = collect->usdt;
	struct place *place;
	bool is_new;
	int spec;

	if (usdt->count == usdt->room) {
		size_t room = usdt->room ? 2 * usdt->room : 8;
		struct place *larger = reallocarray(usdt->places, room, sizeof(*larger));

		if (!larger)
			return error_set(collect->err, -ENOMEM, "no memory");
		usdt->places = larger;
		usdt->room = room;
	}
	spec = spec_for(collect, note->arguments, &is_new);
	if (spec < 0)
		return spec;
	place = &usdt->places[usdt->count];
	*place = (struct place){ note->offset + collect->base,
		note->semaphore ? note->semaphore + collect->base : 0, note->address, spec, is_new,
		strdup(note->arguments), NULL };
	usdt->count++; /* the spec is given back with the place */
	return place->arguments ? 0 : error_set(collect->err, -ENOMEM, "no memory");
}

static int detach(struct bpf_link *link)
{
	struct usdt_link *usdt = (struct usdt_link *)link;
	int code = 0;

	for (size_t i = 0; i < usdt->count; i++) {
		struct place *place = &usdt->places[i];
		int result = bpf_link__destroy(place->link);

		place->link = NULL;
		if (!code)
			code = result;
	}
	return code;
}

static void release(struct bpf_link *link)
{
	struct usdt_link *usdt = (struct usdt_link *)link;

	for (size_t i = 0; i < usdt->count; i++) {
		struct place *place = &usdt->places[i];

		if (place->link) { /* disconnected: the attachment stays, and what it reads too */
			bpf_link__disconnect(place->link);
			bpf_link__destroy(place->link);
		} else if (!link->is_disconnected) {
			if (place->address)
				usdt_specs_remove_address(usdt->specs, place->address);
			if (place->owns_spec)
				usdt_specs_remove(usdt->specs, place->spec);
		}
		free(place->arguments);
	}
	free(usdt->places);
	usdt_specs_release(usdt->specs);
}

/* Where the kernel gives no cookie, the program finds the spec by the address in memory (before 5.15). */
static int find_addresses(
	struct usdt_link *usdt, const struct binary *binary, pid_t pid, struct xsk_error *err)
{
	for (size_t i = 0; i < usdt->count; i++) {
		struct place *place = &usdt->places[i];
		int code = 0;

		if (binary->elf->type != 2 /* ET_EXEC: it runs where it is linked */) {
			if (pid < 0)
				return error_set(err, -ENOTSUP,
					"%s is position-independent: without cookies (Linux 5.15) a process "
					"must be named",
					binary->path);
			code = process_map_address(pid, binary->path, place->offset, &place->address, err);
		}
		if (!code)
			code = usdt_specs_add_address(usdt->specs, place->address, place->spec, err);
		if (code) {
			place->address = 0;
			for (size_t j = i + 1; j < usdt->count; j++)
				usdt->places[j].address = 0;
			return code;
		}
	}
	return 0;
}

/* One link for all places. */
static int attach_multi(const struct bpf_program *program, struct usdt_link *usdt, const char *path,
	pid_t pid, struct xsk_error *err)
{
	unsigned long *offsets = calloc(usdt->count, sizeof(*offsets));
	unsigned long *semaphores = calloc(usdt->count, sizeof(*semaphores));
	__u64 *cookies = calloc(usdt->count, sizeof(*cookies));
	LIBBPF_OPTS(bpf_link_create_opts, opts, .uprobe_multi.path = path, .uprobe_multi.offsets = offsets,
		.uprobe_multi.ref_ctr_offsets = semaphores, .uprobe_multi.cookies = cookies,
		.uprobe_multi.cnt = (__u32)usdt->count,
		.uprobe_multi.pid = (__u32)(pid < 0 ? 0
					    : pid   ? pid
						    : getpid()));
	int code = offsets && semaphores && cookies ? 0 : -ENOMEM;

	for (size_t i = 0; i < usdt->count && !code; i++) {
		offsets[i] = usdt->places[i].offset;
		semaphores[i] = usdt->places[i].semaphore;
		cookies[i] = (__u64)usdt->places[i].spec;
	}
	if (!code)
		code = bpf_link_create(
			program->fd, 0, (enum bpf_attach_type)UAPI_BPF_TRACE_UPROBE_MULTI, &opts);
	free(offsets);
	free(semaphores);
	free(cookies);
	if (code < 0)
		return error_set(err, code, "%zu places in %s: %s", usdt->count, path, error_name(code));
	usdt->link.fd = code;
	return 0;
}

static int attach_singly(const struct bpf_program *program, struct usdt_link *usdt, const char *path,
	pid_t pid, bool has_cookies, struct xsk_error *err)
{
	for (size_t i = 0; i < usdt->count; i++) {
		struct place *place = &usdt->places[i];
		const struct uprobe uprobe = { path, place->offset, place->semaphore, pid, false };
		struct perf_attachment attachment = { .cookie = has_cookies ? (uint64_t)place->spec : 0 };

		place->link = uprobe_attach(program, &uprobe, &attachment, perf_probe_pmu_type("uprobe") < 0);
		if (!place->link)
			return error_set(err, -errno, "%s", xsk_object__error(program->object)->text);
	}
	return 0;
}

static int attach(const struct bpf_program *program, struct usdt_link *usdt, pid_t pid,
	const char *binary_path, const char *provider, const char *name, uint64_t cookie,
	struct xsk_error *err)
{
	bool has_cookies = capability_has(CAPABILITY_COOKIE, program->object->token_fd);
	struct collect collect = { usdt, cookie, 0, err };
	struct binary binary;
	int code = binary_open(&binary, binary_path, err);

	if (code) /* of a file that is no ELF libbpf says EBADF here, and FORMAT for uprobes */
		return code == -LIBBPF_ERRNO__FORMAT ? -EBADF : code;
	collect.base = binary.base;
	code = usdt_each_note(binary.elf, provider, name, take_note, &collect, err);
	if (!code && !usdt->count)
		code = error_set(err, -ENOENT, "%s has no probe %s:%s", binary.path, provider, name);
	if (code || has_cookies)
		for (size_t i = 0; i < usdt->count; i++)
			usdt->places[i].address = 0;
	else
		code = find_addresses(usdt, &binary, pid, err);
	binary_close(&binary);
	if (code)
		return code;
	if (has_cookies && program->expected_attach_type == (enum bpf_attach_type)UAPI_BPF_TRACE_UPROBE_MULTI)
		return attach_multi(program, usdt, binary.path, pid, err);
	return attach_singly(program, usdt, binary.path, pid, has_cookies, err);
}

struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid, const char *binary_path,
	const char *usdt_provider, const char *usdt_name, const struct bpf_usdt_opts *opts)
{
	struct usdt_link *usdt;
	struct usdt_specs *specs;
	struct xsk_error err;
	int code;

	if (!OPTS_VALID(opts, bpf_usdt_opts))
		return attach_refuse_opts(prog, "USDT");
	if (!binary_path || !usdt_provider || !usdt_name)
		return attach_fail(prog, -EINVAL, "give all three", "USDT: path, provider or name is NULL");
	if (attach_check_loaded(prog))
		return NULL;
	code = usdt_specs_of(prog->object, &specs, &err);
	if (code)
		return attach_fail(prog, code, NULL, "USDT: %s", err.text);
	usdt = (struct usdt_link *)link_new(sizeof(*usdt));
	if (!usdt)
		return attach_fail(prog, -ENOMEM, NULL, "USDT: no memory");
	usdt->specs = usdt_specs_hold(specs);
	usdt->link.detach = detach;
	usdt->link.release = release;
	usdt->link.is_slow = true;
	code = attach(prog, usdt, pid, binary_path, usdt_provider, usdt_name,
		OPTION_GET(opts, usdt_cookie, 0), &err);
	if (!code)
		return &usdt->link;
	bpf_link__destroy(&usdt->link);
	return attach_fail(prog, code, NULL, "USDT %s:%s: %s", usdt_provider, usdt_name, err.text);
}
