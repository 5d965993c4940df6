"""WCAG's judge sees what a mean over the frame hides, and is calm where nothing reverses. Specs light 6.1, 6.3, 6.5."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.light import flash, iris, wcag
from tests.light import films

FPS = 30
FAST = films.blinking(60, 2)  # 7.5 flashes a second


def failed(judge) -> set[str]:
    return {span.kind for span in judge.spans}


# --- blind spots of EA IRIS: each passes there and fails here


def test_halves_in_counter_phase():
    halves = np.zeros((36, 64), bool)
    halves[:, :32] = True
    film = films.masked(FAST, halves)
    assert films.worst_of_iris(film, FPS) == iris.PASS
    assert failed(films.judged(film, FPS)) == {"general"}


@pytest.mark.parametrize("side", [4, 5, 8, 12])
def test_boards_of_squares(side):
    film = films.masked(FAST, films.squares((192, 256), side))  # 0.12 degree of a pixel
    assert films.worst_of_iris(film, FPS) == iris.PASS
    assert "general" in failed(films.judged(film, FPS))


def test_a_flash_on_a_fifth_of_the_picture():
    film = films.patch(FAST, (90, 160), (0.49, 0.48))
    assert films.worst_of_iris(film, FPS) == iris.PASS
    assert failed(films.judged(film, FPS)) == {"general"}


def test_dark_red_against_green_of_the_same_light():
    """By the note of WCAG 2.2 alone: the older rule asks for 20, and here it is 19."""
    film = films.whole(np.where(FAST[:, None], [[70, 0, 0]], [[0, 38, 0]]))
    assert films.worst_of_iris(film, FPS) == iris.PASS
    assert failed(films.judged(film, FPS)) == {"red"}


def test_nearness_decides():
    film = films.masked(FAST, np.ones((36, 64), bool))
    phone = 0.15
    assert failed(films.judged(film, FPS, wcag.View(0.3, phone))) == {"general"}
    assert failed(films.judged(film, FPS, wcag.View(1.2, phone))) == {"general"}
    assert not failed(films.judged(film, FPS, wcag.View(5.0, phone)))


def test_stripes():
    film = np.zeros((30, 180, 320, 3), np.uint8)
    film[:] = np.where(np.arange(320) // 10 % 2, 255, 0)[None, None, :, None]
    assert films.worst_of_iris(film, FPS) == iris.PASS
    assert failed(films.judged(film, FPS)) == {"stripes"}


def test_a_lap_of_flashes_round_a_field():
    """Each place flashes three times in two seconds; the field that sees them all, six times in one."""
    film = np.zeros((60, 40, 60, 3), np.uint8)
    for beat in range(12):
        row, column = divmod(beat % 4, 2)
        film[5 * beat : 5 * beat + 3, 18 * row : 18 * row + 22, 27 * column : 27 * column + 33] = 255
    view = wcag.View(1.0, math.tan(math.radians(10)))
    judge = films.judged(film, FPS, view)
    assert (judge.worst >= iris.FLASH).sum() < judge.scene.enough
    assert failed(judge) == {"general"}


# --- no false alarms


def test_a_slow_ramp_that_fails_iris_by_a_quirk():
    film = films.whole(films.code(np.repeat(np.arange(0, 0.7, 0.008), 2)))
    assert films.worst_of_iris(film, 25) == iris.FAILURE
    judge = films.judged(film, 25)
    assert not judge.spans and judge.most == [1, 0, 0]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_what_only_rises_or_only_falls_never_fails(seed, down):
    rng = np.random.default_rng(seed)
    codes = np.sort(rng.integers(0, 256, (40, 3)), axis=0)
    judge = films.judged(films.whole(codes[::-1] if down else codes, 6, 8), 25)
    assert judge.most[0] <= 1 and judge.most[1] <= 2 and not judge.spans


def test_noise_and_fine_boards_are_exempt():
    rng = np.random.default_rng(0)
    noise = np.repeat(np.where(rng.random((20, 360, 640, 1)) < 0.5, 0, 255).astype(np.uint8), 3, axis=-1)
    assert not failed(films.judged(noise, FPS))
    board = films.masked(FAST[:30], films.squares((384, 512), 1))  # 0.06 degree
    assert not failed(films.judged(board, FPS))


def test_noise_hides_no_flash():
    rng = np.random.default_rng(1)
    noise = rng.integers(-60, 60, (40, 180, 320, 1))
    film = np.clip(np.where(FAST[:40], 180, 75)[:, None, None, None] + noise, 0, 255).astype(np.uint8)
    assert "general" in failed(films.judged(np.repeat(film, 3, axis=-1), FPS))


def test_small_flashes_pass():
    judge = films.judged(films.patch(FAST, (180, 320), (0.15, 0.15)), FPS)
    assert not judge.spans and judge.most == [0, 0, 0] and judge.worst.max() == 7


def test_bright_changes_pass():
    judge = films.judged(films.whole(np.where(FAST, 255, 233)), FPS)
    assert judge.most == [0, 0, 0]


# --- limits, from both sides


@pytest.mark.parametrize(("share", "fails"), [(0.98, False), (1.02, True)])
def test_a_quarter_of_any_field_is_the_limit(share, fails):
    """WCAG's screen of 1024 x 768; the patch is the share of a quarter of 341 x 256 pixels."""
    side = round(math.sqrt(share * 341 * 256 / 4))
    film = np.zeros((30, 768, 1024, 3), np.uint8)
    film[:, 300 : 300 + side, 500 : 500 + side] = np.where(FAST[:30], 255, 0)[:, None, None, None]
    assert bool(films.judged(film, FPS).spans) == fails


