// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lines of kernel configuration into the .kconfig map's value. */
#include "loader/object/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/print.h"

#define PHASE .phase = XSK_OBJECT_PHASE_EXTERNS

/* An extern by name, and whether something has set it. */
struct wanted {
	const struct extern_spec *ext;
	bool is_set;
};

struct resolver {
	struct wanted *wanted; /* by name */
	uint32_t count;
	uint8_t *value;
	struct xsk_object_error *err;
};

/* "CONFIG_X=y", without its newline. */
struct line {
	const char *text;
	int len;
	const char *value;
	size_t value_len;
};

static int refuse(const struct resolver *resolver, int code, const struct extern_spec *ext,
	const struct line *line, const char *what)
{
	return object_error_set(resolver->err, code,
		OBJECT_AT(PHASE, .section = ".kconfig", .relocation = ext ? ext->name : NULL),
		"kernel configuration: '%.*s': %s", line->len > 200 ? 200 : line->len, line->text, what);
}

/* ---- one value ---- */

static void store(const struct resolver *resolver, const struct extern_spec *ext, uint64_t number)
{
	uint8_t *place = resolver->value + ext->offset;
	uint8_t narrow = (uint8_t)number;
	uint16_t half = (uint16_t)number;
	uint32_t word = (uint32_t)number;

	switch (ext->size) {
	case 1:
		memcpy(place, &narrow, sizeof(narrow));
		break;
	case 2:
		memcpy(place, &half, sizeof(half));
		break;
	case 4:
		memcpy(place, &word, sizeof(word));
		break;
	case 8:
		memcpy(place, &number, sizeof(number));
		break;
	}
}

static bool fits(const struct extern_spec *ext, uint64_t number)
{
	unsigned int bits = ext->size * 8;

	if (bits >= 64)
		return true;
	if (ext->is_signed)
		number += 1ull << (bits - 1);
	return number >> bits == 0;
}

/* y, n or m. */
static int set_letter(const struct resolver *resolver, const struct extern_spec *ext, const struct line *line)
{
	char letter = line->value[0];

	switch (ext->type) {
	case KCONFIG_BOOL:
		if (letter == 'm')
			return refuse(
				resolver, -EINVAL, ext, line, "the extern is a bool, which cannot say m");
		store(resolver, ext, letter == 'y');
		return 0;
	case KCONFIG_TRISTATE:
		store(resolver, ext, letter == 'y' ? TRI_YES : letter == 'm' ? TRI_MODULE : TRI_NO);
		return 0;
	case KCONFIG_CHARACTER:
		store(resolver, ext, (uint64_t)letter);
		return 0;
	default:
		return refuse(resolver, -EINVAL, ext, line, "the extern is no bool, tristate or char");
	}
}

static int set_text(const struct resolver *resolver, const struct extern_spec *ext, const struct line *line)
{
	size_t len = line->value_len;

	if (ext->type != KCONFIG_TEXT)
		return refuse(resolver, -EINVAL, ext, line, "the extern is no array of char");
	if (len < 2 || line->value[len - 1] != '"')
		return refuse(resolver, -EINVAL, ext, line, "a text without its closing quote");
	len -= 2;
	if (len >= ext->size) {
		print_warn("extern %s: its value is cut to %u characters\n", ext->name, ext->size - 1);
		len = ext->size - 1;
	}
	memcpy(resolver->value + ext->offset, line->value + 1, len);
	resolver->value[ext->offset + len] = '\0';
	return 0;
}

static int set_number(const struct resolver *resolver, const struct extern_spec *ext, const struct line *line)
{
	char digits[32], *end;
	uint64_t number;

	if (line->value_len >= sizeof(digits))
		return refuse(resolver, -EINVAL, ext, line, "neither y, n, m, nor a text, nor a number");
	memcpy(digits, line->value, line->value_len);
	digits[line->value_len] = '\0';
	errno = 0;
	number = strtoull(digits, &end, 0);
	if (errno)
		return refuse(resolver, -errno, ext, line, "a number that does not fit 64 bits");
	if (*end || end == digits)
		return refuse(resolver, -EINVAL, ext, line, "neither y, n, m, nor a text, nor a number");
	if (ext->type != KCONFIG_INTEGER && ext->type != KCONFIG_CHARACTER)
		return refuse(resolver, -EINVAL, ext, line, "the extern is no integer");
	if (!fits(ext, number))
		return refuse(resolver, -ERANGE, ext, line, "a number that does not fit the extern");
	store(resolver, ext, number);
	return 0;
}

