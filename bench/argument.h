/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Reading the values of options: numbers with a unit, ranges, lists. Each says whether it was well formed. */
#ifndef BENCH_ARGUMENT_H
#define BENCH_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/frame.h"

/* "64", "1.5k", "10M", "2G"; decimal units. */
bool argument_quantity(const char *text, double minimum, double maximum, double *value);
bool argument_number(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value);
/* "3" or "0-3". */
bool argument_range(const char *text, uint32_t maximum, struct frame_range *range);
/* "198.18.0.1" or "198.18.0.1-198.18.0.9". */
bool argument_addresses(const char *text, struct frame_range *range);
/* "0,2-3" into at most @room numbers; how many in *count. */
bool argument_list(const char *text, uint32_t maximum, int *numbers, uint32_t room, uint32_t *count);
bool argument_mac(const char *text, uint8_t mac[6]);
/* Place of @text in a NULL-terminated list of words, or -1. */
int argument_word(const char *text, const char *const *words);

#endif
