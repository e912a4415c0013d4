// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* libbpf_strerror(), libbpf_get_error(), versions, strict mode and the names of types. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

static void texts(void)
{
	char text[128], before[128] = "";

	for (int code = __LIBBPF_ERRNO__START; code < __LIBBPF_ERRNO__END; code++) {
		CHECK_INT(libbpf_strerror(-code, text, sizeof(text)), 0);
		CHECK(strlen(text) > 4 && strcmp(text, before));
		strcpy(before, text);
	}
	CHECK_INT(libbpf_strerror(EPERM, text, sizeof(text)), 0);
	CHECK(!strcmp(text, "Operation not permitted"));
	CHECK_INT(libbpf_strerror(-EPERM, before, sizeof(before)), 0);
	CHECK(!strcmp(text, before));

	errno = 0;
	CHECK_INT(libbpf_strerror(__LIBBPF_ERRNO__END, text, sizeof(text)), -ENOENT);
	CHECK_INT(errno, ENOENT);
	CHECK(!strcmp(text, "Unknown libbpf error 4014"));
	CHECK_INT(libbpf_strerror(999, text, sizeof(text)), -EINVAL);
	CHECK(!strcmp(text, "Unknown error 999"));
	CHECK_INT(libbpf_strerror((-2147483647 - 1), text, sizeof(text)), -ENOENT);

	CHECK_INT(libbpf_strerror(EPERM, text, 4), -ERANGE);
	CHECK(!strcmp(text, "Ope"));
	CHECK_INT(libbpf_strerror(LIBBPF_ERRNO__FORMAT, text, 4), -ERANGE);
	CHECK_INT(libbpf_strerror(EPERM, NULL, 4), -EINVAL);
	CHECK_INT(libbpf_strerror(EPERM, text, 0), -EINVAL);
}

static void pointers(void)
{
	int object;

	CHECK_INT(libbpf_get_error(&object), 0);
	errno = ENOTDIR;
	CHECK_INT(libbpf_get_error(NULL), -ENOTDIR);
	CHECK_INT(libbpf_get_error((void *)-EBUSY), -EBUSY);
	CHECK_INT(errno, EBUSY);
	CHECK_INT(libbpf_get_error((void *)-4095L), -4095);
	CHECK_INT(libbpf_get_error((void *)-4096L), 0);
}

static void versions(void)
{
	char text[32];

	CHECK_INT(libbpf_major_version(), 1);
	CHECK_INT(libbpf_minor_version(), 8);
	snprintf(text, sizeof(text), "v%u.%u", libbpf_major_version(), libbpf_minor_version());
	CHECK(!strcmp(libbpf_version_string(), text));
	CHECK_INT(libbpf_set_strict_mode(LIBBPF_STRICT_ALL), 0);
	CHECK_INT(libbpf_set_strict_mode(LIBBPF_STRICT_NONE), 0);
}

#define NAME(kind, value) libbpf_bpf_##kind##_str((enum bpf_##kind)(value))

static void names(void)
{
	CHECK(!strcmp(NAME(attach_type, BPF_CGROUP_INET_INGRESS), "cgroup_inet_ingress"));
	CHECK(!strcmp(
		NAME(attach_type, BPF_SK_REUSEPORT_SELECT_OR_MIGRATE), "sk_reuseport_select_or_migrate"));
	CHECK(!strcmp(NAME(attach_type, 61), "trace_fsession_multi"));
	CHECK(!NAME(attach_type, 62) && !NAME(attach_type, -1));
	CHECK(!strcmp(NAME(link_type, BPF_LINK_TYPE_UNSPEC), "unspec"));
	CHECK(!strcmp(NAME(link_type, 15), "tracing_multi"));
	CHECK(!NAME(link_type, 16) && !NAME(link_type, -1));
	CHECK(!strcmp(NAME(map_type, BPF_MAP_TYPE_CGROUP_STORAGE), "cgroup_storage"));
	CHECK(!strcmp(NAME(map_type, BPF_MAP_TYPE_XSKMAP), "xskmap"));
	CHECK(!strcmp(NAME(map_type, 35), "rhash"));
	CHECK(!NAME(map_type, 36) && !NAME(map_type, -1));
	CHECK(!strcmp(NAME(prog_type, BPF_PROG_TYPE_XDP), "xdp"));
	CHECK(!strcmp(NAME(prog_type, 32), "netfilter"));
	CHECK(!NAME(prog_type, 33) && !NAME(prog_type, -1));
}

int main(void)
{
	test_begin();
	texts();
	pointers();
	versions();
	names();
	return test_end();
}
