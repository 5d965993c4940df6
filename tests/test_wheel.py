"""A wheel carries all that `photophore up` needs, and refuses to be built without its pages."""

import ast
import importlib.metadata
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest
import vendor

from tests import house

NEEDED = ["pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "package.json", "package-lock.json", ".npmrc"]


def build(home: Path, out: Path) -> subprocess.CompletedProcess:
    program = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    return subprocess.run(program, cwd=home, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    told = build(house.ROOT, out)
    assert told.returncode == 0, told.stdout + told.stderr
    return next(out.glob("*.whl"))


def environment(folder: Path) -> Path:
    """An empty environment; the path of its Python."""
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(python: Path, *what: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([python, "-m", "pip", "install", *quiet, *what], check=True, timeout=600, capture_output=True)


def test_the_pages_and_designs_are_inside(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    house_files = {it.relative_to(house.ROOT).as_posix() for it in house.HOUSE.rglob("*") if it.is_file()}
    wanted = {name for name in house_files if "__pycache__" not in name}
    wanted |= {f"photophore/glyphs/{it.name}" for it in (house.ROOT / "glyphs").glob("*.glyph")}
    wanted |= {f"photophore/cities/{it.name}" for it in (house.ROOT / "cities").glob("*.toml")}
    wanted |= {f"photophore/pages/static/vendor/{name}" for name in ("manifest.json", "importmap.json", "fonts.css")}
    assert wanted - inside == set()
    outside = {name for name in inside if not name.startswith("photophore")}
    assert not outside, "tests, scripts and node_modules stay at home"


@pytest.fixture
def house_apart(tmp_path) -> Path:
    """A copy of what a build reads."""
    for name in NEEDED:
        shutil.copy(house.ROOT / name, tmp_path)
    for name in ("photophore", "scripts", "glyphs", "cities"):
        shutil.copytree(house.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize("harm", ["absent", "one file gone", "one file changed", "another lock"])
def test_a_wheel_without_its_libraries_is_refused(house_apart, harm):
    folder = house_apart / "photophore" / "pages" / "static" / "vendor"
    if harm == "absent":
        shutil.rmtree(folder)
    elif harm == "one file gone":
        (folder / "lit" / "index.js").unlink()
    elif harm == "one file changed":
        (folder / "lit" / "index.js").write_text("export const nothing = 0;")
    else:
        (house_apart / "package-lock.json").write_text("{}")
    told = build(house_apart, house_apart / "dist")
    assert told.returncode != 0
    assert "Cannot pack the pages" in told.stderr
    assert "make set-up" in told.stderr
    assert not list((house_apart / "dist").glob("*.whl"))


def test_the_import_map_names_files_that_are_there():
    assert not vendor.faults()
    for file in vendor.ENTRIES.values():
        assert (vendor.VENDOR / file).exists()
    assert not list(vendor.VENDOR.rglob("*.map"))
    assert "http" not in (vendor.VENDOR / "fonts.css").read_text()


def test_every_import_is_a_declared_dependency():
    """So that an empty environment gets all it needs: what the code imports is what the project file names."""
    of_package = importlib.metadata.packages_distributions()
    imported = set()
    for name in house.names():
        for node in ast.walk(ast.parse(house.read(name))):
            if isinstance(node, ast.Import):
                imported |= {it.name.partition(".")[0] for it in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"photophore"}
    told = (house.ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[project.scripts]")[0]
    declared = {plain(it) for it in re.findall(r'^  "([A-Za-z][\w.-]*)[<>=; ]', told, flags=re.MULTILINE)}
    undeclared = {it for it in foreign if not {plain(dist) for dist in of_package.get(it, [])} & declared}
    assert not undeclared


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_locks_hold_hashes_and_no_address():
    for name in ("run", "dev", "node"):
        text = (house.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][^\n]*?==", text, flags=re.MULTILINE)
        assert pins
        assert len(re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", text, flags=re.MULTILINE)) == len(pins)
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
    pages = (house.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in pages
    assert pages.count('"integrity": "sha512-') == pages.count('"node_modules/')


def test_what_tests_is_what_runs_and_more():
    def pins(name):
        text = (house.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9][^\\\n;]*?) (?:;.*)?\\", text, flags=re.MULTILINE))

    assert pins("run") <= pins("dev")


def lights_up(python: Path, home: Path) -> None:
    """`photophore up` answers, pages and libraries included, and ends when it is told to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = (home / "told.txt").open("w+")
    command = [str(python.with_name("photophore")), "up", "--port", str(port), "--data", str(home / "data")]
    command += ["--smiles", "2048"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    hub = subprocess.Popen(command, cwd=home, stdout=told, stderr=subprocess.STDOUT, env=clean)
    try:
        for address in ("/", "/city", "/smile", "/glyphs", "/static/vendor/lit/index.js", "/api/glyphs"):
            assert answer(f"http://127.0.0.1:{port}{address}", hub), f"{address}: {(home / 'told.txt').read_text()}"
    finally:
        hub.terminate()
        hub.wait(timeout=20)
        told.close()


def answer(address: str, hub: subprocess.Popen, seconds: float = 90) -> bytes:
    """What the hub answers; nothing if it ends or keeps still."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and hub.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:
                return reply.read()
        except OSError as error:
            if getattr(error, "code", None):  # it answers, but not with this
                return b""
            time.sleep(0.2)
    return b""


@pytest.mark.timeout(300)
def test_the_wheel_lights_up_in_an_empty_environment(wheel, tmp_path):
    """Without network: the dependencies are lent by a path file, photophore comes from the wheel alone."""
    python = environment(tmp_path / "empty")
    install(python, "--no-deps", "--no-index", str(wheel))
    site = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True,
                          capture_output=True, text=True).stdout.strip()  # fmt: skip
    Path(site, "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    lights_up(python, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_wheel_lights_up_with_its_locked_dependencies(wheel, tmp_path):
    """With network: nothing is lent."""
    python = environment(tmp_path / "empty")
    install(python, "--require-hashes", "-r", str(house.ROOT / "requirements" / "run.txt"))
    install(python, "--no-deps", "--no-index", str(wheel))
    lights_up(python, tmp_path)
