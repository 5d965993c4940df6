"""`photophore me`: from the hub's own screen, taken out, erased, and refused in words."""

import json
import zipfile

import pytest

from photophore.commands import me
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.words import BLOCK, BadRequest, NoRoom, NotAllowed, NotFound, WearerClass


def run(capsys, *words) -> str:
    me.app([str(word) for word in words], exit_on_error=False, result_action="return_value")
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A hub that ran once -> its folder."""
    folder = tmp_path_factory.mktemp("data")
    Hall.open(folder / "commons", Grants(BLOCK)).close()
    return folder


@pytest.fixture
def ann(data):
    """Somebody who joined, and a link that brings them back -> id, link."""
    hall = Hall.open(data / "commons", Grants(BLOCK))
    hall.people.set_open(True, None)
    person, _ = hall.people.join(None, Joining(WearerClass.ADULT, name="Ann Example"))
    link = f"http://hub.lan/join#{hall.people.invite_back(person.id, person)}"
    hall.close()
    return person.id, link


def test_everything_is_taken_out_and_then_erased(capsys, data, ann, tmp_path):
    person, link = ann
    out = tmp_path / "ann.zip"
    told = json.loads(run(capsys, "export", "--data", data, "--person", person, "--out", out, "--json"))
    assert told == {"file": str(out), "bytes": out.stat().st_size}
    with zipfile.ZipFile(out) as zipped:
        assert json.loads(zipped.read("me.json"))["person"]["name"] == "Ann Example"
    with pytest.raises(NoRoom, match="already"):
        run(capsys, "export", "--data", data, "--person", person, "--out", out)
    words = run(capsys, "erase", "--data", data, "--link", link, "--yes")
    assert words.startswith("Erased.") and "salt" in words and "record" in words
    with pytest.raises(NotFound):
        run(capsys, "export", "--data", data, "--person", person, "--out", tmp_path / "b.zip")
    assert not any(b"Ann Example" in path.read_bytes() for path in data.rglob("*") if path.is_file())


def test_a_link_tells_who_it_is_and_still_works_afterwards(capsys, data, ann, tmp_path):
    person, link = ann
    for name in ("a.zip", "b.zip"):
        run(capsys, "export", "--data", data, "--link", link, "--out", tmp_path / name)
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        assert json.loads(zipped.read("me.json"))["person"]["id"] == person


def test_it_asks_before(capsys, data, ann, monkeypatch):
    with pytest.raises(NotAllowed, match="nothing was erased.*--yes"):
        run(capsys, "erase", "--data", data, "--person", ann[0])
    asked = []
    monkeypatch.setattr(me.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda words: asked.append(words) or "no")
    with pytest.raises(NotAllowed):
        run(capsys, "erase", "--data", data, "--person", ann[0])
    assert "Ann Example" in asked[0]
    monkeypatch.setattr("builtins.input", lambda words: "Yes")
    assert "Erased" in run(capsys, "erase", "--data", data, "--person", ann[0])


def test_a_hub_that_runs_is_left_alone(capsys, data, ann, tmp_path):
    hall = Hall.open(data / "commons", Grants(BLOCK))
    with pytest.raises(NoRoom, match="stop the hub first"):
        run(capsys, "export", "--data", data, "--person", ann[0], "--out", tmp_path / "a.zip")
    hall.close()


def test_what_cannot_be_is_told(capsys, data, tmp_path):
    out = ("--out", tmp_path / "a.zip")
    with pytest.raises(NotFound, match="no hub was ever started here"):
        run(capsys, "export", "--data", tmp_path / "nothing", "--person", "x", *out)
    assert not (tmp_path / "nothing").exists()
    with pytest.raises(BadRequest, match="say who it is"):
        run(capsys, "export", "--data", data, *out)
    with pytest.raises(BadRequest, match="say who it is"):
        run(capsys, "erase", "--data", data, "--person", "x", "--link", "y")
    with pytest.raises(NotFound):
        run(capsys, "export", "--data", data, "--person", "../../etc", *out)
    with pytest.raises(NotAllowed, match="nobody knows this link"):
        run(capsys, "export", "--data", data, "--link", "http://hub/join#xyz", *out)
    hall = Hall.open(data / "commons", Grants(BLOCK))
    link = hall.people.first_link()
    hall.close()
    with pytest.raises(BadRequest, match="brings nobody back"):
        run(capsys, "export", "--data", data, "--link", link, *out)
    assert not (tmp_path / "a.zip").exists()
