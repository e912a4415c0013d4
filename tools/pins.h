/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Files in BPF file systems that this process sees, and what each of them holds. */
#ifndef TOOLS_PINS_H
#define TOOLS_PINS_H

#include "tools/facts.h"
#include "tools/holders.h"

struct pin {
	enum held what;
	uint32_t id;
	char *path;
};

struct pins {
	struct pin *list;
	size_t count;
};

void pins_gather(struct pins *pins);
void pins_free(struct pins *pins);
/* Paths. */
facts *pins_of(const struct pins *pins, enum held what, uint32_t id);

#endif
