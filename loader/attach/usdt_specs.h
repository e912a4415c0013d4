/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The tables that an object's USDT programs read: numbers of specs given out and taken back. Shared by the object
 * and its USDT links, which may end in any order; the last one frees it.
 */
#ifndef LOADER_ATTACH_USDT_SPECS_H
#define LOADER_ATTACH_USDT_SPECS_H

#include "loader/attach/usdt_argument.h"
#include "loader/object/object.h"

struct usdt_specs;

/* The object's; made where it is missing. -ESRCH: its programs do not include <bpf/usdt.bpf.h>. */
int usdt_specs_of(struct bpf_object *object, struct usdt_specs **specs, struct xsk_error *err);
struct usdt_specs *usdt_specs_hold(struct usdt_specs *specs);
void usdt_specs_release(struct usdt_specs *specs);

/* Writes the spec under a number of its own, which is returned; -E2BIG: all are taken. */
int usdt_specs_add(struct usdt_specs *specs, const struct usdt_spec *spec, struct xsk_error *err);
void usdt_specs_remove(struct usdt_specs *specs, int number);

/* Kernels without cookies find the spec by the instruction's address (before 5.15). */
int usdt_specs_add_address(struct usdt_specs *specs, uint64_t address, int number, struct xsk_error *err);
void usdt_specs_remove_address(struct usdt_specs *specs, uint64_t address);

#endif