@pytest.mark.parametrize(("flashes", "failed_", "warned"), [(1, False, False), (3, False, True), (4, True, True)])
def test_three_flashes_in_a_second_pass_and_four_fail(flashes, failed_, warned):
    lit = np.zeros(60, bool)
    for flash_ in range(flashes):
        lit[10 + 6 * flash_ : 13 + 6 * flash_] = True
    judge = films.judged(films.masked(lit, np.ones((6, 8), bool)), FPS)
    assert judge.most[0] == min(7, 2 * flashes)
    assert (bool(judge.spans), judge.warned) == (failed_, warned)


@pytest.mark.parametrize(("seconds", "fails"), [(4, False), (6, True)])
def test_two_flashes_a_second_fail_when_they_last(seconds, fails):
    film = films.masked(films.blinking(seconds * 20, 5), np.ones((6, 8), bool))
    judge = films.judged(film, 20)
    assert bool(judge.spans) == fails
    assert all(span.result == iris.EXTENDED for span in judge.spans) and judge.warned


def test_any_second_counts_whatever_the_frame_rate():
    """The same six turns within a second, shown at 10, 50 and 240 frames a second, and at uneven times."""
    for fps in (10, 50, 240):
        film = films.masked(films.blinking(2 * fps, fps // 5), np.ones((6, 8), bool))
        assert films.judged(film, fps).most[0] == 5
    judge, turned = wcag.Judge(wcag.scene(6, 8)), []
    rng = np.random.default_rng(4)
    for turn in range(12):
        frame = np.full((6, 8, 3), 255 * (turn % 2), np.uint8)
        times = 0.2 * turn + 0.05 * np.sort(rng.random(3))
        turned += [times[0]] if turn else []
        for seconds in times:
            judge.add(frame, seconds)
    within = [sum(seconds - 1 < other <= seconds for other in turned) for seconds in turned]
    assert judge.most[0] == max(within) == 6


@pytest.mark.parametrize(("pairs", "still", "moving"), [(5, False, False), (7, False, True), (10, True, True)])
def test_stripes_may_be_more_where_they_stand_still(pairs, still, moving):
    columns = np.arange(320) * pairs / 320
    for drift, fails in ((0.0, still), (0.05, moving)):
        film = np.stack([
            np.broadcast_to(np.where((columns + 0.01 + drift * frame) % 1 < 0.5, 255, 0)[:, None], (180, 320, 3))
            for frame in range(40)
        ]).astype(np.uint8)  # fmt: skip
        assert ("stripes" in failed(films.judged(film, FPS))) == fails


def test_stripes_that_go_back_and_forth_move():
    columns = np.arange(320) * 7 / 320
    film = np.stack([
        np.broadcast_to(np.where((columns + 0.01 + 0.1 * abs(at % 8 - 4)) % 1 < 0.5, 255, 0)[:, None], (180, 320, 3))
        for at in range(40)
    ]).astype(np.uint8)  # fmt: skip
    assert "stripes" in failed(films.judged(film, FPS))


def test_stripes_must_last_and_be_bright():
    film = np.zeros((40, 180, 320, 3), np.uint8)
    film[:10] = np.where(np.arange(320) // 10 % 2, 255, 0)[None, None, :, None]
    assert not films.judged(film, FPS).spans
    film[:] = np.where(np.arange(320) // 10 % 2, 255, 0)[None, None, :, None]
    assert not films.judged(film, FPS, wcag.View(white=40.0)).spans


def test_red_flashes_count_by_the_older_rule_too():
    film = films.whole(np.where(FAST[:, None], [[255, 0, 0]], [[255, 130, 0]]))
    judge = films.judged(film, FPS)
    assert "red" in failed(judge)


def test_the_same_as_the_cells_account_on_plain_flashes():
    """light/flash.py and the judge of films agree where nothing is small, bright or fine."""
    for every in (2, 4, 8, 20):
        lit = films.blinking(90, every)
        film = films.masked(lit, np.ones((4, 6), bool))
        told = flash.wcag(flash.DECODED[film].reshape(90, -1, 3), FPS)
        assert films.judged(film, FPS).most[0] == min(7, told.max_transitions)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (7, 5), (181, 323)])
def test_odd_sizes_are_judged(size):
    film = films.masked(FAST[:20], np.ones(size, bool))
    thin = min(size) == 1 and max(size) > 1  # no quarter of a field, however near
    assert failed(films.judged(film, FPS)) == (set() if thin else {"general"})


def test_the_cells_of_a_picture_are_bounded():
    for size in ((4320, 8192), (3, 100_000), (768, 1024)):
        for view in (wcag.View(), wcag.View(0.02, 2.0), wcag.View(50.0, 0.1)):
            rows, columns = wcag.scene(*size, view).shape
            assert rows * columns <= wcag.MOST_CELLS
