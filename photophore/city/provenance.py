"""Where lots, releases and glyphs come from: who made, signed, sold and bought them, when, for how much, who knew.

All of it is invented, says so (`invented`), and is the same from the same seed and day; all dates lie before that day.
Money is kept by double entry: every sum that one party pays another gets, so that the books of all parties add up to
nothing.
"""

from datetime import date, timedelta

import numpy as np

from photophore import chance
from photophore.city.mesh import NEW_RELEASES, RELEASES

MAKERS = ("Pelagia Works", "Noctiluca Cooperative", "Bathys Devices", "Saltglass Foundry")
SIGNERS = ("release desk of the city", "council of wearers", "makers' guild", "Lanternfish laboratory")
SELLERS = ("Harbour Dental Supply", "Tidewater Wholesale", "Blue Current Trading")
BUYERS = ("Orchard Slope clinics", "City Health", "Eastmarsh cooperative", "School Dental Service")
ARTISTS = ("Ama Quint", "Noor Vale", "Teo Marsh", "Ines Okafor")
KNEW = (
    ("{maker}'s test desk", "saw it fail on 3 of 400 in the last trial, and wrote it down as a loose cable"),
    ("{seller}", "had 11 colonies sent back in a fortnight, and asked nobody why"),
    ("{signer}", "signed on the day it came, with one of three trials still running"),
    ("{maker}'s firmware desk", "had a note of the weak check for a month, marked as not urgent"),
)
TODAY = date(2026, 1, 15)  # where nobody says what day it is
OLDEST, SPAN = 765, 700  # days before today on which the oldest was made, and of those from oldest to youngest
KNOWN = 46  # days from making to when somebody knew; the last sale comes 43 days after at most
MONEY = "crowns"
USE = 500  # uses of chance from here on belong to this module


def record(kind: str, name: str, seed: int, today: date = TODAY) -> dict:
    """What stands in the books about one lot, release or glyph: parties, dates, prices, sums that add up, who knew.

    Made, signed, sold, known: in this order, and all before `today`, the day on which the books are opened.
    """
    draw = _dice(kind, name, seed)
    maker, signers = MAKERS[draw(len(MAKERS))], _two(SIGNERS, draw)
    made = today - timedelta(days=OLDEST - min(_age(kind, name), SPAN) - draw(9))
    told = {"kind": kind, "id": name, "made": {"by": maker, "on": made.isoformat()},
            "signed": _signed(signers, made, draw),
            "money": MONEY, "invented": True}  # fmt: skip
    if kind == "glyph":
        told["made"]["by"] = ARTISTS[draw(len(ARTISTS))]
        sales = []
    elif kind == "lot":
        sales = _sales(maker, made, draw, 2_000 + 100 * draw(60))
    else:
        sales = [_sale(maker, "City Health", made + timedelta(days=9), 1, 40_000 + 1_000 * draw(30))]
    who, what = KNEW[draw(len(KNEW))]
    named = {"maker": told["made"]["by"], "seller": SELLERS[draw(len(SELLERS))], "signer": signers[0]}
    told |= {"sold": sales, "books": _books(sales),
             "knew": [{"who": who.format(**named), "what": what, "on": (made + timedelta(days=KNOWN)).isoformat()}]}
    return told | {"paid": sum(sale["sum"] for sale in sales)}


def _dice(kind: str, name: str, seed: int):
    """A die for one record, thrown in order."""
    key = np.uint32(int.from_bytes(f"{kind}:{name}".encode()[-4:].rjust(4, b"\0"), "big"))
    thrown = [0]

    def throw(sides: int) -> int:
        thrown[0] += 1
        return int(chance.draw(seed, np.array([key]), thrown[0], USE)[0] * sides)

    return throw


def _signed(signers: list[str], made: date, draw) -> list[dict]:
    days = sorted(2 + draw(5) for _ in signers)
    return [{"by": signer, "on": (made + timedelta(days=day)).isoformat()}
            for signer, day in zip(signers, days, strict=True)]  # fmt: skip


def _two(names: tuple[str, ...], draw) -> list[str]:
    first = draw(len(names))
    return [names[first], names[(first + 1 + draw(len(names) - 1)) % len(names)]]


def _age(kind: str, name: str) -> int:
    """Days after the oldest: later lots and releases are younger."""
    if kind == "lot" and name.isdigit():
        return 24 * int(name)
    releases = RELEASES + NEW_RELEASES
    return 130 * releases.index(name) if kind == "release" and name in releases else 700


def _sales(maker: str, made: date, draw, pieces: int) -> list[dict]:
    """A lot goes from its maker to a seller and on to those who put it in."""
    seller, price = SELLERS[draw(len(SELLERS))], 11 + draw(5)
    sales = [_sale(maker, seller, made + timedelta(days=10 + draw(10)), pieces, price * pieces)]
    first = pieces * (40 + draw(30)) // 100
    for buyer, part in zip(_two(BUYERS, draw), (first, pieces - first), strict=True):
        sales.append(_sale(seller, buyer, made + timedelta(days=24 + draw(20)), part, (price + 4 + draw(6)) * part))
    return sorted(sales, key=lambda sale: sale["on"])  # the first is 19 days after at most


def _sale(seller: str, buyer: str, on: date, pieces: int, paid: int) -> dict:
    return {"from": seller, "to": buyer, "on": on.isoformat(), "pieces": pieces, "sum": paid}


def _books(sales: list[dict]) -> dict[str, int]:
    """What each party has in the end; adds up to 0."""
    books: dict[str, int] = {}
    for sale in sales:
        books[sale["from"]] = books.get(sale["from"], 0) + sale["sum"]
        books[sale["to"]] = books.get(sale["to"], 0) - sale["sum"]
    return books
