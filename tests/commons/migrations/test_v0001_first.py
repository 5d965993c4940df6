"""The first step makes the tables of schema.py: on SQLite and on PostgreSQL nothing is left to do."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from photophore.commons import migrations
from photophore.commons.schema import metadata


def test_the_steps_lead_to_the_schema(store):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    with store.read() as connection:
        assert differences(connection) == []
        assert MigrationContext.configure(connection).get_current_heads() == (migrations.newest(),)


def test_what_is_missing_is_found(store):
    """The test above can fail: a table that is gone, and a column too many, are seen."""
    gone = ("DROP TABLE erasures", "ALTER TABLE facts ADD COLUMN more TEXT")
    store.write(lambda connection: [connection.exec_driver_sql(words) for words in gone] and None)
    with store.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert {each[0] for each in found} == {"add_table", "remove_column"}
