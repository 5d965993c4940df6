"""Each trouble goes where its kind goes, and nowhere else; silence holds it up; noise is rare and has no cause."""

import numpy as np
import pytest

from photophore.city import faults, mesh
from photophore.watch.events import FACTORS, FIRST_SIGN, Kind
from photophore.words import BadRequest
from tests.city import towns_of_trouble as towns


def touched(trouble):
    return np.flatnonzero(np.isfinite(trouble.outbreak.touched))


def test_every_kind_is_drawn_and_may_be_named(troubled):
    _, _, laid = troubled
    kinds = {faults.planted(None, laid, seed).kind for seed in range(60)}
    assert kinds == set(faults.KINDS) - {"none"}
    for kind in faults.KINDS:
        first, again = faults.planted(kind, laid, 4), faults.planted(kind, laid, 4)
        assert first == again and first.kind == kind and (first.id is None) == (kind == "none")
        if kind != "none" and kind != "hidden":
            assert faults.planted(f"{kind}:{first.id}", laid, 5).id == first.id


@pytest.mark.parametrize("text", ["", "lot:", "flood", "lot:99", "contact:5", "contact:x", "hidden:lot", "place:X"])
def test_what_is_not_there_cannot_be_planted(troubled, text):
    _, _, laid = troubled
    if text in ("", "lot:"):  # drawn from the seed
        assert faults.planted(text, laid, 1)
        return
    with pytest.raises(BadRequest, match="--plant"):
        faults.planted(text, laid, 1)


@pytest.mark.parametrize("kind", ["lot:7", "hub"])
def test_a_bad_level_fails_alone_and_only_in_part(troubled, kind):
    _, _, laid = troubled
    trouble = towns.gone_on(laid, kind, 30)
    factor = FACTORS.index(trouble.plant.kind)
    members = laid.factors[factor] == laid.names[factor].index(trouble.plant.id)
    reached = touched(trouble)
    assert members[reached].all() and 0.15 < reached.size / members.sum() < 0.55
    assert (trouble.outbreak.touched[reached] >= trouble.plant.at).all()


@pytest.mark.parametrize("kind", ["release", "glyph"])
def test_what_was_taken_fails_only_where_it_was_taken(troubled, kind):
    _, _, laid = troubled
    trouble = towns.gone_on(laid, kind, 30)
    number = [offer.code for offer in trouble.taking.offers].index(
        laid.names[FACTORS.index(kind)].index(trouble.plant.id)) if kind == "glyph" else int(trouble.plant.id == "4.0")
    reached = touched(trouble)
    assert reached.size and np.array_equal(reached, np.flatnonzero(trouble.taking.has[number]))
    assert trouble.outbreak.wrong(30.0, np.zeros(laid.n, bool)).size
    offer = trouble.taking.offers[number]
    trouble.taking.stop(offer.factor, offer.code)
    assert not trouble.outbreak.wrong(30.0, np.zeros(laid.n, bool)).size  # whoever went back is sound


def test_what_is_caught_is_caught_from_one_that_had_it(troubled):
    _, _, laid = troubled
    trouble = towns.gone_on(laid, "contact", 24)
    at = trouble.outbreak.touched
    pairs = [mesh.met(laid, second) for second in range(24)]
    one, two, when = (np.concatenate(column) for column in zip(*pairs, strict=True))
    for who in touched(trouble):
        if laid.number[who] != trouble.plant.source:
            here = (when == at[who]) & ((one == who) | (two == who))
            other = np.where(one == who, two, one)[here]
            assert (at[other] < at[who]).any()
    assert touched(trouble).size > 5


def test_the_hidden_one_goes_by_chargers_and_no_log_shows_it(troubled):
    _, _, laid = troubled
    trouble = towns.gone_on(laid, "hidden", 30)
    assert np.isfinite(trouble.outbreak.tainted).sum() > 1 and touched(trouble).size > 5
    told = trouble.second(30, np.zeros(laid.n, bool))
    assert set(np.unique(told.kind)) <= {Kind.MET.code, Kind.TOOK.code, *range(FIRST_SIGN, FIRST_SIGN + 6)}
    trouble.outbreak.closed[:] = True
    before = touched(trouble).size
    for second in range(31, 36):
        trouble.second(second, np.zeros(laid.n, bool))
    assert touched(trouble).size == before


