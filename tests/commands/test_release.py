"""The commands of `photophore release`, as makers type them, and as whoever takes a release does."""

import json
import subprocess
import sys

import pytest

from photophore.commons.release_roles import Release
from tests.commons.logs import opened

COMMANDS = ("key", "begin", "add", "withdraw", "rotate", "sign", "publish", "list", "get", "verify")


@pytest.fixture
def run(typed, tmp_path):
    """All of it, but for `key`, under a --data that is nobody's home."""
    return lambda *words: typed("release", *words, *([] if words[0] == "key" else ["--data", tmp_path / "home"]))


@pytest.fixture
def house(run, tmp_path, monkeypatch):
    """Keys of three people, and a hub's log -> the words that name folder and log."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    log = opened(tmp_path / "log")
    log.append([b"\x05a"])
    log.close()
    for name in ("ann", "bob", "cleo"):
        assert run("key", name, "--out", tmp_path / f"{name}.key")[0] == 0
    return ["--folder", tmp_path / "releases"], ["--log", log.public, "--log-private", tmp_path / "log" / "private"]


@pytest.fixture
def begun(run, house, tmp_path):
    """Root of ann, bob and cleo; the list is bob's."""
    keys = [word for name in ("ann", "bob", "cleo") for word in ("--root", tmp_path / f"{name}.key")]
    assert run("begin", *keys, "--targets", tmp_path / "bob.key", *house[0], *house[1][:2])[0] == 0
    assert run("publish", *house[0], *house[1])[0] == 0
    return tmp_path / "releases" / "public"


def trusting(begun, tmp_path):
    return ["--trust", tmp_path / "trust", "--root", begun / "metadata" / "1.root.json"]


def test_every_command_is_named():
    code = "from photophore.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "release", "--help"], capture_output=True, text=True, check=True)
    assert all(f" {name} " in done.stdout for name in COMMANDS)


def test_from_a_file_to_whoever_takes_it(run, house, begun, tmp_path):
    (tmp_path / "light").write_bytes(b"light 1")
    status, out, _ = run("add", "firmware/lamp", tmp_path / "light", "--says", "the first", *house[0])
    assert (status, out.startswith("firmware/lamp/1 is drafted (7 bytes")) == (0, True)
    status, out, err = run("publish", *house[0], *house[1])
    assert (status, out) == (2, "")
    assert "targets 2 has 0 of 1 signatures (not yet: bob)" in err
    status, out, _ = run("sign", *house[0])
    assert out == "targets 2 needs 1: signed by nobody yet; can sign, too: bob\n"
    status, out, _ = run("sign", "--key", tmp_path / "bob.key", *house[0], "--json")
    assert json.loads(out)[0]["signed"] == ["bob"]
    status, out, _ = run("publish", *house[0], *house[1], "--json")
    assert json.loads(out) == {"root": 1, "targets": 2, "snapshot": 2, "timestamp": 2, "listed": 1}
    trust = trusting(begun, tmp_path)
    assert run("list", begun, *trust)[1] == "firmware/lamp/1  7 bytes  the first\n"
    got = tmp_path / "got.bin"
    status, out, _ = run("get", "firmware/lamp", "--out", got, "--from", begun, *trust)
    assert (status, got.read_bytes(), "signed, and entry 2 of hub.example/log" in out) == (0, b"light 1", True)
    status, out, _ = run("verify", begun, *trust, *house[1][:2])
    assert (status, "name no other release" in out) == (0, True)


