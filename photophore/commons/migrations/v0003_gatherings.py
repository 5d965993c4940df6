"""Gatherings that hosts open."""

from alembic import op
from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "0003"
down_revision = "0002"

# (column, kind, whether it may be null); the first is the key
COLUMNS = (
    ("id", Text, False), ("code", Text, False), ("host", LargeBinary, True), ("name", Text, False),
    ("district", Integer, True), ("mode", Text, False), ("rhythm", Float, False), ("firm", Float, False),
    ("cap", Float, False), ("wears", Text, True), ("score", Text, True), ("at", BigInteger, False),
    ("begins", BigInteger, False), ("until", BigInteger, False), ("entry", BigInteger, True),
    ("ended", BigInteger, True), ("ended_entry", BigInteger, True),
)  # fmt: skip


def upgrade() -> None:
    made = [Column(column, kind, nullable=null) for column, kind, null in COLUMNS]
    op.create_table("gatherings", *made, PrimaryKeyConstraint("id", name=op.f("pk_gatherings")))
    op.create_index(op.f("ix_gatherings_code"), "gatherings", ["code"])
