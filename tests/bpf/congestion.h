/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Tables of a TCP congestion control as programs write them: some members of the kernel's struct, in an order
 * of their own. For the BPF side, and for tests that change a table's shadow before the load: both lay them
 * out alike, as pointers have 8 bytes on both.
 */
#ifndef TESTS_BPF_CONGESTION_H
#define TESTS_BPF_CONGESTION_H

struct sock;

/* The flavour is no part of the name that the kernel is asked for. */
struct tcp_congestion_ops {
	char name[16];
	unsigned int (*undo_cwnd)(struct sock *sk);
	void (*release)(struct sock *sk);
	unsigned int flags;
	void (*init)(struct sock *sk);
	unsigned int (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, unsigned int ack, unsigned int acked);
};

struct tcp_congestion_ops___short {
	void (*cong_avoid)(struct sock *sk, unsigned int ack, unsigned int acked);
	unsigned int (*ssthresh)(struct sock *sk);
	int of_no_kernel; /* fine as long as it is zero */
	void (*function_of_no_kernel)(struct sock *sk);
	unsigned int (*undo_cwnd)(struct sock *sk);
	char name[16];
};

struct tcp_congestion_ops___wide {
	unsigned long long flags; /* 4 bytes in the kernel */
	unsigned int (*undo_cwnd)(struct sock *sk);
};

struct tcp_congestion_ops___kind {
	struct {
		unsigned int bits;
	} flags; /* a number in the kernel */
	unsigned int (*undo_cwnd)(struct sock *sk);
};

struct tcp_congestion_ops___bits {
	unsigned int flags : 3;
	unsigned int (*undo_cwnd)(struct sock *sk);
};

struct tcp_congestion_ops___unsupported {
	unsigned long (*get_info)(struct sock *sk, unsigned int ext, int *attr, void *info);
	unsigned int (*undo_cwnd)(struct sock *sk);
};

struct no_such_ops {
	unsigned int (*undo_cwnd)(struct sock *sk);
};

#endif
