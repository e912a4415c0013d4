// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Streaming through the kernel's configuration for some names, and remembering what was found. */
#include "loader/kernel/config.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "base/error.h"

enum {
	PREFIX_BYTES = 7,             /* "CONFIG_" */
	BUFFER_BYTES = 16 * 1024,     /* also the longest line that is looked at */
	CONFIG_MOST_BYTES = 64 << 20, /* an endless stream ends here; real ones have 0.3 MB */
};

/* ---- one file ---- */

struct search {
	const char *const *names;
	char **values;
	uint32_t count;
	uint64_t initials; /* of the names, behind "CONFIG_": bit by the character's low six */
};

static uint64_t initial_bit(const char *name)
{
	return (uint64_t)1 << (name[PREFIX_BYTES] & 63);
}

static int compare_name(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

/* A line without its newline, ending with NUL. */
static int read_line(const struct search *search, char *line)
{
	const char *const *name;
	char *separator;

	/* Of thousands of lines few are looked at twice. */
	if (strncmp(line, "CONFIG_", PREFIX_BYTES) || !(search->initials & initial_bit(line)))
		return 0;
	separator = strchr(line, '=');
	if (!separator)
		return 0;
	*separator = '\0';
	name = bsearch(line, search->names, search->count, sizeof(*search->names), compare_name);
	if (!name || search->values[name - search->names])
		return 0;
	search->values[name - search->names] = strdup(separator + 1);
	return search->values[name - search->names] ? 0 : -ENOMEM;
}

/* The whole lines of @text; what is left of the last one is moved to its start. Returns how much that is. */
static int read_lines(const struct search *search, char *text, size_t *len)
{
	char *line = text, *end = text + *len, *newline;
	int code = 0;

	while (!code && (newline = memchr(line, '\n', (size_t)(end - line)))) {
		*newline = '\0';
		code = read_line(search, line);
		line = newline + 1;
	}
	*len = (size_t)(end - line);
	memmove(text, line, *len);
	return code;
}

static int read_stream(const struct search *search, gzFile file, const char *path, struct xsk_error *err)
{
	char *buffer = malloc(BUFFER_BYTES + 1);
	size_t kept = 0, total = 0;
	int code = buffer ? 0 : -ENOMEM, bytes, status;

	while (!code) {
		/* A line longer than the buffer is none of ours: its beginning is dropped. */
		if (kept == BUFFER_BYTES)
			kept = 0;
		bytes = gzread(file, buffer + kept, (unsigned int)(BUFFER_BYTES - kept));
		if (bytes <= 0) {
			const char *why = gzerror(file, &status);

			if (status != Z_OK)
				code = error_set(err, -EIO, "read %s: %s", path, why);
			break;
		}
		total += (size_t)bytes;
		if (total > CONFIG_MOST_BYTES)
			code = error_set(err, -E2BIG, "read %s: more than %d bytes", path, CONFIG_MOST_BYTES);
		kept += (size_t)bytes;
		if (!code)
			code = read_lines(search, buffer, &kept);
	}
	if (!code && kept) {
		buffer[kept] = '\0';
		code = read_line(search, buffer);
	}
	free(buffer);
	return code == -ENOMEM ? error_set(err, code, "read %s: out of memory", path) : code;
}

static void free_values(char **values, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		free(values[i]);
		values[i] = NULL;
	}
}

int kernel_config_scan(
	const char *path, const char *const *names, char **values, uint32_t count, struct xsk_error *err)
{
	struct search search = { names, values, count, 0 };
	gzFile file;
	int code;

	for (uint32_t i = 0; i < count; i++)
		if (!strncmp(names[i], "CONFIG_", PREFIX_BYTES))
			search.initials |= initial_bit(names[i]);
	memset(values, 0, count * sizeof(*values));
	errno = 0;
	file = gzopen(path, "re");
	if (!file)
		return error_set(err, errno ? -errno : -ENOMEM, "open %s: %s", path,
			error_name(errno ? -errno : -ENOMEM));
	code = read_stream(&search, file, path, err);
	gzclose_r(file);
	if (code)
		free_values(values, count);
	return code;
}

/* ---- the running kernel's, remembered ---- */

struct setting {
	struct setting *next;
	char *value; /* NULL: not set */
	char name[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct setting *settings;

static const struct setting *find_setting(const char *name)
{
	const struct setting *setting = settings;

	while (setting && strcmp(setting->name, name))
		setting = setting->next;
	return setting;
}

static int scan_running_kernel(const char *const *names, char **values, uint32_t count, struct xsk_error *err)
{
	char path[sizeof("/boot/config-") + sizeof(((struct utsname *)NULL)->release)];
	struct utsname kernel;
	int code;

	if (uname(&kernel))
		return error_set(err, -errno, "ask for the kernel's release: %s", error_name(-errno));
	snprintf(path, sizeof(path), "/boot/config-%s", kernel.release);
	code = kernel_config_scan(path, names, values, count, err);
	if (code != -ENOENT && code != -EACCES)
		return code;
	code = kernel_config_scan("/proc/config.gz", names, values, count, err);
	if (code == -ENOENT || code == -EACCES)
		return error_set(err, -ENOENT,
			"kernel configuration: neither %s nor /proc/config.gz can be opened "
			"(give the values in bpf_object_open_opts.kconfig)",
			path);
	return code;
}

/* Takes @value over. */
static int remember(const char *name, char *value)
{
	size_t len = strlen(name) + 1;
	struct setting *setting = malloc(sizeof(*setting) + len);

	if (!setting) {
		free(value);
		return -ENOMEM;
	}
	memcpy(setting->name, name, len);
	setting->value = value;
	setting->next = settings;
	settings = setting;
	return 0;
}

/* Looks up those of @names that nobody has asked for yet. Called with the lock held. */
static int learn(const char *const *names, uint32_t count, struct xsk_error *err)
{
	const char **unknown = malloc(2 * (size_t)count * sizeof(*unknown));
	char **values = unknown ? (char **)(unknown + count) : NULL;
	uint32_t unknown_count = 0;
	int code = unknown ? 0 : -ENOMEM;

	for (uint32_t i = 0; unknown && i < count; i++)
		if ((!i || strcmp(names[i], names[i - 1])) && !find_setting(names[i]))
			unknown[unknown_count++] = names[i];
	if (!code && unknown_count) {
		code = scan_running_kernel(unknown, values, unknown_count, err);
		for (uint32_t i = 0; !code && i < unknown_count; i++) {
			code = remember(unknown[i], values[i]);
			values[i] = NULL;
			if (code)
				free_values(values + i, unknown_count - i);
		}
	}
	free(unknown);
	return code == -ENOMEM ? error_set(err, code, "kernel configuration: out of memory") : code;
}

int kernel_config_settings(
	const char *const *names, const char **values, uint32_t count, struct xsk_error *err)
{
	int code;

	pthread_mutex_lock(&lock);
	code = learn(names, count, err);
	for (uint32_t i = 0; !code && i < count; i++)
		values[i] = find_setting(names[i])->value;
	pthread_mutex_unlock(&lock);
	return code;
}
