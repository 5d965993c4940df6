"""Copies what the pages need of the JavaScript libraries and fonts into photophore/pages/static/vendor/.

`npm ci` lays node_modules down first (scripts/make.py does). Files stay byte for byte as their makers published
them. Beside them stand `importmap.json` (bare name -> address), `fonts.css` and `manifest.json` (SHA-256 of every
file, and of the lock it came from), which the wheel's build hook checks.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "photophore" / "pages" / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
ADDRESS = "/static/vendor/"  # where the hub serves the folder

# package -> which of its files; browser builds only (no source maps, no type files, no builds for servers)
TAKEN = {
    "lit": ["*.js", "decorators/*.js", "directives/*.js"],
    "lit-html": ["*.js", "directives/*.js"],
    "lit-element": ["*.js", "decorators/*.js"],
    "@lit/reactive-element": ["*.js", "decorators/*.js"],
    "d3-geo": ["dist/d3-geo.mjs"],
    "d3-array": ["dist/d3-array.mjs"],
    "internmap": ["src/*.js"],
    "gifenc": ["dist/gifenc.esm.js"],
    "qr": ["index.js"],
    "@fluent/bundle": ["esm/*.js"],
    "@msgpack/msgpack": ["dist.esm/*.mjs", "dist.esm/utils/*.mjs"],
    "@noble/hashes": ["sha2.js", "sha3.js", "_md.js", "_u64.js", "utils.js"],
    "@noble/curves": ["ed25519.js", "utils.js", *(f"abstract/{part}.js" for part in (
        "curve", "edwards", "fft", "frost", "hash-to-curve", "modular", "montgomery", "oprf"))],
    "@noble/post-quantum": ["ml-dsa.js", "_crystals.js", "utils.js"],
    "@fontsource-variable/atkinson-hyperlegible-next": ["files/*-latin-*.woff2"],
    "@fontsource/ibm-plex-mono": [f"files/*-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext")
                                  for weight in (400, 600)],
}  # fmt: skip

# what a page may import by its bare name; a name that ends in "/" opens the package's folder
ENTRIES = {
    "lit": "lit/index.js",
    "lit/": "lit/",
    "lit-html": "lit-html/lit-html.js",
    "lit-html/": "lit-html/",
    "lit-element/": "lit-element/",
    "lit-element/lit-element.js": "lit-element/lit-element.js",
    "@lit/reactive-element": "@lit/reactive-element/reactive-element.js",
    "@lit/reactive-element/": "@lit/reactive-element/",
    "d3-geo": "d3-geo/dist/d3-geo.mjs",
    "d3-array": "d3-array/dist/d3-array.mjs",
    "internmap": "internmap/src/index.js",
    "gifenc": "gifenc/dist/gifenc.esm.js",
    "qr": "qr/index.js",
    "@fluent/bundle": "@fluent/bundle/esm/index.js",
    "@msgpack/msgpack": "@msgpack/msgpack/dist.esm/index.mjs",
    "@noble/hashes/": "@noble/hashes/",
    "@noble/curves/": "@noble/curves/",
    "@noble/post-quantum/": "@noble/post-quantum/",
}

# style sheets that become fonts.css; Latin and its extensions, in the weights that the pages use
SHEETS = {
    "@fontsource-variable/atkinson-hyperlegible-next": ["wght.css", "wght-italic.css"],
    "@fontsource/ibm-plex-mono": ["400.css", "600.css"],
}


def copy() -> None:
    """Lays the folder down anew; the old one goes only when the new one is whole."""
    if not MODULES.is_dir():
        raise SystemExit("The JavaScript libraries are not here (node_modules). Try: make set-up")
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    packages = {name: _package(name, patterns, fresh) for name, patterns in TAKEN.items()}
    (fresh / "fonts.css").write_text(_fonts(fresh), encoding="utf-8", newline="\n")
    imports = {name: ADDRESS + file for name, file in ENTRIES.items()}
    for file in ENTRIES.values():
        if not (fresh / file).exists():
            raise SystemExit(f"An entry of the import map has no file ({file}). Mend ENTRIES in scripts/vendor.py.")
    _write(fresh / "importmap.json", {"imports": imports})
    files = {_name(fresh, path): _hash(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
    _write(fresh / "manifest.json", {"lock": _hash(LOCK), "recipe": recipe(), "packages": packages, "files": files})
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def faults(folder: Path = VENDOR) -> list[str]:
    """What is wrong with the folder, in sentences; nothing where it is whole and of this lock."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return ["the pages' JavaScript libraries are absent"]
    there = {name: (folder / name).is_file() for name in files}
    found = [f"{name} is absent" for name in files if not there[name]]
    found += [f"{name} was changed" for name in files if there[name] and _hash(folder / name) != files[name]]
    if LOCK.is_file() and (manifest["lock"], manifest["recipe"]) != (_hash(LOCK), recipe()):
        found.append("the libraries are of another package-lock.json or another scripts/vendor.py")
    return found


def recipe() -> str:
    """SHA-256 of this script: another list of files means another folder."""
    return _hash(Path(__file__))


def _package(name: str, patterns: list[str], fresh: Path) -> dict:
    home = MODULES / name
    taken = [path for pattern in patterns for path in sorted(home.glob(pattern))]
    if not taken:
        raise SystemExit(f"A library came without the files that the pages need ({name}). Try: make set-up")
    for path in taken:
        target = fresh / name / _name(home, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    told = json.loads((home / "package.json").read_text(encoding="utf-8"))
    licence = next((home / file for file in ("LICENSE", "LICENSE.md", "LICENCE") if (home / file).is_file()), None)
    if licence is None and told["license"] == "Apache-2.0":
        licence = ROOT / "LICENSE"  # the same text
    if licence is None:
        raise SystemExit(f"A library came without its licence ({name}). Leave it out, or ask its makers.")
    shutil.copyfile(licence, fresh / name / "LICENSE")
    return {"version": told["version"], "licence": told["license"]}


def _fonts(fresh: Path) -> str:
    """One style sheet of the fonts whose files were taken, with addresses relative to itself."""
    faces = []
    for name, sheets in SHEETS.items():
        text = "\n".join((MODULES / name / sheet).read_text(encoding="utf-8") for sheet in sheets)
        for face in re.findall(r"@font-face \{.*?\n\}", text, flags=re.DOTALL):
            file = re.search(r"url\(\./(files/[^)]+\.woff2)\)", face)[1]
            if (fresh / name / file).is_file():
                faces.append(re.sub(r"src: .*?;", f"src: url(./{name}/{file}) format('woff2');", face))
    return "\n\n".join(faces) + "\n"


def _write(path: Path, what: dict) -> None:
    path.write_text(json.dumps(what, indent=2) + "\n", encoding="utf-8", newline="\n")


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    copy()
    print(f"{len(TAKEN)} libraries are in {VENDOR.relative_to(ROOT).as_posix()}", file=sys.stderr)
