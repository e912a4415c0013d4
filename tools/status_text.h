/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* status for people. */
#ifndef TOOLS_STATUS_TEXT_H
#define TOOLS_STATUS_TEXT_H

#include "tools/facts.h"

void status_print(const facts *status);

#endif
