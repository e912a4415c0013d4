// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btf__permute(): the same types in another order. */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/ext.h"
#include "loader/btf/remap.h"
#include "loader/btf/write.h"
#include "loader/result.h"

/* old_of[n]: which own type comes n-th. -EINVAL where two want one place, or one a place that is none. */
static int invert(const struct btf *btf, const uint32_t *map, uint32_t *old_of)
{
	memset(old_of, 0xff, btf->type_count * sizeof(*old_of));
	for (uint32_t i = 0; i < btf->type_count; i++) {
		uint32_t n = map[i] - btf->start_id;

		if (map[i] < btf->start_id || n >= btf->type_count || old_of[n] != UINT32_MAX)
			return -EINVAL;
		old_of[n] = i;
	}
	return 0;
}

/* @map: of each own type, its new id. */
static int permute(struct btf *btf, const uint32_t *map, struct btf_ext *ext)
{
	uint32_t *old_of = malloc((btf->type_count + 1) * sizeof(*old_of));
	uint32_t *offsets = malloc((btf->type_count + 1) * sizeof(*offsets)), at = 0;
	unsigned char *types = malloc(btf->types_len + 1);
	int result = old_of && offsets && types ? invert(btf, map, old_of) : -ENOMEM;

	for (uint32_t n = 0; !result && n < btf->type_count; n++) {
		const struct btf_type *type = btf_type_at(btf, btf->start_id + old_of[n]);
		uint32_t bytes = (uint32_t)btf_type_bytes(btf, type, btf->types_len);

		memcpy(types + at, type, bytes);
		offsets[n] = at;
		at += bytes;
	}
	free(old_of);
	if (result) {
		free(types);
		free(offsets);
		return result;
	}
	btf_replace_types(btf, types, at, offsets, btf->type_count);
	btf_renumber(btf, ext, map);
	return 0;
}

int btf__permute(struct btf *btf, __u32 *id_map, __u32 id_map_cnt, const struct btf_permute_opts *opts)
{
	uint32_t skip = btf->base ? 0 : 1; /* void has an entry where there is no base */
	int result;

	if (!OPTS_VALID(opts, btf_permute_opts))
		return result_int(-EINVAL);
	if (!id_map || id_map_cnt != btf->type_count + skip || (skip && id_map[0]))
		return result_int(-EINVAL);
	result = btf_require_valid(btf);
	if (!result)
		result = btf_knows_all_kinds(btf) ? btf_make_writable(btf) : -EINVAL;
	if (!result)
		result = permute(btf, id_map + skip, OPTION_GET(opts, btf_ext, NULL));
	return result_int(result);
}
