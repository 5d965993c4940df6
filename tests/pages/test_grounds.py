"""What speaks for a cause, in words: whatever a watch finds can be said, in every language, and small counts as few."""

import pytest

from photophore.hub.case import ASKED, asked_as
from photophore.pages.grounds import sentences
from photophore.pages.messages import LANGUAGES, say
from photophore.watch.events import FACTORS
from photophore.watch.explain import CAUSES, Ground, explain
from tests.watch import small

ALARM = {"smiles": 8, "factor": "lot", "level": "7", "seconds": 3, "often": 2, "unit": "hours"}
SHARED = {"faults": 21, "shared": 20, "factor": "lot", "chance": 0.7}


def test_sentences_are_plain():
    said = sentences([Ground("alarm", ALARM), Ground("shared", SHARED), Ground("alone", {"faults": 0, "all": 9}),
                      Ground("alone", {"faults": "few", "all": "few"}), Ground("few", {"smiles": 1}),
                      Ground("alarm", ALARM | {"factor": "hub", "level": "Gull Steps hub", "often": 0})])  # fmt: skip
    assert said == [
        "Lot 7: 8 smiles failed within 3 s. Usually one of them fails in about 2 hours.",
        "Of 21 faults that no meeting explains, 20 share a lot with an earlier one. By chance there would be 0.7.",
        "No fault came without a meeting that could have passed it on.",
        "Some faults came without any meeting that could have passed them on.",
        "1 smile failed lately: too few, or too far apart, for an alarm.",
        "Gull Steps hub: 8 smiles failed within 3 s.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_factor_and_cause_has_words(language):
    alarms = [Ground("alarm", ALARM | {"factor": factor}) for factor in (*FACTORS, "fleet")]
    shared = [Ground("shared", SHARED | {"factor": factor}) for factor in FACTORS]
    causes = [Ground(kind, {"cause": cause, "level": "x", "percent": 5}) for cause in (*CAUSES, "unknown")
              for kind in ("cause", "likest")]  # fmt: skip
    for grounds in (alarms, shared):
        assert len(set(sentences(grounds, language))) == len(grounds)
    few = SHARED | {"faults": "few", "shared": "few"}
    assert "few" not in sentences([Ground("shared", few)], language)[0]
    assert len(set(sentences(causes, language))) == len(causes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["lot", "contact", "hidden", "place", "none"])
def test_whatever_a_watch_finds_can_be_said(kind, language):
    events, _ = small.city(kind, 1)
    evidence = explain(events).evidence
    assert evidence and all(sentences(evidence, language))


def test_questions_stand_in_the_catalogue_as_in_the_log():
    asked = [question for all_ in ASKED.values() for question, _ in all_]
    assert [say("en", f"guardroom-asked-{asked_as(question)}") for question in asked] == asked
    assert asked_as("Who else?") is None
