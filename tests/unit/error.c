// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Error records: one line, cut to fit, prefixed by outer steps. */
#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

int main(void)
{
	struct xsk_error err;
	char longer[2 * sizeof(err.text)];

	test_begin();
	CHECK_INT(error_set(&err, -EINVAL, "ring of %d slots\nno power of two", 3), -EINVAL);
	CHECK_INT(err.code, -EINVAL);
	CHECK(strcmp(err.text, "ring of 3 slots no power of two") == 0);
	CHECK_INT(error_prefix(&err, -EBUSY, "open %s", "veth0"), -EBUSY);
	CHECK(strcmp(err.text, "open veth0: ring of 3 slots no power of two") == 0);

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	error_set(&err, -EIO, "%s", longer);
	CHECK_INT(strlen(err.text), sizeof(err.text) - 1);
	error_prefix(&err, -EIO, "step");
	CHECK_INT(strlen(err.text), sizeof(err.text) - 1);

	error_clear(&err);
	CHECK_INT(err.code, 0);
	CHECK_INT(strlen(err.text), 0);
	CHECK_INT(error_set(NULL, -EPERM, "unseen"), -EPERM);
	CHECK_TEXT(error_name(-EPERM), "not permitted");
	CHECK_TEXT(error_name(-99999), "unknown");
	return test_end();
}
