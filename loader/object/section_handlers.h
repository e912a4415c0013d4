/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The handlers that a program registered by libbpf_register_prog_handler(): global by libbpf's API, behind
 * one lock. Finding copies, so that a handler may go while objects that matched it are open.
 */
#ifndef LOADER_OBJECT_SECTION_HANDLERS_H
#define LOADER_OBJECT_SECTION_HANDLERS_H

#include "loader/object/section_table.h"

/* The first registered handler whose pattern fits; false: none. definition->pattern is not kept: NULL. */
bool section_handler_find(const char *name, struct section_definition *definition);

/* The handler for everything else; false: none is registered. */
bool section_handler_fallback(struct section_definition *definition);

#endif
