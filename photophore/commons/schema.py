"""The tables of a hub's one database, in one account that SQLite and PostgreSQL share.

Whatever is about a person is *sealed*: encrypted with that person's own key (commons.keys), which lies elsewhere and is
destroyed when the person is erased. Instants are milliseconds UTC. `entry` is the place in the log, null until listed.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "pk": "pk_%(table_name)s"})
Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in a plain INTEGER only


def _table(name: str, *columns: Column | Index) -> Table:
    return Table(name, metadata, *columns)


facts = _table(  # what a hub knows of itself: counters that never fall, salts, its name
    "facts",
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
people = _table(
    "people",
    Column("id", Text, primary_key=True),  # hub key id, a dot, 128 random bits in hex
    Column("wearer_class", Integer, nullable=False),  # words.WearerClass
    Column("language", Text, nullable=False),  # BCP 47
    Column("brightness", Integer, nullable=False),  # words.Brightness
    Column("autonomy", Float, nullable=False),  # 0..1
    Column("dark", Boolean, nullable=False),  # went dark, and has not come back
    Column("joined", BigInteger, nullable=False),
    Column("name", LargeBinary),  # sealed; what they want to be called, null where they did not say
    Column("wears", LargeBinary),  # sealed; the design that they chose, null where they never did (commons.wears)
)
links = _table(  # one-time ways in
    "links",
    Column("code", LargeBinary, primary_key=True),  # SHA-256 of the code; the code itself is kept nowhere
    Column("role", Text, nullable=False),  # words.Role that whoever joins by it receives
    Column("made_by", Text),  # person; null: the hub itself
    Column("person", Text),  # who comes back by it, or brings another device; null: somebody new joins
    Column("until", BigInteger, nullable=False),
    Column("used", BigInteger),
)
sessions = _table(
    "sessions",
    Column("token", LargeBinary, primary_key=True),  # SHA-256 of what the device holds
    Column("person", Text, nullable=False, index=True),
    Column("device", LargeBinary),  # sealed; what kind of device, in words
    Column("made", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("knows", BigInteger, nullable=False),  # the last change of this person's roles when it was made; 0: none
)
passkeys = _table(
    "passkeys",
    Column("id", LargeBinary, primary_key=True),  # as the authenticator names it
    Column("person", Text, nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("count", BigInteger, nullable=False),  # of its uses; never falls
    Column("made", BigInteger, nullable=False),
)
roles = _table(
    "roles",
    Column("person", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("granted", BigInteger, nullable=False),
    Column("granted_by", Text),
    Column("entry", BigInteger),  # a role is in force when its grant is listed, and until it ended
    Column("ended", BigInteger),
    Column("ended_entry", BigInteger),
)
events = _table(  # what people decided, one row a change; nothing is overwritten
    "events",
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False, index=True),
    Column("record", Text, nullable=False, index=True),  # of the TS 27560 record that it belongs to
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the canonical record and its salt
    Column("commitment", LargeBinary, nullable=False),  # HMAC-SHA256(salt, canonical record), as it stands in the log
    Column("entry", BigInteger),
)
looks = _table(  # who looked at what of whom
    "looks",
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),  # one look and its like are one row: hash of who, signal, purpose, why, grant
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # who, signal, audience, purpose, why, and the event that allowed it
    Index("ix_looks_person_what", "person", "what"),
)
policies = _table(
    "policies",
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text),  # person; null: built in
    Column("urgent", Boolean, nullable=False),
    Column("since", BigInteger),  # when it took effect; null: it is being compiled
    Column("ended", BigInteger),
    Column("entry", BigInteger),
)
incidents = _table(
    "incidents",
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),  # public facts, JSON
    Column("entry", BigInteger),
)
steps = _table(  # of an incident: its timeline
    "steps",
    Column("at", BigInteger, primary_key=True, autoincrement=False),  # an instant of the store, so no two are the same
    Column("incident", BigInteger, nullable=False, index=True),  # `at` of the incident, which outlives a restore
    Column("step", Text, nullable=False),  # commons.incident.Step
    Column("what", Text, nullable=False),  # public facts, JSON
    Column("sentence", Text, nullable=False),
    Column("entry", BigInteger),
)
answers = _table(  # that somebody owes to everybody, and that were given
    "answers",
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("whom", Text, nullable=False),  # an office or a firm, never a person
    Column("due", BigInteger, nullable=False),
    Column("entry", BigInteger),
    Column("answered", BigInteger),
    Column("answer", Text),
    Column("answer_entry", BigInteger),
)
rests = _table(  # orders that a district rests for a while
    "rests",
    Column("name", Text, primary_key=True),  # 128 bits of chance, hex
    Column("since", BigInteger, nullable=False),  # by the hub's clock
    Column("until", BigInteger, nullable=False),
    Column("note", LargeBinary, nullable=False),  # as the hubs signed it (commons.resting)
    Column("entry", BigInteger),
    Column("ended", BigInteger),
    Column("why", Text),  # it ended
    Column("ended_entry", BigInteger),
)
segments = _table(  # files of the history
    "segments",
    Column("path", Text, primary_key=True),  # from the history's folder
    Column("day", Text, nullable=False, index=True),  # of the hub, as 2026-11-21
    Column("district", Integer, nullable=False),
    Column("signal", Integer, nullable=False),
    Column("grain", Text, nullable=False),  # "sample", "minute" or "hour"
    Column("first", BigInteger, nullable=False),  # instant of its oldest row, and of its newest
    Column("last", BigInteger, nullable=False),
    Column("rolled", Boolean, nullable=False),  # its rows are counted in a segment of the next coarser grain
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
inside = _table(  # whose samples stand in which file, so that only those are written anew when somebody is erased
    "inside",
    Column("path", Text, primary_key=True),
    Column("who", LargeBinary, primary_key=True, index=True),  # pseudonym for the history
)
keeping = _table(  # who wants a signal to be remembered for longer than its usual time
    "keeping",
    Column("who", LargeBinary, primary_key=True),  # pseudonym for the history
    Column("signal", Integer, primary_key=True),
    Column("days", Integer, nullable=False),
)
erasures = _table(  # so that an old backup cannot bring anybody back
    "erasures",
    Column("who", LargeBinary, primary_key=True),  # SHA-256 of the person's id
    Column("at", BigInteger, nullable=False),
    Column("entry", BigInteger),
)
artists = _table(  # whose key is whose; gone with the person, and then nobody can tell who made a design
    "artists",
    Column("key", LargeBinary, primary_key=True),  # Ed25519, public; the secret one never leaves the artist's browser
    Column("person", Text, nullable=False, index=True),
    Column("made", BigInteger, nullable=False),
    Column("credit", LargeBinary),  # sealed; the name that stands beside what this key signed, null where none shall
)
designs = _table(  # what artists published; it names nobody
    "designs",
    Column("hash", Text, primary_key=True),  # of its light, hex (glyph.tree)
    Column("name", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),  # of this name, from 1
    Column("key", LargeBinary, nullable=False, index=True),  # of the artist
    Column("licence", Text, nullable=False),  # commons.imprint
    Column("parents", Text, nullable=False),  # hashes of what it was made from, a space between two
    Column("sha256", LargeBinary, nullable=False),  # of the note, as it stands in the log
    Column("note", LargeBinary),  # as signed, with the text; null once it was withdrawn
    Column("at", BigInteger, nullable=False),
    Column("entry", BigInteger),
    Column("withdrawn", BigInteger),  # taken back by its artist
    Column("withdrawn_entry", BigInteger),
    Column("unsafe", BigInteger),  # found unsafe by the council or an operator
    Column("unsafe_entry", BigInteger),
    Column("why", Text),  # what they said of it, in public
)
gatherings = _table(  # that hosts opened; it names nobody
    "gatherings",
    Column("id", Text, primary_key=True),  # 64 random bits, hex; this is what the log tells
    Column("code", Text, nullable=False, index=True),  # by which people join; it stands in no log
    Column("host", LargeBinary),  # pseudonym, which nobody can make again once the person is erased; null: the hub
    Column("name", Text, nullable=False),
    Column("district", Integer),
    Column("mode", Text, nullable=False),  # commons.gatherings.Mode
    Column("rhythm", Float, nullable=False),  # hertz
    Column("firm", Float, nullable=False),  # pull at full openness, hertz
    Column("cap", Float, nullable=False),  # share of the votes that one district has at most
    Column("wears", Text),  # a design that whoever joins is offered: a name of the gallery, or a hash
    Column("score", Text),  # its text
    Column("at", BigInteger, nullable=False),
    Column("begins", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("entry", BigInteger),
    Column("ended", BigInteger),  # before its time
    Column("ended_entry", BigInteger),
)
