// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BPF_BTF_LOAD, with what it says when it fails, and for kernels that know fewer kinds. */
#include "loader/btf/upload.h"

#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/btf/btf.h"
#include "loader/kernel/capabilities.h"
#include "loader/print.h"
#include "loader/result.h"

enum { LOG_BYTES = 64 * 1024 };

static int load(const struct btf *btf, const struct btf_upload *upload, char *log, size_t log_bytes,
	uint32_t level, uint32_t *log_true_bytes)
{
	LIBBPF_OPTS(
		bpf_btf_load_opts, opts, .log_buf = log, .log_size = (__u32)log_bytes, .log_level = level);
	uint32_t bytes;
	const void *raw = btf_raw(btf, false, &bytes);
	int fd;

	if (!raw)
		return -ENOMEM;
	if (upload->token_fd > 0) {
		opts.token_fd = (__u32)upload->token_fd;
		opts.btf_flags = 1 << 16; /* BPF_F_TOKEN_FD */
	}
	fd = bpf_btf_load(raw, bytes, &opts);
	if (log_true_bytes)
		*log_true_bytes = opts.log_true_size;
	return fd;
}

/* The last line that says something; the verifier ends with it. */
static const char *last_line(char *log)
{
	size_t len = strlen(log);
	char *line;

	while (len && (log[len - 1] == '\n' || log[len - 1] == ' '))
		log[--len] = '\0';
	line = strrchr(log, '\n');
	return line ? line + 1 : log;
}

/* Once more, for the reason. */
static int explain(const struct btf *btf, const struct btf_upload *upload, int code, struct xsk_error *err)
{
	scoped_free char *log = calloc(1, LOG_BYTES);
	int fd;

	if (!log || upload->log || code == -EPERM)
		return error_set(err, code, "load BTF: %s", error_name(code));
	fd = load(btf, upload, log, LOG_BYTES, 1, NULL);
	if (fd >= 0)
		return fd;
	return error_set(err, code, "load BTF: %s%s%s", error_name(code), *log ? ": " : "", last_line(log));
}

/* What the kernel turns out to lack. A capability that cannot be asked for counts as lacking. */
static uint32_t lacking(const struct btf *btf, int token_fd)
{
	uint32_t needs = btf_needs(btf), lacks = 0;

	for (int which = 0; which < CAPABILITIES; which++)
		if (needs >> which & 1 && !capability_has(which, token_fd))
			lacks |= 1u << which;
	return lacks;
}

int btf_into_kernel(struct btf *btf, const struct btf_upload *upload, struct xsk_error *err)
{
	static const struct btf_upload plain = { 0 };
	struct btf *simpler = NULL;
	int fd, result;

	if (!upload)
		upload = &plain;
	if (btf->fd >= 0)
		return error_set(err, -EEXIST, "load BTF: it is loaded already");
	fd = load(btf, upload, upload->log, upload->log_bytes, upload->log_level, NULL);
	if (fd < 0 && fd != -EPERM && fd != -ENOMEM) {
		result = btf_sanitize(
			&simpler, btf, lacking(btf, upload->token_fd > 0 ? upload->token_fd : 0));
		if (result)
			return error_set(err, result, "load BTF: %s", error_name(result));
		if (simpler)
			fd = load(simpler, upload, upload->log, upload->log_bytes, upload->log_level, NULL);
	}
	if (fd < 0)
		fd = explain(simpler ? simpler : btf, upload, fd, err);
	btf__free(simpler);
	if (fd < 0)
		return fd;
	btf->fd = fd;
	return 0;
}

int btf__load_into_kernel(struct btf *btf)
{
	struct xsk_error err = { 0 };
	int result = btf_into_kernel(btf, NULL, &err);

	if (result && result != -EEXIST)
		print_warn("%s\n", err.text);
	return result_int(result);
}
