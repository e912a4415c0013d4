/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Names of the program's own functions, static ones too, by address. */
#ifndef TESTS_FAULT_SYMBOLS_H
#define TESTS_FAULT_SYMBOLS_H

/* Reads the program's symbol table; before anything is injected. */
void symbols_read(void);
/* "?" for what is not the program's. */
const char *symbols_name(const void *address);

#endif
