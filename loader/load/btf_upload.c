// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The object's BTF goes to the kernel as it is after open: sections of externs and hidden functions are
 * rewritten.
 */
#include <errno.h>

#include "base/error.h"
#include "loader/btf/btf.h"
#include "loader/btf/upload.h"
#include "loader/load/load.h"
#include "loader/print.h"

static bool needs_btf(const struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++)
		if (map_is_struct_ops(&object->maps[i]) && object->maps[i].autocreate)
			return true;
	return false;
}

int btf_upload(struct bpf_object *object, struct xsk_object_error *err)
{
	struct btf *btf = object->load->btf ? object->load->btf : object->spec->btf;
	struct xsk_error cause = { 0 };
	int code = btf_into_kernel(btf, &(struct btf_upload){ .token_fd = object->token_fd }, &cause);

	if (!code) {
		/* bpf_object__btf_fd() tells it from there, and bpf_object__close() closes it there. */
		object->load->btf_fd = btf__fd(btf);
		btf__set_fd(btf, -1);
		btf__set_fd(object->spec->btf, object->load->btf_fd);
		return 0;
	}
	if (!*cause.text)
		error_set(&cause, code, "make the BTF for the kernel: %s", error_name(code));
	if (needs_btf(object))
		return object_error_from(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_BTF_LOAD, .kernel_errno = -code,
				.remedy = "struct_ops need it"),
			&cause);
	print_info("%s; the object is loaded without its BTF\n", cause.text);
	return 0;
}
