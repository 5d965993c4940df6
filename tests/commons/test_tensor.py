"""Promise 6: the mask is the policy, cell by cell. Every cell of every built-in policy is asked of Cedar itself.

What has a name is asked in every run, what has none (and is dark) wholly in the slow ones.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import cedar, rules, tensor
from photophore.commons.cedar import Question
from photophore.words import PURPOSES, SENSES_BODIES, SIGNALS, Audience, Band, Purpose, Signal, Venue, WearerClass

OFTEN = {"minors": WearerClass.CHILD, "guests": WearerClass.GUEST, "virtual-people": WearerClass.VIRTUAL}
EACH = [(name, OFTEN.get(name, WearerClass.ADULT)) for name in cedar.built_in()]
REST = [(name, wearer) for name in cedar.built_in() for wearer in WearerClass if (name, wearer) not in EACH]
SIGNAL_NAMES = [*rules.NAMES["Signal"], *(f"signal_{place}" for place in range(len(Signal), SIGNALS))]
PURPOSE_NAMES = [*rules.NAMES["Action"], *(f"purpose_{place}" for place in range(len(Purpose), PURPOSES))]
WEARERS = st.sampled_from(list(WearerClass))
FEELS = [Signal.FEELING, Signal.HEART, Signal.SKIN, Signal.STORY]


CELLS = (*tensor.SHAPE, PURPOSES)  # 8 places, 8 bands, 8 audiences, 16 signals, 16 purposes
WHOLE = np.ones(CELLS, bool)


def named() -> np.ndarray:
    """(8, 8, 8, 16, 16) bool: every cell that has a name; and, at every place, band and audience, each signal and each
    purpose without one, once, so that every pair of a signal and a purpose is asked at 32 of the 512.
    """
    asked = np.zeros((512, SIGNALS, PURPOSES), bool)
    asked[:, : len(Signal), : len(Purpose)] = True
    here, what = np.ogrid[:512, :SIGNALS]
    asked[here, what, (here + what) % PURPOSES] = True
    return asked.reshape(CELLS)


def check_mask(text_or_texts, wearer: WearerClass, asked: np.ndarray) -> None:
    """Cedar's word on each of these cells is the mask's."""
    texts = [text_or_texts] if isinstance(text_or_texts, str) else text_or_texts
    policies, bits = cedar.together(texts), bits_of(texts, wearer)
    for place, band in itertools.product(Venue, Band):
        here = cedar.context(wearer.name.lower(), str(place), band.name.lower())
        cells = np.argwhere(asked[place.place, band])
        wanted = [cedar.request(rules.NAMES["Audience"][who], PURPOSE_NAMES[why], SIGNAL_NAMES[what], here)
                  for who, what, why in cells.tolist()]  # fmt: skip
        who, what, why = cells.T
        assert np.array_equal((bits[place.place, band][who, what] >> why) & 1, cedar.ask(policies, wanted))


def bits_of(texts, wearer_class=WearerClass.ADULT) -> np.ndarray:
    return tensor.compile_(texts, wearer_class)


@pytest.mark.parametrize(("name", "wearer"), EACH, ids=str)
def test_mask_equals_cedar_on_every_cell_that_has_a_name(name, wearer):
    """25,472 questions."""
    check_mask(cedar.built_in()[name], wearer, named())


def test_every_name_is_asked_everywhere_and_every_pair_somewhere():
    asked = named()
    assert asked[..., : len(Signal), : len(Purpose)].all()
    assert asked.any(axis=3).all() and asked.any(axis=4).all()
    assert (asked.reshape(512, SIGNALS, PURPOSES).sum(axis=0) >= 32).all()
    assert asked.sum() == 25_472


@pytest.mark.slow
@pytest.mark.timeout(900)  # 7 s on an idle core
@pytest.mark.parametrize(("name", "wearer"), EACH + REST, ids=str)
def test_mask_equals_cedar_on_the_whole_domain_named_or_not(name, wearer):
    """131,072 questions."""
    check_mask(cedar.built_in()[name], wearer, WHOLE)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("wearer", WearerClass)
def test_mask_equals_cedar_for_all_policies_together(wearer):
    check_mask(list(cedar.built_in().values()), wearer, WHOLE)


@pytest.fixture(scope="module")
def built_in():
    """What the built-in policies allow together: wearer class -> tensor."""
    return {wearer: bits_of(cedar.built_in().values(), wearer) for wearer in WearerClass}


def test_one_name_is_asked_for_all_that_no_policy_speaks_of(built_in):
    """The plain account asks name by name; a teen's bands and places are told apart by the built-in ones."""
    assert np.array_equal(built_in[WearerClass.TEEN], tensor.plain(cedar.built_in().values(), WearerClass.TEEN))


