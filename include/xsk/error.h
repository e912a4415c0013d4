/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Why a call failed, as data and as one line of text.
 *
 * Calls that set something up return 0 or -errno. Those that take a `struct xsk_error *` also say in it
 * which step failed, on which object, and what to do about it:
 *
 *	struct xsk_error err;
 *	if (xsk_port__open(&port, "veth0", NULL, &err))
 *		fprintf(stderr, "%s\n", err.text);
 *
 *	bind veth0 queue 3: the interface has 1 queue (ethtool -L veth0 combined 4)
 *
 * The record belongs to the caller. A call that succeeds leaves it empty: code 0, text "".
 */
#ifndef XSK_ERROR_H
#define XSK_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define XSK_ERROR_TEXT_BYTES 508

struct xsk_error {
	int code;                        /* -errno, as the call returns it; 0: no error */
	char text[XSK_ERROR_TEXT_BYTES]; /* one line without newline, ends with NUL; "" without error */
};

#ifdef __cplusplus
}
#endif

#endif
