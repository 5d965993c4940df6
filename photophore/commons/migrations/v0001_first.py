"""The first tables, as they were; what comes later is another step, and never a change of this one."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "0001"
down_revision = None
SERIAL = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up in a plain INTEGER only

# name -> (column, kind, whether it may be null)
TABLES = {
    "erasures": (
        ("who", LargeBinary, False), ("at", BigInteger, False), ("entry", BigInteger, True),
    ),
    "events": (
        ("id", SERIAL, False), ("person", Text, False), ("record", Text, False), ("at", BigInteger, False),
        ("sealed", LargeBinary, False), ("commitment", LargeBinary, False), ("entry", BigInteger, True),
    ),
    "facts": (
        ("name", Text, False), ("value", LargeBinary, False),
    ),
    "incidents": (
        ("id", SERIAL, False), ("at", BigInteger, False), ("kind", Text, False), ("what", Text, False),
        ("entry", BigInteger, True),
    ),
    "inside": (
        ("path", Text, False), ("who", LargeBinary, False),
    ),
    "keeping": (
        ("who", LargeBinary, False), ("signal", Integer, False), ("days", Integer, False),
    ),
    "links": (
        ("code", LargeBinary, False), ("role", Text, False), ("made_by", Text, True), ("person", Text, True),
        ("until", BigInteger, False), ("used", BigInteger, True),
    ),
    "looks": (
        ("id", SERIAL, False), ("person", Text, False), ("what", Text, False), ("first", BigInteger, False),
        ("last", BigInteger, False), ("times", BigInteger, False), ("sealed", LargeBinary, False),
    ),
    "passkeys": (
        ("id", LargeBinary, False), ("person", Text, False), ("public_key", LargeBinary, False),
        ("count", BigInteger, False), ("made", BigInteger, False),
    ),
    "people": (
        ("id", Text, False), ("wearer_class", Integer, False), ("language", Text, False),
        ("brightness", Integer, False), ("autonomy", Float, False), ("dark", Boolean, False),
        ("joined", BigInteger, False), ("name", LargeBinary, True),
    ),
    "policies": (
        ("name", Text, False), ("version", Integer, False), ("text", Text, False), ("sha256", LargeBinary, False),
        ("at", BigInteger, False), ("by", Text, True), ("urgent", Boolean, False), ("since", BigInteger, True),
        ("ended", BigInteger, True), ("entry", BigInteger, True),
    ),
    "roles": (
        ("person", Text, False), ("role", Text, False), ("granted", BigInteger, False), ("granted_by", Text, True),
        ("entry", BigInteger, True), ("ended", BigInteger, True), ("ended_entry", BigInteger, True),
    ),
    "segments": (
        ("path", Text, False), ("day", Text, False), ("district", Integer, False), ("signal", Integer, False),
        ("grain", Text, False), ("first", BigInteger, False), ("last", BigInteger, False),
        ("rolled", Boolean, False), ("rows", BigInteger, False), ("bytes", BigInteger, False),
    ),
    "sessions": (
        ("token", LargeBinary, False), ("person", Text, False), ("device", LargeBinary, True),
        ("made", BigInteger, False), ("seen", BigInteger, False), ("until", BigInteger, False),
        ("knows", BigInteger, False),
    ),
}
KEYS = {
    "erasures": ("who",),
    "events": ("id",),
    "facts": ("name",),
    "incidents": ("id",),
    "inside": ("path", "who",),
    "keeping": ("who", "signal",),
    "links": ("code",),
    "looks": ("id",),
    "passkeys": ("id",),
    "people": ("id",),
    "policies": ("name", "version",),
    "roles": ("person", "role",),
    "segments": ("path",),
    "sessions": ("token",),
}
INDEXES = (
    ("ix_events_person", "events", ["person"]),
    ("ix_events_record", "events", ["record"]),
    ("ix_inside_who", "inside", ["who"]),
    ("ix_looks_person", "looks", ["person"]),
    ("ix_looks_person_what", "looks", ["person", "what"]),
    ("ix_passkeys_person", "passkeys", ["person"]),
    ("ix_segments_day", "segments", ["day"]),
    ("ix_sessions_person", "sessions", ["person"]),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        made = [Column(column, kind, nullable=null) for column, kind, null in columns]
        op.create_table(name, *made, PrimaryKeyConstraint(*KEYS[name], name=op.f(f"pk_{name}")))
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns)
