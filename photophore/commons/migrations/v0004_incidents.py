"""The timeline of an incident, the answers that are owed, and orders to rest."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Text

revision = "0004"
down_revision = "0003"

# name -> (column, kind, whether it may be null); the first is the key
TABLES = {
    "steps": (
        ("at", BigInteger, False), ("incident", BigInteger, False), ("step", Text, False), ("what", Text, False),
        ("sentence", Text, False), ("entry", BigInteger, True),
    ),
    "answers": (
        ("at", BigInteger, False), ("incident", BigInteger, False), ("question", Text, False), ("whom", Text, False),
        ("due", BigInteger, False), ("entry", BigInteger, True), ("answered", BigInteger, True),
        ("answer", Text, True), ("answer_entry", BigInteger, True),
    ),
    "rests": (
        ("name", Text, False), ("since", BigInteger, False), ("until", BigInteger, False),
        ("note", LargeBinary, False), ("entry", BigInteger, True), ("ended", BigInteger, True), ("why", Text, True),
        ("ended_entry", BigInteger, True),
    ),
}
INDEXES = (
    ("ix_answers_incident", "answers", ["incident"]),
    ("ix_steps_incident", "steps", ["incident"]),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        made = [Column(column, kind, nullable=null, autoincrement=False) for column, kind, null in columns]
        op.create_table(name, *made, PrimaryKeyConstraint(columns[0][0], name=op.f(f"pk_{name}")))
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns)
