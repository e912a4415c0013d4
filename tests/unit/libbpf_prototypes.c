// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Every function and callback type of libbpf 1.8, declared once more: the compiler refuses this file if a
 * header of ours says anything else.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

int libbpf_set_memlock_rlim(size_t memlock_bytes);
int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size, __u32 value_size,
	__u32 max_entries, const struct bpf_map_create_opts *opts);
int bpf_prog_load(enum bpf_prog_type prog_type, const char *prog_name, const char *license,
	const struct bpf_insn *insns, size_t insn_cnt, struct bpf_prog_load_opts *opts);
int bpf_btf_load(const void *btf_data, size_t btf_size, struct bpf_btf_load_opts *opts);
int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags);
int bpf_map_lookup_elem(int fd, const void *key, void *value);
int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value);
int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags);
int bpf_map_delete_elem(int fd, const void *key);
int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags);
int bpf_map_get_next_key(int fd, const void *key, void *next_key);
int bpf_map_freeze(int fd);
int bpf_map_delete_batch(int fd, const void *keys, __u32 *count, const struct bpf_map_batch_opts *opts);
int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values, __u32 *count,
	const struct bpf_map_batch_opts *opts);
int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
	__u32 *count, const struct bpf_map_batch_opts *opts);
int bpf_map_update_batch(
	int fd, const void *keys, const void *values, __u32 *count, const struct bpf_map_batch_opts *opts);
int bpf_obj_pin(int fd, const char *pathname);
int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts);
int bpf_obj_get(const char *pathname);
int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts);
int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type, unsigned int flags);
int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type);
int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type);
int bpf_prog_attach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_attach_opts *opts);
int bpf_prog_detach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_detach_opts *opts);
int bpf_link_create(int prog_fd, int target_fd, enum bpf_attach_type attach_type,
	const struct bpf_link_create_opts *opts);
int bpf_link_detach(int link_fd);
int bpf_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts);
int bpf_iter_create(int link_fd);
int bpf_prog_get_next_id(__u32 start_id, __u32 *next_id);
int bpf_map_get_next_id(__u32 start_id, __u32 *next_id);
int bpf_btf_get_next_id(__u32 start_id, __u32 *next_id);
int bpf_link_get_next_id(__u32 start_id, __u32 *next_id);
int bpf_prog_get_fd_by_id(__u32 id);
int bpf_prog_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
int bpf_map_get_fd_by_id(__u32 id);
int bpf_map_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
int bpf_btf_get_fd_by_id(__u32 id);
int bpf_btf_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
int bpf_link_get_fd_by_id(__u32 id);
int bpf_link_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts);
int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len);
int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len);
int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len);
int bpf_btf_get_info_by_fd(int btf_fd, struct bpf_btf_info *info, __u32 *info_len);
int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len);
int bpf_prog_query_opts(int target, enum bpf_attach_type type, struct bpf_prog_query_opts *opts);
int bpf_prog_query(int target_fd, enum bpf_attach_type type, __u32 query_flags, __u32 *attach_flags,
	__u32 *prog_ids, __u32 *prog_cnt);
int bpf_raw_tracepoint_open_opts(int prog_fd, struct bpf_raw_tp_opts *opts);
int bpf_raw_tracepoint_open(const char *name, int prog_fd);
int bpf_task_fd_query(int pid, int fd, __u32 flags, char *buf, __u32 *buf_len, __u32 *prog_id, __u32 *fd_type,
	__u64 *probe_offset, __u64 *probe_addr);
int bpf_enable_stats(enum bpf_stats_type type);
int bpf_prog_bind_map(int prog_fd, int map_fd, const struct bpf_prog_bind_opts *opts);
int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts);
int bpf_token_create(int bpffs_fd, struct bpf_token_create_opts *opts);
int bpf_prog_stream_read(
	int prog_fd, __u32 stream_id, void *buf, __u32 buf_len, struct bpf_prog_stream_read_opts *opts);