# --- what the built-in policies promise


def test_only_what_has_a_name_exists(built_in):
    for bits in built_in.values():
        assert not bits[..., len(Signal) :].any()
        assert not (bits & ~np.uint16(sum(Purpose))).any()


@pytest.mark.parametrize("texts", ["bodies", None])
def test_bodies_are_sensed_where_words_allow_it_and_nowhere_else(texts, built_in):
    """Of heart and skin nothing is left anywhere else; and where they may be sensed, `bodies` takes nothing away."""
    for wearer in (WearerClass.ADULT, WearerClass.GUEST, WearerClass.VIRTUAL):
        bits = built_in[wearer] if texts is None else bits_of([cedar.built_in()[texts]], WearerClass.ADULT)
        for venue in Venue:
            here = bits[venue.place][:, :, [Signal.HEART, Signal.SKIN]]
            assert here[:, Audience.SELF].any() == here.any() == (venue in SENSES_BODIES)


def test_bodies_alone_takes_nothing_else():
    named, bodies = bits_of([cedar.built_in()["own-terms"]]), bits_of([cedar.built_in()["bodies"]])
    gone = named & ~bodies
    assert not gone[:, :, :, [Signal.FEELING, Signal.MOUTH, Signal.PLACE, Signal.STORY]].any()
    assert not gone[[venue.place for venue in SENSES_BODIES]].any()


@pytest.mark.parametrize("venue", [Venue.WORKPLACE, Venue.EDUCATION])
def test_no_feeling_reaches_an_employer_or_a_school(venue, built_in):
    collects = [Audience.COLLECTIVE, Audience.CLINIC, Audience.RESEARCH, Audience.DISTRICT, Audience.PUBLIC]
    for bits in built_in.values():
        here = bits[venue.place][..., FEELS]
        assert not here[:, collects].any()
        assert not (here & Purpose.REMEMBER).any()
    said = built_in[WearerClass.ADULT][venue.place][:, [Audience.SELF, Audience.NEAR, Audience.GATHERING]]
    assert (said[..., [Signal.FEELING, Signal.STORY]] & Purpose.LIGHT).all(), "what they say themselves may light"


def test_children_and_teens(built_in):
    child, teen = built_in[WearerClass.CHILD], built_in[WearerClass.TEEN]
    assert not child[:, :, [Audience.PUBLIC, Audience.RESEARCH, Audience.DISTRICT]].any()
    others = [audience for audience in Audience if audience is not Audience.SELF]
    assert not (child[:, :, others] & Purpose.REMEMBER).any()
    assert (child[Venue.HOME.place, :, Audience.SELF, Signal.FEELING] & Purpose.REMEMBER).all()
    assert not child[..., [Signal.HEART, Signal.SKIN]].any(), "under sixteen: what they say themselves"
    assert (child[Venue.NEIGHBOURHOOD.place, :, Audience.NEAR, Signal.FEELING] & Purpose.LIGHT).all()
    nights = [Band.WEEK_NIGHT, Band.REST_NIGHT]
    days = [band for band in Band if band not in nights]
    assert not teen[:, nights, Audience.PUBLIC].any()
    assert (teen[Venue.STREET.place, days, Audience.PUBLIC, Signal.FEELING] & Purpose.LIGHT).all()
    for bits in (child, teen):
        assert not bits[:, :, Audience.RESEARCH].any() and not (bits & Purpose.RESEARCH).any()


def test_research_and_care_need_grants_of_their_own(built_in):
    for bits in built_in.values():
        assert not (bits[:, :, Audience.RESEARCH] & ~np.uint16(Purpose.RESEARCH)).any()
        others = [audience for audience in Audience if audience is not Audience.RESEARCH]
        assert not (bits[:, :, others] & Purpose.RESEARCH).any()
        clinic = bits[:, :, Audience.CLINIC][..., [Signal.MOUTH, Signal.HEART, Signal.SKIN]]
        assert not (clinic & ~np.uint16(Purpose.CARE)).any()
        others = [audience for audience in Audience if audience not in (Audience.CLINIC, Audience.SELF)]
        assert not (bits[:, :, others] & Purpose.CARE).any()
    adult = built_in[WearerClass.ADULT][Venue.CLINIC.place]
    assert (adult[:, Audience.CLINIC, Signal.MOUTH] == Purpose.CARE).all()
    assert (adult[:, Audience.RESEARCH, Signal.MOUTH] == Purpose.RESEARCH).all()


