"""Books add up, and tell the same again; a later lot is younger."""

from datetime import date

import pytest

from photophore.city import provenance


@pytest.mark.parametrize(("kind", "name"), [("lot", "7"), ("release", "3.8"), ("glyph", "undertow")])
def test_every_sum_that_one_pays_another_gets(kind, name):
    told = provenance.record(kind, name, 7)
    assert sum(told["books"].values()) == 0 and told["invented"]
    assert told == provenance.record(kind, name, 7)
    assert told["made"]["by"] and told["signed"] and told["knew"]
    assert told["paid"] == sum(sale["sum"] for sale in told["sold"])
    assert all(sale["on"] >= told["made"]["on"] for sale in told["sold"])


def test_what_comes_in_goes_out_in_pieces_and_lots_differ():
    first, *rest = provenance.record("lot", "3", 7)["sold"]
    assert first["pieces"] == sum(sale["pieces"] for sale in rest)
    assert provenance.record("lot", "3", 7)["made"]["on"] < provenance.record("lot", "9", 7)["made"]["on"]
    assert len({str(provenance.record("lot", str(lot), 7)["sold"]) for lot in range(24)}) > 20


@pytest.mark.parametrize("today", [provenance.TODAY, date(2026, 11, 21), date(2024, 2, 29)])
@pytest.mark.parametrize("name", [("lot", "0"), ("lot", "23"), ("lot", "9999"), ("release", "4.0"), ("glyph", "tide")])
def test_all_that_is_told_lies_before_today_and_in_order(name, today):
    for seed in range(20):
        told = provenance.record(*name, seed, today)
        days = [told["made"]["on"], *(it["on"] for part in ("signed", "sold", "knew") for it in told[part])]
        assert days == sorted(days) and days[-1] < today.isoformat() and told["invented"] is True
