"""photophore glyph publish, withdraw and verify, as they are typed beside a hub that runs."""

import json

import pytest

from photophore.cli import app
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.commons.published import State
from photophore.words import BLOCK, BadGlyph, BadLog, NotAllowed, NotFound, Role, WearerClass
from tests.commons.artist import text


def type_(capsys, *words) -> str:
    app(["glyph", *map(str, words)], exit_on_error=False, result_action="return_value")
    return capsys.readouterr().out


@pytest.fixture
def hub(tmp_path):
    hall = Hall.open(tmp_path / "hub" / "commons", Grants(BLOCK))
    yield hall
    hall.close()


def test_a_design_is_published_verified_and_ended_beside_a_hub_that_runs(hub, tmp_path, capsys):
    data, file, key = tmp_path / "hub", tmp_path / "dusk.glyph", tmp_path / "key"
    log = data / "commons" / "log"
    file.write_text(text().replace("says", "by Ana\nsays"), "utf-8")
    artist, _ = hub.people.join(hub.people.invite(Role.ARTIST, None), Joining(WearerClass.ADULT))
    words = ("publish", file, "--person", artist.id, "--key", key, "--data", data)
    made = json.loads(type_(capsys, *words, "--parent", "tide", "--credit", "Ana", "--json"))
    assert key.stat().st_mode & 0o077 == 0
    assert hub.designs.state(made["hash"]) is None
    hub.tend()
    found = hub.designs.find(made["hash"])
    assert found.credit == "Ana" and "Ana" not in found.text and len(found.parents) == 1
    assert hub.designs.worn(made["hash"]).name == "dusk"
    assert json.loads(type_(capsys, *words, "--parent", "tide", "--json")) == made  # once more changes nothing

    signed = tmp_path / "dusk.design"
    signed.write_bytes(found.note)
    assert json.loads(type_(capsys, "verify", signed, "--log", log, "--json"))["entry"] == made["entry"]
    assert "signed it" in type_(capsys, "verify", signed)
    signed.write_bytes(found.note.replace(b"slow", b"fast"))
    with pytest.raises(BadLog):
        type_(capsys, "verify", signed)
    signed.write_bytes(found.note)

    faded = []
    hub.designs.tell.append(lambda hash_, unsafe: faded.append((hash_, unsafe)))
    assert "nobody wears it" in type_(capsys, "withdraw", signed, "--data", data)
    hub.tend()
    assert hub.designs.state(made["hash"]) is State.WITHDRAWN and faded == [(made["hash"], False)]
    told = json.loads(type_(capsys, "withdraw", made["hash"], "--unsafe", "it hurts", "--data", data, "--json"))
    assert told["state"] == "unsafe"
    hub.tend()
    assert hub.designs.state(made["hash"]) is State.UNSAFE and faded[-1] == (made["hash"], True)


def test_who_is_no_artist_or_brings_nothing_is_told_so(hub, tmp_path, capsys):
    data, file, key = tmp_path / "hub", tmp_path / "dusk.glyph", tmp_path / "key"
    file.write_text(text(), "utf-8")
    wearer, _ = hub.people.join(hub.people.invite(Role.WEARER, None), Joining(WearerClass.ADULT))
    with pytest.raises(NotAllowed, match="only artists"):
        type_(capsys, "publish", file, "--person", wearer.id, "--key", key, "--data", data)
    with pytest.raises(NotFound):
        type_(capsys, "publish", file, "--person", "nobody", "--key", key, "--data", data)
    with pytest.raises(NotFound):
        type_(capsys, "withdraw", "0" * 64, "--data", data)
    with pytest.raises(NotFound):
        type_(capsys, "withdraw", "0" * 64, "--data", tmp_path / "none")
    for name, said in (("none", None), ("bytes", b"\xff\xfe"), ("text", b"glyph"), ("cut", b"photophore design 1\n")):
        if said is not None:
            (tmp_path / name).write_bytes(said)
        with pytest.raises((BadGlyph, BadLog)):
            type_(capsys, "verify", tmp_path / name)
