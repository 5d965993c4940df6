"""Files of a log from a folder or from the web, ours or a stranger's: what `tlog.tiles` calls a `Fetch`."""

from pathlib import Path

import requests

from photophore.tlog.tiles import LARGEST_BUNDLE, Fetch
from photophore.words import BadLog, NotFound

PATIENCE = 20.0  # seconds without a byte
PART = 65_536  # bytes that are read at once
AGAIN = 3  # times that a connection is tried


def fetch(where: str) -> Fetch:
    """A log's files, by its folder or its address (https://...). NotFound where a file is not there."""
    if where.startswith(("http://", "https://")):
        return _Web(where.rstrip("/"))
    folder = Path(where)
    if not folder.is_dir():
        raise NotFound("there is no log", where, "give its folder, or its address from https:// on")
    return lambda path: _file(folder / path)


def _file(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BUNDLE:
            raise BadLog("a file of the log is larger than any can be", str(path))
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound("a file of the log is not there", str(path)) from None
    except OSError as error:
        raise BadLog(f"a file of the log cannot be read: {error.strerror}", str(path)) from None


class _Web:
    """One connection, kept open."""

    def __init__(self, prefix: str):
        self._prefix, self._session = prefix, requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, requests.adapters.HTTPAdapter(max_retries=AGAIN))
        self._session.headers["accept-encoding"] = "gzip, identity"

    def __call__(self, path: str) -> bytes:
        address = f"{self._prefix}/{path}"
        try:
            with self._session.get(address, timeout=PATIENCE, stream=True) as answer:
                return self._read(address, answer)
        except (requests.RequestException, ValueError) as error:
            raise BadLog(f"the log does not answer: {_short(error)}", address, "is the address right?") from None

    def _read(self, address: str, answer: requests.Response) -> bytes:
        if answer.status_code in (404, 410):
            raise NotFound("a file of the log is not there", address)
        if answer.status_code != 200:
            raise BadLog(f"the log answers {answer.status_code}", address, "try again later")
        found = bytearray()
        for part in answer.iter_content(PART):
            found += part
            if len(found) > LARGEST_BUNDLE:
                raise BadLog("a file of the log is larger than any can be", address)
        return bytes(found)


def _short(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error").removesuffix("Exception").lower() or "an error"
