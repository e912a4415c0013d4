/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Messages of libbpf's calls, for whoever is set by libbpf_set_print(). One line each, ending in "\n"; errno
 * is kept. loader/print.c owns the callback; netlink's part of that interface prints through here too.
 */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <bpf/libbpf.h>

void print_message(enum libbpf_print_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define print_warn(format, ...)  print_message(LIBBPF_WARN, "libbpf: " format, ##__VA_ARGS__)
#define print_info(format, ...)  print_message(LIBBPF_INFO, "libbpf: " format, ##__VA_ARGS__)
#define print_debug(format, ...) print_message(LIBBPF_DEBUG, "libbpf: " format, ##__VA_ARGS__)

#endif
