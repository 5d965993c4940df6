"""The one door to what was remembered: a grant in force, a city that allows it, a reason, a record; else nothing."""

import itertools
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from photophore.commons.consent import Grants
from photophore.commons.hall import Hall, Setting
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.hub import api, known, readings
from photophore.hub.readings import AT_ONCE, DOORS, ROLES, ROWS
from photophore.words import BLOCK, Audience, NoRoom, NotFound, Purpose, Role, Signal, WearerClass
from tests.commons.past import NOON, Clock

OURS = {known.HEADER: "1"}
CARE = Choice(Audience.CLINIC, Signal.HEART, Purpose.CARE)
STUDY = Choice(Audience.RESEARCH, Signal.FEELING, Purpose.RESEARCH)


class House:
    """A hub with these routes alone, and people in it."""

    def __init__(self, folder):
        self.clock = Clock(NOON)
        self.hall = Hall.open(folder, Grants(BLOCK), Setting("Europe/Madrid", now=self.clock))
        self.hall.people.set_open(True, None)
        self.hall.history.may = lambda person, signal: True
        hall = self.hall
        self.doors = readings.Doors(hall.people, hall.terms, hall.policies, hall.history, hall.looked, "Europe/Madrid",
                                    known.person)  # fmt: skip
        self.index = readings.Index(self.doors)
        self.app = Litestar(readings.routes(self.doors, self.index), exception_handlers={Exception: api.sorry},
                            request_max_body_size=api.TEXT, logging_config=None)  # fmt: skip
        self.app.state.people = hall.people

    def wearer(self, *choices, name="Ann", kind=WearerClass.ADULT):
        person, _ = self.hall.people.join(None, Joining(kind, name=name))
        for choice in choices:
            self.hall.terms.decide(person.id, choice, "A sentence.", "en")
        ms = NOON - 1000 * np.arange(30)
        self.hall.history.remember(person.id, Signal.HEART, ms, np.stack([60 + ms % 7, ms * np.nan], 1), 1)
        self.hall.history.remember(person.id, Signal.FEELING, ms, np.stack([ms % 9 / 10, ms % 7 / 10], 1), 1)
        return person

    def reader(self, role, name="Clinic of the Sun"):
        code = self.hall.people.invite(role, None)
        person, token = self.hall.people.join(code, Joining(WearerClass.ADULT, name=name))
        client = TestClient(self.app, base_url="http://testserver.local")
        client.cookies.set(known.COOKIE, token)
        client.headers.update(OURS)
        return Reader(person, client)

    def looks(self, person):
        return [each for each in self.hall.looked.of(person.id) if each.look.kind == "read"]

    def later(self, ms=readings.FRESH):
        self.clock.ms += ms


