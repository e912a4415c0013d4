/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Ports as subjects: a shared pool whose frames are counted, small rings, and what a port can do without. */
#ifndef TESTS_FAULT_OPENED_PORT_H
#define TESTS_FAULT_OPENED_PORT_H

#include <xsk/port.h>

#include "tests/fault/subject.h"
#include "tests/harness/veth.h"

struct opened_port {
	struct veth *veth;
	const char *ifname;
	struct xsk_port_opts opts;
	bool attached_already; /* a program of somebody else's is there before and after */
	struct xsk_port *port;
};

/* Makes the pool; once. */
void opened_port_begin(void);
void opened_port_end(void);

/* Defaults for a test: the pool, one queue, small rings. */
struct xsk_port_opts opened_port_options(enum xsk_mode mode);
void opened_port_inject(const char *name, struct opened_port *port);

#endif
