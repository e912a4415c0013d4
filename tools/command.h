/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The commands of xskctl. Each gathers what it has to say as one JSON object (tools/facts.h); --json prints
 * that, and without it the command's own printer reads from it: both say the same.
 */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

/* Exit statuses. */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,  /* one line says what */
	STATUS_USAGE = 2,   /* the command line is wrong */
	STATUS_MISSING = 3, /* check: something needed is missing; detach: refused */
};

/* The command line, read. */
struct request {
	const char *command;
	const char *interface; /* NULL: none was named */
	const char *mode;      /* NULL, "skb", "native" or "hw" */
	uint32_t id;           /* 0: any */
	bool json, force;
};

int status_run(const struct request *request);
int check_run(const struct request *request);
int detach_run(const struct request *request);
int prog_list_run(const struct request *request);
int map_list_run(const struct request *request);
int link_list_run(const struct request *request);

/* One line on standard error, "xskctl COMMAND: ..."; returns STATUS_FAILED. */
int complain(const struct request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
