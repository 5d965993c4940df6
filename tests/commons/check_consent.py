"""One checker that runs after every step of a test of consent: what is lit was let happen, what was let is kept."""

from photophore.words import ALWAYS, EVERYWHERE, Audience, Purpose, Signal

Cell = tuple[Audience, Signal, Purpose]


def cells(choices, now: int) -> set[Cell]:
    """The single cells that these choices let happen here: those without place and time."""
    return {
        (choice.audience, choice.signal, bit)
        for choice in choices
        for bit in choice.purposes
        if (choice.until_ms is None or choice.until_ms > now) and choice.places == EVERYWHERE and choice.bands == ALWAYS
    }


def lit(grants, row: int) -> set[Cell]:
    """The cells of a row that are lit now."""
    return {
        (audience, signal, bit)
        for audience in Audience for signal in Signal for bit in grants.may(row, audience, signal)
    }  # fmt: skip


def check_consent(hub, rows: dict[str, int], told: dict) -> None:
    """Promises 1, 2 and 10, for everybody in `rows` (person -> row).

    told: person -> (cells that were acknowledged and not withdrawn since, whether the last word was dark).
    """
    for person, row in rows.items():
        allowed, dark = told[person]
        now = lit(hub.grants, row)
        assert not (dark and now), "lit though told to be dark"
        assert now <= allowed, f"{now - allowed} is lit and was never acknowledged, or was taken back"
        assert cells(hub.terms.of(person), hub.now()) >= allowed, "what was acknowledged is lost"
        assert not dark or hub.terms.is_dark(person), "a dark that was acknowledged is lost"
    for row in set(range(8)) - set(rows.values()):
        assert not lit(hub.grants, row), "a row is lit and is nobody's"
    if hub.terms.ledger.whole:
        for person in rows:
            digests = [event.digest for event in hub.terms.history(person) if event.entry is not None]
            assert all(any(digest in entry for entry in hub.log.entries) for digest in digests), "listed nowhere"
