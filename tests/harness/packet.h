/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Packets that know their number: EtherType 0x88b5, the number, and bytes that follow from it up to a length
 * that follows from it, 60 to 1514. What arrives is the packet that was sent, or the test ends.
 */
#ifndef TESTS_HARNESS_PACKET_H
#define TESTS_HARNESS_PACKET_H

#include <stdint.h>

#define PACKET_BYTES_MAX 1514
#define PACKET_FOREIGN   (-1L)

/* Writes packet @number, from an address that is nobody's to @destination; its length. */
uint32_t packet_write(void *data, const uint8_t *destination, uint32_t number);
/* Its number; PACKET_FOREIGN for another EtherType; ends the test when a byte is wrong. */
long packet_read(const void *data, uint32_t len);

#endif
