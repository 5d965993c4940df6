"""The set-up does only what is missing, says what failed, and installs a browser only where it may."""

import json
import re
import subprocess

import chromium
import debian
import make
import pytest

from tests import house


def test_each_target_of_the_makefile_is_a_command_and_is_explained():
    text = (house.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"TARGETS := (.*)", text)[1].split())
    explained = set(re.findall(r"^  ([a-z-]+)  +\w", make.__doc__, flags=re.MULTILINE))
    assert targets - {"help"} == set(make.COMMANDS) == explained


def test_ci_runs_make_test():
    assert "exec make test" in (house.ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_an_unknown_command_is_answered_with_the_list(capsys):
    assert make.main("dance") == 2
    assert "make.py COMMAND" in capsys.readouterr().out
    assert make.main("help") == 0


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(make.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"too old .*Try: make PYTHON="):
        make.main("up")


@pytest.fixture
def suite(monkeypatch, tmp_path):
    """`make test` with a pytest that ends as told: (status of the whole, names that failed, status of them alone)."""

    def suite(whole: int, failed: list, alone: int) -> tuple:
        ran = []
        cache = tmp_path / ".pytest_cache/v/cache"
        cache.mkdir(parents=True)
        (cache / "lastfailed").write_text(json.dumps(dict.fromkeys(failed, True)))
        monkeypatch.setattr(make, "ROOT", tmp_path)
        monkeypatch.setattr(make, "set_up", lambda kind: None)
        monkeypatch.setattr(make.chromium, "install", lambda: None)
        monkeypatch.setattr(make, "_pytest", lambda *args: ran.append(args) or [whole, alone][len(ran) - 1])
        status = make.test()
        assert ran[0] == ("--cache-clear", *make.SPREAD), "what failed long ago does not count"
        return status, ran[1:]

    return suite


def test_what_failed_beside_the_others_is_asked_once_more_alone_and_named(suite, capsys):
    assert suite(1, ["tests/a.py::test_a"], 0) == (0, [("tests/a.py::test_a",)])
    assert "tests/a.py::test_a" in capsys.readouterr().out.partition("Passed alone only")[2]


def test_what_fails_alone_too_has_failed(suite, capsys):
    assert suite(1, ["tests/a.py::test_a", "tests/b.py::test_b"], 1)[0] == 1
    assert "Passed alone only" not in capsys.readouterr().out


def test_many_that_failed_have_failed(suite):
    assert suite(1, ["a", "b", "c"], 0) == (1, [])


@pytest.mark.parametrize("status", [0, 2, 5])
def test_only_failed_tests_are_asked_again(suite, status):
    assert suite(status, ["a"], 0) == (status, [])


def test_a_part_of_the_suite_is_asked_once(suite, monkeypatch):
    suite(0, [], 0)
    asked = []
    monkeypatch.setattr(make, "_pytest", lambda *args: asked.append(args) or 1)
    assert make.test("tests/light") == 1
    assert asked == [("tests/light",)]


@pytest.fixture
def steps(monkeypatch, tmp_path):
    """The set-up in an empty folder; its steps are written down instead of done."""
    done = []
    monkeypatch.setattr(make, "HOME", tmp_path)
    monkeypatch.setattr(make, "_environment", lambda: None)
    monkeypatch.setattr(make, "_npm", lambda: ["npm"])
    monkeypatch.setattr(make, "do", lambda what, program: done.append(what.split()[0]))
    monkeypatch.setattr(make.vendor, "copy", lambda: done.append("copy"))
    monkeypatch.setattr(make.vendor, "faults", lambda: [] if "copy" in done else ["absent"])
    return done


def test_the_set_up_is_done_once(steps):
    make.set_up("run")
    assert steps == ["install", "put", "get", "copy"]
    make.set_up("run")
    assert len(steps) == 4


def test_what_tests_serves_what_runs(steps):
    make.set_up("dev")
    make.set_up("run")
    assert steps.count("install") == 1


def test_another_lock_is_installed(steps, monkeypatch):
    make.set_up("run")
    monkeypatch.setattr(make, "_wanted", lambda kind: "another")
    make.set_up("run")
    assert steps.count("install") == 2


def test_a_step_that_fails_says_which():
    with pytest.raises(SystemExit, match=r"Could not fetch the moon .*Try: "):
        make.do("fetch the moon", [make.sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(SystemExit, match="Could not fetch the moon"):
        make.do("fetch the moon", [str(house.ROOT / "no such program")])


@pytest.fixture
def bare(monkeypatch):
    """A Debian machine without a browser, and root on it; what would be run is written down."""
    ran = []
    monkeypatch.delenv("PHOTOPHORE_BROWSER", raising=False)
    monkeypatch.delenv("PHOTOPHORE_BROWSER_INSTALL", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    monkeypatch.setattr(chromium, "PLACES", ())
    monkeypatch.setattr(chromium, "_loads", lambda: True)
    monkeypatch.setattr(debian.os, "geteuid", lambda: 0, raising=False)

    def run(told, **_):
        ran.append(told)
        return subprocess.CompletedProcess(told, 1)

    monkeypatch.setattr(debian.subprocess, "run", run)
    return ran


def test_a_browser_is_installed_where_it_may_be(bare):
    chromium.install()
    assert bare[-1][-1] == "chromium"  # and its failure harms nothing: the tests that need it are skipped


@pytest.mark.parametrize("why", ["refused", "not root", "no apt-get", "there is one", "one is named"])
def test_a_browser_is_not_installed_where_it_may_not(bare, monkeypatch, why):
    if why == "refused":
        monkeypatch.setenv("PHOTOPHORE_BROWSER_INSTALL", "0")
    elif why == "not root":
        monkeypatch.setattr(debian.os, "geteuid", lambda: 1000, raising=False)
    elif why == "no apt-get":
        monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    elif why == "there is one":
        monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    else:
        monkeypatch.setenv("PHOTOPHORE_BROWSER", "my-browser")
        monkeypatch.setattr(chromium.shutil, "which", lambda name: name)
    chromium.install()
    assert bare == []


def test_what_the_driver_lacks_is_installed_too(bare, monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(chromium, "_loads", lambda: False)
    chromium.install()
    assert bare[-1][-1] == "libatomic1"
    assert "apt-get install libatomic1" in chromium.why_not()


def test_no_browser_is_a_reason(bare):
    assert "apt-get install chromium" in chromium.why_not()
