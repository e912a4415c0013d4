// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* frame_check takes what frame_build and frame_vary write, of every size, and notices every changed byte. */
#include "bench/frame.h"

#include <string.h>

#include "tests/harness/test.h"

static void check_changes(const uint8_t *frame, uint32_t bytes)
{
	uint8_t changed[FRAME_MAX_BYTES];

	/* MAC addresses are not covered by a checksum; everything behind is, and the type is looked at. */
	for (uint32_t i = 12; i < bytes; i++) {
		memcpy(changed, frame, bytes);
		changed[i] ^= 0x40;
		if (!CHECK(!frame_check(changed, bytes, NULL)))
			test_failed(__FILE__, __LINE__, "byte %u of %u", i, bytes);
	}
	CHECK(!frame_check(frame, bytes - 1, NULL));
}

int main(void)
{
	static const uint32_t sizes[] = { 60, 61, 64, 128, 1514, FRAME_MAX_BYTES };
	uint8_t frame[FRAME_MAX_BYTES], built[FRAME_MAX_BYTES];
	struct frame_plan plan;
	struct frame_stamp stamp;

	test_begin();
	frame_plan_init(&plan);
	plan.stamp = plan.checksum = true;
	plan.src.count = 3;
	plan.dst_port.count = 1000;
	for (uint32_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		plan.bytes = sizes[i];
		CHECK_INT(frame_build(&plan, 0, 0, frame), sizes[i]);
		CHECK_INT(frame_vary(&plan, 12345, 67890, frame), sizes[i]);
		CHECK_INT(frame_build(&plan, 12345, 67890, built), sizes[i]);
		CHECK(!memcmp(frame, built, sizes[i]));
		CHECK(frame_check(frame, sizes[i], &stamp));
		CHECK_INT(stamp.sequence, 12345);
		CHECK_INT(stamp.time_ns, 67890);
		check_changes(frame, sizes[i]);
	}
	/* The cycle of IMIX: 7 : 4 : 1, and each frame whole. */
	plan.imix = true;
	plan.bytes = frame_imix_bytes[2];
	CHECK((uint32_t)(frame_mean_bytes(&plan) * 12 + 0.5) == 7 * 64 + 4 * 570 + 1514);
	for (uint64_t i = 0; i < 24; i++)
		CHECK(frame_check(frame, frame_build(&plan, i, 0, frame), NULL));
	return test_end();
}