class Reader:
    def __init__(self, person, client):
        self.person, self.client = person, client

    def open(self):
        return self.client.get("/api/readings").json()

    def words(self):
        return {each["wearer"] for each in self.open() if each["signals"]}

    def read(self, word, **changes):
        said = {"wearer": word, "signal": "heart", "start": 0, "end": NOON + 1, "purpose": "care", "why": "A check",
                "grain": "sample"}  # fmt: skip
        return self.client.post("/api/readings", json=said | changes)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The built-in policies, compiled once for all of these hubs."""
    folder = tmp_path_factory.mktemp("compiled")
    Hall.open(folder, Grants(BLOCK)).close()
    return folder / "policies"


@pytest.fixture
def house(tmp_path, compiled):
    shutil.copytree(compiled, tmp_path / "policies")
    made = House(tmp_path)
    yield made
    made.hall.close()


@pytest.fixture(scope="module")
def steady(tmp_path_factory, compiled):
    """A hub in which nothing changes, with one wearer and one clinic."""
    folder = tmp_path_factory.mktemp("steady")
    shutil.copytree(compiled, folder / "policies")
    made = House(folder)
    made.ann, made.clinic = made.wearer(CARE, STUDY), made.reader(Role.CLINIC)
    (made.word,) = made.clinic.words()
    yield made
    made.hall.close()


@pytest.fixture(autouse=True)
def patient(request, monkeypatch):
    """Many questions of one reader, where their number is not what is asked about."""
    if "steady" in request.fixturenames:
        monkeypatch.setattr(readings.Bucket, "take", lambda self: True)


def test_a_clinic_reads_what_was_granted_and_the_wearer_sees_it(house):
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (told,) = clinic.open()
    assert told["signals"] == ["heart"] and told["purpose"] == "care"
    answer = clinic.read(told["wearer"])
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert len(answer.json()["at"]) == 30 and answer.json()["y"]["mean"] == [None] * 30
    (look,) = house.looks(ann)
    assert look.look.who == "clinic: Clinic of the Sun" and look.look.why == "A check"
    assert (look.look.signal, look.look.audience, look.look.purpose) == (Signal.HEART, Audience.CLINIC, Purpose.CARE)
    assert look.look.event is not None and look.entry is not None


def test_every_read_is_counted(house):
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (word,) = clinic.words()
    for _ in range(3):
        assert clinic.read(word).status_code == 200
    assert [each.times for each in house.looks(ann)] == [3]


def test_no_record_no_data(house, monkeypatch):
    house.wearer(CARE)
    clinic = house.reader(Role.CLINIC)
    (word,) = clinic.words()

    def full(person, look):
        raise NoRoom("the disk is full")

    monkeypatch.setattr(house.hall.looked, "record", full)
    answer = clinic.read(word)
    assert answer.status_code == 503 and "shows you nothing" in answer.json()["what"] and "at" not in answer.json()


def test_it_is_recorded_before_a_byte_leaves(house, monkeypatch):
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (word,) = clinic.words()
    seen = []
    told = readings._told
    monkeypatch.setattr(readings, "_told", lambda *found: (seen.append(len(house.looks(ann))), told(*found))[1])
    clinic.read(word)
    assert seen == [1]


@pytest.mark.parametrize(
    "choices", [(), (CARE._replace(signal=Signal.SKIN),), (CARE._replace(audience=Audience.RESEARCH),), (STUDY,),
                (CARE._replace(audience=Audience.NEAR, purposes=Purpose.LIGHT),), (CARE._replace(until_ms=NOON + 5),)],
)  # fmt: skip
def test_what_was_not_granted_and_who_is_unknown_get_one_answer(house, choices):
    ann, ben, clinic = house.wearer(*choices), house.wearer(CARE, name="Ben"), house.reader(Role.CLINIC)
    house.later(10)
    assert len({each["wearer"] for each in clinic.open() if "heart" in each["signals"]}) == 1
    word = house.hall.people.pseudonym(ann.id, f"reader/{clinic.person.id}").hex()
    refused, unknown = clinic.read(word), clinic.read("0" * 32)
    assert refused.status_code == unknown.status_code == 404
    assert refused.content == unknown.content and dict(refused.headers) == dict(unknown.headers)
    assert house.looks(ann) == [] and house.looks(ben) == []


def test_a_withdrawal_counts_at_once_also_while_it_is_read(house, monkeypatch):
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (word,) = clinic.words()
    read = house.hall.history.read

    def meanwhile(*told):
        found = read(*told)
        house.hall.terms.withdraw(ann.id, Audience.CLINIC)
        return found

    monkeypatch.setattr(house.hall.history, "read", meanwhile)
    assert clinic.read(word).status_code == 404 and house.looks(ann) == []
    monkeypatch.undo()
    assert clinic.read(word).status_code == 404
    assert clinic.read(word).content == clinic.read("0" * 32).content


def test_who_is_dark_is_dark_here_too(house):
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (word,) = clinic.words()
    house.hall.terms.dark(ann.id)
    assert clinic.read(word).status_code == 404
    house.hall.terms.light(ann.id)
    assert clinic.read(word).status_code == 200


def test_a_named_person_narrows(house):
    mine, other = house.reader(Role.CLINIC), house.reader(Role.CLINIC, "Another clinic")
    house.wearer(CARE._replace(named=mine.person.id))
    (word,) = mine.words()
    assert other.words() == set()
    assert mine.read(word).status_code == 200 and other.read(word).status_code == 404


def test_a_word_of_one_reader_is_nothing_to_another(house):
    house.wearer(CARE)
    mine, other = house.reader(Role.CLINIC), house.reader(Role.CLINIC, "Another clinic")
    assert mine.words() and other.words() and not mine.words() & other.words()
    assert other.read(*mine.words()).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - ROLES))
def test_other_roles_read_nothing(steady, role):
    reader = steady.reader(role)
    assert reader.client.get("/api/readings").status_code == 403 and reader.read("0" * 32).status_code == 403


def test_the_council_reads_for_research_and_nothing_for_care(house):
    ann, council = house.wearer(CARE, STUDY), house.reader(Role.COUNCIL)
    (told,) = council.open()
    assert (told["purpose"], told["signals"]) == ("research", ["feeling"])
    assert council.read(told["wearer"]).status_code == 404
    assert council.read(told["wearer"], purpose="research", signal="feeling").status_code == 200
    (look,) = house.looks(ann)
    assert look.look.who.startswith("council: ")


def test_the_citys_policy_stands_above_a_grant(house):
    child, clinic = house.wearer(STUDY, name="Kid", kind=WearerClass.CHILD), house.reader(Role.CLINIC)
    tensor = house.hall.policies.tensor[WearerClass.CHILD]
    may = bool((tensor[0, :, Audience.RESEARCH, Signal.FEELING] & Purpose.RESEARCH).any())
    assert bool(clinic.words()) == may
    assert (house.looks(child) == []) or may


def test_nobody_reads_the_own_by_this_door(house):
    clinic = house.reader(Role.CLINIC)
    house.hall.terms.decide(clinic.person.id, CARE, "A sentence.", "en")
    assert clinic.words() == set()


def test_strangers_and_pages_of_others_get_nothing(house):
    house.wearer(CARE)
    clinic = house.reader(Role.CLINIC)
    (word,) = clinic.words()
    del clinic.client.headers[known.HEADER]
    assert clinic.read(word).status_code == 403
    clinic.client.headers.update(OURS | {"origin": "http://evil.example"})
    assert clinic.read(word).status_code == 403
    clinic.client.headers.pop("origin")
    clinic.client.cookies.clear()
    assert clinic.read(word).status_code == 401 and clinic.client.get("/api/readings").status_code == 401


def test_reads_are_limited(house):
    house.wearer(CARE)
    clinic = house.reader(Role.CLINIC)
    (word,) = clinic.words()
    codes = [clinic.read(word).status_code for _ in range(AT_ONCE + 2)]
    assert codes[-1] == 429 and codes[0] == 200 and set(codes) == {200, 429}
    other = house.reader(Role.CLINIC, "Another clinic")
    assert other.read(*other.words()).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"why": ""}, {"why": "   "}, {"why": "two\nlines"}, {"why": "x" * 301}, {"signal": "thoughts"},
                {"start": -1}, {"end": 0}, {"end": 2**60}, {"grain": "day"}, {"purpose": "light"}, {"more": 1},
                {"wearer": "../../etc"}, {"start": "now"}, {"why": None}, {"wearer": "A" * 32}, {"why": "\u202etxt"}],
)  # fmt: skip
def test_what_is_malformed_is_refused_in_words(steady, changes):
    answer = steady.clinic.read(steady.word, **changes)
    assert answer.status_code == 400 and answer.json()["what"]
    assert steady.looks(steady.ann) == []


def test_a_large_body_is_refused(steady):
    assert steady.clinic.read("0" * 32, why="x" * 10_000).status_code == 413


def test_an_answer_has_an_end(house, monkeypatch):
    house.wearer(CARE)
    clinic = house.reader(Role.CLINIC)
    monkeypatch.setattr(readings, "ROWS", 10)
    told = clinic.read(*clinic.words()).json()
    assert len(told["at"]) == 10 and told["more"] and ROWS > 10


def test_who_is_erased_is_forgotten_here(house):
    house.hall.erasing.caches.append(house.index.forget)
    ann, clinic = house.wearer(CARE), house.reader(Role.CLINIC)
    (word,) = clinic.words()
    house.hall.erasing.erase(ann.id)
    assert clinic.words() == set() and clinic.read(word).status_code == 404
    assert ann.id not in str(house.index._known)


def test_no_word_and_no_reason_stands_in_an_address(steady):
    """OWASP ASVS 5.0 V14.2.1: proxies and browsers keep addresses."""
    told = steady.app.openapi_schema.to_schema()["paths"]["/api/readings"]
    assert all(not way.get("parameters") for way in told.values()) and set(told) == {"get", "post"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_only_what_is_granted_now_is_ever_read(house, data):
    """Against a plain table of who granted what: grants and withdrawals in any order, asked after each."""
    if not hasattr(house, "people"):
        house.people = {name: house.wearer(name=name) for name in ("Ann", "Ben")}
        house.readers = {role: house.reader(role) for role in (Role.CLINIC, Role.COUNCIL)}
        house.table = set()
    name = data.draw(st.sampled_from(["Ann", "Ben"]))
    choice = data.draw(st.sampled_from([CARE, STUDY]))
    house.clock.ms += readings.FRESH
    if data.draw(st.booleans()):
        house.hall.terms.decide(house.people[name].id, choice, "A sentence.", "en")
        house.table.add((name, choice.audience))
    else:
        house.hall.terms.withdraw(house.people[name].id, choice.audience)
        house.table.discard((name, choice.audience))
    for (role, reader), (who, person) in itertools.product(house.readers.items(), house.people.items()):
        word = house.hall.people.pseudonym(person.id, f"reader/{reader.person.id}").hex()
        wanted = [purpose for purpose, (audience, _, roles) in DOORS.items()
                  if role in roles and (who, audience) in house.table]  # fmt: skip
        for purpose, signal in (("care", "heart"), ("research", "feeling")):
            ask = readings.Wanted(word, signal, 0, NOON + 1, purpose, "A check", "sample")
            try:
                readings._read(house.doors, house.hall.people.get(reader.person.id), person.id, ask)
                got = True
            except NotFound:
                got = False
            assert got == (purpose in wanted)
