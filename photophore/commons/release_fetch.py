"""Files of releases from a folder or from the web, as TUF's client wants them: bounded in time, whoever serves them."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import final

import requests
import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface

from photophore.commons.release_roles import LARGEST
from photophore.words import BadRelease, NotFound

PATIENCE = 20.0  # seconds without a byte
GRACE = 30.0  # seconds after which a file must have come at SLOWEST or more
SLOWEST = 1024  # bytes per second
PART = 65_536  # bytes that are read at once, at most
WEB = ("http://", "https://")


def fetcher(where: str) -> FetcherInterface:
    """For a folder or an address; NotFound where there is no such folder, BadRelease where it is neither."""
    if where.startswith(WEB):
        return Web()
    if "://" in where:
        raise BadRelease("releases come from a folder or from the web", where[:80], "as in https://hub.example/releases")
    if not Path(where, "metadata").is_dir():
        raise NotFound("there are no releases", where, "give their public folder, or its address from https:// on")
    return Folder()


class Unreadable(DownloadError):
    """It is there, and cannot be read."""


@final
class Folder(FetcherInterface):
    """From a folder; an address is a path. What is too long is found by its first bytes that are."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            descriptor = os.open(url, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe keeps nobody waiting
            with os.fdopen(descriptor, "rb") as file:  # falls where it is a folder, and closes it
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Unreadable(f"{url} is no plain file")
                return iter([file.read(LARGEST + 1)])
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise DownloadHTTPError("not there", 404) from None
        except OSError as error:
            raise Unreadable(f"{url}: {error.strerror}") from None


@final
class Web(FetcherInterface):
    """From the web. Whoever drips byte by byte is left."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock, self._session = clock, requests.Session()
        self._session.headers["accept-encoding"] = "identity"

    def _fetch(self, url: str) -> Iterator[bytes]:
        answer = self._session.get(url, timeout=PATIENCE, stream=True)
        if answer.status_code != 200:
            answer.close()
            raise DownloadHTTPError(f"it answers {answer.status_code}", answer.status_code)
        return self._parts(answer)

    def _parts(self, answer: requests.Response) -> Iterator[bytes]:
        begun, count = self._clock(), 0
        with answer:
            while part := self._part(answer):
                count += len(part)
                if self._clock() - begun > max(GRACE, count / SLOWEST):
                    raise SlowRetrievalError(f"{count} bytes in {self._clock() - begun:.0f} seconds")
                yield part

    @staticmethod
    def _part(answer: requests.Response) -> bytes:
        try:
            return answer.raw.read1(PART)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise DownloadError("it was cut off") from error
