"""Which smiles shine on which lamps, and before whom: a small TOML file, read strictly. Examples: docs/lamps.md.

A lamp is one receiver; its pixels are counted from 0 in the order of the wire. Each part of it shows some smiles, a
pixel a tooth. Nothing is guessed: an unknown word, a pixel that two smiles would share, a lamp named twice: each
is told with its line.
"""

import ipaddress
import re
import tomllib
from typing import Any, NamedTuple

import numpy as np

from photophore.devices import artnet, ddp, hosts, opc, sacn
from photophore.devices.dither import Calibration
from photophore.devices.hosts import MULTICAST
from photophore.words import FDI, TEETH, Audience, BadLamp

DRIVERS = {"ddp": ddp.PORT, "sacn": sacn.PORT, "artnet": artnet.PORT, "opc": opc.PORT}  # and their ports
FIRST = {"ddp": 1, "sacn": 1, "artnet": 0, "opc": 1}  # display, universe or channel, unless told
LAST = {"ddp": 249, "sacn": sacn.LAST, "artnet": artnet.LAST, "opc": 255}
WIDE = ("ddp", "opc")  # have a form of 16 bits
RATE, SLOWEST, FASTEST = 40, 5, 120  # beats a second
PIXELS = 400_000  # on one lamp at most
SMILES = 12_500  # the same in whole smiles
LAMPS = 100  # in a file at most
LONGEST = 1_000_000  # characters of a file
ORDERS = ("RGB", "RBG", "GRB", "GBR", "BRG", "BGR")
NAMED = re.compile(r"[A-Za-z0-9.-]{1,48}")
LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
ARCHES = {"all": tuple(range(TEETH)), "upper": tuple(range(TEETH // 2)), "lower": tuple(range(TEETH // 2, TEETH))}
GUESTS, CROWD = "guests", "crowd"


class Part(NamedTuple):
    """Some smiles on some pixels of a lamp."""

    who: str = CROWD  # CROWD: who live here made up; GUESTS: people who joined, in the order of their rows
    count: int = 1  # smiles
    skip: int = 0  # of those that are meant, this many come before
    district: str | None = None  # of the crowd; None: any
    pixel: int = 0  # the first one
    teeth: tuple[int, ...] = ARCHES["all"]  # of each smile, in the order of the pixels; places in words.FDI

    @property
    def end(self) -> int:
        """The pixel behind the last one."""
        return self.pixel + self.count * len(self.teeth)


class Fixture(NamedTuple):
    """One lamp."""

    name: str
    driver: str
    host: str
    audience: Audience
    parts: tuple[Part, ...]
    port: int = 0
    first: int = 1  # DDP: id of the display; sACN, Art-Net: universe; OPC: channel
    slots: int = 510  # used of each universe
    priority: int = 100  # sACN
    sync: int = 0  # sACN: universe at which receivers wait; Art-Net: 1 to send ArtSync; 0: none
    rate: int = RATE
    order: str = "RGB"
    bits: int = 8
    calibration: Calibration = Calibration()

    @property
    def pixels(self) -> int:
        return max(part.end for part in self.parts)

    @property
    def smiles(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def each(self) -> int:
        """Pixels in a packet."""
        wide = self.bits // 8
        room = {"ddp": ddp.ROOM // wide, "opc": opc.ROOM // wide}.get(self.driver, self.slots)
        return room // 3

    @property
    def universes(self) -> range:
        """The displays, universes or channels that it takes."""
        count = 1 if self.driver == "ddp" else -(-self.pixels // self.each)
        return range(self.first, self.first + count)


def receiver(it: Fixture, host: str) -> hosts.Receiver:
    """Whom it lights at this address, or by this name."""
    return hosts.Receiver(it.driver, hosts.canonical(host), it.port, it.universes)


def layout(fixture: Fixture) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel the smile, counted over all parts, and its tooth: (p,) int32 each; -1 where nothing shines."""
    smile, tooth = np.full(fixture.pixels, -1, np.int32), np.full(fixture.pixels, -1, np.int32)
    before = 0
    for part in fixture.parts:
        smile[part.pixel : part.end] = before + np.repeat(np.arange(part.count), len(part.teeth))
        tooth[part.pixel : part.end] = np.tile(part.teeth, part.count)
        before += part.count
    return smile, tooth


def alone(driver: str, where: str, smiles: int, words: dict) -> Fixture:
    """One lamp that shows so many smiles, without a file; words: port, first, rate, audience, None where usual."""
    port, rate, first = words["port"] or DRIVERS[driver], words["rate"], words["first"]
    first = FIRST[driver] if first is None else first
    if not (1 <= smiles <= SMILES and 1 <= port <= 65535 and SLOWEST <= rate <= FASTEST):
        what = f"no lamp shows {smiles:,} smiles at {rate} beats a second by port {port}"
        raise BadLamp(what, "", f"1 to {SMILES:,} smiles, {SLOWEST} to {FASTEST} beats, ports 1 to 65535")
    parts = (Part(count=smiles),)
    it = Fixture("send", driver, host(where, driver, "--host"), words["audience"], parts, port, first, rate=rate)
    if it.audience is Audience.SELF or first < FIRST[driver]:
        raise BadLamp("a lamp is nobody's own screen, and begins with the first one", f"--first {first}")
    _before_whom(it, "--host")
    _fits(it, "--smiles")
    return it


def sentences(it: Fixture) -> list[str]:
    """What a lamp is and which smiles shine where, for people."""
    last = f" to {it.universes[-1]}" if len(it.universes) > 1 else ""
    packets, audience = -(-it.pixels // it.each), it.audience.name.lower()
    lines = [f"{it.name}: {it.driver} to {it.host}:{it.port}, {_word(it.driver)} {it.first}{last}, {it.pixels:,} "
             f"pixels, {packets:,} packets {it.rate} times a second, for {audience}"]  # fmt: skip
    if warned := warning(it):
        lines.append(f"  Beware: {warned}")
    for part in it.parts:
        whose = "guests" if part.who == GUESTS else part.district or "the crowd"
        first = f", without the first {part.skip:,}" if part.skip else ""
        teeth = next((name for name, arch in ARCHES.items() if arch == part.teeth), f"{len(part.teeth)} chosen")
        lines.append(f"  pixels {part.pixel:,} to {part.end - 1:,}: {part.count:,} of {whose}{first}, {teeth} teeth")
    return lines


def warning(it: Fixture) -> str:
    """What may not be meant, though it can be; empty: nothing."""
    if it.host != MULTICAST or it.audience is Audience.PUBLIC:
        return ""
    return f"multicast reaches whoever listens on this network, not only {it.audience.name.lower()}; prefer an address"


def read(text: str, where: str = "lamps.toml") -> list[Fixture]:
    """The lamps of a file. BadLamp, with the line, where it cannot be."""
    if len(text) > LONGEST:
        raise BadLamp(f"a file of lamps has at most {LONGEST:,} characters", where)
    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadLamp(f"this is no TOML: {error}", where, "docs/lamps.md has examples") from None
    file = _File(where, _lines(text))
    lamps = told.pop("lamp", [])
    file.nothing_else(told, ())
    if not isinstance(lamps, list) or not 1 <= len(lamps) <= LAMPS or not all(isinstance(it, dict) for it in lamps):
        raise BadLamp(f"there are 1 to {LAMPS} tables [[lamp]]", where, "begin with [[lamp]]")
    fixtures = [_lamp(lamp, ("lamp", place), file) for place, lamp in enumerate(lamps)]
    for place, fixture in enumerate(fixtures):
        for other in fixtures[:place]:
            _apart(fixture, other, file.at(("lamp", place)))
    return fixtures


class _File(NamedTuple):
    """Where things stand, to say it."""

    where: str
    lines: dict[tuple, int]

    def at(self, path: tuple) -> str:
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.where}, line {self.lines[path]}" if path else self.where

    def nothing_else(self, rest: dict, path: tuple) -> None:
        if rest:
            name = next(iter(rest))
            raise BadLamp(f"{name!r} is not a word for lamps", self.at((*path, name)), "docs/lamps.md lists them")


def _lines(text: str) -> dict[tuple, int]:
    """Where tables and keys stand: ("lamp", 0, "smiles", 1, "count") -> line. tomllib does not tell."""
    lines, here, counts = {}, (), {}
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            here = ()
            for name in table[1].split("."):
                here = (*here, name)
                last = name == table[1].split(".")[-1]
                counts[here] = counts.get(here, -1) + 1 if last else counts.get(here, 0)
                here = (*here, counts[here])
            counts = {path: it for path, it in counts.items() if len(path) <= len(here) or path[: len(here)] != here}
            lines.setdefault(here, number)
        elif table := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            here = tuple(table[1].split("."))
            lines.setdefault(here, number)
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            lines.setdefault((*here, key[1]), number)
    return lines


class _Asked:
    """A table, word by word."""

    def __init__(self, table: dict, path: tuple, file: _File):
        self.table, self.path, self.file = dict(table), path, file

    def wrong(self, name: str, what: str, try_: str = "") -> BadLamp:
        return BadLamp(what, self.file.at((*self.path, name)), try_)

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        if name not in self.table:
            if default is None:
                raise self.wrong(name, f"{name} is missing", f"write {name} = ...")
            return default
        value = self.table.pop(name)
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            kinds = {str: "text", int: "a whole number", bool: "true or false", list: "a list"}
            raise self.wrong(name, f"{name} must be {kinds[kind]}")
        return value

    def number(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self.take(name, int, default)
        if not least <= value <= most:
            raise self.wrong(name, f"{name} is {value}", f"it is {least} to {most}")
        return value

    def share(self, name: str, default: float) -> float:
        return self.of_one(name, self.table.pop(name, default))

    def of_one(self, name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.wrong(name, f"{name} is no share", "shares are 0 to 1")
        return float(value)

    def one_of(self, name: str, words: tuple, default: str | None = None) -> str:
        value = self.take(name, str, default)
        if value not in words:
            raise self.wrong(name, f"{name} is {value!r}", f"it is one of: {', '.join(words)}")
        return value


def _lamp(table: dict, path: tuple, file: _File) -> Fixture:
    asked = _Asked(table, path, file)
    name = asked.take("name", str)
    if not NAMED.fullmatch(name):
        raise asked.wrong("name", f"{name!r} names no lamp", "use letters, digits, '-' and '.', at most 48")
    driver = asked.one_of("driver", tuple(DRIVERS))
    audiences = tuple(it.name.lower() for it in Audience if it is not Audience.SELF)  # its own screen has only a wearer
    audience = Audience[asked.one_of("audience", audiences).upper()]
    wire = {
        "host": host(asked.take("host", str), driver, asked.file.at((*path, "host"))),
        "port": asked.number("port", 1, 65535, DRIVERS[driver]),
        "first": _first(asked, driver),
        "slots": 3 * (asked.number("slots", 3, 512, 510) // 3) if driver in ("sacn", "artnet") else 510,
        "priority": asked.number("priority", 0, 200, 100) if driver == "sacn" else 100,
        "sync": _sync(asked, driver),
        "rate": asked.number("rate", SLOWEST, FASTEST, RATE),
        "order": asked.one_of("order", ORDERS, "RGB"),
        "bits": _bits(asked) if driver in WIDE else 8,
        "calibration": _calibration(asked),
    }  # fmt: skip
    fixture = Fixture(name, driver, audience=audience, parts=_parts(asked), **wire)
    file.nothing_else(asked.table, path)
    _before_whom(fixture, file.at((*path, "host")))
    _fits(fixture, file.at(path))
    return fixture


def _first(asked: _Asked, driver: str) -> int:
    return asked.number(_word(driver), FIRST[driver], LAST[driver], FIRST[driver])


def _sync(asked: _Asked, driver: str) -> int:
    if driver == "sacn":
        return asked.number("sync", 0, sacn.LAST, 0)
    return int(asked.take("sync", bool, False)) if driver == "artnet" else 0


def _bits(asked: _Asked) -> int:
    bits = asked.number("bits", 8, 16, 8)
    if bits not in (8, 16):
        raise asked.wrong("bits", f"bits is {bits}", "it is 8 or 16")
    return bits


def _calibration(asked: _Asked) -> Calibration:
    gain = asked.take("gain", list, [1.0, 1.0, 1.0])
    if len(gain) != 3:
        raise asked.wrong("gain", "gain is three shares: of red, green and blue")
    red, green, blue = (asked.of_one("gain", value) for value in gain)
    curve = asked.one_of("curve", ("light", "screen"), "light")
    return Calibration((red, green, blue), curve, asked.share("most", 1.0))


def _parts(asked: _Asked) -> tuple[Part, ...]:
    tables = asked.take("smiles", list)
    if not tables or not all(isinstance(it, dict) for it in tables):
        raise asked.wrong("smiles", "smiles are tables", "write [[lamp.smiles]] below the lamp")
    parts: list[Part] = []
    for place, table in enumerate(tables):
        path = (*asked.path, "smiles", place)
        part = _part(_Asked(table, path, asked.file))
        for other in parts:
            if part.pixel < other.end and other.pixel < part.end:
                what = f"pixel {max(part.pixel, other.pixel)} would show two smiles"
                raise BadLamp(what, asked.file.at(path), f"let this part begin at pixel = {other.end}")
        parts.append(part)
    return tuple(parts)


def _part(asked: _Asked) -> Part:
    who = asked.one_of("who", (CROWD, GUESTS), CROWD)
    part = Part(
        who, asked.number("count", 1, SMILES, 1), asked.number("skip", 0, 10_000_000, 0),
        asked.take("district", str) if "district" in asked.table else None,
        asked.number("pixel", 0, PIXELS - 1, 0), _teeth(asked),
    )  # fmt: skip
    if part.district and who == GUESTS:
        raise asked.wrong("district", "guests live in no district", "leave it out, or show the crowd")
    asked.file.nothing_else(asked.table, asked.path)
    if part.end > PIXELS:
        raise asked.wrong("count", f"a lamp has at most {PIXELS:,} pixels, not {part.end:,}", "use more lamps")
    return part


def _teeth(asked: _Asked) -> tuple[int, ...]:
    told = asked.table.pop("teeth", "all")
    if isinstance(told, str) and told in ARCHES:
        return ARCHES[told]
    whole = isinstance(told, list) and told and all(isinstance(it, int) and it in FDI for it in told)
    if not whole or len(set(told)) != len(told):
        names = "11 to 18, 21 to 28, 31 to 38 and 41 to 48, each once"
        raise asked.wrong("teeth", "teeth are not named so", f'write "all", "upper", "lower", or a list of {names}')
    return tuple(FDI.index(it) for it in told)


def host(name: str, driver: str, where: str = "") -> str:
    """A host's name or address, as it can be one; whether it is there is seen when it is asked."""
    if driver == "sacn" and name == MULTICAST:
        return name
    try:
        ipaddress.ip_address(name)
    except ValueError:
        labels = name.rstrip(".").split(".")
        if len(name) > 253 or not all(map(LABEL.fullmatch, labels)) or labels[-1].isdigit():
            raise BadLamp(f"{name!r} is no host", where, "write its address, as in 192.168.1.40, or its name") from None
    if hosts.nobody(name):
        raise BadLamp(f"{name} is every host and none", where, "name the lamp's own address")
    return name


def _before_whom(it: Fixture, where: str) -> None:
    """What many hear is public. sACN's own multicast may stand, and is warned of."""
    if it.audience is not Audience.PUBLIC and hosts.many(it.host):
        what = f"whoever is on this network hears {it.host}, not only {it.audience.name.lower()}"
        raise BadLamp(what, where, 'name the lamp\'s own address, or write audience = "public"')


def _fits(fixture: Fixture, where: str) -> None:
    if fixture.universes[-1] > LAST[fixture.driver]:
        word, many = _word(fixture.driver), len(fixture.universes)
        what = f"{fixture.pixels:,} pixels need {many:,} from {word} {fixture.first} on"
        raise BadLamp(what, where, f"the last {word} is {LAST[fixture.driver]:,}")


def _word(driver: str) -> str:
    return {"ddp": "display", "opc": "channel"}.get(driver, "universe")


def _apart(fixture: Fixture, other: Fixture, where: str) -> None:
    if fixture.name == other.name:
        raise BadLamp(f"two lamps are called {fixture.name}", where, "give each a name of its own")
    if why := hosts.clash(receiver(fixture, fixture.host), receiver(other, other.host)):
        raise BadLamp(f"{fixture.name} and {other.name} are one lamp: {why}", where, "join them into one [[lamp]]")