int bpf_prog_assoc_struct_ops(int prog_fd, int map_fd, struct bpf_prog_assoc_struct_ops_opts *opts);
void btf__free(struct btf *btf);
struct btf *btf__new(const void *data, __u32 size);
struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf);
struct btf *btf__new_empty(void);
struct btf *btf__new_empty_split(struct btf *base_btf);
struct btf *btf__new_empty_opts(struct btf_new_opts *opts);
int btf__distill_base(const struct btf *src_btf, struct btf **new_base_btf, struct btf **new_split_btf);
struct btf *btf__parse(const char *path, struct btf_ext **btf_ext);
struct btf *btf__parse_split(const char *path, struct btf *base_btf);
struct btf *btf__parse_elf(const char *path, struct btf_ext **btf_ext);
struct btf *btf__parse_elf_split(const char *path, struct btf *base_btf);
struct btf *btf__parse_raw(const char *path);
struct btf *btf__parse_raw_split(const char *path, struct btf *base_btf);
struct btf *btf__load_vmlinux_btf(void);
struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf);
struct btf *btf__load_from_kernel_by_id(__u32 id);
struct btf *btf__load_from_kernel_by_id_split(__u32 id, struct btf *base_btf);
int btf__load_into_kernel(struct btf *btf);
__s32 btf__find_by_name(const struct btf *btf, const char *type_name);
__s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind);
__u32 btf__type_cnt(const struct btf *btf);
const struct btf *btf__base_btf(const struct btf *btf);
const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id);
size_t btf__pointer_size(const struct btf *btf);
int btf__set_pointer_size(struct btf *btf, size_t ptr_sz);
enum btf_endianness btf__endianness(const struct btf *btf);
int btf__set_endianness(struct btf *btf, enum btf_endianness endian);
__s64 btf__resolve_size(const struct btf *btf, __u32 type_id);
int btf__resolve_type(const struct btf *btf, __u32 type_id);
int btf__align_of(const struct btf *btf, __u32 id);
int btf__fd(const struct btf *btf);
void btf__set_fd(struct btf *btf, int fd);
const void *btf__raw_data(const struct btf *btf, __u32 *size);
const char *btf__name_by_offset(const struct btf *btf, __u32 offset);
const char *btf__str_by_offset(const struct btf *btf, __u32 offset);
struct btf_ext *btf_ext__new(const __u8 *data, __u32 size);
void btf_ext__free(struct btf_ext *btf_ext);
const void *btf_ext__raw_data(const struct btf_ext *btf_ext, __u32 *size);
enum btf_endianness btf_ext__endianness(const struct btf_ext *btf_ext);
int btf_ext__set_endianness(struct btf_ext *btf_ext, enum btf_endianness endian);
int btf__find_str(struct btf *btf, const char *s);
int btf__add_str(struct btf *btf, const char *s);
int btf__add_type(struct btf *btf, const struct btf *src_btf, const struct btf_type *src_type);
int btf__add_btf(struct btf *btf, const struct btf *src_btf);
int btf__add_int(struct btf *btf, const char *name, size_t byte_sz, int encoding);
int btf__add_float(struct btf *btf, const char *name, size_t byte_sz);
int btf__add_ptr(struct btf *btf, int ref_type_id);
int btf__add_array(struct btf *btf, int index_type_id, int elem_type_id, __u32 nr_elems);
int btf__add_struct(struct btf *btf, const char *name, __u32 sz);
int btf__add_union(struct btf *btf, const char *name, __u32 sz);
int btf__add_field(struct btf *btf, const char *name, int field_type_id, __u32 bit_offset, __u32 bit_size);
int btf__add_enum(struct btf *btf, const char *name, __u32 bytes_sz);
int btf__add_enum_value(struct btf *btf, const char *name, __s64 value);
int btf__add_enum64(struct btf *btf, const char *name, __u32 bytes_sz, bool is_signed);
int btf__add_enum64_value(struct btf *btf, const char *name, __u64 value);
int btf__add_fwd(struct btf *btf, const char *name, enum btf_fwd_kind fwd_kind);
int btf__add_typedef(struct btf *btf, const char *name, int ref_type_id);
int btf__add_volatile(struct btf *btf, int ref_type_id);
int btf__add_const(struct btf *btf, int ref_type_id);
int btf__add_restrict(struct btf *btf, int ref_type_id);
int btf__add_type_tag(struct btf *btf, const char *value, int ref_type_id);
int btf__add_type_attr(struct btf *btf, const char *value, int ref_type_id);
int btf__add_func(struct btf *btf, const char *name, enum btf_func_linkage linkage, int proto_type_id);
int btf__add_func_proto(struct btf *btf, int ret_type_id);
int btf__add_func_param(struct btf *btf, const char *name, int type_id);
int btf__add_var(struct btf *btf, const char *name, int linkage, int type_id);
int btf__add_datasec(struct btf *btf, const char *name, __u32 byte_sz);
int btf__add_datasec_var_info(struct btf *btf, int var_type_id, __u32 offset, __u32 byte_sz);
int btf__add_decl_tag(struct btf *btf, const char *value, int ref_type_id, int component_idx);
int btf__add_decl_attr(struct btf *btf, const char *value, int ref_type_id, int component_idx);
int btf__dedup(struct btf *btf, const struct btf_dedup_opts *opts);
int btf__relocate(struct btf *btf, const struct btf *base_btf);
int btf__permute(struct btf *btf, __u32 *id_map, __u32 id_map_cnt, const struct btf_permute_opts *opts);
struct btf_dump *btf_dump__new(
	const struct btf *btf, btf_dump_printf_fn_t printf_fn, void *ctx, const struct btf_dump_opts *opts);
