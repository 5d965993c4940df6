"""Passkeys (WebAuthn 3): who somebody is without a password, where the hub has a name that browsers trust.

A passkey also signs a decision: the challenge is then the SHA-256 of the canonical record of what is decided, so that
the signature says yes to this and to nothing else. Each challenge is taken once, and soon.
"""

import hashlib
import ipaddress
import secrets
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import webauthn
from sqlalchemy import Connection, delete, insert, select, update
from webauthn.helpers import base64url_to_bytes, options_to_json_dict, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from photophore.commons.people import People, Person
from photophore.commons.schema import passkeys
from photophore.commons.store import Store
from photophore.words import BadRequest, NotAllowed, NotFound

CHALLENGE = 32  # bytes
SOON = 5 * 60_000  # milliseconds in which a challenge must be answered
MOST = 10_000  # challenges that wait for an answer; the oldest go first
EACH = 20  # passkeys of one person, at most
WANTED = UserVerificationRequirement.PREFERRED
AGAIN = "try once more; if it goes on, open your link again"


class Site(NamedTuple):
    """Where passkeys are used."""

    name: str  # the relying party: localhost, or a domain
    origin: str  # as the browser says it: https://hub.example:8800


class Asked(NamedTuple):
    """A challenge that waits for its answer."""

    why: str  # "offer", "login" or "change"
    person: str | None
    until: int  # ms


class Approval(NamedTuple):
    """What a passkey signed, to be kept with the decision: whoever has the public key can check it."""

    passkey: bytes  # the credential's id
    client_data: bytes  # JSON; its challenge is the SHA-256 of the change
    authenticator_data: bytes
    signature: bytes


def site(origin: str) -> Site | None:
    """None where browsers refuse passkeys: without encryption (but on this machine), and under a number for a name."""
    scheme, _, rest = origin.partition("://")
    host = rest.rpartition(":")[0] if rest.rpartition(":")[2].isdigit() else rest
    try:
        ipaddress.ip_address(host.strip("[]"))
        return None
    except ValueError:
        pass
    local = host == "localhost" or host.endswith(".localhost")
    return Site(host, origin) if local or (scheme == "https" and "." in host) else None


