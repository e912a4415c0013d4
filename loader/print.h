/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The loader's messages: declared where netlink can see them too. */
#ifndef LOADER_PRINT_H
#define LOADER_PRINT_H

#include "base/print.h"

#endif