def test_a_storm_reaches_who_stands_in_it(troubled):
    _, _, laid = troubled
    trouble = towns.gone_on(laid, "place", 25)
    reached = touched(trouble)
    lives = laid.factors[0, reached] == laid.names[0].index(trouble.plant.id)
    assert reached.size > 3 and lives.mean() > 0.4


def test_silence_holds_up_and_mending_ends(troubled):
    _, _, laid = troubled
    all_quiet = np.ones(laid.n, bool)
    for kind in ("contact", "hidden"):  # its first one speaks on, and nobody hears it
        assert touched(towns.gone_on(laid, kind, 25, all_quiet)).size == 1
    assert not touched(towns.gone_on(laid, "lot:7", 25, all_quiet)).size
    trouble = towns.gone_on(laid, "lot:7", 25)
    trouble.outbreak.mend(np.arange(laid.n))
    assert not trouble.outbreak.wrong(99.0, np.zeros(laid.n, bool)).size


def test_noise_is_rare_and_of_every_kind(troubled):
    _, _, laid = troubled
    told = [faults.noise(laid, second) for second in range(3000)]
    count = sum(each.count for each in told)
    usual = faults.NOISE * laid.n * 3000
    assert abs(count - usual) < 5 * np.sqrt(usual) + 1
    assert not touched(towns.gone_on(laid, "none", 20)).size


def test_times_digits_ties_and_order_tell_nothing_of_which_offer_is_bad(troubled):
    _, _, laid = troubled
    ranks, ties, parts = [], {True: 0, False: 0}, {True: [], False: []}
    for seed in range(40):
        plant = faults.planted(("release", "glyph")[seed % 2], laid._replace(seed=seed), seed)
        out = faults.starts(plant, seed)
        number = faults.OFFERED.index(plant.id)
        ranks.append(np.argsort(np.argsort(out))[number])
        taking = faults.Taking(laid._replace(seed=seed), out)
        still = np.zeros(laid.n, bool)
        heard = [taking.told(taking.second(second, mesh.met(laid, second), still)) for second in range(8, 13)]
        seen = mesh.told(heard)
        assert (seen.at * mesh.FINE % 1 == 0).all() and (np.diff(seen.at) >= 0).all()
        for each, name in enumerate(faults.OFFERED):
            factor = FACTORS.index("release" if each < 2 else "glyph")
            at = seen.at[seen.factors[factor] == seen.names[factor].index(name)]
            assert (at >= np.floor(out[each] * mesh.FINE) / mesh.FINE).all()
            bad = each == number
            ties[bad] += at.size - np.unique(at).size
            parts[bad] += [(one - out[each]) / (1 - out[each] % 1) for one in at[at < np.ceil(out[each])].tolist()]
    assert 0.9 < np.mean(ranks) < 2.1  # of 0..3: neither first nor last
    assert ties[True] <= ties[False] / 3 + 5 and np.mean(np.array(parts[True]) < 1e-3) < 0.05
    grid = np.linspace(0, 1, 21)
    shares = [np.searchsorted(np.sort(parts[bad]), grid) / len(parts[bad]) for bad in (True, False)]
    assert np.abs(shares[0] - shares[1]).max() < 1.95 * np.sqrt(sum(1 / len(part) for part in parts.values()))


def test_what_a_hub_hears_stands_on_one_clock_and_no_noise_tells_of_a_grant(troubled):
    _, _, laid = troubled
    events = towns.gone_on(laid, "lot:7", 0).second(3, np.zeros(laid.n, bool))
    assert events.count and (events.at * mesh.FINE % 1 == 0).all() and (events.at >= 3).all() and (events.at < 4).all()
    order = np.lexsort((events.other, events.smile, events.at))
    assert (order == np.arange(events.count)).all()
    assert Kind.UNGRANTED not in faults.NOISES and len(faults.NOISES) == len(faults.SIGNS) - 1