class Passkeys:
    """Everybody's passkeys."""

    def __init__(self, store: Store, people: People, now: Callable[[], int] | None = None,
                 dice: Callable[[int], bytes] = secrets.token_bytes):  # fmt: skip
        self._store, self._people, self._now, self._dice = store, people, now or store.now, dice
        self._asked: dict[bytes, Asked] = {}
        self._lock = threading.Lock()

    def offer(self, person_id: str, at: Site) -> dict[str, Any]:
        """What a browser needs to make a passkey for this person (as JSON)."""
        mine = [PublicKeyCredentialDescriptor(id=row.id) for row in self._of(person_id)]
        if len(mine) >= EACH:
            raise BadRequest(f"you have {EACH} passkeys already", "passkey", "remove one first")
        options = webauthn.generate_registration_options(
            rp_id=at.name, rp_name="Photophore", user_id=self._people.pseudonym(person_id, "passkey"),
            user_name=self._people.name(person_id) or "my smile", challenge=self._ask("offer", person_id),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=WANTED),
            exclude_credentials=mine,
        )  # fmt: skip
        return options_to_json_dict(options)

    def register(self, person_id: str, credential: dict[str, Any], at: Site) -> None:
        """Keep the passkey that a browser made; NotAllowed where it answers nothing that we asked."""
        challenge = self._answered(credential, "offer", person_id)
        try:
            made = webauthn.verify_registration_response(
                credential=credential, expected_challenge=challenge, expected_rp_id=at.name,
                expected_origin=at.origin)  # fmt: skip
        except Exception as error:  # a stranger's bytes: whatever is wrong with them, they are no passkey
            raise _no(error) from None

        def do(connection: Connection) -> None:
            if connection.execute(select(passkeys.c.person).where(passkeys.c.id == made.credential_id)).first():
                raise NotAllowed("this passkey is known already", "passkey", "use it to sign in")
            connection.execute(insert(passkeys).values(
                id=made.credential_id, person=person_id, public_key=made.credential_public_key, count=made.sign_count,
                made=self._store.at(connection)))  # fmt: skip

        self._store.write(do)

    def ask(self, at: Site) -> dict[str, Any]:
        """What a browser needs to show who somebody is, whoever it may be (as JSON)."""
        return _request(at, self._ask("login", None), [])

    def login(self, credential: dict[str, Any], at: Site, device: str = "") -> tuple[Person, str]:
        """The person, and the word of a new session."""
        person_id, _ = self._verified(credential, self._answered(credential, "login", None), at, None)
        return self._people.get(person_id), self._people.begin(person_id, device)

    def ask_for(self, person_id: str, change: bytes, at: Site) -> dict[str, Any]:
        """What a browser needs so that this person signs this change (as JSON). The change says when it was made, or
        holds chance, so that no signature serves twice.
        """
        challenge = self._ask("change", person_id, hashlib.sha256(change).digest())
        return _request(at, challenge, [row.id for row in self._of(person_id)])

    def approved(self, person_id: str, change: bytes, credential: dict[str, Any], at: Site) -> Approval:
        """The signature of this person under this change; NotAllowed where it is of another, or under another."""
        challenge = self._answered(credential, "change", person_id)
        if challenge != hashlib.sha256(change).digest():
            raise NotAllowed("this signature is under something else", "passkey", AGAIN)
        return self._verified(credential, challenge, at, person_id)[1]

    def of(self, person_id: str) -> list[dict[str, Any]]:
        """The passkeys of a person: id (hex), and since when (ms UTC)."""
        return [{"id": row.id.hex(), "made": row.made} for row in self._of(person_id)]

    def remove(self, person_id: str, passkey: str) -> None:
        """NotFound where this person has no such passkey."""
        try:
            mine = (passkeys.c.person == person_id) & (passkeys.c.id == bytes.fromhex(passkey))
        except ValueError:
            mine = None
        gone = mine is not None and self._store.write(lambda it: it.execute(delete(passkeys).where(mine)).rowcount)
        if not gone:
            raise NotFound("you have no such passkey", "passkey")

    def _of(self, person_id: str) -> list:
        with self._store.read() as connection:
            mine = select(passkeys).where(passkeys.c.person == person_id).order_by(passkeys.c.made)
            return list(connection.execute(mine).all())

    def _ask(self, why: str, person: str | None, challenge: bytes | None = None) -> bytes:
        challenge, now = challenge or self._dice(CHALLENGE), self._now()
        with self._lock:
            for old in [each for each, asked in self._asked.items() if asked.until <= now]:
                del self._asked[old]
            while len(self._asked) >= MOST:
                del self._asked[next(iter(self._asked))]
            self._asked[challenge] = Asked(why, person, now + SOON)
        return challenge

    def _answered(self, credential: dict[str, Any], why: str, person: str | None) -> bytes:
        """The challenge that this answers, which is then used up."""
        try:
            challenge = parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"])).challenge
        except Exception as error:  # as above
            raise _no(error) from None
        with self._lock:
            asked = self._asked.pop(challenge, None)
        if asked is None or asked.until <= self._now() or (asked.why, asked.person) != (why, person):
            raise NotAllowed("nobody asked for this, or too long ago", "passkey", AGAIN)
        return challenge

    def _verified(self, credential: dict, challenge: bytes, at: Site, person: str | None) -> tuple[str, Approval]:
        """Whose passkey signed this challenge; its count of uses only rises, so that a copy is found."""
        try:
            key = base64url_to_bytes(credential["rawId"])
        except Exception as error:  # as above
            raise _no(error) from None

        def do(connection: Connection) -> str:
            row = connection.execute(select(passkeys).where(passkeys.c.id == key)).one_or_none()
            if row is None or person not in (None, row.person):
                raise NotAllowed("this hub does not know this passkey", "passkey", "join first, then make one")
            try:
                told = webauthn.verify_authentication_response(
                    credential=credential, expected_challenge=challenge, expected_rp_id=at.name,
                    expected_origin=at.origin, credential_public_key=row.public_key,
                    credential_current_sign_count=row.count)  # fmt: skip
            except Exception as error:  # as above
                raise _no(error) from None
            connection.execute(update(passkeys).where(passkeys.c.id == key).values(count=told.new_sign_count))
            return row.person

        whose, said = self._store.write(do), credential["response"]
        parts = (base64url_to_bytes(said[name]) for name in ("clientDataJSON", "authenticatorData", "signature"))
        return whose, Approval(key, *parts)


def _request(at: Site, challenge: bytes, allowed: list[bytes]) -> dict[str, Any]:
    some = [PublicKeyCredentialDescriptor(id=each) for each in allowed]
    return options_to_json_dict(webauthn.generate_authentication_options(
        rp_id=at.name, challenge=challenge, allow_credentials=some, user_verification=WANTED))  # fmt: skip


def _no(error: Exception) -> NotAllowed:
    why = "".join(sign for sign in str(error) if sign.isprintable())[:120]
    return NotAllowed("this passkey does not hold", why or type(error).__name__, AGAIN)
