// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Values of options. */
#include "bench/argument.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double unit(char letter)
{
	switch (letter) {
	case 'k':
	case 'K':
		return 1e3;
	case 'm':
	case 'M':
		return 1e6;
	case 'g':
	case 'G':
		return 1e9;
	default:
		return 0;
	}
}

bool argument_quantity(const char *text, double minimum, double maximum, double *value)
{
	char *end;

	if (!isdigit((unsigned char)text[0]) && !(text[0] == '.' && isdigit((unsigned char)text[1])))
		return false;
	*value = strtod(text, &end);
	if (*end) {
		if (unit(*end) == 0 || end[1])
			return false;
		*value *= unit(*end);
	}
	return isfinite(*value) && *value >= minimum && *value <= maximum;
}

bool argument_number(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
	double quantity;

	/* Below 2^53 a double holds every whole number. */
	if (!argument_quantity(text, (double)minimum, (double)maximum, &quantity) ||
		quantity != floor(quantity))
		return false;
	*value = (uint64_t)quantity;
	return true;
}

static bool digits(const char **text, uint32_t maximum, uint32_t *value)
{
	unsigned long long parsed;
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	parsed = strtoull(*text, &end, 10);
	if (errno || parsed > maximum)
		return false;
	*text = end;
	*value = (uint32_t)parsed;
	return true;
}

/* First and last, at the beginning of *text. */
static bool span(const char **text, uint32_t maximum, uint32_t *first, uint32_t *last)
{
	if (!digits(text, maximum, first))
		return false;
	*last = *first;
	if (**text == '-') {
		++*text;
		if (!digits(text, maximum, last))
			return false;
	}
	return *last >= *first;
}

bool argument_range(const char *text, uint32_t maximum, struct frame_range *range)
{
	uint32_t first, last;

	if (!span(&text, maximum, &first, &last) || *text)
		return false;
	*range = (struct frame_range){ first, last - first + 1 };
	return true;
}

bool argument_addresses(const char *text, struct frame_range *range)
{
	char first_text[INET_ADDRSTRLEN];
	const char *dash = strchr(text, '-');
	size_t length = dash ? (size_t)(dash - text) : strlen(text);
	struct in_addr first, last;

	if (length >= sizeof(first_text))
		return false;
	memcpy(first_text, text, length);
	first_text[length] = '\0';
	if (inet_pton(AF_INET, first_text, &first) != 1)
		return false;
	last = first;
	if (dash && inet_pton(AF_INET, dash + 1, &last) != 1)
		return false;
	if (ntohl(last.s_addr) < ntohl(first.s_addr) || ntohl(last.s_addr) - ntohl(first.s_addr) >= 1u << 24)
		return false;
	*range = (struct frame_range){ ntohl(first.s_addr), ntohl(last.s_addr) - ntohl(first.s_addr) + 1 };
	return true;
}

bool argument_list(const char *text, uint32_t maximum, int *numbers, uint32_t room, uint32_t *count)
{
	uint32_t first, last;

	*count = 0;
	for (;;) {
		if (!span(&text, maximum, &first, &last))
			return false;
		for (; first <= last; first++) {
			if (*count == room)
				return false;
			numbers[(*count)++] = (int)first;
		}
		if (!*text)
			return true;
		if (*text++ != ',')
			return false;
	}
}

bool argument_mac(const char *text, uint8_t mac[6])
{
	int end = 0;

	return sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1], &mac[2], &mac[3],
		       &mac[4], &mac[5], &end) == 6 &&
	       !text[end];
}

int argument_word(const char *text, const char *const *words)
{
	for (int i = 0; words[i]; i++) {
		if (!strcmp(text, words[i]))
			return i;
	}
	return -1;
}
