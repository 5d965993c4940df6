"""Films read from files, frame by frame: videos with the optional extra `video`, and arrays saved by numpy.

A film is read once, in the memory of a frame. Nothing in a file is run: no pickled objects, no playlists, no address
but the file itself.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.words import BadFilm

# read by OpenCV's FFmpeg when it is loaded: nothing but the named file may be opened, and nothing is printed
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
try:
    import cv2
except ImportError:  # the optional extra is not installed
    cv2 = None

MOST_PIXELS = 8192 * 4320  # of a frame
SLOWEST, FASTEST = 1.0, 1000.0  # frames a second
UNEVEN = 0.2  # of a frame's time by which frames may come early or late before we call their rate variable
MISSING = 0.02  # share of the promised frames that may be missing: some containers only guess
VARIES = "Mode iris counts frames as if they were even, as EA IRIS does; mode wcag goes by each frame's own time."
INSTALL = "install it: pip install opencv-python-headless"
ARRAY = "save it as numpy.save(file, frames), frames being uint8 of shape (frames, height, width, 3), sRGB"
# how files begin: (offset, bytes); whatever else FFmpeg would open, playlists among it, is not opened
STARTS = (
    (4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (4, b"free"), (4, b"wide"), (4, b"skip"),  # mp4, mov
    (0, b"\x1a\x45\xdf\xa3"),  # mkv, webm
    (8, b"AVI "), (0, b"OggS"), (0, b"FLV\x01"), (0, b"\x00\x00\x01\xba"), (0, b"\x47\x40"), (0, b"\x30\x26\xb2\x75"),
)  # fmt: skip


class Film(NamedTuple):
    """A film that was opened; its frames can be walked through once."""

    name: str
    height: int  # pixels
    width: int
    fps: float  # frames a second
    frames: Iterator[tuple[float, np.ndarray]]  # seconds, and (height, width, 3) uint8 sRGB
    promised: int  # frames that the file says it has; 0 where it does not say
    notes: list[str]  # what whoever reads the verdict should know; more may come while frames are read


def open_(path: str | Path, fps: float | None = None) -> Film:
    """A film from a video or a .npy array; fps: what is told by hand. BadFilm says what is wrong and what to try."""
    path = Path(path)
    if fps is not None and not SLOWEST <= fps <= FASTEST:  # nan is refused too
        raise BadFilm(f"A film has {SLOWEST:g} to {FASTEST:g} frames a second, not {fps:g}", "--fps", "try --fps 25")
    if path.exists() and not path.is_file():
        raise BadFilm("The film is no file", str(path), "give one film, not a folder or a pipe")
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise BadFilm(f"The film cannot be read: {error.strerror}", str(path), "check its name") from None
    if not start:
        raise BadFilm("The film is empty: the file has no bytes", str(path), "copy or export it again")
    return _array(path, fps) if start.startswith(b"\x93NUMPY") else _video(path, start, fps)


# --- arrays ---


def _array(path: Path, fps: float | None) -> Film:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError, OverflowError, SyntaxError) as error:  # a header can be broken in many ways
        raise BadFilm(f"The array cannot be read: {_why(error)}", str(path), ARRAY) from None
    _shaped(array, str(path))
    if fps is None:
        raise BadFilm("An array does not say how fast it is shown", str(path), "tell it, such as --fps 25")
    frames = ((index / fps, np.ascontiguousarray(frame)) for index, frame in enumerate(array))
    return Film(path.name, *array.shape[1:3], float(fps), frames, len(array), [])


def _why(error: Exception) -> str:
    text = str(error)
    if "pickle" in text or "Object arrays" in text or "Python objects" in text:
        return "it holds objects, not numbers"
    if "mmap length" in text or "size" in text:
        return "it breaks off before its end"
    return "its header is broken"


def _shaped(array: np.ndarray, where: str) -> None:
    shape = "x".join(map(str, array.shape))
    if array.ndim == 3 and array.shape[-1] == 3:
        raise BadFilm(f"The array is one picture of {shape}, no film", where, "add an axis of frames in front")
    if array.ndim != 4:
        raise BadFilm(f"The array has {array.ndim} axes ({shape or 'no size'}), not 4", where, ARRAY)
    if array.shape[3] != 3:
        at = next((axis for axis in (1, 2) if array.shape[axis] == 3), None)
        if at is not None:
            try_ = f"save numpy.moveaxis(frames, {at}, 3)"
            raise BadFilm(f"Colours stand on axis {at} of {shape}, not on axis 3", where, try_)
        more = "drop the fourth channel: frames[..., :3]" if array.shape[3] == 4 else ARRAY
        raise BadFilm(f"Axis 3 of {shape} has {array.shape[3]} channels, not red, green and blue", where, more)
    if array.dtype != np.uint8:
        bad = _first_bad(array)
        raise BadFilm(f"The array holds {array.dtype}, not uint8{bad}", where,
                      "save codes 0 to 255: (frames * 255).round().astype('uint8') where those are 0..1")  # fmt: skip
    if not len(array):
        raise BadFilm(f"The array has no frames: axis 0 of {shape} is empty", where, "save at least two frames")
    _sized(*array.shape[1:3], where)


def _first_bad(array: np.ndarray) -> str:
    """Where the first number stands that is none; looks at the first frames only."""
    if not np.issubdtype(array.dtype, np.floating):
        return ""
    for index in range(min(len(array), 100)):
        if not np.isfinite(array[index]).all():
            return f", and frame {index + 1} holds a value that is no number"
    return ""


def _sized(height: int, width: int, where: str) -> None:
    if not (height and width):
        raise BadFilm(f"The frames have no area: they are {width} x {height} pixels", where, "export it again")
    if height * width > MOST_PIXELS:
        raise BadFilm(f"A frame of {width} x {height} pixels is too large", where, "scale it to 8192 x 4320 or less")


# --- videos ---


def _video(path: Path, start: bytes, fps: float | None) -> Film:
    where = str(path)
    if path.suffix.lower() == ".npy":
        raise BadFilm("The array cannot be read: it does not begin as numpy's files do", where, ARRAY)
    if not any(start[at : at + len(sign)] == sign for at, sign in STARTS):
        raise BadFilm("This is no video that can be read", where, "use mp4, mov, mkv, webm, avi, ogg, or a .npy array")
    if cv2 is None:
        raise BadFilm("Videos need the optional extra `video`, which is not installed", where, INSTALL)
    source = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG)
    if not source.isOpened():
        source.release()
        raise BadFilm("No picture can be found in this file: it is damaged, breaks off early, or holds only sound",
                      where, "play it to see, and export it again as H.264 in mp4")  # fmt: skip
    height, width = int(source.get(cv2.CAP_PROP_FRAME_HEIGHT)), int(source.get(cv2.CAP_PROP_FRAME_WIDTH))
    if int(source.get(cv2.CAP_PROP_ORIENTATION_META)) % 180 and source.get(cv2.CAP_PROP_ORIENTATION_AUTO):
        height, width = width, height
    told = fps or source.get(cv2.CAP_PROP_FPS)
    promised = max(0, int(source.get(cv2.CAP_PROP_FRAME_COUNT)))
    try:
        _sized(height, width, where)
        if not SLOWEST <= told <= FASTEST:
            raise BadFilm(f"The file says {told:g} frames a second: that cannot be", where, "tell it, such as --fps 25")
    except BadFilm:
        source.release()
        raise
    notes: list[str] = []
    times = Times(1 / told, fps is not None, notes)
    return Film(path.name, height, width, float(told), _decoded(source, where, promised, times), promised, notes)


def _decoded(source, where: str, promised: int, times: "Times") -> Iterator[tuple[float, np.ndarray]]:
    """Where a container has no count of its frames, OpenCV guesses it from the length: then the last stamp is right."""
    count, shape, each = 0, None, 1 / max(source.get(cv2.CAP_PROP_FPS), SLOWEST)
    with closing(_Release(source)):
        while True:
            came, frame = source.read()
            if not came:
                break
            if frame.ndim != 3 or frame.shape != (shape or frame.shape):
                raise BadFilm(f"The picture changes its size at frame {count + 1}", where, "export it in one size")
            shape = frame.shape
            yield times.of(count, source.get(cv2.CAP_PROP_POS_MSEC) / 1000), np.ascontiguousarray(frame[:, :, ::-1])
            count += 1
    if not count:
        raise BadFilm("The film has no frames that can be read", where, "play it to see, and export it again")
    if count < promised * (1 - MISSING) - 1 and times.last < promised * each * (1 - MISSING) - 2 * each:
        raise BadFilm(f"The film breaks off after frame {count} of {promised}", where,
                      "copy or export it again")  # fmt: skip


class _Release(NamedTuple):
    source: object

    def close(self) -> None:
        self.source.release()


class Times:
    """When frames are shown: by their own stamps, or by the rate where that was told or stamps make no sense."""

    def __init__(self, each: float, by_rate: bool, notes: list[str]):
        self._each, self._by_rate, self._notes = each, by_rate, notes
        self._before, self._first, self._uneven = -each, 0.0, False

    @property
    def last(self) -> float:
        """Seconds of the last frame."""
        return self._before

    def of(self, index: int, stamp: float) -> float:
        """Seconds since the first frame."""
        if index == 0:
            self._first = stamp
        since = stamp - self._first
        if not self._by_rate and not since > self._before:  # nan too
            self._by_rate = True
            self._notes.append(f"Time stamps do not grow at frame {index + 1}: from there, frames count as even.")
        if self._by_rate:
            since = self._before + self._each
        elif index and not self._uneven and abs(since - self._before - self._each) > UNEVEN * self._each:
            self._uneven = True
            self._notes.append(f"The frame rate varies, first at frame {index + 1}. {VARIES}")
        self._before = since
        return since
