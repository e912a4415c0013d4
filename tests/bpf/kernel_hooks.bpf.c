// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Programs for hooks that only some kernels have; one is loaded at a time, and counts how often it ran for
 * the test's own process.
 */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

#if defined(__TARGET_ARCH_arm64)
#define CALL "__arm64_sys_"
#else
#define CALL "__x64_sys_"
#endif

__u64 count, cookie;
__s64 result;
int own_pid, answer;

static __always_inline int mine(void)
{
	if ((int)(bpf_get_current_pid_tgid() >> 32) != own_pid)
		return 0;
	__sync_fetch_and_add(&count, 1);
	return 1;
}

/* ---- kernel functions ---- */

SEC("kprobe/" CALL "getpgid") int on_kprobe(struct pt_regs *ctx)
{
	mine();
	return 0;
}

SEC("kprobe/" CALL "getpgid+0x0") int on_kprobe_cookie(struct pt_regs *ctx)
{
	if (mine())
		cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("kretprobe/" CALL "getpgid") int BPF_KRETPROBE(on_kretprobe, long returned)
{
	if (mine())
		result = returned;
	return 0;
}

SEC("ksyscall/getpgid") int BPF_KSYSCALL(on_ksyscall, int pid)
{
	if (mine())
		result = pid;
	return 0;
}

SEC("kretsyscall/getpgid") int BPF_KRETPROBE(on_kretsyscall, long returned)
{
	if (mine())
		result = returned;
	return 0;
}

SEC("kprobe.multi/" CALL "gets*") int on_kprobe_multi(struct pt_regs *ctx)
{
	if (mine())
		cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("kretprobe.multi/" CALL "gets*") int on_kretprobe_multi(struct pt_regs *ctx)
{
	mine();
	return 0;
}

/* Runs at the call, and by what it answers there at the return or not. */
SEC("kprobe.session/" CALL "getpgid") int on_kprobe_session(struct pt_regs *ctx)
{
	return mine() && answer ? 1 : 0;
}

SEC("uprobe.session//proc/self/exe:probed_function") int on_uprobe_session(struct pt_regs *ctx)
{
	return mine() && answer ? 1 : 0;
}

/* ---- tracing by BTF ---- */

SEC("fentry/" CALL "getpgid") int BPF_PROG(on_fentry, struct pt_regs *regs)
{
	mine();
	return 0;
}

SEC("fentry/" CALL "getpgid") int BPF_PROG(on_fentry_cookie, struct pt_regs *regs)
{
	if (mine())
		cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("fentry.s/" CALL "getpgid") int BPF_PROG(on_fentry_sleepable, struct pt_regs *regs)
{
	mine();
	return 0;
}

SEC("fexit/" CALL "getpgid") int BPF_PROG(on_fexit, struct pt_regs *regs, long returned)
{
	if (mine())
		result = returned;
	return 0;
}

SEC("fmod_ret/security_task_getpgid") int BPF_PROG(on_fmod_ret, struct task_struct *task, int returned)
{
	return mine() && answer ? -18 /* EXDEV */ : 0;
}

SEC("fsession/" CALL "getpgid") int BPF_PROG(on_fsession, struct pt_regs *regs, long returned)
{
	mine();
	return 0;
}

SEC("fentry.multi/" CALL "gets*") int BPF_PROG(on_fentry_multi, struct pt_regs *regs)
{
	mine();
	return 0;
}

SEC("fexit.multi/" CALL "gets*") int BPF_PROG(on_fexit_multi, struct pt_regs *regs, long returned)
{
	mine();
	return 0;
}

SEC("fsession.multi/" CALL "gets*") int BPF_PROG(on_fsession_multi, struct pt_regs *regs, long returned)
{
	mine();
	return 0;
}

/* A function of a module. */
struct sk_buff;
struct net_device;
SEC("fentry/veth_xmit") int BPF_PROG(on_module_fentry, struct sk_buff *skb, struct net_device *dev)
{
	__sync_fetch_and_add(&count, 1);
	return 0;
}

/* ---- security ---- */

SEC("lsm/task_getpgid") int BPF_PROG(on_lsm, struct task_struct *task, int returned)
{
	return mine() && answer ? -18 /* EXDEV */ : 0;
}

SEC("lsm.s/file_open") int BPF_PROG(on_lsm_sleepable, void *file, int returned)
{
	mine();
	return 0;
}

/* 0 refuses. */
SEC("lsm_cgroup/socket_create") int BPF_PROG(on_lsm_cgroup, int family, int type, int protocol, int kern)
{
	if (mine() && family == 1 /* AF_UNIX */)
		return 0;
	return 1;
}

/* ---- network ---- */

SEC("netkit/primary") int on_netkit_primary(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&count, 1);
	return -1; /* the next program, or what the device does by default */
}

SEC("netkit/peer") int on_netkit_peer(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&count, 1);
	return -1;
}

/* ---- a function of another program ---- */

__noinline int replaceable(struct xdp_md *ctx)
{
	volatile int action = XDP_PASS;

	return ctx ? action : XDP_ABORTED;
}

SEC("xdp") int replace_here(struct xdp_md *ctx)
{
	return replaceable(ctx);
}

SEC("freplace/replaceable") int on_freplace(struct xdp_md *ctx)
{
	__sync_fetch_and_add(&count, 1);
	return XDP_DROP;
}
