"""What went wrong, in the open: a row, and an entry in the log with public facts only."""

import json

from sqlalchemy import insert, select, update

from photophore.commons.schema import incidents as table
from photophore.tlog import entry


def tell(store, log, kind: str, facts: dict) -> int:
    """Open an incident; -> its number. facts: public, never about a person; text, numbers, lists and maps of them."""
    what = json.dumps(facts, sort_keys=True)

    def do(connection) -> int:
        made = connection.execute(insert(table).values(at=store.at(connection), kind=kind, what=what))
        return made.inserted_primary_key[0]

    number = store.write(do)  # fall here: not listed; `mend` lists it at the next start, or at the next incident
    mend(store, log)
    return number


def mend(store, log) -> None:
    """List in the log what is not there yet."""
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.entry.is_(None)).order_by(table.c.id)).all()
    for row in rows:
        said = entry.public("incident", {"id": row.id, "at": row.at, "kind": row.kind, "what": json.loads(row.what)})
        index = log.find(said)
        index = log.append([said])[0] if index is None else index  # fall here: listed; `find` tells at the next start
        store.write(lambda connection, row=row, index=index: connection.execute(
            update(table).where(table.c.id == row.id).values(entry=index)))  # fmt: skip
