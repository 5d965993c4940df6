"""The city's policies over HTTP: read by everybody, tried by everybody, changed by the council."""

import base64
from collections.abc import Callable
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body, FromPath
from msgspec import Meta

from photophore.commons import cedar, difference, rules
from photophore.commons.compiler import Compiler
from photophore.commons.policy import LONGEST_NAME, WHY, Policies, Policy
from photophore.commons.sentence import Voice
from photophore.hub import wire
from photophore.hub.known import ours, person, with_role
from photophore.hub.places import Places
from photophore.words import BadPolicy, NoRoom, NotAllowed, NotFound, NotKnown, Role, Signal, WearerClass

LARGEST = 12 * rules.LONGEST + 1024  # bytes of a body: a character is 12 at most, where JSON escapes it
TRIES, TRIES_AT_ONCE = 0.5, 12  # texts that strangers try, a second and at once
SIDE_BY_SIDE = 2  # of them, or of proposals; each waits for a process that compiles
TOLD = 40  # changes that are told one by one
BASE = ("own-terms", "virtual-people")  # what permits; a policy that only forbids shows its light against these

Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Text = Annotated[str, Meta(max_length=2 * rules.LONGEST)]  # whoever writes too much is told so in words


class RuleFacts(msgspec.Struct):
    """One rule of a policy."""

    line: int
    says: str  # its author's sentence; "" where there is none
    text: str
    base: bool  # it stands in every built-in policy, and says that what has a name exists


class PolicyFacts(msgspec.Struct):
    """A policy in force."""

    name: str
    version: int
    built_in: bool
    why: str  # why nobody can end it; "" where the council can
    text: str
    sha256: str
    at: int  # ms UTC, proposed
    since: int | None  # ms UTC, in force; null: it is being compiled
    urgent: bool
    entry: int | None  # its place in the log
    rules: list[RuleFacts]


class AllPolicies(msgspec.Struct):
    """Every policy in force, and those that wait for it."""

    policies: list[PolicyFacts]
    waiting: list[PolicyFacts]
    axes: dict[str, list[str]]  # the names of all that policies can speak of, in the order of the tensor
    council: bool  # whoever asks may propose


class Proposal(msgspec.Struct, forbid_unknown_fields=True):
    """What the council decided. `urgent`: it only forbids, and must be dark at once."""

    name: Name
    text: Text
    urgent: bool = False


class Trial(msgspec.Struct, forbid_unknown_fields=True):
    """A text to be tried; with a name, in the place of that policy."""

    text: Text
    name: Name | None = None
    lang: Annotated[str, Meta(max_length=35)] = "en"


class Turned(msgspec.Struct):
    """Cells that would turn together."""

    bright: bool
    cells: int
    says: str
    wearers: list[str]
    places: list[str]
    bands: list[str]
    audiences: list[str]
    signals: list[str]
    purposes: list[str]


class Tried(msgspec.Struct, omit_defaults=True):
    """What a text would change, or what is wrong with it and in which line."""

    ok: bool
    what: str = ""
    where: str = ""
    try_: str = msgspec.field(default="", name="try")
    rules: list[RuleFacts] = []
    forbids_only: bool = False  # it could be urgent
    dark: int = 0  # cells that would turn dark: wearer x place x band x audience x signal x purpose
    bright: int = 0
    changes: list[Turned] = []
    more: int = 0  # changes that are not told one by one
    light: str = ""  # base64, as /api/policies/light: what would be allowed


class Doors(NamedTuple):
    """What these routes stand on."""

    policies: Policies
    say: Callable[..., str]  # say(language, message, **values)
    languages: tuple[str, ...]
    trial: Compiler  # for strangers' texts: nothing of them is kept
    bucket: wire.Bucket
    tries: Places
    proposals: Places


def routes(policies: Policies, say: Callable[..., str], languages: tuple[str, ...] = ("en",)) -> list:
    """The handlers. `say` and `languages`: the message catalogue, which lies a floor above."""
    doors = Doors(policies, say, languages, Compiler(), wire.Bucket(TRIES, TRIES_AT_ONCE),
                  *(Places(SIDE_BY_SIDE, "being compiled") for _ in range(2)))  # fmt: skip
    return [*_reading(doors), *_trying(doors), *_council(doors)]


