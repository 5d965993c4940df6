import io
import json

import pytest
import structlog

from photophore.hub import journal


@pytest.fixture(autouse=True)
def restore():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_failure_is_told_without_what_a_person_said(as_json):
    out = io.StringIO()
    journal.begin(out, as_json)
    feeling = "valence is 0.123456"
    try:
        raise ZeroDivisionError("a sum failed") if feeling else None
    except ZeroDivisionError:
        structlog.get_logger().exception("a frame could not be sent", tick=7)
    told = out.getvalue()
    assert "a frame could not be sent" in told and "ZeroDivisionError" in told and "test_journal" in told
    assert "0.123456" not in told


def test_a_machine_reads_one_json_object_a_line():
    out = io.StringIO()
    journal.begin(out)
    structlog.get_logger().error("the loop does not end", seconds=5)
    line = json.loads(out.getvalue())
    assert (line["event"], line["level"], line["seconds"]) == ("the loop does not end", "error", 5)
