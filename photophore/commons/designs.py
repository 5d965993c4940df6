"""The designs that artists of this hub published, who may wear them, and how they end.

What brightens goes the slow way: signed by the artist's own key, stored, listed in the log, and only then to be worn.
What darkens goes the quick way: taken from every smile at once, then stored, listed, and only then said to be done.

    publish:   stored -> listed -> to be worn            withdraw, rule:   dark -> stored -> listed -> said

A fall in between leaves a design that nobody wears yet, or one that nobody wears any more; `mend` goes on.
"""

import contextlib
import threading
from collections.abc import Callable
from typing import final

from sqlalchemy import Connection, delete, func, insert, select, update

from photophore.commons import artists, imprint, wears
from photophore.commons.keys import Keys
from photophore.commons.published import OVER, UNLISTED, Design, State, design_of, ended, entries, lists
from photophore.commons.roles import held
from photophore.commons.schema import designs as table
from photophore.commons.store import Store, raised
from photophore.commons.wears import Wears
from photophore.glyph import read
from photophore.glyph.tree import Glyph
from photophore.words import BadGlyph, BadLog, BadRequest, NoRoom, NotAllowed, NotFound, Role

CHANGES = "designs"  # the counter that grows with every change, so that another program's is seen
HOUR = 3_600_000  # milliseconds
AN_HOUR = 12  # designs that one artist publishes in an hour
STANDING, MOST = 200, 5000  # of one artist, and of a hub, that are not withdrawn
WHY = 200  # letters of what a ruling says
READ = 512  # designs whose trees are kept in memory
RULES = (Role.COUNCIL, Role.OPERATOR)  # who may find a design unsafe


