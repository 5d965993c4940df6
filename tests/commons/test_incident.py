"""An incident is a row and an entry, once, whatever falls between."""

import json

import council
import pytest
from sqlalchemy import select

from photophore.commons import incident
from photophore.commons.schema import incidents
from photophore.tlog import entry
from photophore.words import NoRoom


def rows(store):
    with store.read() as connection:
        return connection.execute(select(incidents).order_by(incidents.c.id)).all()


def test_an_incident_is_listed_with_public_facts(store):
    log = council.PlainLog()
    number = incident.tell(store, log, "policy-lost", {"name": "x", "version": 2})
    row = rows(store)[0]
    assert row.id == number and row.entry == 0 and row.at >= store.now()
    read = entry.read(log.read(0))
    assert read.kind == "incident" and read.facts == {"id": number, "at": row.at, "kind": "policy-lost",
                                                      "what": {"name": "x", "version": 2}}  # fmt: skip
    assert json.loads(row.what) == {"name": "x", "version": 2}


def test_a_fall_between_row_and_entry_or_entry_and_row_lists_it_once(store):
    log = council.PlainLog()
    append, log.append = log.append, lambda entries: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        incident.tell(store, log, "a", {})
    assert rows(store)[0].entry is None
    log.append = append
    write, store.write = store.write, lambda do: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        incident.mend(store, log)
    store.write = write
    assert log.size == 1 and rows(store)[0].entry is None
    incident.mend(store, log)
    incident.mend(store, log)
    assert log.size == 1 and rows(store)[0].entry == 0
