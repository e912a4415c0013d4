/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
#ifndef TESTS_BENCH_PLAIN_BOOKS_H
#define TESTS_BENCH_PLAIN_BOOKS_H

/* Registers receive_free/..._books and allocate_send/..._books. */
void cases_plain_books(void);

#endif
