"""Films are read frame by frame; whatever else stands in a file, one sentence says what is wrong and what to try."""

import io
import shutil
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from photophore.devices import film
from photophore.words import BadFilm

FRAMES = np.random.default_rng(1).integers(0, 256, (6, 4, 8, 3)).astype(np.uint8)
cv2 = film.cv2
needs_video = pytest.mark.skipif(cv2 is None, reason="the optional extra `video` is not installed")


@pytest.fixture
def saved(tmp_path):
    """A function that saves an array and gives its path."""

    def save(array, name="film.npy", **more):
        np.save(tmp_path / name, array, **more)
        return tmp_path / name

    return save


@pytest.fixture
def video(tmp_path):
    """A function that writes frames (n, height, width, 3) as a video without loss, and gives its path."""

    def write(frames, fps=25, name="film.avi", codec="FFV1"):
        path = tmp_path / name
        size = frames.shape[2], frames.shape[1]
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*codec), fps, size)
        assert writer.isOpened()
        for frame in frames:
            writer.write(np.ascontiguousarray(frame[:, :, ::-1]))
        writer.release()
        return path

    return write


def refused(path, fps=25.0) -> str:
    with pytest.raises(BadFilm) as caught:
        list(film.open_(path, fps).frames)
    told = str(caught.value)
    assert caught.value.try_ and "\n" not in told
    return told


# --- arrays


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_is_read_as_it_is(saved, order):
    found = film.open_(saved(np.asarray(FRAMES, order=order)), 5)
    assert (found.height, found.width, found.fps, found.promised) == (4, 8, 5, 6)
    times, frames = zip(*found.frames, strict=True)
    assert times == pytest.approx(np.arange(6) / 5)
    assert (np.stack(frames) == FRAMES).all() and all(frame.flags.c_contiguous for frame in frames)


def test_a_huge_array_is_not_read_at_once(tmp_path):
    path = tmp_path / "huge.npy"
    shape = (100_000, 100, 100, 3)  # 3 GB, none of it written
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
        file.truncate(file.tell() + int(np.prod(shape)))
    tracemalloc.start()
    frames = film.open_(path, 25).frames
    for _ in range(50):
        next(frames)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (FRAMES[:0], "no frames"),
        (FRAMES[0], "one picture"),
        (FRAMES[..., 0], "3 axes"),
        (np.moveaxis(FRAMES, 3, 1), "axis 1"),
        (np.moveaxis(FRAMES, 3, 2), "axis 2"),
        (np.zeros((2, 4, 4, 4), np.uint8), "fourth channel"),
        (np.zeros((2, 4, 4, 1), np.uint8), "1 channels"),
        (FRAMES / 255, "float64, not uint8"),
        (np.full((3, 2, 2, 3), np.nan, np.float32), "frame 1 holds a value that is no number"),
        (FRAMES.astype(np.int16), "int16, not uint8"),
        (np.zeros((2, 0, 4, 3), np.uint8), "no area"),
        (np.zeros((1, 1, 9000 * 9000, 3), np.uint8)[:, :, :0], "no area"),
        (np.array(3, np.uint8), "0 axes"),
    ],
)
def test_other_arrays_are_refused(saved, array, words):
    told = refused(saved(array))
    assert words in told and "film.npy" in told


def test_frames_beyond_measure_are_refused(tmp_path):
    path = tmp_path / "wide.npy"
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "|u1", "fortran_order": False, "shape": (1, 60_000, 60_000, 3)})  # fmt: skip
        file.truncate(file.tell() + 3 * 60_000**2)
    assert "too large" in refused(path)


def test_pickled_objects_are_never_opened(saved, monkeypatch):
    class Trap:
        def __reduce__(self):
            return pytest.fail, ("a stranger's object was opened",)

    assert "objects" in refused(saved(np.array([Trap()], dtype=object), allow_pickle=True))


def test_broken_arrays_are_refused(saved, tmp_path):
    whole = saved(FRAMES).read_bytes()
    for cut in (7, 9, 60, len(whole) - 1):
        (tmp_path / "cut.npy").write_bytes(whole[:cut])
        assert "cut.npy" in refused(tmp_path / "cut.npy")
    for wrong in (b"(-1, 4, 4, 3)", b"(1e9, 4, 4, 3)"):
        head = whole.replace(b"(6, 4, 8, 3)", wrong)
        (tmp_path / "wrong.npy").write_bytes(head)
        refused(tmp_path / "wrong.npy")
    archive = io.BytesIO()
    np.savez(archive, FRAMES)
    (tmp_path / "archive.npy").write_bytes(archive.getvalue())
    assert "numpy" in refused(tmp_path / "archive.npy")


@pytest.mark.parametrize("fps", [0, -25, 0.5, 1e6, float("nan"), float("inf")])
def test_frame_rates_that_cannot_be_are_refused(saved, fps):
    assert "--fps" in refused(saved(FRAMES), fps)


def test_an_array_needs_its_rate(saved):
    assert "--fps" in refused(saved(FRAMES), None)


# --- files that are no films


def test_files_that_are_no_films_are_refused(tmp_path):
    cases = {
        "empty.mp4": b"", "text.mp4": b"hello",
        "list.m3u8": b"#EXTM3U\n/etc/passwd\n", "cat.mp4": b"ffconcat version 1.0",
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        assert name in refused(tmp_path / name)
    assert "cannot be read" in refused(tmp_path / "nothing.mp4")
    assert "is no file" in refused(tmp_path)


def test_without_the_extra_a_video_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(film, "cv2", None)
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(50))
    assert "opencv-python-headless" in refused(tmp_path / "a.mp4")


