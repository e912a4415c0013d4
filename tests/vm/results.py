# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""What the tests did on each machine, as a table: a row for each test, a column for each machine.

Rows of one suite whose tests all passed on every machine they ran on are one row, but for those of the kernel suite:
they are the features. Reasons of skips stand below, numbered.
"""

import json
import os

OWN_ROWS = "kernel/"
WORDS = {"OK": "ok", "SKIP": "skip", "FAIL": "FAIL", "TIMEOUT": "FAIL"}


def reason_of(entry):
    for line in (entry["stdout"] or "").splitlines():
        if "skip" in line.lower():
            return line.strip().removeprefix("skipped: ")
    return "no reason printed"


class Results:
    def __init__(self):
        self.machines = []
        self.cells = {}  # of (test, machine)
        self.reasons = []

    def add(self, machine, tests, log):
        """Tests that are not in the log never ran: the machine ended before."""
        self.machines.append(machine)
        for test in tests:
            self.cells[test, machine] = "not run"
        if not os.path.exists(log):
            return
        with open(log, encoding="utf-8") as text:
            for line in text:
                entry = json.loads(line)
                self.cells[entry["name"], machine] = self.cell(entry)

    def cell(self, entry):
        result = entry["result"]
        if result != "SKIP":
            return WORDS.get(result, "FAIL")
        if not entry["may_skip"][0]:
            return "FAIL (skip)"
        reason = reason_of(entry)
        if reason not in self.reasons:
            self.reasons.append(reason)
        return f"skip {self.reasons.index(reason) + 1}"

    def row(self, test):
        return [self.cells.get((test, machine), "") for machine in self.machines]

    def rows(self):
        alike = {}  # suites: tests that passed wherever they ran
        rows = []
        for test in sorted({test for test, _ in self.cells}):
            row = self.row(test)
            if test.startswith(OWN_ROWS) or set(row) - {"ok", ""}:
                rows.append((test, row))
            else:
                alike.setdefault(test.split("/")[0], []).append(row)
        for suite, passed in sorted(alike.items()):
            counts = [sum(row[i] == "ok" for row in passed) for i in range(len(self.machines))]
            rows.append((f"{suite}/* (the others)", [f"{count} ok" if count else "" for count in counts]))
        return rows

    def print_table(self):
        rows = [("", self.machines), *self.rows()]
        if len(rows) == 1:
            return
        widths = [max(len(row[i]) for _, row in rows) for i in range(len(self.machines))]
        first = max(len(name) for name, _ in rows)
        print("== feature by machine")
        for name, row in rows:
            cells = "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths))
            print(f"{name:{first}}  {cells}".rstrip())
        for number, reason in enumerate(self.reasons, 1):
            print(f"skip {number}: {reason}")