@final
class Designs:
    """The designs of a hub. Verbs may be called from every thread; `worn` and `find` never wait for a disk."""

    def __init__(self, store: Store, keys: Keys, people, log, built_in: dict[str, Glyph]):
        """built_in: the gallery that comes with Photophore, by name."""
        self.built_in = {glyph.hash: glyph for glyph in built_in.values()}
        self.tell: list[Callable[[str, bool], None]] = []  # told(hash, unsafe) of what must fade; on any thread
        self.fall: Callable[[str], None] = lambda step: None  # where a test lets the program fall
        self._store, self._keys, self._people, self._log = store, keys, people, log
        self._names = frozenset(built_in)
        self._turn = threading.Lock()  # one mends at a time, so that nothing is listed twice
        self._reading = threading.RLock()  # what was read later is held later
        self._ending: dict[tuple[str, State], str] = {}  # dark already, and not known to be stored: (hash, how) -> why
        self._known: dict[str, Design] = {}
        self._forks: dict[str, list[str]] = {}
        self._glyphs: dict[str, Glyph] = {}
        self._seen = -1  # changes that are known here
        self._unlisted = False
        self._refresh()

    # --- what there is

    def find(self, hash_: str) -> Design:
        """NotFound where no design of this hash was published here."""
        found = self._known.get(hash_)
        if found is None or found.state is State.WAITING:
            raise NotFound("no such design was published here", hash_[:64], "see /api/designs")
        return found

    def state(self, hash_: str) -> State | None:
        """None where it was never published here."""
        known = self._known.get(hash_)
        for over in (State.UNSAFE, State.WITHDRAWN):
            if (hash_, over) in self._ending or (known and known.state is over):
                return over
        return known.state if known else None

    def all(self) -> list[Design]:
        """Those that can be worn, newest first."""
        standing = [each for each in self._known.values() if self.state(each.hash) is State.PUBLISHED]
        return sorted(standing, key=lambda each: -each.at)

    def of(self, person_id: str) -> list[Design]:
        """Everything of one artist, newest first, whatever became of it."""
        with self._store.read() as connection:
            mine = set(artists.keys_of(connection, person_id))
        return sorted((each for each in self._known.values() if each.key in mine), key=lambda each: -each.at)

    def forks(self, hash_: str) -> list[str]:
        """Hashes of what was made from this one, oldest first."""
        return list(self._forks.get(hash_, ()))

    def worn(self, hash_: str) -> Glyph:
        """What somebody puts on who asks for this hash; BadGlyph where nobody may wear it (any more)."""
        if hash_ in self.built_in:
            return self.built_in[hash_]
        self.may(hash_)
        design, kept = self._known[hash_], self._glyphs.get(hash_)
        if kept is None:
            kept = read.read(design.text)
            self._glyphs[hash_] = kept
            if len(self._glyphs) > READ:
                self._glyphs.pop(list(self._glyphs)[0], None)
        return kept

    def may(self, hash_: str) -> None:
        """BadGlyph where a design that was published may not be worn now."""
        state = self.state(hash_)
        if hash_ in self.built_in or state is State.PUBLISHED:
            return
        if state is State.UNSAFE:
            raise BadGlyph("this design was found unsafe, and nobody wears it", "wear", "choose another")
        if state is State.WITHDRAWN:
            raise BadGlyph("this design was taken back", "wear", "choose another")
        raise BadGlyph("no such design was published here", "wear", "see /api/designs")

    def safe(self, hash_: str) -> None:
        """BadGlyph where this very tree was found unsafe, however its text is written."""
        if self.state(hash_) is State.UNSAFE:
            self.may(hash_)

    def keep_worn(self, person_id: str, worn: Wears) -> None:
        """What somebody chose to wear; NoRoom where it cannot be written."""
        wears.keep(self._store, self._keys, person_id, worn)

    def kept_worn(self, person_id: str) -> Wears | None:
        return wears.kept(self._store, self._keys, person_id)

    # --- what artists and the council do

    def publish(self, person, signed: bytes, credit: str | None = None) -> Design:
        """A design that this person signed: stored, listed, and to be worn when this returns.

        person: commons.people.Person; credit: the name that stands beside all of theirs, "" for none, None as it is.
        The same note once more changes nothing. BadGlyph, BadLog: what is wrong with it; NotAllowed: not by them, or
        too often; NoRoom: it is kept, and published as soon as the disk lets it.
        """
        made = imprint.open_(signed)
        sealed = None if credit is None else artists.sealed(self._keys, person.id, credit)
        if made.signer != artists.signer(self._people, person.id):
            raise NotAllowed("this design was signed under another name", "artist", "publish it from your own device")
        self._fair(made)

        def do(connection: Connection) -> None:
            self._put(connection, person.id, made)
            if credit is not None:
                artists.credit(connection, person.id, sealed)
            self._changed(connection)

        self._store.write(do)
        self.fall("stored")  # fall here: nobody sees it; `mend` lists it at the next start
        try:
            self.mend()
        except (NoRoom, BadLog) as error:
            raise NoRoom(f"the design is kept, but not published yet: {error.what}", error.where,
                         "it is published as soon as there is room") from error  # fmt: skip
        if made.imprint.hash not in self._known:  # their role ended in this very moment
            raise NotAllowed("only artists publish designs", "artist", "ask an organiser of this hub to make you one")
        return self._known[made.imprint.hash]

    def withdraw(self, hash_: str, person) -> Design:
        """Its artist takes it back: off every smile at once, and its text is kept no longer. None: the hub itself."""
        design = self._known.get(hash_) or self.find(hash_)
        with self._store.read() as connection:
            mine = person is None or artists.person_of(connection, design.key) == person.id
        if not mine:
            raise NotAllowed("only its artist takes a design back", design.name, "tell the council what is wrong")
        if self.state(hash_) not in OVER:
            self._end(hash_, State.WITHDRAWN, "")
        return self._known.get(hash_, design._replace(state=State.WITHDRAWN, note=None))  # gone where it only waited

    def rule(self, hash_: str, person, why: str) -> Design:
        """The council or an operator finds a design unsafe: off every smile at once, and nobody wears the same tree
        again, under whatever name. A text of another tree (`breath(6) * 1`) has another hash: it is another design.

        why: one line, for everybody to read. None: the hub itself.
        """
        design, why = self.find(hash_), why.strip()
        if not 0 < len(why) <= WHY or not why.isprintable():
            raise BadRequest("a ruling says why, for everybody to read", "why", f"one line of at most {WHY} letters")
        with self._store.read() as connection:
            may = person is None or held(connection, person.id).roles & frozenset(RULES)
        if not may:
            raise NotAllowed("only the council or an operator finds a design unsafe", design.name, "tell them")
        if self.state(hash_) is not State.UNSAFE:
            self._end(hash_, State.UNSAFE, why)
        return self.find(hash_)

    def name(self, person, credit: str) -> None:
        """What stands beside everything that this artist published; "": nothing, also for who is no artist any more."""
        sealed = artists.sealed(self._keys, person.id, credit)

        def do(connection: Connection) -> None:
            if sealed is not None and Role.ARTIST not in held(connection, person.id).roles:
                raise NotAllowed("only artists are credited by a name", "artist", "ask an organiser of this hub")
            artists.credit(connection, person.id, sealed)
            self._changed(connection)

        self._store.write(do)
        self._refresh()

    def forget(self, person_id: str) -> None:
        """Somebody was erased: their name stands nowhere any more."""
        self._refresh()

    # --- in the background, and after a fall

    def tend(self) -> None:
        """Once a second: what another program changed, what could not be stored, and what is not listed yet."""
        if self._store.count(CHANGES) != self._seen:
            self._refresh()
        with contextlib.suppress(NoRoom, BadLog):  # the disk is full still: again in a second
            for (hash_, state), why in list(self._ending.items()):
                self._keep(hash_, state, why)
            if self._unlisted:
                self.mend()

    def mend(self) -> None:
        """List in the log what is stored and not listed yet: after every change, and at every start. What waits is not
        published once its artist is none any more: it is kept no longer, and was never seen.
        """
        try:
            with self._turn:
                for row in self._rows(*UNLISTED):
                    if self._may_begin(row):
                        self._list(row)
                    else:
                        gone = delete(table).where(table.c.hash == row.hash, table.c.entry.is_(None))
                        self._store.write(lambda connection, gone=gone: self._changed(connection, gone))
                        # fall here: as if it had never been sent
        finally:
            self._refresh()

    def _may_begin(self, row) -> bool:
        """False for what the log was never told of, and whose artist is none any more, or has left."""
        if row.entry is not None or self._log.find(entries(row)[0][1]) is not None:
            return True
        with self._store.read() as connection:
            artist = artists.person_of(connection, row.key)
            return artist is not None and Role.ARTIST in held(connection, artist).roles

    def _list(self, row) -> None:
        places = {}
        for column, said in entries(row):
            if getattr(row, column) is None:
                found = self._log.find(said)
                places[column] = self._log.append([said])[0] if found is None else found
        self.fall("listed")  # fall here: listed, and the row does not know where; the log's `find` tells
        known = update(table).where(table.c.hash == row.hash).values(**places)
        self._store.write(lambda connection: self._changed(connection, known))

    def heed(self, since: int) -> None:
        """At a start: what the log says of designs that ended, from this entry on. Where an old copy of the store came
        back, they stay ended.
        """
        for index in range(since, self._log.size):
            facts = ended(self._log.read(index))
            state = State.WITHDRAWN if facts and facts["do"] == "withdraw" else State.UNSAFE
            known = self._known.get(facts.get("hash", "")) if facts else None
            if known and known.state not in (state, State.UNSAFE):
                self._keep(known.hash, state, str(facts.get("why", "")))
        # fall here: the next start reads the same entries again

    def _end(self, hash_: str, state: State, why: str) -> None:
        self._ending[hash_, state] = why
        self._say({hash_: state})
        self.fall("dark")  # fall here: nobody was told that it is done, and nothing shines that could go on shining
        try:
            if state is State.UNSAFE and (hash_, State.WITHDRAWN) in self._ending:
                self._keep(hash_, State.WITHDRAWN, "")  # its artist was first, and waits for the disk
            self._keep(hash_, state, why)
            self.fall("ended")  # fall here: it has ended; `mend` lists that at the next start
            self.mend()
        except (NoRoom, BadLog) as error:
            raise NoRoom(f"nobody wears the design, but that is not written yet: {error.what}", error.where,
                         "it is written as soon as there is room") from error  # fmt: skip

    def _keep(self, hash_: str, state: State, why: str) -> None:
        """Store an end that is in force already."""

        def do(connection: Connection) -> None:
            now = self._store.at(connection)
            values = {"withdrawn": now, "note": None} if state is State.WITHDRAWN else {"unsafe": now, "why": why}
            ended = table.c.withdrawn if state is State.WITHDRAWN else table.c.unsafe
            self._changed(connection, update(table).where(table.c.hash == hash_, ended.is_(None)).values(**values))

        self._store.write(do)
        self._refresh()
        self._ending.pop((hash_, state), None)

    # --- inside

    def _fair(self, made: imprint.Signed) -> None:
        """What needs no database: not a design that comes with Photophore, nor its name; made from what there is."""
        if made.glyph.hash in self.built_in:
            like = self.built_in[made.glyph.hash].name
            raise BadGlyph(f"This light is {like}, which comes with Photophore", made.glyph.name, "Change it first.")
        if made.glyph.name in self._names:
            raise BadGlyph(f"{made.glyph.name} comes with Photophore", "glyph", "Choose another name.")
        asked = {}
        for parent in made.imprint.parents:
            if parent in self.built_in:
                asked[self.built_in[parent].name] = imprint.BUILT_IN
            else:
                design = self.find(parent)
                asked[design.name] = design.licence
        imprint.may_be(made.imprint.licence, asked)

    def _put(self, connection: Connection, person_id: str, made: imprint.Signed) -> None:
        if Role.ARTIST not in held(connection, person_id).roles:
            raise NotAllowed("only artists publish designs", "artist", "ask an organiser of this hub to make you one")
        row = connection.execute(select(table).where(table.c.hash == made.glyph.hash)).one_or_none()
        if row is not None:
            return _again(row, made)
        now = self._store.at(connection)
        artists.bind(connection, person_id, made.key, now)
        mine = artists.keys_of(connection, person_id)
        self._room(connection, mine, now)
        there = connection.scalars(select(table.c.key).where(table.c.name == made.glyph.name)).all()
        if any(bytes(key) not in mine for key in there):
            raise BadGlyph(f"Another artist's design is called {made.glyph.name}", "glyph", "Choose another name.")
        connection.execute(insert(table).values(
            hash=made.glyph.hash, name=made.glyph.name, version=len(there) + 1, key=made.key,
            licence=made.imprint.licence, parents=" ".join(made.imprint.parents), sha256=made.sha256, note=made.note,
            at=now))  # fmt: skip
        return None

    def _room(self, connection: Connection, mine: list[bytes], now: int) -> None:
        def count(*where) -> int:
            return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0

        standing = (table.c.withdrawn.is_(None), table.c.unsafe.is_(None))
        if count(table.c.key.in_(mine), table.c.at > now - HOUR) >= AN_HOUR:
            raise NotAllowed(f"an artist publishes {AN_HOUR} designs an hour at most", "publish", "try again later")
        if count(table.c.key.in_(mine), *standing) >= STANDING:
            raise NoRoom(f"an artist has {STANDING} designs at most", "publish", "take one back first")
        if count(*standing) >= MOST:
            raise NoRoom(f"a hub keeps {MOST:,} designs", "publish", "ask its operator")

    def _changed(self, connection: Connection, change=None) -> None:
        if change is not None:
            connection.execute(change)
        raised(connection, CHANGES, self._store.at(connection))

    def _rows(self, *where) -> list:
        with self._store.read() as connection:
            return list(connection.execute(select(table).where(*where).order_by(table.c.at)).all())

    def _refresh(self) -> None:
        """What the store holds, and whoever wears what has ended meanwhile is told."""
        with self._reading:
            self._seen = self._store.count(CHANGES)  # first: what changes meanwhile is read once more
            with self._store.read() as connection:
                credits_ = artists.credits_(connection, self._keys)
                rows = connection.execute(select(table).order_by(table.c.at)).all()
            self._hold(rows, credits_)

    def _hold(self, rows: list, credits_: dict[bytes, str]) -> None:
        known = {row.hash: design_of(row, credits_.get(bytes(row.key), "")) for row in rows}
        forks: dict[str, list[str]] = {}
        for each in known.values():
            for parent in each.parents if each.state is not State.WAITING else ():
                forks.setdefault(parent, []).append(each.hash)
        before, self._known, self._forks = self._known, known, forks
        self._unlisted = any(lists(row) for row in rows)
        ended = {hash_: each.state for hash_, each in known.items() if each.state in OVER}
        self._say({hash_: state for hash_, state in ended.items()
                   if hash_ not in before or before[hash_].state is not state})  # fmt: skip

    def _say(self, ended: dict[str, State]) -> None:
        for hash_, state in ended.items():
            for tell in self.tell:
                tell(hash_, state is State.UNSAFE)


def _again(row, made: imprint.Signed) -> None:
    """What is there already; refused but for the very same note."""
    if row.unsafe is not None:
        raise BadGlyph("This light was found unsafe", row.name, "Change it.")
    if row.withdrawn is not None:
        raise BadGlyph("This design was taken back", row.name, "Change it, and publish that.")
    if bytes(row.sha256) != made.sha256:
        raise BadGlyph(f"This very light is here already, as {row.name}", "glyph", "Change it, and name it.")
