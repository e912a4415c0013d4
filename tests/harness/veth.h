/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A veth pair between two network namespaces of this process alone: near end "near" in the namespace that the
 * calling thread is moved to, far end "far" in another. IPv6 is off in both, so that only the test's packets
 * are on the wire. Everything goes with the process; nothing has a name.
 *
 * In a virtual machine $XSK_TEST_NICS names a pair of NICs that are wired to each other ("eth0,eth1"): then
 * these are near and far, for tests that want a driver with zero-copy.
 */
#ifndef TESTS_HARNESS_VETH_H
#define TESTS_HARNESS_VETH_H

struct veth {
	int near_ns, far_ns;           /* namespace descriptors */
	int near_ifindex, far_ifindex; /* indices, each in its namespace */
	int queues;
};

/* Skips the test without root or veth. mtu 0: the default 1500. */
void veth_create(struct veth *veth, int queues, int mtu);
/* The NICs of $XSK_TEST_NICS in place of a veth pair, with the queues that they have; skips without. */
void veth_take_nics(struct veth *veth);
void veth_destroy(struct veth *veth);
/* One more pair of other names (or these again, after a deletion) between the same namespaces, up. */
void veth_add(const struct veth *veth, const char *near, const char *far);
/* Moves the calling thread. */
void veth_enter_near(const struct veth *veth);
void veth_enter_far(const struct veth *veth);
/* Runs a command line with sh, in the thread's namespace; fails the test when it fails. */
void veth_command(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
