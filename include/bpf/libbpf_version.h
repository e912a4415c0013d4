/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The version of libbpf whose interface these headers offer; libxsk's own stands in its pkg-config file. */
#ifndef __LIBBPF_VERSION_H
#define __LIBBPF_VERSION_H

#define LIBBPF_MAJOR_VERSION 1
#define LIBBPF_MINOR_VERSION 8

#endif
