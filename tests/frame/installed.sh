# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# shellcheck shell=bash
#
# Sourced by tests that want the library as its users have it: installs BUILD ($1) into a folder of the test's own,
# $installed, as if that were the prefix, and makes pkg-config find it. Everything goes when the test ends.
set -euo pipefail

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'echo "failed in line $LINENO: $BASH_COMMAND" >&2' ERR
# meson writes its installation log into the build folder: one at a time.
flock "$build/meson-private" meson install -C "$build" --no-rebuild --destdir "$scratch/root" >"$scratch/install.log" 2>&1 ||
	{ cat "$scratch/install.log"; exit 1; }
prefix=$(meson introspect --buildoptions "$build" |
	python3 -c 'import json, sys; print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == "prefix"))')
installed=$scratch/root$prefix
pc=$(find "$installed" -name libxsk.pc)
[[ $pc ]] || { echo "no libxsk.pc was installed"; exit 1; }
sed -i "s|^prefix=.*|prefix=$installed|" "$pc"
libdir=${pc%/pkgconfig/libxsk.pc}
export PKG_CONFIG_PATH=${pc%/libxsk.pc}
# Only what says so may be preloaded or found elsewhere.
unset LD_PRELOAD LD_LIBRARY_PATH

fail() {
	echo "$*" >&2
	exit 1
}
