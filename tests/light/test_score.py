"""Scores: what may be written, who is called and how far, and that everyone gets their own light back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore import colour
from photophore.glyph.gallery import gallery
from photophore.glyph.read import read as glyph
from photophore.light import consent, flash, paint
from photophore.light.score import EVERYONE, Call, Crowd, Score, called, playing, read, say
from photophore.loop import Loop
from photophore.words import Audience, BadScore, NoRoom, Purpose, Signal, Tick

F = np.float32
GALLERY = gallery()
DESIGNS = {name: design for name, design in GALLERY.items() if not design.needs}
DESIGNS["slid"] = glyph("glyph slid\nslider deep -1..1 0.5\ncolour amber\nbrightness 0.4 + 0.1 * deep")
FPS = 10

seconds = st.floats(0.3, 20)
calls = st.builds(Call, st.floats(0, 60), st.sampled_from(sorted(DESIGNS.values(), key=str)), seconds, seconds,
                  seconds, st.floats(0, 1), st.sampled_from([EVERYONE, 0, 1, 7]))  # fmt: skip
scores = st.builds(Score, st.just("any"), st.lists(calls, min_size=1, max_size=6).map(tuple))


# --- text

TEXT = """# by ear
score  low-water
says   The meadow # wakes
call   0:12.5 ripples attack 2 chance 0.25 release 3 hold 4 group 7  # the east side
call   3 slid deep=-0.5
"""


def test_a_text_tells_a_score():
    told = read(TEXT, DESIGNS)
    assert (told.name, told.says, len(told.calls)) == ("low-water", "The meadow # wakes", 2)
    first, second = told.calls  # by the clock
    assert (first.at, first.glyph.sliders[0].value, first.group, first.chance) == (3, -0.5, EVERYONE, 1)
    assert second == Call(12.5, DESIGNS["ripples"], 2, 4, 3, 0.25, 7)
    assert told.seconds == 21.5


@pytest.mark.parametrize(("seconds", "now", "then"), [
    (-1, [], "slid"), (3, ["slid"], "ripples"), (8, [], "ripples"), (12.5, ["ripples"], None),
    (21.5, [], None)])  # fmt: skip
def test_what_is_called_at_a_moment_and_what_comes_next(seconds, now, then):
    called, coming = read(TEXT, DESIGNS).around(seconds)
    assert [call.glyph.name for call in called] == now and (coming and coming.glyph.name) == then


@given(scores)
def test_what_is_said_reads_back_equal(made):
    assert read(say(made, DESIGNS), DESIGNS) == made


REFUSED = {
    "": "line `score` is missing",
    "score one": "1 to 500 calls, not 0",
    "score One\ncall 0 ripples": "name",
    "score one\nscore two\ncall 0 ripples": "twice",
    "score one\nclal 0 ripples": "cannot begin with clal",
    "score one\ncall ripples": "time and a design",
    "score one\ncall 0": "time and a design",
    "score one\ncall 1:75 ripples": "time and a design",
    "score one\ncall -1 ripples": "time and a design",
    "score one\ncall nan ripples": "time and a design",
    "score one\ncall \uff11 ripples": "time and a design",
    "score one\ncall 61:00 ripples": "too late",
    "score one\ncall 0 riples": "no design riples",
    "score one\ncall 0 hearth": "needs ease",
    "score one\ncall 0 ripples attack": "half of something",
    "score one\ncall 0 ripples attack 1 attack 2": "twice",
    "score one\ncall 0 ripples atack 1": "no atack",
    "score one\ncall 0 ripples attack 0.29": "attack 0.29",
    "score one\ncall 0 ripples hold 0": "hold 0",
    "score one\ncall 0 ripples release 601": "release 601",
    "score one\ncall 0 ripples attack 1e3": "number, not 1e3",
    "score one\ncall 0 ripples attack inf": "number, not inf",
    "score one\ncall 0 ripples chance 1.1": "chance 1.1",
    "score one\ncall 0 ripples chance -0.1": "chance -0.1",
    "score one\ncall 0 ripples group 1024": "no group 1024",
    "score one\ncall 0 ripples group -2": "no group -2",
    "score one\ncall 0 ripples group 1.5": "whole number",
    "score one\ncall 0 ripples deep=1": "no slider deep",
    "score one\ncall 0 slid deep=2": "cannot stand at 2",
    "score one\ncall 0 slid deep=": "number, not nothing",
    "score one\n" + "call 0 ripples\n" * 501: "at most 500",
    "score one\nsays " + "a" * 201 + "\ncall 0 ripples": "`says`",
    "score one\nby a\u202eb\ncall 0 ripples": "`by`",
    "#" * 40_001: "too long",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_refuses(text):
    designs = DESIGNS | {"hearth": GALLERY["hearth"]}
    with pytest.raises(BadScore) as caught:
        read(text, designs)
    assert REFUSED[text] in caught.value.what


def test_an_error_says_the_line_and_what_the_guard_likes():
    with pytest.raises(BadScore, match=r"line 3.*0\.3 to 600 seconds: the guard holds back what is quicker"):
        read("score one\n\ncall 0 ripples attack 0.1", DESIGNS)


@given(st.text(max_size=300))
def test_any_text_is_a_score_or_an_error_in_words(text):
    for told in (text, "score one\ncall " + text):
        try:
            read(told, DESIGNS)
        except BadScore:
            continue


# --- who is called, and how far


def crowd(k=300, seed=3):
    rng = np.random.default_rng(seed)
    return Crowd(rng.integers(0, 2**32, k, dtype=np.uint32), rng.integers(-1, 8, k).astype(np.int32))


def test_a_call_comes_in_holds_and_goes():
    one = Call(1, DESIGNS["ripples"], 2, 3, 4)
    made = Score("one", (one,))
    at = [float(playing(made, Tick(count, FPS), crowd(1), 0).share[0]) for count in range(0, 110, 10)]
    assert at == pytest.approx([0, 0, 0.5, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0])
    inside = [int(playing(made, Tick(count, FPS), crowd(1), 0).call[0]) for count in (9, 10, 99, 100)]
    assert inside == [-1, 0, 0, -1]


def test_chance_is_the_smiles_own_and_groups_are_told_apart():
    many = crowd(20_000)
    made = Score("one", (Call(0, DESIGNS["ripples"], chance=0.3), Call(9, DESIGNS["aurora"], chance=0.3, group=2)))
    first, second = (called(made, place, many, 5) for place in (0, 1))
    assert first.mean() == pytest.approx(0.3, abs=0.02)
    assert not second[many.group != 2].any() and second[many.group == 2].mean() == pytest.approx(0.3, abs=0.04)
    order = np.random.default_rng(1).permutation(20_000)
    assert (called(made, 0, Crowd(many.smile[order], many.group[order]), 5) == first[order]).all()
    assert (called(made, 0, many, 6) != first).any()
    again = Score("two", (made.calls[0], Call(9, DESIGNS["ripples"], chance=0.3)))
    assert (called(again, 1, many, 5) != first).any()  # drawn anew for each call
    nobody = Score("none", (Call(0, DESIGNS["ripples"], chance=0),))
    assert not called(nobody, 0, many, 5).any()


@given(scores, st.integers(0, 1000), st.integers(0, 50))
def test_nobody_is_in_two_calls_and_light_never_jumps(made, count, seed):
    some = crowd(40, seed)
    before, now = (playing(made, Tick(count + late, FPS), some, seed) for late in (0, 1))
    quickest = 1 / min(min(one.ticks(FPS)) for one in made.calls)
    same = before.call == now.call
    assert (np.abs(now.share - before.share)[same] <= quickest + 1e-6).all()
    assert (before.share[~same] <= quickest + 1e-6).all()  # who changes calls was nearly out of the one before
    assert (now.share[~same] == 0).all() or count == 0
    assert ((now.share == 0) | (now.call >= 0)).all()
    assert playing(made, Tick(count + round(made.seconds * FPS) + 7, FPS), some, seed, count).call.max() == -1


# --- in the loop


@pytest.fixture
def loop():
    with_deck = Loop(1, fast=False, fps=FPS, seed=4)
    rows, _ = with_deck.join(60)
    with_deck.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.2), seed=rows.astype(np.uint32) * 77,
                    group=rows.astype(np.int32) % 8)  # fmt: skip
    with_deck.wear(rows[:30], DESIGNS["moonjelly"])
    with_deck.wear(rows[30:], DESIGNS["comet"])
    with_deck.worn.before[:] = -1
    for audience in (Audience.SELF, Audience.NEAR):
        with_deck.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT)
    yield with_deck
    with_deck.close()


def wears(loop):
    """How far each row's newest design has come in, as paint has it: (design's name, share)."""
    worn = loop.worn
    share = np.where(worn.before >= 0, paint.share(worn.since, loop.tick.count - 1, FPS), 1)
    return [(worn.deck[place].name if place >= 0 else None, by) for place, by in zip(worn.glyph, share, strict=True)]


LIVELY = Score("lively", (
    Call(0.5, DESIGNS["ripples"], 1, 1, 1, 0.5), Call(1.5, DESIGNS["aurora"], 0.3, 0.5, 2, 1.0, 3),
    Call(1.6, DESIGNS["plankton"], 3, 0.3, 0.3, 0.7), Call(4, DESIGNS["slid"], 0.5, 1, 0.5),
))  # fmt: skip


def test_the_loop_plays_what_the_plain_account_says_and_gives_everyone_their_own_back(loop):
    own, rows = loop.worn.glyph.copy(), np.arange(10, 60)
    some = Crowd(loop.worn.seed[rows], loop.worn.group[rows])
    loop.play(LIVELY, rows, at_tick=3)
    for _ in range(3 + round(LIVELY.seconds * FPS) + 1):
        loop.step()
        said = playing(LIVELY, Tick(loop.tick.count - 1, FPS), some, loop.seed, begun=3)
        worn = wears(loop)
        for row, call, share in zip(rows, said.call, said.share, strict=True):
            name, by = worn[row]
            mine = loop.worn.deck[own[row]].name
            come = by if call >= 0 and name == LIVELY.calls[call].glyph.name else 1 - by if call >= 0 else 0
            assert call >= 0 or name == mine
            assert come == pytest.approx(share, abs=0.026)  # half of one step of a fade
        assert (loop.worn.glyph[:10] == own[:10]).all()  # whoever was not handed over
    assert (loop.worn.glyph == own).all() and not loop.playing
    loop.step()
    assert (loop.worn.before == -1).all()


def test_ticks_that_are_left_out_leave_no_one_behind(loop):
    own = loop.worn.glyph.copy()
    loop.play(LIVELY, np.arange(60))
    while loop.playing:
        loop.step()
        loop._count += 7
    assert (loop.worn.glyph == own).all() and loop.tick.count < 90


def test_whoever_chooses_a_design_leaves_the_call(loop):
    loop.play(Score("one", (Call(0, DESIGNS["ripples"], 1, 5, 1),)), np.arange(60))
    for _ in range(25):
        loop.step()
    loop.wear([7], DESIGNS["aurora"])
    assert loop.worn.deck[loop.worn.before[7]].name == "ripples"
    for _ in range(25):
        loop.step()
        assert loop.worn.deck[loop.worn.glyph[7]].name == "aurora"
        assert loop.worn.deck[loop.worn.glyph[8]].name == "ripples"
    for _ in range(25):
        loop.step()
    assert wears(loop)[7] == ("aurora", 1) and wears(loop)[8] == ("moonjelly", 1)


def test_stopping_passes_back_from_where_it_is(loop):
    loop.play(Score("one", (Call(0, DESIGNS["ripples"], 2, 5, 1),)), np.arange(60))
    for _ in range(11):
        loop.step()
    bright = loop.frame.light[0, :, :, :60].astype(int)
    loop.stop_playing()
    loop.step()
    name, come = wears(loop)[0]
    assert name == "moonjelly" and come == pytest.approx(0.5, abs=0.06)
    assert np.abs(loop.frame.light[0, :, :, :60].astype(int) - bright).max() <= 16
    for _ in range(20):
        loop.step()
    assert wears(loop)[0] == ("moonjelly", 1) and wears(loop)[59] == ("comet", 1)


def test_who_leaves_the_hub_and_who_comes_instead_are_not_called(loop):
    loop.play(Score("one", (Call(0, DESIGNS["ripples"], 1, 1, 1), Call(4, DESIGNS["ripples"]))), np.arange(60))
    for _ in range(12):
        loop.step()
    loop.leave([5])
    for _ in range(40):
        loop.step()
        assert loop.worn.glyph[5] == -1 and loop.worn.before[5] == -1
    assert loop.worn.deck[loop.worn.glyph[6]].name == "ripples"


def test_who_wears_nothing_or_is_just_changing_is_not_called(loop):
    loop.worn.glyph[3] = -1
    loop.wear([4], DESIGNS["aurora"])
    loop.play(Score("one", (Call(0, DESIGNS["ripples"], 1, 1, 1),)), np.arange(60))
    for _ in range(12):
        loop.step()
    assert loop.worn.glyph[3] == -1 and wears(loop)[4][0] == "aurora" and wears(loop)[2][0] == "ripples"


def test_consent_rules_while_a_score_plays(loop):
    loop.grants.withdraw([9])
    loop.play(Score("one", (Call(0, DESIGNS["ripples"], 0.3, 9, 1),)), np.arange(60))
    for _ in range(10):
        loop.step()
    assert not loop.frame.seen_by(Audience.NEAR, np.array([9])).any()
    assert loop.frame.seen_by(Audience.NEAR, np.array([8])).any()
    seen = consent.audiences(loop.given, loop.worn)
    assert seen[8] == Audience.SELF.bit | Audience.NEAR.bit
    assert not loop.frame.seen_by(Audience.PUBLIC, np.array([8])).any()


def test_a_deck_that_is_full_of_what_is_worn_plays_nothing(loop, monkeypatch):
    monkeypatch.setattr("photophore.deck.DECK", 2)
    with pytest.raises(NoRoom):
        loop.play(LIVELY, np.arange(60))
    loop.worn.glyph[30:60] = 0
    with pytest.raises(NoRoom, match="play fewer"):
        loop.play(LIVELY, np.arange(60))
    assert wears(loop)[0] == ("moonjelly", 1)


def test_the_quickest_score_there_is_passes_the_guard():
    """A crowd called to white and back as fast as a score may: no cell turns more than three times in a second."""
    white, black = (glyph(f"glyph g{level}\ncolour shade(1, 0, 0)\nbrightness {level}") for level in (1, 0))
    made = Score("quick", tuple(Call(0.9 * place, white, 0.3, 0.3, 0.3) for place in range(6)))
    light = np.stack([frame.copy() for frame in _played(black, made, 170)])  # (frames, 32, 3, 4)
    assert light.max() > 250  # it does come to white
    quadrants = np.moveaxis(colour.DECODED[light], 3, 1).reshape(len(light), 16, 8, 3)
    verdict = flash.wcag(quadrants, 30)
    assert verdict.failures == 0 and verdict.max_transitions <= 3


def _played(worn, made, frames):
    loop = Loop(1, fast=False, fps=30)
    rows, _ = loop.join(4)
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1))
    loop.wear(rows, worn)
    for audience in (Audience.SELF, Audience.NEAR):
        loop.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT)
    loop.worn.before[:] = -1
    loop.play(made, rows)
    for _ in range(frames):
        yield loop.step().light[0, :, :, :4]
    loop.close()