def test_of_guests_nothing_is_kept_and_virtual_people_may_do_what_adults_may(built_in):
    guest = built_in[WearerClass.GUEST]
    assert not (guest & Purpose.REMEMBER).any()
    assert not guest[:, :, [Audience.CLINIC, Audience.RESEARCH, Audience.COLLECTIVE]].any()
    assert np.array_equal(built_in[WearerClass.VIRTUAL], built_in[WearerClass.ADULT])
    assert not bits_of([cedar.built_in()["own-terms"]], WearerClass.VIRTUAL).any(), "its own policy is what lights it"


def test_what_lights_a_neighbourhood_is_left_possible(built_in):
    """Guests' switches and the virtual crowd's grants: self, near, public, district and gathering."""
    seen = [Audience.SELF, Audience.NEAR, Audience.PUBLIC, Audience.DISTRICT, Audience.GATHERING]
    light = Purpose.LIGHT | Purpose.SYNC | Purpose.MURAL
    for wearer in (WearerClass.ADULT, WearerClass.GUEST, WearerClass.VIRTUAL):
        here = built_in[wearer][Venue.NEIGHBOURHOOD.place][:, seen]
        assert ((here[..., [Signal.FEELING, Signal.HEART, Signal.PLACE]] & light) == light).all()


# --- what any policies keep to


@st.composite
def texts(draw, effects=("permit", "forbid")) -> str:
    """A text of one rule."""

    def some(kind: str) -> str:
        names = draw(st.lists(st.sampled_from(rules.NAMES[kind]), min_size=1, max_size=2, unique=True))
        return ", ".join(f'{kind}::"{name}"' for name in names)

    one = {kind: some(kind).split(",")[0] for kind in ("Audience", "Signal")}
    who = draw(st.sampled_from(["principal", "principal is Audience", f"principal == {one['Audience']}"]))
    why = draw(st.sampled_from(["action", f"action in [{some('Action')}]"]))
    what = draw(st.sampled_from(["resource", f"resource == {one['Signal']}"]))
    heres = {"Wearer": "context.wearer", "Place": "context.place", "Band": "context.band", "Signal": "resource"}
    kinds = draw(st.lists(st.sampled_from(sorted(heres)), max_size=2, unique=True))
    said = st.sampled_from(["when", "unless"])
    clauses = [f"{draw(said)} {{ [{some(kind)}].contains({heres[kind]}) }}" for kind in kinds]
    return f"{draw(st.sampled_from(effects))} ({who}, {why}, {what})\n{' '.join(clauses)};"


@settings(max_examples=15)
@given(st.lists(texts(), min_size=1, max_size=4), texts(effects=("forbid",)), WEARERS)
def test_a_forbid_never_adds_a_bit_and_order_does_not_matter(some, forbid, wearer):
    before = bits_of(some, wearer)
    after = bits_of([forbid, *some], wearer)
    assert not (after & ~before).any()
    assert np.array_equal(after, bits_of([*reversed(some), forbid], wearer))
    assert not (before & ~after & ~tensor.template(forbid)).any(), "its template holds all that it darkens"


@settings(max_examples=3)
@given(st.lists(texts(), min_size=1, max_size=4), WEARERS)
def test_the_quick_account_equals_the_plain_one(some, wearer):
    assert np.array_equal(bits_of(some, wearer), tensor.plain(some, wearer))


@settings(max_examples=3)
@given(texts(effects=("permit",)), WEARERS)
def test_a_permit_beside_the_built_in_ones_lights_nothing_more(built_in, permit, wearer):
    """What a council adds can only take away: all that has a name is permitted already, and forbids win."""
    assert np.array_equal(bits_of([*cedar.built_in().values(), permit], wearer), built_in[wearer])


def test_nothing_permits_nothing_and_progress_is_told():
    told = []
    forbid = 'forbid (principal, action, resource);'
    assert not tensor.compile_([], WearerClass.ADULT, lambda *done: told.append(done)).any()
    assert told[-1][0] == told[-1][1] == 1, "nothing is named: one question stands for all"
    assert not bits_of([forbid]).any()
    assert (tensor.template(forbid) == sum(Purpose)).all()
    heads = 'principal == Audience::"public", action == Action::"sync", resource == Signal::"skin"'
    only = tensor.template(f"forbid ({heads}) when {{ context.wearer == Wearer::\"teen\" }};")
    assert only.astype(bool).sum() == 64 and (only[:, :, Audience.PUBLIC, Signal.SKIN] == Purpose.SYNC).all()
    assert not tensor.template("permit (principal, action, resource);").any()


@given(st.builds(Question, *(st.sampled_from(list(kind)) for kind in Question.__annotations__.values())))
@settings(max_examples=60)
def test_a_question_stands_where_its_cell_is(built_in, question):
    whole = np.stack([built_in[wearer] for wearer in WearerClass])
    said = bool(whole[tensor.cell(question)] & question.purpose)
    assert said == cedar.decide(cedar.together(cedar.built_in().values()), question)
