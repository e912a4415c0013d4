// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The key comes in the packet, the answer is the program's return value. */
#include "tools/xskmap.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#define NO_ENTRY UINT32_MAX

#define INSN(operation, to, from, offset, constant)                                                         \
	(struct bpf_insn)                                                                                   \
	{                                                                                                   \
		.code = (operation), .dst_reg = (to), .src_reg = (from), .off = (offset), .imm = (constant) \
	}

/* A program that looks the packet's first word up in the map; a descriptor or -errno. */
static int load_reader(int map_fd)
{
	const struct bpf_insn insns[] = {
		/* r2 = the packet's beginning, r3 its end; too short: no entry */
		INSN(BPF_LDX | BPF_MEM | BPF_W, 2, 1, offsetof(struct xdp_md, data), 0),
		INSN(BPF_LDX | BPF_MEM | BPF_W, 3, 1, offsetof(struct xdp_md, data_end), 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, 4, 2, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, 4),
		INSN(BPF_JMP | BPF_JGT | BPF_X, 4, 3, 10, 0),
		/* the key on the stack */
		INSN(BPF_LDX | BPF_MEM | BPF_W, 0, 2, 0, 0),
		INSN(BPF_STX | BPF_MEM | BPF_W, 10, 0, -4, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -4),
		INSN(BPF_LD | BPF_DW | BPF_IMM, 1, BPF_PSEUDO_MAP_FD, 0, map_fd),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
		INSN(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2, 0),
		/* r0 is a struct bpf_xdp_sock */
		INSN(BPF_LDX | BPF_MEM | BPF_W, 0, 0, offsetof(struct bpf_xdp_sock, queue_id), 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
		INSN(BPF_ALU | BPF_MOV | BPF_K, 0, 0, 0, -1),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	int fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "xskctl_lookup", "GPL", insns, sizeof(insns) / sizeof(insns[0]), NULL);

	return fd < 0 ? -errno : fd;
}

static int read_entry(int reader, uint32_t key, uint32_t *queue)
{
	uint8_t packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet), .repeat = 1);

	memcpy(packet, &key, sizeof(key));
	if (bpf_prog_test_run_opts(reader, &opts))
		return -errno;
	*queue = opts.retval;
	return 0;
}

facts *xskmap_entries(uint32_t map_id, uint32_t max_entries, int *result)
{
	int map = bpf_map_get_fd_by_id(map_id);
	int reader = map < 0 ? -errno : load_reader(map);
	facts *list = facts_new_list();

	*result = reader < 0 ? reader : 0;
	for (uint32_t key = 0; !*result && key < max_entries && key < XSKMAP_KEYS; key++) {
		uint32_t queue;
		facts *entry;

		*result = read_entry(reader, key, &queue);
		if (*result || queue == NO_ENTRY)
			continue;
		entry = facts_new();
		fact_number(entry, "key", key);
		fact_number(entry, "queue_id", queue);
		facts_append(list, entry);
	}
	if (reader >= 0)
		close(reader);
	if (map >= 0)
		close(map);
	if (!*result)
		return list;
	json_object_put(list);
	return NULL;
}

/* In a map of our own, which goes at once. */
int socket_queue(int socket_fd)
{
	int map = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "xskctl_lookup", 4, 4, 1, NULL);
	int result = map < 0 ? -errno : 0, reader = -1;
	__u32 key = 0, value = (__u32)socket_fd;
	uint32_t queue = NO_ENTRY;

	if (!result && bpf_map_update_elem(map, &key, &value, BPF_ANY))
		result = -errno;
	if (!result)
		reader = load_reader(map);
	if (!result)
		result = reader < 0 ? reader : read_entry(reader, 0, &queue);
	if (reader >= 0)
		close(reader);
	if (map >= 0)
		close(map);
	if (!result)
		result = queue == NO_ENTRY ? -ENOENT : (int)queue;
	return result;
}
