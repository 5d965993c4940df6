"""The tables' versions, one module a step, and the way from whatever is there to the newest.

A column is added in schema.py and, in the same change, in a step here; a test holds both against each other.
"""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from photophore.words import BadRequest


def upgrade(connection: Connection) -> None:
    """Bring the tables to this version, in the transaction that is open; BadRequest where a newer version made them."""
    config, script = _steps()
    found = MigrationContext.configure(connection).get_current_heads()
    known = {each.revision for each in script.walk_revisions()}
    if set(found) - known:
        raise BadRequest("this store was written by a newer photophore", f"tables of version {', '.join(found)}",
                         "start that version, or restore a backup of this one")  # fmt: skip
    if set(found) == set(script.get_heads()):
        return
    with EnvironmentContext(config, script, fn=lambda at, _: script._upgrade_revs("head", at)) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def newest() -> str:
    """The version of tables that this program writes."""
    return _steps()[1].get_current_head() or ""


def _steps() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", (here := str(Path(__file__).parent)).replace("%", "%%"))
    config.set_main_option("version_locations", here.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)
