"""`photophore policy`: read, shown and tried from a terminal; a wrong file is told with its line."""

import json

import pytest

from photophore.commands import policy
from photophore.commons import cedar
from photophore.commons.store import Store
from photophore.words import BadPolicy, NotFound
from tests.commons.council import BOSS, QUIET, PlainLog, elect, open_again


def run(capsys, *words) -> str:
    policy.app(list(words), exit_on_error=False, result_action="return_value")
    return capsys.readouterr().out


@pytest.fixture
def nothing(tmp_path):
    return ["--data", str(tmp_path / "nothing")]


def test_built_in_policies_are_listed_in_sentences(capsys, nothing):
    words = run(capsys, "list", *nothing)
    assert all(name in words for name in cedar.built_in())
    assert "no heart and no skin is heard or shown" in words and "It stays: the law" in words
    told = json.loads(run(capsys, "list", "--json", *nothing))
    assert {each["name"]: each["text"] for each in told} == cedar.built_in()


def test_one_is_shown_as_it_is_written(capsys, nothing):
    assert run(capsys, "show", "bodies", *nothing).strip() == cedar.built_in()["bodies"].strip()
    with pytest.raises(NotFound):
        run(capsys, "show", "nothing", *nothing)


def test_a_file_is_tried(capsys, nothing, tmp_path):
    (file := tmp_path / "quiet.cedar").write_text(QUIET)
    words = run(capsys, "check", str(file), *nothing)
    assert "can take effect" in words and "at night" in words and "it could be urgent" in words
    told = json.loads(run(capsys, "check", str(file), "--json", *nothing))
    assert told["ok"] and told["dark"] > 0 and told["changes"][0]["signals"] == ["heart"]


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\nforbid", "line 2"), (b"\xff\xfe", "not text"), (None, "No such file"), (b"x" * 100_000, "too long")],
)
def test_a_wrong_file_says_where(capsys, nothing, tmp_path, content, says):
    file = tmp_path / "wrong.cedar"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadPolicy, match=says) as told:
        run(capsys, "check", str(file), *nothing)
    assert str(file) in told.value.where and told.value.try_


def test_a_hubs_own_policies_are_those_in_force(capsys, tmp_path):
    store = Store.open(tmp_path / "commons" / "hub.sqlite")
    elect(store)
    open_again(store, PlainLog(), lambda bits: None, tmp_path / "kept").propose("quiet-nights", QUIET, BOSS)
    store.close()
    words = run(capsys, "list", "--data", str(tmp_path))
    assert "quiet-nights\n  At night nobody sees a heart.\n  Version 1, by the council." in words
    (file := tmp_path / "quiet.cedar").write_text(QUIET)
    told = json.loads(run(capsys, "check", str(file), "--json", "--data", str(tmp_path)))
    assert told["ok"] and "dark" not in told, "it says what is in force already"
