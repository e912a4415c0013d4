// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What <xsk/object.h> adds to a load: threads, and programs that may be left out. */
#include "loader/load/optional.h"

#include <errno.h>
#include <stdlib.h>

#include "loader/load/load.h"
#include "loader/print.h"

int program_leave_out(struct bpf_program *program, struct xsk_object_error *err)
{
	if (!program->left_out)
		program->left_out = malloc(sizeof(*program->left_out));
	if (!program->left_out)
		return object_error_memory(err, XSK_OBJECT_PHASE_PROGRAM_LOAD);
	*program->left_out = *err;
	print_info("program %s is left out: %s\n", program->spec->name, err->text);
	object_error_clear(err);
	return 0;
}

int xsk_program__set_optional(struct bpf_program *program, bool optional)
{
	if (program->object->state == OBJECT_LOADED)
		return -EBUSY;
	program->is_optional = optional;
	return 0;
}

const struct xsk_object_error *xsk_program__left_out(const struct bpf_program *program)
{
	return program->left_out;
}

int xsk_object__set_threads(struct bpf_object *object, unsigned int threads)
{
	if (object->state == OBJECT_LOADED)
		return -EBUSY;
	object->threads = threads;
	return 0;
}

const char *xsk_program__log(const struct bpf_program *program)
{
	const struct object_load *load = program->object->load;

	return load && load->logs ? load->logs[program - program->object->programs] : NULL;
}
