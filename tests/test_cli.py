"""The commands: what they print, what they leave, and how they say what went wrong."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from photophore import cli
from photophore.commands import options
from photophore.hub import app as hub
from photophore.words import BadCity, NoRoom
from tests import kept
from tests.towns import town

ROOT = options.HOUSE.parent


def run(*words, timeout=170):
    if "--data" in words:
        kept.lend(Path(words[words.index("--data") + 1]))
    done = subprocess.run([sys.executable, "-m", "photophore.cli", *map(str, words)], cwd=ROOT, capture_output=True,
                          text=True, timeout=timeout, stdin=subprocess.DEVNULL, check=False)  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_run_leaves_its_files_and_the_same_seed_the_same_light(tmp_path):
    shas = []
    for name in ("one", "two"):
        status, told, wrong = run("run", "--smiles", 200, "--seconds", 1, "--fps", 5, "--seed", 3, "--out",
                                  tmp_path / name, "--data", tmp_path / "data", "--json")  # fmt: skip
        assert status == 0, wrong
        report = json.loads(told)
        shas.append(report["frames_sha256"])
        assert report["frames"] == 5
        assert set(report["leaks"].values()) == {0}
        assert report["flash"]["failures"] == 0
    assert shas[0] == shas[1]
    assert {path.name for path in (tmp_path / "one").iterdir()} == {
        "report.json", "city.png", "strip.png", "strip.gif", "feelings.parquet"}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        ({"city": "atlantis"}, BadCity, "atlantis"),
        ({"smiles": 0}, NoRoom, "--smiles"),
        ({"fps": 60}, NoRoom, "--fps"),
    ],
)
def test_a_run_that_cannot_be_is_refused_before_it_begins(tmp_path, words, error, says):
    with pytest.raises(error, match=says):
        cli.run(**{"smiles": 10, "seconds": 1, "out": tmp_path / "out", "data": tmp_path} | words)
    assert not (tmp_path / "out").exists()


def test_a_city_from_a_folder_runs_by_path_or_by_name(tmp_path):
    town(tmp_path / "data" / "sets" / "quadrat")
    shas = []
    for city in (tmp_path / "data" / "sets" / "quadrat", "quadrat"):
        status, told, wrong = run("run", "--city", city, "--smiles", 200, "--seconds", 1, "--fps", 5, "--json", "--out",
                                  tmp_path / "out", "--data", tmp_path / "data")  # fmt: skip
        assert status == 0, wrong
        report = json.loads(told)
        assert report["city"] == "Quadratstadt" and set(report["leaks"].values()) == {0}
        shas.append(report["frames_sha256"])
    assert shas[0] == shas[1]


def test_a_city_that_cannot_be_read_is_one_line_and_status_2(tmp_path):
    here = town(tmp_path / "city", tracts="tract,lon,lat,people,income,dentists\n1,10.01,50.01,many,1,1\n")
    status, told, wrong = run("run", "--city", here, "--out", tmp_path / "out", "--data", tmp_path / "data")
    assert (status, told) == (2, "")
    assert len(wrong.strip().splitlines()) == 1
    assert "tracts.csv, row 2, column people" in wrong and "Traceback" not in wrong


def test_open_data_is_listed_with_source_licence_and_checksums(tmp_path):
    status, told, _ = run("data", "list", "--data", tmp_path)
    assert status == 0 and "licence" in told and "github.com/electronicarts/IRIS" in told
    status, told, _ = run("data", "list", "--json", "--data", tmp_path)
    assert {one["name"] for one in json.loads(told)} >= {"chicago", "iris", "stress-predict"}
    status, _, wrong = run("data", "get", "atlantis", "--data", tmp_path)
    assert status == 2 and "chicago" in wrong and len(wrong.strip().splitlines()) == 1


def test_claims_are_told_for_machines_and_kept(tmp_path):
    kept = tmp_path / "kept.md"
    words = ("fidelity", "--only", "colours", "--out", kept, "--data", tmp_path)
    status, told, wrong = run(*words, "--json")
    assert status == 0, wrong
    (part,) = json.loads(told)["parts"]
    assert {"id", "check", "source", "target", "measured", "pass"} == set(part["checks"][0])
    assert kept.read_text(encoding="utf-8").startswith("# Fidelity")


def test_stress_is_told_for_machines(shared):
    status, told, wrong = run("bench", "stress", "--replay", shared / "stress-predict", "--json")
    assert status == 0, wrong
    found = json.loads(told)
    assert found["people"] == 19 and found["windows"] > 1000 and found["left_out"] == {}
    assert found["auc_session"] >= 0.70 and 0.47 <= found["auc_shuffled"] <= 0.53
    assert {"auc_causal", "auc_raw", "auc_hr", "auc_skin"} <= set(found)
    assert [it["id"] for it in found["checks"]] == ["S1", "S1 raw", "S6", "S1 causal"]


@pytest.mark.parametrize(
    "words",
    [
        ("fidelity", "--only", "dreams"),
        ("fidelity", "--only", "colours", "--data-folder", "/nowhere"),
        ("bench", "feeling", "--esm", "/nowhere.csv"),
        ("bench", "stress", "--replay", "/nowhere"),
    ],
)
def test_a_claim_that_cannot_be_asked_is_one_line_and_status_2(words):
    status, told, wrong = run(*words)
    assert (status, told) == (2, "")
    assert len(wrong.strip().splitlines()) == 1


def test_a_port_that_is_taken_is_told_before_the_city_is_built(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, wrong = run("up", "--port", port, "--data", tmp_path)
    assert status == 2
    assert f"--port {port + 1}" in wrong
    assert len(wrong.strip().splitlines()) == 1


def test_who_can_reach_the_hub_is_said_plainly(capsys):
    from photophore.hub import lan

    cli._welcome(lan, False, hub.PORT, None)
    assert "Only this machine" in capsys.readouterr().out


def test_compiled_loops_lie_in_a_folder_named_after_their_sources(tmp_path):
    status, _, wrong = run("glyph", "list")
    assert status == 0, wrong
    told = "from pathlib import Path; from photophore.commands import options"
    code = f"{told}; options.keep_compiled(Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert len(list((tmp_path / "compiled").iterdir())) == 1
