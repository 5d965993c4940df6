"""What was measured of a claim, as a machine reads it and as a person does: failures first, and no pass for no data."""

from photophore.words import Check

WORDS = {True: "pass", False: "FAIL", None: "----"}


def told(check: Check) -> dict:
    """One check for JSON; `pass` is null where nothing was judged."""
    return {"id": check.key, "check": check.what, "source": check.source, "target": check.target,
            "measured": check.measured, "pass": check.ok}  # fmt: skip


def record(checks: list[Check], **beside) -> dict:
    """The checks of one command for JSON, with what they were run with."""
    counts = {name: sum(it.ok is ok for it in checks) for name, ok in
              (("passed", True), ("failed", False), ("not_judged", None))}  # fmt: skip
    return beside | counts | {"checks": [told(it) for it in checks]}


def text(checks: list[Check]) -> str:
    """The checks for a person, one paragraph each; failures first, then what was not judged, then what passed."""
    rank = {False: 0, None: 1, True: 2}
    lines = [f"{WORDS[it.ok]}  {it.key:8} {it.what}\n{'':14} measured {it.measured}\n{'':14} target   {it.target}  "
             f"({it.source})" for it in sorted(checks, key=lambda it: rank[it.ok])]  # fmt: skip
    counts = record(checks)
    return "\n".join([*lines, f"{counts['passed']} pass, {counts['failed']} fail, {counts['not_judged']} not judged."])
