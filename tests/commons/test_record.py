"""Records have every mandatory field of ISO/IEC TS 27560 (specs trust 1.1), read back equal, and are one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import record
from photophore.commons.record import ALL, Choice, Event, Facts, Keeper, Sentence, State
from photophore.tlog import entry
from photophore.words import Audience, BadRequest, Band, Purpose, Signal, Venue

AT = 1_795_000_000_000
FACTS = Facts("r" * 32, "p" * 32, AT, 7, "ab" * 32)
SAID = Sentence("People near you can see your feeling as light.", "en")
NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)
MANDATORY = {
    "header": {"schema_version", "record_id", "pii_principal_id"},
    "pii_processing": {"privacy_notice", "language", "purposes", "pii_information", "pii_controllers",
                       "storage_locations", "retention_period", "jurisdiction", "third_party_recipients",
                       "withdrawal_method"},
}  # fmt: skip
PARTY = {"party_id", "party_address", "party_name", "party_contact", "party_type"}
EVENT = {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}
CHOICES = st.builds(
    Choice, st.sampled_from(Audience), st.sampled_from(Signal), st.integers(1, int(ALL)).map(Purpose),
    st.integers(1, 255), st.integers(1, 255), st.none() | st.integers(AT + 1, AT + 10**11),
    st.none() | st.text(max_size=9),
)  # fmt: skip


def event(choice=NEAR, state=State.GIVEN, sentence=SAID, of=None) -> Event:
    return Event(0, FACTS.record, AT, state, choice, sentence, b"", None, of)


@pytest.mark.parametrize("state", State)
def test_every_mandatory_field_is_there(state):
    told = record.of(FACTS, event(None if state in ("dark", "light") else NEAR, state), Keeper())
    for section, fields in MANDATORY.items():
        assert fields <= told[section].keys()
    assert all(PARTY <= party.keys() for party in told["party_identification"]) and told["party_identification"]
    assert all(EVENT <= one.keys() for one in told["events"]) and told["events"][0]["event_state"] == str(state)
    assert all("pii_type" in data for data in told["pii_processing"]["pii_information"])
    assert all(value not in (None, "") for section in MANDATORY for value in told[section].values())


def test_the_sentence_and_our_own_fields_stand_in_it():
    until = AT + 60_000
    choice = Choice(Audience.CLINIC, Signal.MOUTH, Purpose.CARE, Venue.CLINIC.bit, Band.WEEK_DAY.bit, until, "sol")
    told = record.of(FACTS, event(choice), Keeper())
    (one,) = told["events"]
    assert one["sentence_sha256"] == SAID.sha256 and one["language"] == "en" and one["validity_duration"] == "PT60.000S"
    ours = told["photophore"]
    assert ours["epoch"] == 7 and ours["previous"] == "ab" * 32
    assert ours["withdrawal_latency"] == {"reachable": "PT0.2S", "anywhere": "PT30S"}  # a mouth is health
    assert told["pii_processing"]["geographic_restrictions"] == ["clinic"]
    assert told["pii_processing"]["third_party_recipients"] == ["sol"]


@given(CHOICES, st.sampled_from([State.GIVEN, State.WITHDRAWN, State.EXPIRED]), st.text(max_size=40))
def test_a_record_reads_back_equal_in_its_one_form(choice, state, text):
    made = event(choice, state, Sentence(text, "es"))
    told = record.of(FACTS, made, Keeper())
    from_bytes = entry.canonical(told)
    assert entry.canonical(dict(reversed(told.items()))) == from_bytes
    assert record.read(told, made._replace(choice=None, sentence=None)) == made


@given(CHOICES)
def test_what_can_be_chosen_is_let_through(choice):
    if choice.named is not None and choice.purposes & record.SEEN_BY_ALL:
        with pytest.raises(BadRequest):
            record.checked(choice, AT)
    else:
        assert record.checked(choice, AT) == choice


def test_names_of_bits_and_instants():
    assert record.venues(0xFF) == [str(venue) for venue in Venue] and record.bands(1) == ["week_night"]
    assert record.iso(0) == "1970-01-01T00:00:00.000Z"
