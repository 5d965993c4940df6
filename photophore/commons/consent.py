"""Granting and withdrawing: who allows what, where, when, and until when. The only maker of `Given`.

    mask[w] = slice(grants[w], place, band)  AND  tensor[class(w), place, band]  AND  lease

A grant is wearer x audience x signal x purpose, with the places and bands of the week in which it holds and an end;
what is granted anew replaces what was granted before in the same place, so that a grant always has one end. The city's
policies come as one tensor (commons.policy), and AND is all they can do. A lease ends where a wearer's device is silent
(commons.lease). Masks are worked out anew only when one of these changes; whatever is missing means no.

Where bodies may not be sensed (words.Venue) no grant of heart or skin ever has a bit in the mask, whatever a policy
says: that is the law, in code. What wearers say of themselves goes on as everywhere.
"""

import threading
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from photophore.commons.lease import Leases, kind_of
from photophore.commons.taken import Taken
from photophore.words import (
    ALWAYS,
    BLOCK,
    BODILY,
    EVERYWHERE,
    FPS,
    PURPOSES,
    SIGNALS,
    WEARER_CLASSES,
    Audience,
    Band,
    Brightness,
    Given,
    Purpose,
    Signal,
    Venue,
    WearerClass,
)

ON_WAY = 2.0  # seconds that a frame may be on its way to those who see it
FOREVER = np.iinfo(np.int64).max
PULLING = (Audience.NEAR, Audience.GATHERING)  # whom a smile can pull, and be pulled by, if it grants them SYNC
CELLS = (WEARER_CLASSES, len(Venue), len(Band), len(Audience), SIGNALS)  # of a tensor of policies
LAW = np.full((len(Venue), SIGNALS), 0xFFFF, np.uint16)  # what no policy can allow
LAW[np.ix_([venue.place for venue in Venue if not venue.senses_bodies], list(BODILY))] = 0


class When(NamedTuple):
    """Where, at what times of the week, and until which tick a grant holds."""

    until: int | None = None  # tick; None: until withdrawn
    places: int = EVERYWHERE  # bits of Venue
    bands: int = ALWAYS  # bits of Band


FREELY = When()


