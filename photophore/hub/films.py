"""Light check: a film that somebody drops on the page is judged by the command of the meter, in a process of its own.

The film lies in a folder of its own while it is judged, and is deleted at once; one film at a time, with bounds for its
bytes and for the time. A page of another site cannot post here: the kind of content makes browsers ask first, and
nobody answers.
"""

import asyncio
import contextlib
import importlib.util
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import structlog
from litestar import Request, Response, get, post
from litestar.params import FromQuery

from photophore.hub import child
from photophore.words import BadFilm, NoRoom

log = structlog.get_logger()

LARGEST = 512 * 1024 * 1024  # bytes of a film
LONGEST = 600.0  # seconds that judging may take; a minute of 1080p takes two or three
SLOWEST = 60.0  # seconds in which at least something of a film must come
KIND = "application/octet-stream"
KINDS = (".npy", ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".ogv", ".ogg", ".ts", ".mpg", ".wmv", ".flv")
VERDICT_MOST = 4 * 1024 * 1024  # bytes


class MeterFacts(msgspec.Struct):
    """What the page says before a film is dropped."""

    videos: bool  # the extra `video` is installed; arrays are always read
    largest: int  # bytes
    longest: int  # seconds


def routes(command: list[str]) -> list:
    """The handlers. command: what judges a film whose path is added, and prints the verdict as JSON; none, if empty."""
    busy = asyncio.Lock()

    @get("/api/light", sync_to_thread=False)
    def meter() -> MeterFacts:
        """What can be judged here."""
        return MeterFacts(importlib.util.find_spec("cv2") is not None, LARGEST, int(LONGEST))

    @post("/api/light/check", status_code=200, request_max_body_size=LARGEST)
    async def check(request: Request, name: FromQuery[str] = "film", fps: FromQuery[float | None] = None) -> Response:
        """Judge the film in the body, as application/octet-stream. It is deleted when it was judged."""
        if not command:
            raise NoRoom("this hub has no light meter", "", "photophore light check FILE does the same")
        if request.headers.get("content-type", "").split(";")[0] != KIND:
            raise BadFilm(f"a film is sent as {KIND}", "content-type", "drop it on the page")
        if busy.locked():
            return _wait()
        async with busy:
            with tempfile.TemporaryDirectory(prefix="photophore-film-") as folder:
                path = Path(folder) / f"film{_kind(name)}"
                await _keep(request, path)
                verdict = await _judged([*command, str(path)], fps, folder)
        return Response(verdict, media_type="application/json")

    return [meter, check]


def _wait() -> Response:
    told = {"what": "another film is being judged", "where": "", "try": "try again in a minute"}
    return Response(told, status_code=429, headers={"retry-after": "20"})


def _kind(name: str) -> str:
    found = re.search(r"\.[a-z0-9]{2,4}$", name.lower())
    return found[0] if found and found[0] in KINDS else ".bin"


async def _keep(request: Request, path: Path) -> None:
    """Write the body to a file, piece by piece."""
    size, pieces = 0, aiter(request.stream())
    with path.open("wb") as file:
        while True:
            try:
                piece = await asyncio.wait_for(anext(pieces, None), SLOWEST)
            except TimeoutError:
                raise BadFilm("the film came too slowly", "", "try again") from None
            if piece is None:
                return
            size += len(piece)
            if size > LARGEST:
                raise BadFilm(f"the film is larger than {LARGEST >> 20} MiB", "", "photophore light check takes any")
            await asyncio.to_thread(file.write, piece)


async def _judged(command: list[str], fps: float | None, folder: str) -> bytes:
    """The verdict, as JSON; BadFilm with the judge's own words where there is none."""
    if fps is not None:
        command = [*command, "--fps", f"{fps:g}"]
    try:
        ended = await child.run(command, LONGEST)
    except TimeoutError:
        try_ = "cut the film, or use photophore light check"
        raise BadFilm(f"judging took longer than {LONGEST:g} seconds", "", try_) from None
    if ended.status in (0, 1) and len(ended.told) <= VERDICT_MOST:
        with contextlib.suppress(msgspec.DecodeError, KeyError):
            return msgspec.json.encode(msgspec.json.decode(ended.told, type=dict[str, Any])["verdict"])
    raise BadFilm(_words(ended.why.decode("utf-8", "replace"), folder, ended.status))


def _words(text: str, folder: str, status: int) -> str:
    """The judge's last line, without where the film lay."""
    lines = [line for line in text.splitlines() if line.startswith("photophore: ")]
    if status == 2 and lines:
        return re.sub(rf" \({re.escape(folder)}[^)]*\)", "", lines[-1].removeprefix("photophore: "))
    log.error("the light meter failed", status=status, told=text[-2000:])
    return "this film could not be judged: the meter stopped"
