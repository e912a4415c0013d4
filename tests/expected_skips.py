# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""tests/expected-skips: which test may skip, and under which condition."""

import fnmatch
import gzip
import os
import platform
import re
import shutil
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SHARED = os.environ.get("XSK_SHARED", os.path.join(TOP, "..", "shared"))


def kernel_below(version):
    running = [int(part) for part in re.findall(r"\d+", platform.release())[:2]]
    return running < [int(part) for part in version.split(".")]


def kernel_without(option):
    """The running kernel says that it was built without CONFIG_<option>; False where it does not say."""
    for path, opener in (("/proc/config.gz", gzip.open), (f"/boot/config-{platform.release()}", open)):
        if os.path.exists(path):
            with opener(path, "rt") as text:
                return not re.search(rf"^CONFIG_{option}=[ym]$", text.read(), re.M)
    return False


def no_library(name):
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    return name not in known


def no_peers(_):
    finder = os.path.join(TOP, "bench", "find-peers")
    return subprocess.run([finder], capture_output=True, check=False).returncode != 0


def in_chroot(_):
    """The root is no mount point."""
    with open("/proc/self/mountinfo", encoding="utf-8") as text:
        return all(line.split()[4] != "/" for line in text)


def conditions(variant):
    return {
        "always": lambda argument: True,
        "no-root": lambda argument: os.geteuid() != 0,
        "no-shared": lambda argument: not os.path.isdir(SHARED),
        "no-peers": no_peers,
        "no-command": lambda argument: shutil.which(argument) is None,
        "no-library": no_library,
        "no-path": lambda argument: not os.path.exists(argument),
        "path": os.path.exists,
        "no-environment": lambda argument: argument not in os.environ,
        "environment": lambda argument: argument in os.environ,
        "no-config": kernel_without,
        "kernel-below": kernel_below,
        "variant": lambda argument: variant in argument.split(","),
        "in-chroot": in_chroot,
        "one-cpu": lambda argument: os.cpu_count() == 1,
    }


class ExpectedSkips:
    """Lines of `PATTERN CONDITION[:ARGUMENT]`; several lines that fit one test are alternatives."""

    def __init__(self, variant):
        known = conditions(variant)
        path = os.path.join(TOP, "tests", "expected-skips")
        self.lines = []
        with open(path, encoding="utf-8") as text:
            for number, line in enumerate(text, 1):
                words = line.split("#")[0].split()
                if not words:
                    continue
                condition, _, argument = words[1].partition(":") if len(words) == 2 else ("", "", "")
                if condition not in known:
                    sys.exit(f"{path}:{number}: not PATTERN CONDITION: {line.strip()}")
                self.lines.append((words[0], words[1], known[condition], argument))

    def allowed(self, test):
        """Whether it may, and the conditions that were looked at."""
        fitting = [line for line in self.lines if fnmatch.fnmatch(test, line[0])]
        return any(holds(argument) for _, _, holds, argument in fitting), [line[1] for line in fitting]