class Grants:
    """The grants of n rows. Every change is seen by the next `given`; the verbs may be called from other threads."""

    def __init__(self, n: int, room: Callable = np.zeros, fps: int = FPS):
        """room(shape, dtype): who makes the arrays, all zero; such as one that other processes see as well."""
        if n % BLOCK:
            raise ValueError(f"grants are kept for whole blocks of {BLOCK} rows, not for {n}")
        self.n, self.venue, self.now_band = n, Venue.NEIGHBOURHOOD, Band.WEEK_DAY
        self._mask = room((len(Audience), SIGNALS, n), np.uint16)
        self._present = room(n, np.uint8)
        self._brightness = room(n, np.uint8)
        self._chosen = np.full(n, 0.5, np.float32)  # autonomy
        self._autonomy = room(n, np.float32)
        self._autonomy[:] = np.nan
        self._born = room(n, np.uint32)
        self._place = np.full(n, self.venue.place, np.uint8)
        self._class = np.full(n, WearerClass.GUEST, np.uint8)
        # only cells that ever held a grant: (audience, signal) -> purpose bit -> (n,) places and bands, 0 for no grant
        self._held: dict[tuple[int, int], dict[int, np.ndarray]] = {}
        self._until: dict[tuple[int, int, int], np.ndarray] = {}  # (n,) ticks; only where something ends
        self._named: dict[tuple[int, int, int], dict] = {}  # row, audience, signal -> to whom alone -> purposes
        self._rules = np.full(CELLS, 0xFFFF, np.uint16) & LAW[:, None, None, :]
        self.leases = Leases(n, fps)
        self._taken, self._carried = Taken(n), [0, 0]
        self._epoch = 0
        self._now, self._on_way = 0, round(ON_WAY * fps)
        self._next_end = FOREVER
        self.lock = threading.RLock()  # a present bit without its grant would be light without a grant

    # --- what wearers decide ---

    def grant(self, rows, audience: Audience, signal: Signal, purposes: Purpose, when: When = FREELY) -> None:
        """Let `audience` have `signal` of these rows for `purposes`. Who grants is there: leases begin anew."""
        with self.lock:
            rows = self._checked(rows)
            until = FOREVER if when.until is None else when.until
            for bit in _bits(purposes):
                self._layer(audience, signal, bit)[rows] = when.places | when.bands << 8
                key = int(audience), int(signal), bit
                if until != FOREVER and key not in self._until:
                    self._until[key] = np.full(self.n, FOREVER, np.int64)
                if key in self._until:
                    self._until[key][rows] = until
            self._next_end = min(self._next_end, until)
            back = self.leases.renew(rows, self._now)
            self._compile(rows, [(int(audience), int(signal))])
            self._compile(back)

    def withdraw(self, rows, audience: Audience | None = None, signal: Signal | None = None,
                 purposes: Purpose | None = None) -> None:  # fmt: skip
        """Take grants back: to one audience or to all, of one signal or of all, for some purposes or for all."""
        with self.lock:
            rows = self._checked(rows)
            cells = [cell for cell in self._held if audience in (None, cell[0]) and signal in (None, cell[1])]
            for cell in cells:
                for bit, layer in self._held[cell].items():
                    if purposes is None or purposes & bit:
                        layer[rows] = 0
            self._compile(rows, cells)

    def narrow(self, row: int, audience: Audience, signal: Signal, people: dict) -> None:
        """Only these people of an audience (a name of each -> purposes); none: whoever the audience is."""
        with self.lock:
            self._checked(row)
            self._named[int(row), int(audience), int(signal)] = dict(people)
            self._epoch += 1

    def choose(self, rows, brightness: Brightness) -> None:
        """How much of a feeling these wearers let out."""
        rows = self._checked(rows)
        with self.lock:
            self._brightness[rows] = int(brightness)
            self._epoch += 1

    def loosen(self, rows, autonomy) -> None:
        """How little these smiles let others pull them: 0..1, or one number a row."""
        values = np.asarray(autonomy, np.float32)
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("autonomy is a number from 0 (follows) to 1 (is never pulled)")
        rows = self._checked(rows)
        with self.lock:
            self._chosen[rows] = values
            self._autonomy[rows] = np.where(np.isnan(self._autonomy[rows]), np.nan, values)
            self._epoch += 1

    # --- who they are, where and when ---

    def settle(self, rows, born, wearer_class: WearerClass = WearerClass.GUEST) -> None:
        """New smiles live in these rows: nothing of the former ones' grants remains."""
        with self.lock:
            self.forget(rows)
            self._born[rows] = born
            self._class[rows] = wearer_class

    def become(self, rows, wearer_class: WearerClass) -> None:
        """These wearers are of another class than was thought."""
        with self.lock:
            rows = self._checked(rows)
            self._class[rows] = wearer_class
            self._compile(rows)

    def forget(self, rows) -> None:
        """Wipe everything that was granted or chosen for these rows."""
        with self.lock:
            rows = self._checked(rows)
            for layers in self._held.values():
                for layer in layers.values():
                    layer[rows] = 0
            if self._named:
                gone = set(rows.tolist())
                self._named = {key: people for key, people in self._named.items() if key[0] not in gone}
            self._brightness[rows] = Brightness.BRIGHT_ONLY
            self._chosen[rows] = 0.5
            self._place[rows] = self.venue.place
            self._class[rows] = WearerClass.GUEST
            self.leases.drop(rows)
            self._compile(rows)

    def mark(self, venue: Venue) -> None:
        """What kind of place this hub is from now on, and so where everyone is. Where bodies may not be sensed it
        stays so.
        """
        venue = Venue(venue)
        if venue.senses_bodies and not self.venue.senses_bodies:
            raise ValueError(f"a {self.venue} stays a place where no body is sensed; it cannot become a {venue}")
        with self.lock:
            self.venue = venue
            self._place[:] = venue.place
            self._compile(slice(None))

    def enter(self, rows, venue: Venue) -> None:
        """These wearers are now at a place of this kind. In a hub where bodies may not be sensed they stay there."""
        venue = Venue(venue)
        if venue.senses_bodies and not self.venue.senses_bodies:
            raise ValueError(f"nobody leaves a {self.venue} for a {venue} within its own hub")
        with self.lock:
            rows = self._checked(rows)
            self._place[rows] = venue.place
            self._compile(rows)

    def turn(self, band: Band) -> None:
        """It is another time of the week."""
        with self.lock:
            if band != self.now_band:
                self.now_band = Band(band)
                self._compile(slice(None))

    def rule(self, tensor: np.ndarray) -> None:
        """The city's policies, compiled: (16 classes, 8 places, 8 bands, 8 audiences, 16 signals) of Purpose bits."""
        if tensor.shape != CELLS or tensor.dtype != np.uint16:
            raise ValueError(f"policies are a tensor of {CELLS} uint16, not {tensor.shape} {tensor.dtype}")
        lawful = tensor & LAW[:, None, None, :]
        with self.lock:
            self._rules = lawful
            self._compile(slice(None))

    def renew(self, rows, now: int) -> None:
        """These wearers' own devices were heard at tick `now`."""
        with self.lock:
            self._now = max(self._now, now)
            self._compile(self.leases.renew(self._checked(rows), self._now))

    # --- what is asked ---

    @property
    def epoch(self) -> int:
        """The hub-wide counter: it grows with every change, and never falls."""
        return self._epoch

    def since(self, epoch: int) -> None:
        """Count on from here: what an earlier run of this hub, or a backup, had reached."""
        with self.lock:
            self._epoch = max(self._epoch, epoch)

    def may(self, row: int, audience: Audience, signal: Signal, person=None) -> Purpose:
        """What this row's `signal` is granted to `audience` for, and to a named person among them."""
        word = int(self._mask[audience, signal, row])
        named = self._named.get((int(row), int(audience), int(signal)))
        return Purpose(word & int(named.get(person, 0)) if named else word)

    def cell(self, row: int, audience: Audience, signal: Signal) -> tuple[WearerClass, Venue, Band, Purpose]:
        """What a mask says in one cell, and what policies may know of it."""
        with self.lock:
            kind, venue = WearerClass(int(self._class[row])), list(Venue)[int(self._place[row])]
            return kind, venue, self.now_band, Purpose(int(self._mask[audience, signal, row]))

    def allowed(self, rows: np.ndarray, audience: Audience, signal: Signal, purpose: Purpose) -> np.ndarray:
        """(k,) bool: whether each row's `signal` is granted to `audience` for `purpose` now."""
        return (self._mask[audience, signal].take(rows) & np.uint16(purpose)) != 0

    def given(self, now: int) -> Given:
        """All of it as arrays, at tick count `now`; grants that have ended are gone. Read-only views."""
        with self.lock:
            if now // self._on_way > self._now // self._on_way:
                self._carried = [self._carried[1], self._epoch]
            self._now = max(self._now, now)
            if now >= self._next_end:
                self._end(now)
            if self.leases.due(now):
                self._compile(self.leases.end(now))
            return lent(self.arrays, self._epoch, self._taken)

    @property
    def autonomy(self) -> np.ndarray:
        """(n,) float32 as in `Given`, read-only."""
        return _read_only(self._autonomy)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """mask, present, brightness, autonomy, born: as in `Given`, to be lent to another process."""
        return self._mask, self._present, self._brightness, self._autonomy, self._born

    # --- how masks come about ---

    def _compile(self, rows, cells=None) -> None:
        """Work the masks of these rows out anew, in these cells or in all that are used, and count the change."""
        if not isinstance(rows, slice) and not rows.size:
            return
        key = self._class[rows].astype(np.intp) * len(Venue) + self._place[rows]
        here = np.uint16(1) << self._place[rows].astype(np.uint16)
        taken = np.zeros(key.size, np.uint8)
        for who, what in self._held if cells is None else cells:
            word = self._slice((who, what), rows, here)
            word &= self._rules[:, :, self.now_band, who, what].reshape(-1)[key]
            word[~self.leases.alive[kind_of(who, what), rows]] = 0
            gone = (self._mask[who, what, rows] & ~word & Purpose.LIGHT) != 0
            taken |= np.where(gone, np.uint8(Audience(who).bit), np.uint8(0))
            self._mask[who, what, rows] = word
        self._changed(rows, taken)

    def _slice(self, cell: tuple[int, int], rows, here: np.ndarray) -> np.ndarray:
        """(k,) uint16: what was granted in a cell for the place where each row is, and for now."""
        word = np.zeros(here.size, np.uint16)
        now = np.uint16(self.now_band.bit << 8)
        for bit, layer in self._held.get(cell, {}).items():
            when = layer[rows]
            word |= ((when & here != 0) & (when & now != 0)).astype(np.uint16) * np.uint16(bit)
        return word

    def _changed(self, rows, taken: np.ndarray) -> None:
        bits, pulls = np.zeros(taken.size, np.uint8), np.zeros(taken.size, np.uint16)
        for who, what in self._held:
            word = self._mask[who, what, rows]
            bits |= ((word & Purpose.LIGHT) != 0).astype(np.uint8) << np.uint8(who)
            pulls |= word if who in PULLING else np.uint16(0)
        self._present[rows] = bits
        self._autonomy[rows] = np.where(pulls & Purpose.SYNC, self._chosen[rows], np.nan)
        taken[(taken & Audience.SELF.bit) != 0] = 0xFF  # what is heard no more is seen no more by anybody
        if taken.any():
            places = np.arange(self.n)[rows][taken != 0]
            self._taken.take(places, taken[taken != 0], self._epoch + 1, self._carried[0])
        self._epoch += 1  # last, so that whoever sees the new epoch sees the change

    def _layer(self, audience: int, signal: int, bit: int) -> np.ndarray:
        layers = self._held.setdefault((int(audience), int(signal)), {})
        if bit not in layers:
            layers[bit] = np.zeros(self.n, np.uint16)
        return layers[bit]

    def _end(self, now: int) -> None:
        self._next_end = FOREVER
        for (audience, signal, bit), until in self._until.items():
            rows = np.flatnonzero(until <= now)
            until[rows] = FOREVER
            self._held[audience, signal][bit][rows] = 0
            self._compile(rows, [(audience, signal)])
            self._next_end = min(self._next_end, int(until.min()))

    def _checked(self, rows) -> np.ndarray:
        rows = np.atleast_1d(np.asarray(rows, np.int64))
        if rows.size and not (0 <= rows.min() and rows.max() < self.n):
            raise IndexError(f"there is no row {rows.max()}; this hub has rows 0 to {self.n - 1}")
        return rows


def _bits(purposes: int) -> list[int]:
    return [1 << place for place in range(PURPOSES) if int(purposes) >> place & 1]


def lent(arrays: tuple[np.ndarray, ...], epoch: int, taken: Taken | None = None) -> Given:
    """What `Grants.arrays`, or the same rows of each, allow; for a shard, which sees them in shared memory."""
    return Given(*(_read_only(array) for array in arrays), epoch, taken)


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view
