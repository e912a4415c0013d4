// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writing and checking numbered packets. */
#include "tests/harness/packet.h"

#include <string.h>

#include "tests/harness/test.h"

static const uint8_t source_and_type[] = { 2, 0, 0, 0, 0, 0x77, 0x88, 0xb5 };

static uint32_t packet_bytes(uint32_t number)
{
	return 60 + number * 131 % (PACKET_BYTES_MAX - 60 + 1);
}

uint32_t packet_write(void *data, const uint8_t *destination, uint32_t number)
{
	uint32_t len = packet_bytes(number);
	uint8_t *bytes = data;

	memcpy(bytes, destination, 6);
	memcpy(bytes + 6, source_and_type, sizeof(source_and_type));
	memcpy(bytes + 14, &number, sizeof(number));
	for (uint32_t i = 18; i < len; i++)
		bytes[i] = (uint8_t)(number + i * 7);
	return len;
}

long packet_read(const void *data, uint32_t len)
{
	const uint8_t *bytes = data;
	uint32_t number;

	if (len < 60 || memcmp(bytes + 6, source_and_type, sizeof(source_and_type)))
		return PACKET_FOREIGN;
	memcpy(&number, bytes + 14, sizeof(number));
	if (len != packet_bytes(number)) {
		test_failed(__FILE__, __LINE__, "packet %u has %u bytes, not %u", number, len,
			packet_bytes(number));
		exit(1);
	}
	for (uint32_t i = 18; i < len; i++)
		if (bytes[i] != (uint8_t)(number + i * 7)) {
			test_failed(__FILE__, __LINE__, "packet %u: byte %u is wrong", number, i);
			exit(1);
		}
	return (long)number;
}
