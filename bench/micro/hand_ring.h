/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The best that a hand writes for one ring and one purpose: nothing general, no check but for room. */
static inline __u32 hand_push(struct ring_memory *ring, const void *from, __u32 count, size_t bytes)
{
	__u32 at = ring->producer, slot = at % RING_SLOTS, first = RING_SLOTS - slot;

	if (RING_SLOTS - (at - __atomic_load_n(&ring->consumer, __ATOMIC_ACQUIRE)) < count)
		return 0;
	first = first < count ? first : count;
	memcpy((char *)ring->entries + slot * bytes, from, first * bytes);
	if (first < count)
		memcpy(ring->entries, (const char *)from + first * bytes, (count - first) * bytes);
	__atomic_store_n(&ring->producer, at + count, __ATOMIC_RELEASE);
	return count;
}

static inline __u32 hand_pop(struct ring_memory *ring, void *to, __u32 count, size_t bytes)
{
	__u32 at = ring->consumer, slot = at % RING_SLOTS, first = RING_SLOTS - slot;

	if (__atomic_load_n(&ring->producer, __ATOMIC_ACQUIRE) - at < count)
		return 0;
	first = first < count ? first : count;
	memcpy(to, (char *)ring->entries + slot * bytes, first * bytes);
	if (first < count)
		memcpy((char *)to + first * bytes, ring->entries, (count - first) * bytes);
	__atomic_store_n(&ring->consumer, at + count, __ATOMIC_RELEASE);
	return count;
}
