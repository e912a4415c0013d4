/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Network byte order, for BPF programs of either byte order and for user space: constants are converted when
 * compiling, and may stand where C wants a constant (case bpf_htons(ETH_P_IP):).
 */
#ifndef __BPF_ENDIAN__
#define __BPF_ENDIAN__

/* Byte n of x, moved to place m. */
#define ___bpf_byte(x, n, m) (((x) >> ((n)*8) & 0xff) << ((m)*8))

#define ___bpf_swab16(x) ((__u16)(___bpf_byte((__u16)(x), 0, 1) | ___bpf_byte((__u16)(x), 1, 0)))
#define ___bpf_swab32(x)                                                         \
	((__u32)(___bpf_byte((__u32)(x), 0, 3) | ___bpf_byte((__u32)(x), 1, 2) | \
		 ___bpf_byte((__u32)(x), 2, 1) | ___bpf_byte((__u32)(x), 3, 0)))
#define ___bpf_swab64(x)                                                         \
	((__u64)(___bpf_byte((__u64)(x), 0, 7) | ___bpf_byte((__u64)(x), 1, 6) | \
		 ___bpf_byte((__u64)(x), 2, 5) | ___bpf_byte((__u64)(x), 3, 4) | \
		 ___bpf_byte((__u64)(x), 4, 3) | ___bpf_byte((__u64)(x), 5, 2) | \
		 ___bpf_byte((__u64)(x), 6, 1) | ___bpf_byte((__u64)(x), 7, 0)))

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __bpf_ntohs(x)                __builtin_bswap16(x)
#define __bpf_htons(x)                __builtin_bswap16(x)
#define __bpf_ntohl(x)                __builtin_bswap32(x)
#define __bpf_htonl(x)                __builtin_bswap32(x)
#define __bpf_be64_to_cpu(x)          __builtin_bswap64(x)
#define __bpf_cpu_to_be64(x)          __builtin_bswap64(x)
#define __bpf_constant_ntohs(x)       ___bpf_swab16(x)
#define __bpf_constant_htons(x)       ___bpf_swab16(x)
#define __bpf_constant_ntohl(x)       ___bpf_swab32(x)
#define __bpf_constant_htonl(x)       ___bpf_swab32(x)
#define __bpf_constant_be64_to_cpu(x) ___bpf_swab64(x)
#define __bpf_constant_cpu_to_be64(x) ___bpf_swab64(x)
#elif __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define __bpf_ntohs(x)                (x)
#define __bpf_htons(x)                (x)
#define __bpf_ntohl(x)                (x)
#define __bpf_htonl(x)                (x)
#define __bpf_be64_to_cpu(x)          (x)
#define __bpf_cpu_to_be64(x)          (x)
#define __bpf_constant_ntohs(x)       (x)
#define __bpf_constant_htons(x)       (x)
#define __bpf_constant_ntohl(x)       (x)
#define __bpf_constant_htonl(x)       (x)
#define __bpf_constant_be64_to_cpu(x) (x)
#define __bpf_constant_cpu_to_be64(x) (x)
#else
#error "neither byte order"
#endif

#define ___bpf_constant_or(x, fn) (__builtin_constant_p(x) ? __bpf_constant_##fn(x) : __bpf_##fn(x))

#define bpf_htons(x)       ___bpf_constant_or(x, htons)
#define bpf_ntohs(x)       ___bpf_constant_or(x, ntohs)
#define bpf_htonl(x)       ___bpf_constant_or(x, htonl)
#define bpf_ntohl(x)       ___bpf_constant_or(x, ntohl)
#define bpf_cpu_to_be64(x) ___bpf_constant_or(x, cpu_to_be64)
#define bpf_be64_to_cpu(x) ___bpf_constant_or(x, be64_to_cpu)

#endif /* __BPF_ENDIAN__ */
