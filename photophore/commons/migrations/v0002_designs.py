"""Designs that artists publish, whose keys signed them, and what each wearer wears."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "0002"
down_revision = "0001"

# name -> (column, kind, whether it may be null); the first is the key
TABLES = {
    "artists": (
        ("key", LargeBinary, False), ("person", Text, False), ("made", BigInteger, False),
        ("credit", LargeBinary, True),
    ),
    "designs": (
        ("hash", Text, False), ("name", Text, False), ("version", Integer, False), ("key", LargeBinary, False),
        ("licence", Text, False), ("parents", Text, False), ("sha256", LargeBinary, False),
        ("note", LargeBinary, True), ("at", BigInteger, False), ("entry", BigInteger, True),
        ("withdrawn", BigInteger, True), ("withdrawn_entry", BigInteger, True), ("unsafe", BigInteger, True),
        ("unsafe_entry", BigInteger, True), ("why", Text, True),
    ),
}
INDEXES = (
    ("ix_artists_person", "artists", ["person"]),
    ("ix_designs_key", "designs", ["key"]),
    ("ix_designs_name", "designs", ["name"]),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        made = [Column(column, kind, nullable=null) for column, kind, null in columns]
        op.create_table(name, *made, PrimaryKeyConstraint(columns[0][0], name=op.f(f"pk_{name}")))
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns)
    op.add_column("people", Column("wears", LargeBinary, nullable=True))
