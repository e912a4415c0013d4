/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The running kernel's release, as KERNEL_VERSION(a, b, c). */
#ifndef LOADER_KERNEL_VERSION_H
#define LOADER_KERNEL_VERSION_H

#include <stdint.h>

#define KERNEL_RELEASE(major, minor, patch) \
	(((uint32_t)(major) << 16) + ((uint32_t)(minor) << 8) + ((patch) > 255 ? 255u : (uint32_t)(patch)))

/*
 * What programs are loaded with: the upstream release below a distribution's. Ubuntu says it in
 * /proc/version_signature, Debian in uname's version; elsewhere uname's release has it. 0 if it cannot be
 * read.
 */
uint32_t kernel_version(void);

/* The text of a release, "6.1.0-13-amd64" or "5.10.209"; 0 if it does not start with two numbers. */
uint32_t kernel_version_parse(const char *release);

#endif