void btf_dump__free(struct btf_dump *d);
int btf_dump__dump_type(struct btf_dump *d, __u32 id);
int btf_dump__emit_type_decl(struct btf_dump *d, __u32 id, const struct btf_dump_emit_type_decl_opts *opts);
int btf_dump__dump_type_data(struct btf_dump *d, __u32 id, const void *data, size_t data_sz,
	const struct btf_dump_type_data_opts *opts);
__u32 libbpf_major_version(void);
__u32 libbpf_minor_version(void);
const char *libbpf_version_string(void);
int libbpf_strerror(int err, char *buf, size_t size);
const char *libbpf_bpf_attach_type_str(enum bpf_attach_type t);
const char *libbpf_bpf_link_type_str(enum bpf_link_type t);
const char *libbpf_bpf_map_type_str(enum bpf_map_type t);
const char *libbpf_bpf_prog_type_str(enum bpf_prog_type t);
libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn);
struct bpf_object *bpf_object__open(const char *path);
struct bpf_object *bpf_object__open_file(const char *path, const struct bpf_object_open_opts *opts);
struct bpf_object *bpf_object__open_mem(
	const void *obj_buf, size_t obj_buf_sz, const struct bpf_object_open_opts *opts);
int bpf_object__prepare(struct bpf_object *obj);
int bpf_object__load(struct bpf_object *obj);
void bpf_object__close(struct bpf_object *obj);
int bpf_object__pin_maps(struct bpf_object *obj, const char *path);
int bpf_object__unpin_maps(struct bpf_object *obj, const char *path);
int bpf_object__pin_programs(struct bpf_object *obj, const char *path);
int bpf_object__unpin_programs(struct bpf_object *obj, const char *path);
int bpf_object__pin(struct bpf_object *object, const char *path);
int bpf_object__unpin(struct bpf_object *object, const char *path);
const char *bpf_object__name(const struct bpf_object *obj);
unsigned int bpf_object__kversion(const struct bpf_object *obj);
int bpf_object__set_kversion(struct bpf_object *obj, __u32 kern_version);
int bpf_object__token_fd(const struct bpf_object *obj);
struct btf *bpf_object__btf(const struct bpf_object *obj);
int bpf_object__btf_fd(const struct bpf_object *obj);
struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj, const char *name);
int libbpf_prog_type_by_name(
	const char *name, enum bpf_prog_type *prog_type, enum bpf_attach_type *expected_attach_type);
int libbpf_attach_type_by_name(const char *name, enum bpf_attach_type *attach_type);
int libbpf_find_vmlinux_btf_id(const char *name, enum bpf_attach_type attach_type);
struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog);
struct bpf_program *bpf_object__prev_program(const struct bpf_object *obj, struct bpf_program *prog);
void bpf_program__set_ifindex(struct bpf_program *prog, __u32 ifindex);
const char *bpf_program__name(const struct bpf_program *prog);
const char *bpf_program__section_name(const struct bpf_program *prog);
bool bpf_program__autoload(const struct bpf_program *prog);
int bpf_program__set_autoload(struct bpf_program *prog, bool autoload);
bool bpf_program__autoattach(const struct bpf_program *prog);
void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach);
const struct bpf_insn *bpf_program__insns(const struct bpf_program *prog);
int bpf_program__set_insns(struct bpf_program *prog, struct bpf_insn *new_insns, size_t new_insn_cnt);
size_t bpf_program__insn_cnt(const struct bpf_program *prog);
int bpf_program__fd(const struct bpf_program *prog);
int bpf_program__pin(struct bpf_program *prog, const char *path);
int bpf_program__unpin(struct bpf_program *prog, const char *path);
void bpf_program__unload(struct bpf_program *prog);
struct bpf_link *bpf_link__open(const char *path);
int bpf_link__fd(const struct bpf_link *link);
const char *bpf_link__pin_path(const struct bpf_link *link);
int bpf_link__pin(struct bpf_link *link, const char *path);
int bpf_link__unpin(struct bpf_link *link);
int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog);
void bpf_link__disconnect(struct bpf_link *link);
int bpf_link__detach(struct bpf_link *link);
int bpf_link__destroy(struct bpf_link *link);
struct bpf_link *bpf_program__attach(const struct bpf_program *prog);
struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd);
struct bpf_link *bpf_program__attach_perf_event_opts(
	const struct bpf_program *prog, int pfd, const struct bpf_perf_event_opts *opts);
