/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * How the running kernel was configured: /boot/config-RELEASE, or else /proc/config.gz. Answers are kept for the
 * life of the process, because inflating the file costs more than everything else of a small load.
 */
#ifndef LOADER_KERNEL_CONFIG_H
#define LOADER_KERNEL_CONFIG_H

#include <stdint.h>
#include <xsk/error.h>

/*
 * For each of @names, which ascend, what stands behind its '=', or NULL where the configuration does not set it;
 * the texts are never freed. -ENOENT and a line with the paths when there is no configuration to read; -EIO,
 * -E2BIG: one that cannot be read. Any thread.
 */
int kernel_config_settings(
	const char *const *names, const char **values, uint32_t count, struct xsk_error *err);

/* The same from one file, plain or gzip, without keeping: values are malloc'd, the caller's. -ENOENT: no file. */
int kernel_config_scan(
	const char *path, const char *const *names, char **values, uint32_t count, struct xsk_error *err);

#endif
