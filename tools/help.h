/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What --help says. */
#ifndef TOOLS_HELP_H
#define TOOLS_HELP_H

#include <stdio.h>

void help_all(FILE *file);
void help_command(const char *name);

#endif
