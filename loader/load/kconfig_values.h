/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* .kconfig: from option text and running kernel to the map's value. */
#ifndef LOADER_LOAD_KCONFIG_VALUES_H
#define LOADER_LOAD_KCONFIG_VALUES_H

#include "loader/object/object.h"

int kconfig_fill(struct bpf_object *object, struct xsk_object_error *err);

#endif
