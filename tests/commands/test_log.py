"""The commands of `photophore log`, as a stranger would type them."""

import json
import subprocess
import sys

import pytest

from photophore.tlog import note
from photophore.tlog.note import Kind, Signer
from tests.commons.logs import opened


@pytest.fixture
def run(typed):
    return lambda *words: typed("log", *words)


@pytest.fixture
def log(tmp_path):
    made = opened(tmp_path)
    made.append([b"\x05%d" % i for i in range(300)])
    made.close()
    return made


def test_every_command_is_named():
    code = "from photophore.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "log", "--help"], capture_output=True, text=True, check=True)
    assert all(f" {name} " in done.stdout for name in ("verify", "prove", "check", "note"))


def test_verify(run, log, tmp_path):
    status, out, _ = run("verify", log.public)
    assert (status, "entries    300: 300 not ours" in out) == (0, True)
    kept = tmp_path / "kept"
    kept.write_bytes(log.checkpoint)
    status, out, _ = run("verify", log.public, "--key", log.vkeys[0], "--since", kept, "--json")
    assert (status, json.loads(out)["since"], json.loads(out)["trust"]) == (0, 300, "given")
    both = (log.public / "vkey").read_text("utf-8").strip()  # as "$(curl .../log/vkey)" gives them
    status, out, _ = run("verify", log.public, "--key", both, "--json")
    assert (status, json.loads(out)["trust"], len(json.loads(out)["verified"])) == (0, "given", 2)
    (log.public / "tile" / "0" / "000").write_bytes(bytes(8192))
    status, out, err = run("verify", log.public)
    assert (status, out, "tile/0/000" in err) == (2, "", True)


def test_prove_and_check(run, log, tmp_path):
    out = tmp_path / "mine.tlog-proof"
    assert run("prove", 17, "--log", log.public, "--out", out)[0] == 0
    status, told, _ = run("check", out, "--key", log.vkeys[0])
    assert (status, "entry      17 of 300" in told) == (0, True)
    (tmp_path / "other").write_bytes(b"other")
    status, _, err = run("check", out, "--key", log.vkeys[0], "--entry", tmp_path / "other")
    assert (status, "another root" in err) == (2, True)
    status, told, _ = run("prove", 17, "--log", log.public)
    assert told.encode() == out.read_bytes()


def test_note(run, tmp_path):
    one, other = (Signer(name, Kind.ED25519, name.encode() * 32) for name in "ab")
    file = tmp_path / "note"
    file.write_bytes(note.join(b"hello\n", [one.sign(b"hello\n"), other.sign(b"else\n")]))
    status, out, _ = run("note", file, "--key", one.key)
    assert (status, out.startswith("hello\n"), "signed by  a (Ed25519" in out) == (0, True, True)
    for keys in ([], ["--key", other.key], ["--key", one.key, "--key", other.key], ["--key", "junk"]):
        status, out, err = run("note", file, *keys)
        assert (status, out) == (2, "")
        assert err.startswith("photophore: ")
        assert "Traceback" not in err


@pytest.mark.parametrize("words", [
    ("verify", "/nowhere"), ("prove", "5", "--log", "/nowhere"), ("note", "/nowhere"), ("check", "/nowhere"),
    ("verify", "http://127.0.0.1:1"),
])  # fmt: skip
def test_what_is_not_there_is_one_line_and_status_2(run, words):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err.startswith("photophore: ")
    assert len(err.splitlines()) == 1
