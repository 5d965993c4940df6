"""The commands of `photophore watch`, as an operator or a journalist would type them."""

import json
import re

import pytest

from photophore.city import sightings
from tests.watch import small


@pytest.fixture
def run(typed):
    return lambda *words: typed("watch", *words)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("seen") / "events.parquet"
    sightings.write(path, small.city("lot", 1)[0])
    return path


def test_explain_names_the_cause(run, file):
    status, told, _ = run("explain", file, "--json")
    told = json.loads(told)
    assert status == 0 and (told["cause"], told["id"]) == ("lot", small.city("lot", 1)[1])
    assert set(told) == {"cause", "id", "odds", "source", "detected_s", "evidence", "hidden", "source_odds"}
    assert "Cause: lot" in run("explain", file)[1]
    assert "Nothing is wrong" in run("explain", file, "--at", "20")[1]


@pytest.mark.parametrize("kind", ["contact", "hidden"])
def test_it_says_how_sure_the_first_smile_is(run, tmp_path, kind):
    sightings.write(tmp_path / "events.parquet", small.city(kind, 1)[0])
    said = run("explain", tmp_path / "events.parquet")[1].splitlines()[0]
    assert re.search(r"first at smile \d+ \(\d+%\)\.$", said) or (kind == "hidden" and "is not known." in said)


def test_show_draws_when_smiles_began_to_fail(run, file):
    told = run("show", file)[1]
    assert "900 smiles" in told and "@" in told and small.city("lot", 1)[1] in told
    assert json.loads(run("show", file, "--json")[1])["levels"][0]["factor"] == "lot"


def test_a_wrong_file_is_one_sentence(run, tmp_path):
    (tmp_path / "x.parquet").write_text("no")
    for word in ("explain", "show"):
        status, _, wrong = run(word, tmp_path / "x.parquet")
        assert status == 2 and wrong.count("\n") == 1 and "Traceback" not in wrong