struct bpf_link *bpf_program__attach_kprobe(
	const struct bpf_program *prog, bool retprobe, const char *func_name);
struct bpf_link *bpf_program__attach_kprobe_opts(
	const struct bpf_program *prog, const char *func_name, const struct bpf_kprobe_opts *opts);
struct bpf_link *bpf_program__attach_kprobe_multi_opts(
	const struct bpf_program *prog, const char *pattern, const struct bpf_kprobe_multi_opts *opts);
struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, const char *func_pattern, const struct bpf_uprobe_multi_opts *opts);
struct bpf_link *bpf_program__attach_ksyscall(
	const struct bpf_program *prog, const char *syscall_name, const struct bpf_ksyscall_opts *opts);
struct bpf_link *bpf_program__attach_tracing_multi(
	const struct bpf_program *prog, const char *pattern, const struct bpf_tracing_multi_opts *opts);
struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe, pid_t pid,
	const char *binary_path, size_t func_offset);
struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, size_t func_offset, const struct bpf_uprobe_opts *opts);
struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid, const char *binary_path,
	const char *usdt_provider, const char *usdt_name, const struct bpf_usdt_opts *opts);
struct bpf_link *bpf_program__attach_tracepoint(
	const struct bpf_program *prog, const char *tp_category, const char *tp_name);
struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog, const char *tp_category,
	const char *tp_name, const struct bpf_tracepoint_opts *opts);
struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog, const char *tp_name);
struct bpf_link *bpf_program__attach_raw_tracepoint_opts(
	const struct bpf_program *prog, const char *tp_name, struct bpf_raw_tracepoint_opts *opts);
struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog);
struct bpf_link *bpf_program__attach_trace_opts(
	const struct bpf_program *prog, const struct bpf_trace_opts *opts);
struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog);
struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd);
struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd);
struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd);
struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex);
struct bpf_link *bpf_program__attach_freplace(
	const struct bpf_program *prog, int target_fd, const char *attach_func_name);
struct bpf_link *bpf_program__attach_netfilter(
	const struct bpf_program *prog, const struct bpf_netfilter_opts *opts);
struct bpf_link *bpf_program__attach_tcx(
	const struct bpf_program *prog, int ifindex, const struct bpf_tcx_opts *opts);
struct bpf_link *bpf_program__attach_netkit(
	const struct bpf_program *prog, int ifindex, const struct bpf_netkit_opts *opts);
struct bpf_link *bpf_program__attach_cgroup_opts(
	const struct bpf_program *prog, int cgroup_fd, const struct bpf_cgroup_opts *opts);
struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map);
int bpf_link__update_map(struct bpf_link *link, const struct bpf_map *map);
struct bpf_link *bpf_program__attach_iter(
	const struct bpf_program *prog, const struct bpf_iter_attach_opts *opts);
enum bpf_prog_type bpf_program__type(const struct bpf_program *prog);
int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type);
enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog);
int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type);
__u32 bpf_program__flags(const struct bpf_program *prog);
int bpf_program__set_flags(struct bpf_program *prog, __u32 flags);
__u32 bpf_program__log_level(const struct bpf_program *prog);
int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level);
const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size);
int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size);
struct bpf_func_info *bpf_program__func_info(const struct bpf_program *prog);
__u32 bpf_program__func_info_cnt(const struct bpf_program *prog);
struct bpf_line_info *bpf_program__line_info(const struct bpf_program *prog);
__u32 bpf_program__line_info_cnt(const struct bpf_program *prog);
int bpf_program__set_attach_target(
	struct bpf_program *prog, int attach_prog_fd, const char *attach_func_name);
