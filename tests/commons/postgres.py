"""A PostgreSQL server in a temporary folder, for one run of tests; as another user where we are root."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")


def binaries() -> Path | None:
    """Where initdb and postgres lie; the newest."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    found = [path for place in PLACES for path in Path("/").glob(place.lstrip("/")) if (path / "initdb").is_file()]
    return max(found, default=None)


def why_not() -> str:
    """Why no server can be started here; empty where one can."""
    if binaries() is None:
        return "PostgreSQL is not installed (initdb is nowhere); README tells how"
    if sys.platform != "win32" and os.geteuid() == 0 and not (shutil.which("runuser") and _nobody()):
        return "PostgreSQL refuses root, and there is no other user to run it as"
    return ""


@contextlib.contextmanager
def server():
    """The URL of a server without its database: URL.format(name)."""
    folder = Path(tempfile.mkdtemp(prefix="photophore-postgres-"))
    as_whom = []
    if sys.platform != "win32" and os.geteuid() == 0:
        as_whom = ["runuser", "-u", _nobody(), "--"]
        shutil.chown(folder, _nobody())
    data, port = folder / "data", _free()
    made = [*as_whom, binaries() / "initdb", "-D", data, "-A", "trust", "-U", "hub", "-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True, timeout=60)
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = subprocess.Popen([*as_whom, binaries() / "postgres", "-D", data, *words], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        yield f"postgresql+pg8000://hub@127.0.0.1:{port}/{{}}"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _nobody() -> str | None:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
