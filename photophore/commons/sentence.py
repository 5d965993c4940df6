"""A choice as a sentence that a twelve-year-old understands: the very words that are shown, hashed and logged.

The words stand in the message catalogue, which lies on a floor above; so whoever asks hands in `say(language, message,
**values)`. Here is only which of them come together, and in what order.
"""

from collections.abc import Callable
from typing import NamedTuple

from photophore.commons.calendar import local
from photophore.commons.record import Choice
from photophore.words import ALWAYS, EVERYWHERE, Audience, Band, Purpose, Venue

Say = Callable[..., str]
PARTS = ("night", "morning", "day", "evening")  # of a day, in the order of Band
WEEK, REST = 0x0F, 0xF0  # bits of Band
MANY = {Audience.NEAR, Audience.GATHERING, Audience.RESEARCH}  # audiences that are spoken of as many
SHOWN = 60  # letters of a name


class Voice(NamedTuple):
    """In whose words, and by whose clock."""

    say: Say
    language: str  # BCP 47
    zone: str  # IANA, of the hub

    def __call__(self, message: str, **values) -> str:
        return self.say(self.language, message, **values)


def of(choice: Choice, voice: Voice, name: str = "") -> str:
    """The sentence of a choice. name: what the person is called whom it names, "" where they did not say."""
    return voice(
        "me-sentence",
        who=_who(choice, voice, name),
        many="one" if choice.named or choice.audience not in MANY else "many",
        do=_do(choice, voice),
        where=where(choice.places, voice),
        when=when(choice.bands, voice),
        end=end(choice.until_ms, voice),
    )


def _who(choice: Choice, voice: Voice, name: str) -> str:
    audience = choice.audience.name.lower()
    if choice.named is None:
        return voice(f"me-who-{audience}")
    plain = "".join(sign for sign in name if sign.isprintable())[:SHOWN].strip()
    return voice("me-who-named", person=plain or voice("me-who-unnamed"), audience=audience)


def _do(choice: Choice, voice: Voice) -> str:
    """What may be done, purpose by purpose; the first says of what, the others say it."""
    audience = "self" if choice.audience == Audience.SELF else "other"
    signal = choice.signal.name.lower()
    what, it = voice(f"me-signal-{signal}"), voice(f"me-it-{signal}")
    told = {"signal": signal, "audience": audience, "what": what, "it": it}
    deeds = []
    for bit in Purpose(choice.purposes):
        deeds.append(voice(f"me-do-{bit.name.lower()}", again="yes" if deeds else "no", **told))
    return listed(deeds, voice)


def where(bits: int, voice: Voice) -> str:
    """The places in words: "anywhere", or a list."""
    if bits == EVERYWHERE:
        return voice("me-where-anywhere")
    return listed([voice(f"me-venue-{venue}") for venue in Venue if bits & venue.bit], voice)


def when(bits: int, voice: Voice) -> str:
    """The times in words, beginning with a comma; "" where it is always."""
    if bits == ALWAYS:
        return ""
    week, rest = bits & WEEK, (bits & REST) >> 4
    if week == rest:
        said = [voice(f"me-when-{part}") for place, part in enumerate(PARTS) if week >> place & 1]
    else:
        said = [*_days("week", week, voice), *_days("rest", rest, voice)]
    return voice("me-when", when=listed(said, voice))


def _days(kind: str, parts: int, voice: Voice) -> list[str]:
    if parts == WEEK:
        return [voice(f"me-when-{kind}")]
    return [voice(f"me-when-{kind}-{part}") for place, part in enumerate(PARTS) if parts >> place & 1]


def end(until_ms: int | None, voice: Voice) -> str:
    """Until when, by the hub's clock on the wall."""
    if until_ms is None:
        return voice("me-until-ended")
    wall = local(until_ms, voice.zone)
    time = f"{wall.hour}:{wall.minute:02}"
    return voice("me-until", day=str(wall.day), month=wall.month, year=str(wall.year), time=time)


def listed(items: list[str], voice: Voice) -> str:
    """One, two and three."""
    *before, last = items
    said = ""
    for item in before:
        said = voice("me-comma", a=said, b=item) if said else item
    return voice("me-and", a=said, b=last) if said else last


def part(band: Band) -> tuple[str, str]:
    """A band of the week as ("week" or "rest", part of the day)."""
    return ("week" if band < len(PARTS) else "rest"), PARTS[band % len(PARTS)]