# --- videos


@needs_video
@pytest.mark.parametrize(("size", "fps"), [((36, 64), 25), ((18, 34), 30000 / 1001), ((34, 66), 10)])
def test_a_video_is_read_to_the_byte(video, size, fps):
    frames = np.random.default_rng(2).integers(0, 256, (12, *size, 3)).astype(np.uint8)
    found = film.open_(video(frames, fps))
    assert (found.height, found.width) == size and found.fps == pytest.approx(fps, rel=1e-3) and found.promised == 12
    times, read = zip(*found.frames, strict=True)
    assert times == pytest.approx(np.arange(12) / fps, abs=2e-3) and not found.notes
    assert (np.stack(read) == frames).all()


@needs_video
def test_a_rate_told_by_hand_wins(video):
    found = film.open_(video(FRAMES.repeat(8, 1).repeat(8, 2)), 10)
    assert [seconds for seconds, _ in found.frames] == pytest.approx(np.arange(6) / 10) and found.fps == 10


@needs_video
def test_a_video_that_breaks_off_is_told_with_its_frame(video, tmp_path):
    frames = np.random.default_rng(3).integers(0, 256, (40, 64, 64, 3)).astype(np.uint8)
    whole = video(frames).read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) // 2])
    told = refused(tmp_path / "cut.avi", None)
    assert "breaks off" in told or "No picture" in told or "frames a second" in told


@needs_video
def test_damaged_videos_never_trouble_the_reader(video, tmp_path):
    frames = np.random.default_rng(4).integers(0, 256, (10, 32, 32, 3)).astype(np.uint8)
    whole = np.frombuffer(video(frames).read_bytes(), np.uint8)
    rng = np.random.default_rng(5)
    for _ in range(25):
        hurt = whole.copy()
        hurt[rng.integers(12, len(hurt), 60)] = rng.integers(0, 256, 60)
        (tmp_path / "hurt.avi").write_bytes(hurt.tobytes()[: rng.integers(200, len(hurt))])
        try:
            read = [frame for _, frame in film.open_(tmp_path / "hurt.avi").frames]
        except BadFilm as error:
            read, told = [], str(error)
            assert "hurt.avi" in told
        assert all(frame.dtype == np.uint8 and frame.ndim == 3 for frame in read)


@needs_video
def test_the_published_videos_are_read(shared, tmp_path):
    path = shared / "iris" / "gray.mp4"
    found = film.open_(path)
    assert (found.height, found.width, found.fps, found.promised) == (360, 640, 25, 50)
    assert sum(1 for _ in found.frames) == 50 and not found.notes
    whole = path.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) - 1500])
    assert "cut.mp4" in refused(tmp_path / "cut.mp4", None)


class Tape:
    """A source as OpenCV's, with these stamps in seconds."""

    def __init__(self, stamps, fps):
        self.stamps, self.fps, self.at, self.released = stamps, fps, -1, False

    def read(self):
        self.at += 1
        return self.at < len(self.stamps), np.zeros((2, 2, 3), np.uint8)

    def get(self, which):
        return self.fps if which == cv2.CAP_PROP_FPS else 1000 * self.stamps[self.at]

    def release(self):
        self.released = True


@needs_video
@pytest.mark.parametrize(("stamps", "promised", "cut"), [
    (np.arange(48) / 25, 120, True), (np.arange(120) / 25, 120, False), (np.arange(119) / 25, 120, False),
    (np.linspace(0, 4.76, 30), 120, False),  # a guess from the length, of a film of uneven rate
])  # fmt: skip
def test_what_a_container_promises_is_held_against_count_and_time(stamps, promised, cut):
    tape = Tape(stamps, 25)
    frames = film._decoded(tape, "film", promised, film.Times(1 / 25, False, []))
    if cut:
        with pytest.raises(BadFilm, match=r"after frame 48 of 120"):
            list(frames)
    else:
        assert len(list(frames)) == len(stamps)
    assert tape.released


# --- times


def walked(stamps, each=0.04, by_rate=False):
    notes = []
    times = film.Times(each, by_rate, notes)
    return [times.of(index, stamp) for index, stamp in enumerate(stamps)], notes


def test_even_stamps_are_taken_as_they_are():
    told, notes = walked([1.0, 1.04, 1.08, 1.12])
    assert told == pytest.approx([0, 0.04, 0.08, 0.12]) and not notes


def test_uneven_stamps_are_kept_and_told_once():
    told, notes = walked([0, 0.04, 0.12, 0.16, 0.30])
    assert told == pytest.approx([0, 0.04, 0.12, 0.16, 0.30]) and len(notes) == 1 and "frame 3" in notes[0]


@pytest.mark.parametrize("bad", [0.08, 0.0, float("nan"), -5.0])
def test_stamps_that_make_no_sense_are_replaced(bad):
    told, notes = walked([0, 0.04, 0.08, bad, 0.16])
    assert told == pytest.approx([0, 0.04, 0.08, 0.12, 0.16]) and "frame 4" in notes[0]


def test_the_reader_forgets_the_file_when_it_is_done(video, tmp_path):
    if cv2 is None or sys.platform != "linux":
        pytest.skip("asks the system of Linux, with the extra `video`")
    path = video(FRAMES.repeat(8, 1).repeat(8, 2))
    frames = film.open_(path).frames
    next(frames)
    frames.close()
    shutil.rmtree(tmp_path)
    assert not [it for it in Path("/proc/self/fd").iterdir() if str(it.resolve()).startswith(str(path))]