def _reading(doors: Doors) -> list:
    policies = doors.policies

    @get("/api/policies", sync_to_thread=True)
    def everything(request: Request) -> AllPolicies:
        """Every policy: what it says in plain sentences, its text, since when, and where it stands in the log."""
        waiting = [facts(policy) for policy in policies.waiting()]
        return AllPolicies([facts(policy) for policy in policies.in_force()], waiting, axes(), _of_council(request))

    @get("/api/policies/light", sync_to_thread=False, media_type="application/octet-stream")
    def together() -> Response[bytes]:
        """What all policies together allow: a byte of purposes (bit 0: light ...) for each wearer class, place, band,
        audience and signal, in the order of `axes`.
        """
        return _light(policies.tensor)

    @get("/api/policies/{name:str}/light", sync_to_thread=True, media_type="application/octet-stream")
    def alone(name: FromPath[str]) -> Response[bytes]:
        """What one policy alone would allow, if only that existed which has a name: the same bytes."""
        held = {policy.name: policy.text for policy in policies.in_force()}
        if name not in held:
            raise NotFound("no policy of this name is in force", "name", "see /api/policies")
        with doors.tries.one():
            return _light(policies.compiler.whole([held[one] for one in dict.fromkeys((*BASE, name))]))

    return [everything, together, alone]


def _trying(doors: Doors) -> list:
    @post("/api/policies/check", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST)
    def try_(data: Annotated[Trial, Body()]) -> Tried:
        """What would change if this text were in force; nothing changes."""
        text = rules.clean(data.text)
        try:
            found = cedar.check(text)
            doors.policies.room(data.name, text)
            if not doors.bucket.take():
                raise HTTPException(status_code=429, detail="Many texts are tried at once. Try again in a few seconds.")
            with doors.tries.one():
                after = doors.trial.whole(doors.policies.texts(data.name, text))
        except (BadPolicy, NoRoom) as error:
            return Tried(False, error.what, error.where, error.try_)
        language = data.lang if data.lang in doors.languages else doors.languages[0]
        return tried(text, found, (doors.policies.tensor, after), Voice(doors.say, language, "UTC"))

    return [try_]


def _council(doors: Doors) -> list:
    policies, council = doors.policies, with_role(Role.COUNCIL)

    @post("/api/policies", status_code=201, guards=[ours], sync_to_thread=True, request_max_body_size=LARGEST)
    def propose(request: Request, data: Annotated[Proposal, Body()]) -> PolicyFacts:
        """Put a policy in force. It is listed in the log and compiled first; an urgent one is dark at once."""
        by = council(request)
        with doors.proposals.one():
            return facts(policies.propose(data.name, data.text, by, data.urgent))

    @post("/api/policies/{name:str}/end", status_code=200, guards=[ours], sync_to_thread=True)
    def end(request: Request, name: FromPath[str]) -> PolicyFacts:
        """Take a policy back. Built-in ones stay, and say why."""
        by = council(request)
        with doors.proposals.one():
            return facts(policies.end(name, by))

    return [propose, end]


def facts(policy: Policy) -> PolicyFacts:
    """A policy as the API tells it."""
    return PolicyFacts(
        policy.name, policy.version, policy.built_in, WHY.get(policy.name, ""), policy.text, policy.sha256.hex(),
        policy.at, policy.since, policy.urgent, policy.entry, _rules(rules.read(policy.text) if policy.text else []),
    )  # fmt: skip


def axes() -> dict[str, list[str]]:
    """The names on each axis, in the order of the bytes of light; purposes by bit."""
    kinds = {"wearers": "Wearer", "places": "Place", "bands": "Band", "audiences": "Audience", "signals": "Signal",
             "purposes": "Action"}  # fmt: skip
    return {axis: rules.NAMES[kind] for axis, kind in kinds.items()}


def tried(text: str, found: list[rules.Rule], tensors: tuple[np.ndarray, np.ndarray], voice: Voice) -> Tried:
    """What would change from one whole tensor to another, by a text with these rules."""
    before, after = tensors
    told = difference.changes(before, after)
    return Tried(
        True, rules=_rules(found), forbids_only=all(scope.forbids for scope in cedar.scopes(text)),
        dark=difference.count(told, False), bright=difference.count(told, True),
        changes=[turned(change, voice) for change in told[:TOLD]], more=max(0, len(told) - TOLD),
        light=base64.b64encode(named(after)).decode(),
    )  # fmt: skip


def turned(change: difference.Change, voice: Voice) -> Turned:
    """A change with the names of what turns."""
    names = {axis: [name for place, name in enumerate(every) if getattr(change, axis) >> place & 1]
             for axis, every in axes().items()}  # fmt: skip
    return Turned(change.bright, change.cells, difference.says(change, voice), **names)


def named(whole: np.ndarray) -> bytes:
    """The part of a whole tensor that has names, as bytes."""
    return whole[: len(WearerClass), ..., : len(Signal)].astype(np.uint8).tobytes()


def _rules(found: list[rules.Rule]) -> list[RuleFacts]:
    base = {rule.text for rule in rules.read(cedar.built_in()["own-terms"])}
    return [RuleFacts(rule.line, rule.says, rule.text, rule.text in base) for rule in found]


def _light(whole: np.ndarray) -> Response[bytes]:
    return Response(named(whole), media_type="application/octet-stream", headers={"cache-control": "no-cache"})


def _of_council(request: Request) -> bool:
    try:
        return Role.COUNCIL in person(request).roles
    except (NotKnown, NotAllowed):
        return False
