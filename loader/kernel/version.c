// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading the kernel's release. */
#include "loader/kernel/version.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/scoped.h"
#include "base/syscall.h"

uint32_t kernel_version_parse(const char *release)
{
	unsigned int major, minor, patch = 0;

	if (sscanf(release, "%3u.%3u.%5u", &major, &minor, &patch) < 2 || major > 255 || minor > 255)
		return 0;
	return KERNEL_RELEASE(major, minor, patch);
}

/* "Ubuntu 5.4.0-12.15-generic 5.4.8": the last word is the upstream release. */
static uint32_t ubuntu_version(void)
{
	scoped_fd int fd = sys_open("/proc/version_signature", O_RDONLY);
	char text[128], release[64];
	ssize_t bytes;

	if (fd < 0)
		return 0;
	bytes = sys_read(fd, text, sizeof(text) - 1);
	if (bytes <= 0)
		return 0;
	text[bytes] = '\0';
	return sscanf(text, "%*s %*s %63s", release) == 1 ? kernel_version_parse(release) : 0;
}

static uint32_t read_version(void)
{
	uint32_t version = ubuntu_version();
	struct utsname name;
	const char *debian;

	if (version)
		return version;
	if (uname(&name))
		return 0;
	/* "#1 SMP Debian 6.1.55-1 (2023-09-29)", while the release is 6.1.0-13-amd64. */
	debian = strstr(name.version, "Debian ");
	if (debian)
		version = kernel_version_parse(debian + strlen("Debian "));
	return version ? version : kernel_version_parse(name.release);
}

uint32_t kernel_version(void)
{
	/* Relaxed: two threads that read it find the same. A failure is tried again. */
	static _Atomic uint32_t remembered;
	uint32_t version = atomic_load_explicit(&remembered, memory_order_relaxed);

	if (!version) {
		version = read_version();
		atomic_store_explicit(&remembered, version, memory_order_relaxed);
	}
	return version;
}
