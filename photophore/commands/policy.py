"""`photophore policy`: the city's rules, and what another one would change."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, tell

app = App("policy", help="The city's rules: list them, read one, try one.")

Url = Annotated[str | None, Parameter(name="--store", help="The hub's database, where it is not under --data.")]


@app.command(name="list")
def list_(*, data: Data = HOME, store: Url = None, json: bool = False) -> None:
    """Every rule in force, with what it says; of a hub that never ran, the built-in ones."""
    from msgspec import to_builtins

    from photophore.hub.policies import facts

    told = [facts(policy) for policy in _in_force(data, store)]
    tell([to_builtins(each) for each in told], json, "\n\n".join(map(_paragraph, told)))


@app.command
def show(name: str, *, data: Data = HOME, store: Url = None, json: bool = False) -> None:
    """The text of a rule, as Cedar reads it."""
    from msgspec import to_builtins

    from photophore.hub.policies import facts
    from photophore.words import NotFound

    found = next((policy for policy in _in_force(data, store) if policy.name == name), None)
    if found is None:
        raise NotFound("no policy of this name is in force", name, "photophore policy list")
    tell(to_builtins(facts(found)), json, found.text.rstrip())


@app.command
def check(file: Path, *, name: str | None = None, data: Data = HOME, store: Url = None, json: bool = False) -> None:
    """Read a rule, and tell what it would change. Exit status 2 where it cannot be read.

    Parameters
    ----------
    name
        The policy whose place it would take. Without: it would stand beside the others.
    """
    from msgspec import to_builtins

    from photophore.commons import rules
    from photophore.commons.compiler import Compiler
    from photophore.commons.sentence import Voice
    from photophore.hub.policies import tried
    from photophore.pages import messages

    text, found = _read(file)
    before = {policy.name: policy.text for policy in _in_force(data, store)}
    after = {each: said for each, said in before.items() if each != name} | {name or "": rules.clean(text)}
    whole = [Compiler(apart=False).whole(texts.values()) for texts in (before, after)]
    told = tried(text, found, (whole[0], whole[1]), Voice(messages.say, "en", "UTC"))
    tell(to_builtins(told), json, _changes(file, told))


def _in_force(data: Path, url: str | None) -> list:
    from photophore.commons import cedar, policy, rules
    from photophore.commons.store import Store

    where = url or data / "commons" / "hub.sqlite"
    if isinstance(where, Path) and not where.is_file():
        built_in = cedar.built_in().items()
        return [policy.Policy(name, 1, text, rules.digest(text), 0, None, None, False, None) for name, text in built_in]
    store = Store.open(where)
    try:
        return policy.in_force(store)
    finally:
        store.close()


def _read(file: Path) -> tuple[str, list]:
    """A text from a file, and its rules; BadPolicy names the file and the line."""
    from photophore.commons import cedar, rules
    from photophore.words import BadPolicy

    try:
        text = rules.clean(file.read_bytes()[: 4 * rules.LONGEST + 4].decode())
        return text, cedar.check(text)
    except BadPolicy as error:
        raise BadPolicy(error.what, f"{file}, {error.where}", error.try_) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadPolicy(f"the policy cannot be read: {why}", str(file), "photophore policy show bodies") from None


def _paragraph(told) -> str:
    own = [rule for rule in told.rules if not rule.base or told.name == "own-terms"]
    said = [rule.says or "(its author wrote no sentence)" for rule in own]
    note = f"It stays: {told.why}." if told.why else f"Version {told.version}, by the council."
    return "\n".join([told.name, *(f"  {line}" for line in [*said, note])])


def _changes(file: Path, told) -> str:
    count = f"{told.dark:,} cells would turn dark, {told.bright:,} would turn bright."
    more = [f"... and {told.more} more"] if told.more else []
    urgent = ["It only forbids, so it could be urgent."] if told.forbids_only else []
    return "\n".join([f"{file} can take effect. {count}", *(f"  {each.says}" for each in told.changes), *more, *urgent])
