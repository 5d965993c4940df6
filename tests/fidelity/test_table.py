"""A table of checks hides no failure, and takes no missing data for a pass."""

import json

from photophore.fidelity import table
from photophore.words import Check

CHECKS = [Check("A", "one", "who", "1", "1", True), Check("B", "two", "who", "2", "3", False),
          Check("C", "three", "who", "4", "data not given", None)]  # fmt: skip


def test_a_machine_reads_every_check():
    record = json.loads(json.dumps(table.record(CHECKS, seed=7)))
    assert (record["seed"], record["passed"], record["failed"], record["not_judged"]) == (7, 1, 1, 1)
    assert [(it["id"], it["pass"]) for it in record["checks"]] == [("A", True), ("B", False), ("C", None)]


def test_a_person_reads_failures_first():
    told = table.text(CHECKS)
    assert told.index("FAIL  B") < told.index("----  C") < told.index("pass  A")
    assert told.endswith("1 pass, 1 fail, 1 not judged.")
