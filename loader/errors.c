// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Texts of error codes, the error of a returned pointer, versions, and switches from before 1.0. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "loader/result.h"

enum { LARGEST_ERRNO = 4095 }; /* error codes as pointers: the last 4095 addresses */

static const char *const texts[] = {
	[LIBBPF_ERRNO__LIBELF - __LIBBPF_ERRNO__START] = "libelf failed",
	[LIBBPF_ERRNO__FORMAT - __LIBBPF_ERRNO__START] = "not a BPF object file, or a malformed one",
	[LIBBPF_ERRNO__KVERSION - __LIBBPF_ERRNO__START] = "section 'version' is wrong or missing",
	[LIBBPF_ERRNO__ENDIAN - __LIBBPF_ERRNO__START] = "byte order is not this machine's",
	[LIBBPF_ERRNO__INTERNAL - __LIBBPF_ERRNO__START] = "internal error of the library",
	[LIBBPF_ERRNO__RELOC - __LIBBPF_ERRNO__START] = "relocation failed",
	[LIBBPF_ERRNO__LOAD - __LIBBPF_ERRNO__START] = "the kernel refused the program for an unknown reason",
	[LIBBPF_ERRNO__VERIFY - __LIBBPF_ERRNO__START] = "the verifier refused the program",
	[LIBBPF_ERRNO__PROG2BIG - __LIBBPF_ERRNO__START] = "program is too large",
	[LIBBPF_ERRNO__KVER - __LIBBPF_ERRNO__START] = "kernel version does not match",
	[LIBBPF_ERRNO__PROGTYPE - __LIBBPF_ERRNO__START] = "this kernel does not have the program type",
	[LIBBPF_ERRNO__WRNGPID - __LIBBPF_ERRNO__START] = "netlink reply for another port id",
	[LIBBPF_ERRNO__INVSEQ - __LIBBPF_ERRNO__START] = "netlink reply out of sequence",
	[LIBBPF_ERRNO__NLPARSE - __LIBBPF_ERRNO__START] = "netlink reply is malformed",
};

/* Copies, or says that it does not fit. */
static int give_text(char *buffer, size_t bytes, const char *text)
{
	return snprintf(buffer, bytes, "%s", text) >= (long)bytes ? -ERANGE : 0;
}

int libbpf_strerror(int err, char *buf, size_t size)
{
	unsigned int code = err < 0 ? 0u - (unsigned int)err : (unsigned int)err;
	const char *text;
	char unknown[64];
	int result;

	if (!buf || !size)
		return result_int(-EINVAL);
	if (code < __LIBBPF_ERRNO__START) {
		text = strerrordesc_np((int)code);
		snprintf(unknown, sizeof(unknown), "Unknown error %u", code);
		result = give_text(buf, size, text ? text : unknown);
		return result_int(text || result ? result : -EINVAL);
	}
	if (code < __LIBBPF_ERRNO__END)
		return result_int(give_text(buf, size, texts[code - __LIBBPF_ERRNO__START]));
	snprintf(unknown, sizeof(unknown), "Unknown libbpf error %u", code);
	result = give_text(buf, size, unknown);
	return result_int(result ? result : -ENOENT);
}

long libbpf_get_error(const void *ptr)
{
	long code = (long)ptr;

	if (!ptr)
		return -errno;
	if (code >= -LARGEST_ERRNO && code < 0) {
		errno = (int)-code;
		return code;
	}
	return 0;
}

int libbpf_set_strict_mode(enum libbpf_strict_mode mode)
{
	return 0;
}

__u32 libbpf_major_version(void)
{
	return LIBBPF_MAJOR_VERSION;
}

__u32 libbpf_minor_version(void)
{
	return LIBBPF_MINOR_VERSION;
}

#define TEXT_OF(value)     #value
#define VERSION_TEXT(a, b) "v" TEXT_OF(a) "." TEXT_OF(b)

const char *libbpf_version_string(void)
{
	return VERSION_TEXT(LIBBPF_MAJOR_VERSION, LIBBPF_MINOR_VERSION);
}
