"""A database brought back to an earlier step of its tables, as a hub of then left it."""

from sqlalchemy import Connection

MADE = {  # by which step which tables came
    "0002": ("designs", "artists"),
    "0003": ("gatherings",),
    "0004": ("steps", "answers", "rests"),
}


def back_to(connection: Connection, step: str) -> None:
    """The tables of every later step are gone, and it says so."""
    for later, tables in MADE.items():
        for name in tables if later > step else ():
            connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")
