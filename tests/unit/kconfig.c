// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Kernel configuration into externs: every type, who wins, what is refused; files plain, compressed, hostile. */
#include "loader/object/kconfig.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "loader/kernel/config.h"
#include "tests/harness/test.h"

enum { BOOL, CHARACTER, TRISTATE, WIDE_TRISTATE, BYTE, NARROW, TEXT, VERSION, UNKNOWN, COUNT };

/* One extern of each type, at offsets that do not touch. */
static struct extern_spec externs[COUNT] = {
	[BOOL] = { .name = "CONFIG_BOOL", .type = KCONFIG_BOOL, .offset = 0, .size = 1 },
	[CHARACTER] = { .name = "CONFIG_CHARACTER",
		.type = KCONFIG_CHARACTER,
		.offset = 1,
		.size = 1,
		.is_signed = true },
	[TRISTATE] = { .name = "CONFIG_TRISTATE", .type = KCONFIG_TRISTATE, .offset = 4, .size = 4 },
	[WIDE_TRISTATE] = { .name = "CONFIG_WIDE", .type = KCONFIG_TRISTATE, .offset = 8, .size = 8 },
	[BYTE] = { .name = "CONFIG_BYTE", .type = KCONFIG_INTEGER, .offset = 16, .size = 2 },
	[NARROW] = { .name = "CONFIG_NARROW",
		.type = KCONFIG_INTEGER,
		.offset = 20,
		.size = 4,
		.is_signed = true },
	[TEXT] = { .name = "CONFIG_TEXT", .type = KCONFIG_TEXT, .offset = 24, .size = 6 },
	[VERSION] = { .name = "LINUX_KERNEL_VERSION", .type = KCONFIG_INTEGER, .offset = 32, .size = 4 },
	[UNKNOWN] = { .name = "LINUX_WHATEVER",
		.type = KCONFIG_INTEGER,
		.offset = 36,
		.size = 4,
		.is_weak = true },
};
static const struct object_spec spec = { .externs = externs, .extern_count = COUNT };
static unsigned char value[64];
static struct xsk_object_error err;
static const char *kernel_value; /* of each name, as a kernel that sets nothing has it: NULL */
static int settings_code, settings_calls;

static int number(void *context, const char *name, uint64_t *result, struct xsk_error *cause)
{
	if (strcmp(name, "LINUX_KERNEL_VERSION"))
		return -ENOENT;
	*result = 0x61234;
	return 0;
}

static int settings(
	void *context, const char *const *names, const char **values, uint32_t count, struct xsk_error *cause)
{
	settings_calls++;
	*cause = (struct xsk_error){ settings_code, "no configuration" };
	for (uint32_t i = 0; i < count; i++) {
		CHECK(!i || strcmp(names[i - 1], names[i]) < 0);
		values[i] = kernel_value;
	}
	return settings_code;
}

static int resolve(const char *option)
{
	struct kconfig_kernel kernel = { number, settings, NULL };

	memset(value, 0, sizeof(value));
	settings_calls = 0;
	return kconfig_resolve(&spec, value, option, &kernel, &err);
}

static uint32_t word(int which)
{
	uint32_t result;

	memcpy(&result, value + externs[which].offset, sizeof(result));
	return result;
}

static void set_all_weak(bool weak)
{
	for (int i = 0; i < UNKNOWN; i++)
		externs[i].is_weak = weak;
}

static void check_types(void)
{
	CHECK_INT(resolve("# CONFIG_BOOL is not set\n"
			  "CONFIG_BOOL=y\nCONFIG_CHARACTER=m\nCONFIG_TRISTATE=m\nCONFIG_WIDE=y\n"
			  "CONFIG_BYTE=0xffff\nCONFIG_NARROW=-2147483648\nCONFIG_TEXT=\"hello world\"\n"
			  "CONFIG_OTHER=whatever\nnot a line of ours\nCONFIG_BOOL=n"),
		0);
	CHECK_INT(settings_calls, 0);
	CHECK_INT(value[externs[BOOL].offset], 1);
	CHECK_INT(value[externs[CHARACTER].offset], 'm');
	CHECK_INT(word(TRISTATE), TRI_MODULE);
	CHECK_INT(word(WIDE_TRISTATE), TRI_YES);
	CHECK_INT(word(BYTE) & 0xffff, 0xffff);
	CHECK_INT((int)word(NARROW), -2147483648ll);
	CHECK(!memcmp(value + externs[TEXT].offset, "hello\0", 6));
	CHECK_INT(word(VERSION), 0x61234);
	CHECK_INT(word(UNKNOWN), 0);
	/* Nothing beside them was written. */
	CHECK_INT(value[2], 0);
	CHECK_INT(value[18], 0);
	CHECK_INT(value[30], 0);
	CHECK_INT(value[40], 0);
}

static void check_refusal(const char *option, int code, const char *line)
{
	CHECK_INT(resolve(option), code);
	CHECK_INT(err.code, code);
	CHECK_TEXT(err.text, line);
}