int bpf_program__assoc_struct_ops(
	struct bpf_program *prog, struct bpf_map *map, struct bpf_prog_assoc_struct_ops_opts *opts);
struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name);
int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name);
struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map);
struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map);
int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate);
bool bpf_map__autocreate(const struct bpf_map *map);
int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach);
bool bpf_map__autoattach(const struct bpf_map *map);
int bpf_map__fd(const struct bpf_map *map);
int bpf_map__reuse_fd(struct bpf_map *map, int fd);
const char *bpf_map__name(const struct bpf_map *map);
enum bpf_map_type bpf_map__type(const struct bpf_map *map);
int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type);
__u32 bpf_map__max_entries(const struct bpf_map *map);
int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries);
__u32 bpf_map__map_flags(const struct bpf_map *map);
int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags);
__u32 bpf_map__numa_node(const struct bpf_map *map);
int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node);
__u32 bpf_map__key_size(const struct bpf_map *map);
int bpf_map__set_key_size(struct bpf_map *map, __u32 size);
__u32 bpf_map__value_size(const struct bpf_map *map);
int bpf_map__set_value_size(struct bpf_map *map, __u32 size);
__u32 bpf_map__btf_key_type_id(const struct bpf_map *map);
__u32 bpf_map__btf_value_type_id(const struct bpf_map *map);
__u32 bpf_map__ifindex(const struct bpf_map *map);
int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex);
__u64 bpf_map__map_extra(const struct bpf_map *map);
int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra);
int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size);
void *bpf_map__initial_value(const struct bpf_map *map, size_t *psize);
bool bpf_map__is_internal(const struct bpf_map *map);
int bpf_map__set_pin_path(struct bpf_map *map, const char *path);
const char *bpf_map__pin_path(const struct bpf_map *map);
bool bpf_map__is_pinned(const struct bpf_map *map);
int bpf_map__pin(struct bpf_map *map, const char *path);
int bpf_map__unpin(struct bpf_map *map, const char *path);
int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd);
struct bpf_map *bpf_map__inner_map(struct bpf_map *map);
int bpf_map__lookup_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags);
int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz, const void *value,
	size_t value_sz, __u64 flags);
int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags);
int bpf_map__lookup_and_delete_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags);
int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key, size_t key_sz);
int bpf_map__set_exclusive_program(struct bpf_map *map, struct bpf_program *prog);
struct bpf_program *bpf_map__exclusive_program(struct bpf_map *map);
int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts);
int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts);
int bpf_xdp_query(int ifindex, int flags, struct bpf_xdp_query_opts *opts);
int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id);
int bpf_tc_hook_create(struct bpf_tc_hook *hook);
int bpf_tc_hook_destroy(struct bpf_tc_hook *hook);
int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);
int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts);
int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);
struct ring_buffer *ring_buffer__new(
	int map_fd, ring_buffer_sample_fn sample_cb, void *ctx, const struct ring_buffer_opts *opts);
void ring_buffer__free(struct ring_buffer *rb);
int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb, void *ctx);
int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms);
int ring_buffer__consume(struct ring_buffer *rb);
int ring_buffer__consume_n(struct ring_buffer *rb, size_t n);
int ring_buffer__epoll_fd(const struct ring_buffer *rb);
struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx);
unsigned long ring__consumer_pos(const struct ring *r);
unsigned long ring__producer_pos(const struct ring *r);
size_t ring__avail_data_size(const struct ring *r);
size_t ring__size(const struct ring *r);
int ring__map_fd(const struct ring *r);
int ring__consume(struct ring *r);
int ring__consume_n(struct ring *r, size_t n);
struct user_ring_buffer *user_ring_buffer__new(int map_fd, const struct user_ring_buffer_opts *opts);
void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size);
void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms);
void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample);
void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample);
void user_ring_buffer__free(struct user_ring_buffer *rb);
struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt, perf_buffer_sample_fn sample_cb,
	perf_buffer_lost_fn lost_cb, void *ctx, const struct perf_buffer_opts *opts);
struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt, struct perf_event_attr *attr,
	perf_buffer_event_fn event_cb, void *ctx, const struct perf_buffer_raw_opts *opts);
void perf_buffer__free(struct perf_buffer *pb);
int perf_buffer__epoll_fd(const struct perf_buffer *pb);
int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms);
int perf_buffer__consume(struct perf_buffer *pb);
int perf_buffer__consume_buffer(struct perf_buffer *pb, size_t buf_idx);
size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb);
int perf_buffer__buffer_fd(const struct perf_buffer *pb, size_t buf_idx);
int perf_buffer__buffer(struct perf_buffer *pb, int buf_idx, void **buf, size_t *buf_size);
void bpf_prog_linfo__free(struct bpf_prog_linfo *prog_linfo);
struct bpf_prog_linfo *bpf_prog_linfo__new(const struct bpf_prog_info *info);
const struct bpf_line_info *bpf_prog_linfo__lfind_addr_func(
	const struct bpf_prog_linfo *prog_linfo, __u64 addr, __u32 func_idx, __u32 nr_skip);
const struct bpf_line_info *bpf_prog_linfo__lfind(
	const struct bpf_prog_linfo *prog_linfo, __u32 insn_off, __u32 nr_skip);
int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts);
int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts);
int libbpf_probe_bpf_helper(enum bpf_prog_type prog_type, enum bpf_func_id helper_id, const void *opts);
int libbpf_num_possible_cpus(void);
int bpf_object__open_skeleton(struct bpf_object_skeleton *s, const struct bpf_object_open_opts *opts);
int bpf_object__load_skeleton(struct bpf_object_skeleton *s);
int bpf_object__attach_skeleton(struct bpf_object_skeleton *s);
void bpf_object__detach_skeleton(struct bpf_object_skeleton *s);
void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s);
int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s);
void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s);
int bpf_object__gen_loader(struct bpf_object *obj, struct gen_loader_opts *opts);
struct bpf_linker *bpf_linker__new(const char *filename, struct bpf_linker_opts *opts);
struct bpf_linker *bpf_linker__new_fd(int fd, struct bpf_linker_opts *opts);
int bpf_linker__add_file(
	struct bpf_linker *linker, const char *filename, const struct bpf_linker_file_opts *opts);
int bpf_linker__add_fd(struct bpf_linker *linker, int fd, const struct bpf_linker_file_opts *opts);
int bpf_linker__add_buf(
	struct bpf_linker *linker, void *buf, size_t buf_sz, const struct bpf_linker_file_opts *opts);
int bpf_linker__finalize(struct bpf_linker *linker);
void bpf_linker__free(struct bpf_linker *linker);
int libbpf_register_prog_handler(const char *sec, enum bpf_prog_type prog_type,
	enum bpf_attach_type exp_attach_type, const struct libbpf_prog_handler_opts *opts);
int libbpf_unregister_prog_handler(int handler_id);
int bpf_program__clone(struct bpf_program *prog, const struct bpf_prog_load_opts *opts);
int libbpf_set_strict_mode(enum libbpf_strict_mode mode);
long libbpf_get_error(const void *ptr);
struct btf *libbpf_find_kernel_btf(void);
enum bpf_prog_type bpf_program__get_type(const struct bpf_program *prog);
enum bpf_attach_type bpf_program__get_expected_attach_type(const struct bpf_program *prog);
const char *bpf_map__get_pin_path(const struct bpf_map *map);
const void *btf__get_raw_data(const struct btf *btf, __u32 *size);
const void *btf_ext__get_raw_data(const struct btf_ext *btf_ext, __u32 *size);

typedef void (*btf_dump_printf_fn_t)(void *ctx, const char *fmt, va_list args);
typedef int (*libbpf_print_fn_t)(enum libbpf_print_level level, const char *, va_list ap);
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);
typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, __u32 size);
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, __u64 cnt);
typedef enum bpf_perf_event_ret (*perf_buffer_event_fn)(void *ctx, int cpu, struct perf_event_header *event);
typedef int (*libbpf_prog_setup_fn_t)(struct bpf_program *prog, long cookie);
typedef int (*libbpf_prog_prepare_load_fn_t)(
	struct bpf_program *prog, struct bpf_prog_load_opts *opts, long cookie);
typedef int (*libbpf_prog_attach_fn_t)(const struct bpf_program *prog, long cookie, struct bpf_link **link);

int main(void)
{
	return 0;
}