def test_all_that_a_hub_keeps_is_found_under_its_data(run, tmp_path, monkeypatch):
    """As docs/releases.md has it: no folder and no log is told."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    home = tmp_path / "home"
    log = opened(made := tmp_path / "made")
    log.append([b"\x05a"])
    log.close()
    (home / "commons").mkdir(parents=True)
    log.public.rename(home / "commons" / "log")
    (made / "private").rename(home / "commons" / "log-private")
    keys = [run("key", name, "--out", tmp_path / f"{name}.key")[1].strip() for name in ("ann", "bob")]
    begun = run("begin", "--root", tmp_path / "ann.key", "--root", keys[1], "--targets", keys[1])
    assert begun[0] == 0, begun
    (tmp_path / "light").write_bytes(b"light 1")
    assert run("add", "firmware/lamp", tmp_path / "light")[0] == 0
    assert run("sign", "--key", tmp_path / "bob.key")[0] == 0
    assert run("publish")[0] == 0
    root = home / "releases" / "public" / "metadata" / "1.root.json"
    assert run("list", "--root", root)[1] == "firmware/lamp/1  7 bytes\n"
    assert run("get", "firmware/lamp", "--out", tmp_path / "got")[0] == 0
    assert run("verify", "--log", home / "commons" / "log")[0] == 0
    assert run("withdraw", "firmware/lamp/1")[0] == 0
    assert run("rotate")[0] == 0


def test_the_log_that_begin_was_told_is_remembered(run, house, begun, tmp_path):
    assert run("publish", *house[0], *house[1][2:])[0] == 0
    (tmp_path / "releases" / "private" / "log").write_bytes(b"/nowhere/\xff\n")
    status, _, err = run("publish", *house[0], *house[1][2:])
    assert (status, "home/commons/log" in err) == (2, True)
    assert run("publish", *house[0], *house[1])[0] == 0


def test_what_was_taken_is_checked_without_the_hub(run, house, begun, tmp_path):
    (tmp_path / "light").write_bytes(b"light 1")
    run("add", "firmware/lamp", tmp_path / "light", *house[0])
    run("sign", "--key", tmp_path / "bob.key", *house[0])
    run("publish", *house[0], *house[1])
    run("get", "firmware/lamp", "--out", tmp_path / "got.bin", "--from", begun, *trusting(begun, tmp_path))
    got = tmp_path / "got.bin"
    told = ["check", f"{got}.tlog-proof", "--entry", f"{got}.entry", "--key", house[1][1] / "vkey"]
    code = "from photophore.cli import main; main()"
    words = [sys.executable, "-c", code, "log", *map(str, told)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "a release" in done.stdout


def test_keys_change_and_a_release_is_withdrawn(run, house, begun, tmp_path):
    (tmp_path / "light").write_bytes(b"light 1")
    run("add", "firmware/lamp", tmp_path / "light", *house[0])
    status, out, _ = run("rotate", "--online", "--targets", tmp_path / "cleo.key", *house[0])
    assert (status, "root 2 needs 2: signed by cleo" in out) == (0, True)
    assert run("sign", "--key", tmp_path / "ann.key", *house[0])[0] == 0
    assert run("publish", *house[0], *house[1])[0] == 0
    assert run("withdraw", "firmware/lamp/1", *house[0])[0] == 0
    run("sign", "--key", tmp_path / "cleo.key", *house[0])
    assert run("publish", *house[0], *house[1])[0] == 0
    trust = trusting(begun, tmp_path)
    assert run("list", begun, *trust)[1] == "firmware/lamp/1  withdrawn\n"
    status, _, err = run("get", "firmware/lamp/1", "--out", tmp_path / "got", "--from", begun, *trust)
    assert (status, "was withdrawn" in err, (tmp_path / "got").exists()) == (2, True, False)


def test_a_release_that_no_log_lists_is_not_written(run, house, begun, tmp_path):
    (tmp_path / "light").write_bytes(b"light 1")
    run("add", "firmware/lamp", tmp_path / "light", *house[0])
    run("sign", "--key", tmp_path / "bob.key", *house[0])
    run("publish", *house[0], *house[1])
    for path in begun.rglob("targets/**/*.tlog-proof"):
        path.unlink()
    trust = trusting(begun, tmp_path)
    for words in (("get", "firmware/lamp", "--out", tmp_path / "got", "--from", begun), ("verify", begun)):
        status, out, err = run(*words, *trust)
        assert (status, out, "not shown to stand in the log" in err) == (2, "", True)
    assert not (tmp_path / "got").exists()


def test_what_stands_in_the_log_and_is_hidden_is_told(run, house, begun, tmp_path):
    log = opened(tmp_path / "log")
    log.append([Release("firmware/lamp/7", 3, bytes(32), "").entry])
    log.close()
    status, out, err = run("verify", begun, *trusting(begun, tmp_path), *house[1][:2])
    assert (status, out) == (2, "")
    assert "firmware/lamp/7 stands in the log, and is not released" in err


@pytest.mark.parametrize("words", [
    ("publish",), ("sign",), ("rotate",), ("withdraw", "firmware/lamp/1"), ("add", "firmware/lamp", "/nowhere"),
    ("list", "/nowhere"), ("get", "firmware/lamp", "--out", "x", "--from", "http://127.0.0.1:1"), ("begin",),
    ("sign", "--key", "/nowhere"), ("sign", "--key", "a+b+c"), ("verify", "ftp://x"),
])  # fmt: skip
def test_what_is_not_there_is_one_line_and_status_2(run, words, tmp_path):
    folder = ["--folder", tmp_path / "none"] if words[0] in COMMANDS[1:7] else []
    status, out, err = run(*words, *folder)
    assert (status, out) == (2, "")
    assert err.startswith("photophore: ")
    assert len(err.splitlines()) == 1