static void check_refusals(void)
{
	check_refusal("CONFIG_BOOL\n", -EINVAL, "no '='");
	check_refusal("CONFIG_BOOL=\n", -EINVAL, "no value");
	check_refusal("CONFIG_BOOL=m", -EINVAL, "cannot say m");
	check_refusal("CONFIG_BOOL=1", -EINVAL, "no integer");
	check_refusal("CONFIG_BYTE=y", -EINVAL, "no bool, tristate or char");
	check_refusal("CONFIG_BYTE=0x10000", -ERANGE, "does not fit the extern");
	check_refusal("CONFIG_NARROW=2147483648", -ERANGE, "does not fit the extern");
	check_refusal("CONFIG_NARROW=-2147483649", -ERANGE, "does not fit the extern");
	check_refusal("CONFIG_NARROW=99999999999999999999", -ERANGE, "64 bits");
	check_refusal("CONFIG_NARROW=12x", -EINVAL, "nor a number");
	check_refusal("CONFIG_NARROW=1111111111111111111111111111111111111111111", -EINVAL, "nor a number");
	check_refusal("CONFIG_TEXT=\"open", -EINVAL, "closing quote");
	check_refusal("CONFIG_TEXT=\"", -EINVAL, "closing quote");
	check_refusal("CONFIG_NARROW=\"1\"", -EINVAL, "no array of char");
	CHECK_TEXT(err.relocation, "CONFIG_NARROW");
}

static void check_sources(void)
{
	/* A strong one that nothing sets; weak ones are zero; but the configuration must be readable. */
	check_refusal("CONFIG_BOOL=y", -ESRCH, "does not set it");
	set_all_weak(true);
	CHECK_INT(resolve("CONFIG_BOOL=y"), 0);
	CHECK_INT(settings_calls, 1);
	settings_code = -ENOENT;
	check_refusal("CONFIG_BOOL=y", -ENOENT, "no configuration");
	settings_code = 0;
	kernel_value = "3";
	check_refusal("CONFIG_CHARACTER=y\nCONFIG_TRISTATE=y\nCONFIG_WIDE=n\nCONFIG_TEXT=\"\"", -EINVAL,
		"no integer");
	kernel_value = NULL;
	externs[UNKNOWN].is_weak = false;
	check_refusal(NULL, -EINVAL, "no such thing");
	externs[UNKNOWN].is_weak = true;
	externs[UNKNOWN].name = "OTHER_PREFIX";
	check_refusal(NULL, -EINVAL, "no name of the kernel's configuration");
	externs[UNKNOWN].name = "LINUX_WHATEVER";
	externs[VERSION].size = 2;
	check_refusal(NULL, -ERANGE, "does not fit");
	externs[VERSION].size = 4;
	set_all_weak(false);
}

static void write_file(const char *path, const char *text, size_t count, const char *mode)
{
	gzFile file = gzopen(path, mode);

	REQUIRE(file);
	for (size_t i = 0; i < count; i++)
		REQUIRE(gzwrite(file, text, (unsigned int)strlen(text)) > 0);
	gzclose(file);
}

static void check_files(void)
{
	static const char *const names[] = { "CONFIG_A", "CONFIG_B", "CONFIG_LAST" };
	static const char text[] = "# CONFIG_A is not set\nCONFIG_AB=1\nCONFIG_B=\"two\"\nCONFIG_B=3\n";
	char path[] = "/tmp/kconfig-XXXXXX", zeroes[1 << 16] = "";
	int fd = mkstemp(path);
	struct xsk_error cause;
	char *values[3];

	REQUIRE(fd >= 0);
	for (int i = 0; i < 2; i++) {
		write_file(path, text, 1000, i ? "wb9" : "wbT");
		write_file(path, "CONFIG_LAST=no newline", 1, i ? "ab9" : "abT");
		CHECK_INT(kernel_config_scan(path, names, values, 3, &cause), 0);
		CHECK(!values[0]);
		CHECK(values[1] && !strcmp(values[1], "\"two\""));
		CHECK(values[2] && !strcmp(values[2], "no newline"));
		for (int j = 0; j < 3; j++)
			free(values[j]);
	}
	/* A stream that inflates for ever, and one that is cut. */
	memset(zeroes, 'x', sizeof(zeroes) - 1);
	write_file(path, zeroes, 2000, "wb1");
	CHECK_INT(kernel_config_scan(path, names, values, 3, &cause), -E2BIG);
	write_file(path, text, 1000, "wb9");
	REQUIRE(!truncate(path, 100));
	CHECK_INT(kernel_config_scan(path, names, values, 3, &cause), -EIO);
	CHECK(!values[1]);
	unlink(path);
	close(fd);
	CHECK_INT(kernel_config_scan(path, names, values, 3, &cause), -ENOENT);
	CHECK_TEXT(cause.text, path);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	check_types();
	check_refusals();
	check_sources();
	check_files();
	return test_end();
}
