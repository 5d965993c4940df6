"""One account of the tables: each has a key, and nothing about a person stands in the open."""

from photophore.commons.schema import metadata

OPEN = {  # what may stand in the open beside a person's id; a column that is added must be thought about here
    "people": {"id", "wearer_class", "language", "brightness", "autonomy", "dark", "joined"},
    "links": {"code", "role", "made_by", "person", "until", "used"},
    "sessions": {"token", "person", "made", "seen", "until", "knows"},
    "passkeys": {"id", "person", "public_key", "count", "made"},
    "roles": {"person", "role", "granted", "granted_by", "entry", "ended", "ended_entry"},
    "events": {"id", "person", "record", "at", "commitment", "entry"},
    "looks": {"id", "person", "what", "first", "last", "times"},
    "artists": {"key", "person", "made"},
}
SEALED = {"people": {"name", "wears"}, "sessions": {"device"}, "events": {"sealed"}, "looks": {"sealed"},
          "artists": {"credit"}}  # fmt: skip


def test_every_table_has_a_key():
    assert all(table.primary_key.columns for table in metadata.tables.values())


def test_what_stands_beside_a_person_is_sealed_or_was_thought_about():
    for name, table in metadata.tables.items():
        if "person" in table.columns or name == "people":
            assert {column.name for column in table.columns} == OPEN[name] | SEALED.get(name, set())
