"""Passkeys, against an authenticator in software; a browser's own is in tests/pages/test_join.py."""

import base64
import hashlib
import json
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

from photophore.commons import passkey
from photophore.commons.passkey import Passkeys, Site
from photophore.commons.people import Joining
from photophore.words import BadRequest, NotAllowed, NotFound, Role, WearerClass

HUB = Site("hub.test", "https://hub.test:8800")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Authenticator:
    """One passkey of the kind that phones make: ES256, present, verified."""

    def __init__(self, seed: int = 7, id_: bytes = b"passkey of a test"):
        self.key, self.id, self.count = ec.derive_private_key(seed, ec.SECP256R1()), id_, 0

    def _client(self, type_, challenge, origin):
        return json.dumps({"type": type_, "challenge": challenge, "origin": origin}).encode()

    def _data(self, site, flags, rest=b""):
        self.count += 1
        return hashlib.sha256(site.name.encode()).digest() + struct.pack(">BI", flags, self.count) + rest

    def make(self, options, site=HUB):
        numbers = self.key.public_key().public_numbers()
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(site, 0x45, bytes(16) + struct.pack(">H", len(self.id)) + self.id + public)
        client = self._client("webauthn.create", options["challenge"], site.origin)
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told({"clientDataJSON": b64(client), "attestationObject": b64(attested)})

    def sign(self, options, site=HUB, challenge=None):
        data = self._data(site, 0x05)
        client = self._client("webauthn.get", challenge or options["challenge"], site.origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told({"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)})

    def _told(self, response):
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}


@pytest.fixture
def keys_(store, hub):
    return Passkeys(store, hub)


@pytest.fixture
def me(hub, operator):
    return hub.join(hub.invite(Role.ARTIST, None), Joining(WearerClass.ADULT, name="Ines"))[0]


@pytest.fixture
def phone(keys_, me):
    made = Authenticator()
    keys_.register(me.id, made.make(keys_.offer(me.id, HUB)), HUB)
    return made


def test_somebody_makes_a_passkey_and_comes_back_with_it(keys_, hub, me, phone):
    person, token = keys_.login(phone.sign(keys_.ask(HUB)), HUB, "a phone")
    assert person == me == hub.session(token)
    assert [each["id"] for each in keys_.of(me.id)] == [phone.id.hex()]
    offered = keys_.offer(me.id, HUB)
    assert offered["rp"]["id"] == "hub.test" and offered["excludeCredentials"][0]["id"] == b64(phone.id)
    assert me.id not in json.dumps(offered)  # the phone learns a pseudonym
    keys_.remove(me.id, phone.id.hex())
    with pytest.raises(NotAllowed):
        keys_.login(phone.sign(keys_.ask(HUB)), HUB)


def test_an_answer_serves_once(keys_, phone):
    answer = phone.sign(keys_.ask(HUB))
    keys_.login(answer, HUB)
    with pytest.raises(NotAllowed, match="nobody asked"):
        keys_.login(answer, HUB)


def test_an_answer_comes_soon(keys_, phone, clock):
    options = keys_.ask(HUB)
    clock.after(passkey.SOON / 1000)
    with pytest.raises(NotAllowed, match="too long ago"):
        keys_.login(phone.sign(options), HUB)


EVIL = "https://evil.test"


@pytest.mark.parametrize("site", [Site("evil.test", EVIL), Site("hub.test", EVIL), Site("evil.test", HUB.origin)])
def test_an_answer_for_another_site_does_not_hold(keys_, phone, site):
    with pytest.raises(NotAllowed, match="does not hold"):
        keys_.login(phone.sign(keys_.ask(HUB), site), HUB)


def test_another_key_and_a_copy_are_found(keys_, phone):
    other = Authenticator(8, phone.id)
    other.count = 50
    with pytest.raises(NotAllowed, match="does not hold"):
        keys_.login(other.sign(keys_.ask(HUB)), HUB)
    keys_.login(phone.sign(keys_.ask(HUB)), HUB)
    phone.count -= 1  # a copy has counted less far
    with pytest.raises(NotAllowed, match="does not hold"):
        keys_.login(phone.sign(keys_.ask(HUB)), HUB)


def test_a_passkey_signs_what_is_decided_and_nothing_else(keys_, me, phone, operator):
    change = b'{"audience":"near","at":1}'
    options = keys_.ask_for(me.id, change, HUB)
    assert options["challenge"] == b64(hashlib.sha256(change).digest())
    assert [each["id"] for each in options["allowCredentials"]] == [b64(phone.id)]
    with pytest.raises(NotAllowed, match="something else"):
        keys_.approved(me.id, b'{"audience":"public","at":1}', phone.sign(options), HUB)
    answer = phone.sign(keys_.ask_for(me.id, change, HUB))
    approval = keys_.approved(me.id, change, answer, HUB)
    said = hashlib.sha256(approval.client_data).digest()
    phone.key.public_key().verify(approval.signature, approval.authenticator_data + said, ec.ECDSA(hashes.SHA256()))
    assert json.loads(approval.client_data)["challenge"] == options["challenge"] and approval.passkey == phone.id
    with pytest.raises(NotAllowed):
        keys_.approved(me.id, change, answer, HUB)


def test_nobody_signs_for_somebody_else(keys_, me, phone, operator):
    change = b"change"
    boss = operator[0].id
    with pytest.raises(NotAllowed):
        keys_.approved(boss, change, phone.sign(keys_.ask_for(boss, change, HUB)), HUB)
    with pytest.raises(NotAllowed):
        keys_.approved(me.id, change, phone.sign(keys_.ask(HUB)), HUB)  # a login is no decision
    with pytest.raises(NotAllowed):
        keys_.login(phone.sign(keys_.ask_for(me.id, change, HUB)), HUB)  # a decision is no login
    with pytest.raises(NotAllowed, match="known already"):
        keys_.register(boss, Authenticator().make(keys_.offer(boss, HUB)), HUB)
    with pytest.raises(NotFound):
        keys_.remove(boss, phone.id.hex())
    with pytest.raises(NotFound):
        keys_.remove(boss, "no hex")


def test_nonsense_is_no_passkey(keys_, me, phone):
    good = phone.sign(keys_.ask(HUB))
    for broken in ({}, {"response": None}, {"response": {"clientDataJSON": 5}}, {"response": {"clientDataJSON": "###"}},
                   good | {"rawId": 7}, {"response": good["response"]}, good | {"type": "x"}):  # fmt: skip
        for do in (lambda it: keys_.login(it, HUB), lambda it: keys_.register(me.id, it, HUB)):
            with pytest.raises(NotAllowed):
                do(broken)


def test_challenges_do_not_pile_up(keys_, monkeypatch):
    monkeypatch.setattr(passkey, "MOST", 10)
    for _ in range(30):
        keys_.ask(HUB)
    assert len(keys_._asked) == 10


def test_somebody_has_so_many_passkeys_and_no_more(keys_, me):
    for each in range(passkey.EACH):
        keys_.register(me.id, Authenticator(3, b"%d" % each).make(keys_.offer(me.id, HUB)), HUB)
    with pytest.raises(BadRequest):
        keys_.offer(me.id, HUB)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("http://localhost:8800", "localhost"),
        ("https://hub.test", "hub.test"),
        ("https://hub.example.org:8443", "hub.example.org"),
        ("http://hub.test", None),
        ("https://192.168.1.2:8800", None),
        ("https://[::1]:8800", None),
        ("http://127.0.0.1:8800", None),
        ("https://hub", None),
        ("", None),
        ("https://", None),
    ],
)
def test_where_browsers_take_passkeys(origin, name):
    found = passkey.site(origin)
    assert (found and found.name) == name
