/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The findings of check: each a name, an answer, why, and the command that changes it. */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include <xsk/interface.h>

#include "tools/facts.h"

enum answer {
	ANSWER_YES,
	ANSWER_NO,
	ANSWER_NEED, /* no, and nothing works without it */
	ANSWER_UNKNOWN,
};

struct checking {
	const struct xsk_interface_info *interface;
	facts *findings;
	size_t needed; /* that are missing */
};

/* What was found: @format says it in a few words. */
void found(struct checking *checking, const char *name, enum answer answer, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The command that changes the last finding. */
void remedy(struct checking *checking, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Each adds its findings. */
void check_driver(struct checking *checking);
void check_link(struct checking *checking);
void check_use(struct checking *checking);
void check_kernel(struct checking *checking);
void check_privileges(struct checking *checking);
void check_tuning(struct checking *checking);

#endif