/* ---- texts ---- */

static int compare_wanted(const void *left, const void *right)
{
	return strcmp(((const struct wanted *)left)->ext->name, ((const struct wanted *)right)->ext->name);
}

static struct wanted *find(const struct resolver *resolver, const char *name, size_t len)
{
	uint32_t low = 0, high = resolver->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *candidate = resolver->wanted[middle].ext->name;
		int order = strncmp(candidate, name, len);

		if (!order && candidate[len])
			order = 1;
		if (!order)
			return &resolver->wanted[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The first value that a name is given stands. */
static int set_value(const struct resolver *resolver, struct wanted *wanted, const struct line *line)
{
	int code;

	if (wanted->is_set)
		return 0;
	if (line->value[0] == 'y' || line->value[0] == 'n' || line->value[0] == 'm')
		code = set_letter(resolver, wanted->ext, line);
	else if (line->value[0] == '"')
		code = set_text(resolver, wanted->ext, line);
	else
		code = set_number(resolver, wanted->ext, line);
	wanted->is_set = !code;
	return code;
}

static int read_line(const struct resolver *resolver, const char *text, size_t len)
{
	static const char prefix[] = "CONFIG_";
	struct line line = { .text = text, .len = len > INT32_MAX ? INT32_MAX : (int)len };
	const char *separator;
	struct wanted *wanted;

	if (len < sizeof(prefix) - 1 || memcmp(text, prefix, sizeof(prefix) - 1))
		return 0;
	separator = memchr(text, '=', len);
	if (!separator)
		return refuse(resolver, -EINVAL, NULL, &line, "no '='");
	line.value = separator + 1;
	line.value_len = (size_t)(text + len - line.value);
	if (!line.value_len)
		return refuse(resolver, -EINVAL, NULL, &line, "no value");
	wanted = find(resolver, text, (size_t)(separator - text));
	return wanted ? set_value(resolver, wanted, &line) : 0;
}

static int read_text(const struct resolver *resolver, const char *text, size_t len)
{
	int code = 0;

	while (len && !code) {
		const char *end = memchr(text, '\n', len);
		size_t line_len = end ? (size_t)(end - text) : len;

		code = read_line(resolver, text, line_len);
		line_len += !!end;
		text += line_len;
		len -= line_len;
	}
	return code;
}

/* ---- the whole ---- */

static bool begins(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

static int read_virtual(
	const struct resolver *resolver, struct wanted *wanted, const struct kconfig_kernel *kernel)
{
	const struct extern_spec *ext = wanted->ext;
	const struct object_place *place = OBJECT_AT(PHASE, .section = ".kconfig", .relocation = ext->name);
	struct xsk_error cause;
	uint64_t number;
	int code = kernel->number(kernel->context, ext->name, &number, &cause);

	if (code == -ENOENT) {
		wanted->is_set = ext->is_weak;
		return ext->is_weak ? 0
				    : object_error_set(resolver->err, -EINVAL, place,
					      "extern %s: no such thing is known of a kernel", ext->name);
	}
	if (code)
		return object_error_from(resolver->err, code, place, &cause);
	if (ext->type != KCONFIG_INTEGER && ext->type != KCONFIG_CHARACTER && ext->type != KCONFIG_BOOL)
		return object_error_set(
			resolver->err, -EINVAL, place, "extern %s: its type cannot hold a number", ext->name);
	if (ext->type == KCONFIG_BOOL ? number > 1 : !fits(ext, number))
		return object_error_set(resolver->err, -ERANGE, place,
			"extern %s: %llu does not fit %u bytes", ext->name, (unsigned long long)number,
			ext->size);
	store(resolver, ext, number);
	wanted->is_set = true;
	return 0;
}

/* Virtual ones, and names that nobody can give a value. */
static int read_others(const struct resolver *resolver, const struct kconfig_kernel *kernel)
{
	int code = 0;

	for (uint32_t i = 0; i < resolver->count && !code; i++) {
		const char *name = resolver->wanted[i].ext->name;

		if (begins(name, "LINUX_"))
			code = read_virtual(resolver, &resolver->wanted[i], kernel);
		else if (!begins(name, "CONFIG_"))
			code = object_error_set(resolver->err, -EINVAL,
				OBJECT_AT(PHASE, .section = ".kconfig", .relocation = name,
					.remedy = "names begin with CONFIG_ or LINUX_"),
				"extern %s: no name of the kernel's configuration", name);
	}
	return code;
}

/* Those that are still open, asked for in one go. */
static int read_settings(const struct resolver *resolver, const struct kconfig_kernel *kernel,
	const char **names, const char **values)
{
	struct xsk_error cause;
	uint32_t count = 0;
	int code;

	for (uint32_t i = 0; i < resolver->count; i++)
		if (!resolver->wanted[i].is_set)
			names[count++] = resolver->wanted[i].ext->name;
	if (!count)
		return 0;
	code = kernel->settings(kernel->context, names, values, count, &cause);
	if (code)
		return object_error_from(resolver->err, code,
			OBJECT_AT(PHASE, .section = ".kconfig", .relocation = names[0]), &cause);
	for (uint32_t i = 0; i < count && !code; i++) {
		struct line line = { .text = names[i], .len = (int)strlen(names[i]), .value = values[i] };

		line.value_len = values[i] ? strlen(values[i]) : 0;
		if (line.value_len)
			code = set_value(resolver, find(resolver, names[i], (size_t)line.len), &line);
	}
	return code;
}

static int read_kernel(const struct resolver *resolver, const struct kconfig_kernel *kernel)
{
	const char **texts = calloc(2 * (size_t)resolver->count + 1, sizeof(*texts));
	int code;

	if (!texts)
		return object_error_memory(resolver->err, XSK_OBJECT_PHASE_EXTERNS);
	code = read_settings(resolver, kernel, texts, texts + resolver->count);
	free(texts);
	return code;
}

static int check_strong(const struct resolver *resolver)
{
	for (uint32_t i = 0; i < resolver->count; i++) {
		const struct extern_spec *ext = resolver->wanted[i].ext;

		if (!resolver->wanted[i].is_set && !ext->is_weak)
			return object_error_set(resolver->err, -ESRCH,
				OBJECT_AT(PHASE, .section = ".kconfig", .relocation = ext->name,
					.remedy = "declare it __weak, or give it in "
						  "bpf_object_open_opts.kconfig"),
				"extern %s: this kernel's configuration does not set it", ext->name);
	}
	return 0;
}

int kconfig_resolve(const struct object_spec *spec, void *value, const char *option,
	const struct kconfig_kernel *kernel, struct xsk_object_error *err)
{
	struct resolver resolver = { .value = value, .err = err };
	int code;

	while (resolver.count < spec->extern_count && spec->externs[resolver.count].kind == EXTERN_KCONFIG)
		resolver.count++;
	resolver.wanted = calloc(resolver.count ? resolver.count : 1, sizeof(*resolver.wanted));
	if (!resolver.wanted)
		return object_error_memory(err, XSK_OBJECT_PHASE_EXTERNS);
	for (uint32_t i = 0; i < resolver.count; i++)
		resolver.wanted[i].ext = &spec->externs[i];
	qsort(resolver.wanted, resolver.count, sizeof(*resolver.wanted), compare_wanted);
	code = read_others(&resolver, kernel);
	if (!code && option)
		code = read_text(&resolver, option, strlen(option));
	if (!code)
		code = read_kernel(&resolver, kernel);
	if (!code)
		code = check_strong(&resolver);
	free(resolver.wanted);
	return code;
}
