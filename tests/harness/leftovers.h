/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the kernel lists before a test and after it: BPF links, programs and maps, probes in tracefs,
 * interfaces and queueing disciplines of the namespace where the test began, and the cgroup that it is in.
 * For root; where somebody else makes or ends BPF objects meanwhile, those are not compared.
 */
#ifndef TESTS_HARNESS_LEFTOVERS_H
#define TESTS_HARNESS_LEFTOVERS_H

/* At the beginning, before descriptors are counted: keeps a socket. */
void leftovers_remember(void);
/* At the end: fails the test for each thing that was not there, once the kernel had time to end it. */
void leftovers_report(void);

#endif
