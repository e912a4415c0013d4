// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * BTF goes into the kernel and comes out the same; a refusal says why; what a kernel lacks is replaced;
 * modules, vmlinux and other ids are read back.
 */
#include <bpf/bpf.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/kernel.h"
#include "loader/btf/upload.h"
#include "loader/kernel/capabilities.h"
#include "tests/harness/test.h"

static struct btf *sample(void)
{
	struct btf *btf = btf__new_empty();

	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	btf__add_struct(btf, "s", 8);
	btf__add_field(btf, "a", 1, 0, 0);
	btf__add_field(btf, "e", 3, 32, 0);
	btf__add_enum(btf, "e", 4);
	btf__add_enum_value(btf, "MINUS", -1);
	btf__add_enum64(btf, "e64", 8, false);
	btf__add_enum64_value(btf, "LARGE", 1ull << 40);
	btf__add_float(btf, "float", 4);
	btf__add_type_tag(btf, "user", 2);
	btf__add_ptr(btf, 6);
	btf__add_decl_tag(btf, "tagged", 2, 0);
	btf__add_var(btf, "v", BTF_VAR_STATIC, 2);
	btf__add_datasec(btf, "?.data.x", 8);
	btf__add_datasec_var_info(btf, 9, 0, 8);
	return btf;
}

/* What this kernel does not take, of what the sample has. */
static uint32_t lacking(void)
{
	uint32_t lacks = 0;

	for (int which = CAPABILITY_BTF_FLOAT; which <= CAPABILITY_BTF_LAYOUT; which++)
		if (!capability_has((enum capability)which, 0))
			lacks |= 1u << which;
	return lacks;
}

static void same_back(struct btf *btf)
{
	struct bpf_btf_info info = { 0 };
	uint32_t bytes = sizeof(info), bytes_back;
	const void *raw, *raw_back;
	struct btf *back, *copy;

	CHECK(btf__fd(btf) > 2);
	CHECK_INT(btf__load_into_kernel(btf), -EEXIST);
	CHECK_INT(bpf_btf_get_info_by_fd(btf__fd(btf), &info, &bytes), 0);
	back = btf__load_from_kernel_by_id(info.id);
	REQUIRE(back);
	CHECK_INT(btf_sanitize(&copy, btf, lacking()), 0);
	raw = btf__raw_data(copy ? copy : btf, &bytes);
	raw_back = btf__raw_data(back, &bytes_back);
	CHECK(bytes == bytes_back && !memcmp(raw, raw_back, bytes));
	CHECK_INT(btf__fd(back), -1);
	btf__free(back);
	btf__free(copy);
	CHECK(!btf__load_from_kernel_by_id(0x7fffffff) && errno == ENOENT);
}

static void refused(void)
{
	struct btf *btf = btf__new_empty();
	struct xsk_error err = { 0 };

	btf__add_int(btf, "not a name of C \x01", 4, 0);
	btf__add_struct(btf, "not either", 4);
	CHECK(btf_into_kernel(btf, NULL, &err) == -EINVAL);
	CHECK_TEXT(err.text, "Invalid name");
	CHECK_INT(btf__fd(btf), -1);
	btf__free(btf);
}

/* The same ids and sizes, whatever is missing beyond what this kernel lacks; it takes each of them. */
static void sanitized(void)
{
	struct btf *btf = sample(), *copy;
	uint32_t lacks = lacking();

	CHECK_INT(btf_sanitize(&copy, btf, 0), 0);
	CHECK(!copy);
	for (int which = CAPABILITY_BTF_FLOAT; which <= CAPABILITY_BTF_LAYOUT; which++) {
		CHECK_INT(btf_sanitize(&copy, btf, 1u << which | lacks), 0);
		if (!copy)
			continue;
		CHECK_INT(btf_needs(copy) >> which & 1, 0);
		CHECK_INT(btf_validate(copy, NULL), 0);
		for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
			if (btf_kind(btf__type_by_id(btf, id)) != BTF_KIND_DECL_TAG)
				CHECK_INT(btf__resolve_size(copy, id), btf__resolve_size(btf, id));
		if (!CHECK(!btf__load_into_kernel(copy)))
			printf("without capability %d\n", which);
		btf__free(copy);
	}
	/*
	 * Without all of them, by way of the load that fails first: a kernel that refuses "?.data.x" is made
	 * up.
	 */
	CHECK_INT(btf_sanitize(&copy, btf, UINT32_MAX), 0);
	CHECK_INT(btf_needs(copy), 0);
	CHECK_INT(btf__load_into_kernel(copy), 0);
	btf__free(copy);
	btf__free(btf);
}

/* A header with a layout: 6.18 refuses it, and gets the same without. */
static void with_layout(void)
{
	LIBBPF_OPTS(btf_new_opts, opts, .add_layout = true);
	struct btf *btf = btf__new_empty_opts(&opts);

	btf__add_int(btf, "int", 4, 0);
	CHECK_INT(btf__load_into_kernel(btf), 0);
	CHECK(btf__fd(btf) > 2);
	btf__free(btf);
}

static void vmlinux(void)
{
	struct btf *btf = btf__load_vmlinux_btf(), *raw;
	int id;

	if (!btf)
		return;
	raw = btf__parse("/sys/kernel/btf/vmlinux", NULL);
	REQUIRE(raw);
	CHECK_INT(btf__type_cnt(btf), btf__type_cnt(raw));
	id = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
	CHECK(id > 0 && id == btf__find_by_name_kind(raw, "task_struct", BTF_KIND_STRUCT));
	CHECK(btf__resolve_size(btf, (uint32_t)id) > 1000);
	CHECK(!btf__load_module_btf("no_such_module", btf) && errno == ENOENT);
	CHECK(!kernel_btf_module("no_such_module", NULL));
	CHECK_INT(kernel_btf_open_fd(kernel_btf(NULL), NULL), 0);
	CHECK(!kernel_btf_module_name(kernel_btf(NULL)));
	btf__free(raw);
	btf__free(btf);
}

int main(void)
{
	struct btf *btf;

	test_begin();
	test_needs_root();
	btf = sample();
	CHECK_INT(btf__load_into_kernel(btf), 0);
	same_back(btf);
	btf__free(btf);
	refused();
	sanitized();
	with_layout();
	vmlinux();
	return test_end();
}
