"""Cedar as the oracle: it knows the names of words and nothing else, and a forbid wins."""

import re
import threading
from importlib.resources import files

import pytest

from photophore.commons import cedar, rules
from photophore.commons.cedar import Question
from photophore.words import Audience, BadPolicy, Band, Purpose, Signal, Venue, WearerClass

NEAR = Question(WearerClass.ADULT, Venue.HOME, Band.REST_DAY, Audience.NEAR, Signal.HEART, Purpose.LIGHT)
PERMIT = "permit (principal, action, resource);"


def test_the_schema_names_what_words_name():
    text = (files("photophore.commons") / "policies" / "schema.cedarschema").read_text("utf-8")
    kinds = dict(re.findall(r'entity (\w+) enum \[([^\]]*)\]', text))
    kinds["Action"] = re.search(r'action ([^{]*) appliesTo', text)[1]
    assert {kind: re.findall(r'"(\w+)"', names) for kind, names in kinds.items()} == rules.NAMES
    cedar.schema()


def test_the_built_in_policies_pass_the_check_that_strangers_pass():
    assert set(cedar.built_in()) == {"own-terms", "bodies", "work-and-school", "minors", "research", "care", "guests",
                                     "virtual-people"}  # fmt: skip
    for text in cedar.built_in().values():
        assert cedar.check(text)
        assert text.startswith(cedar.built_in()["own-terms"]), "each is complete with the base permit"


@pytest.mark.parametrize(
    "text",
    [
        'permit (principal == Signal::"heart", action, resource);',
        "forbid (principal, action, resource) when { context.wearer.place };",
        'forbid (principal, action, resource) when { context.wearer == context.place.band };',
        "forbid (principal, action, resource) when { };",
        "forbid (principal, resource, action);",
        "allow",
        "forbid (principal, action, resource) when { [].contains(resource) };",
        "forbid (principal, action, resource) when { !!!!!!!!true };",
        "forbid (principal, action, resource) when { context" + ".place" * 150 + " };",
    ],
)
def test_what_means_nothing_here_is_refused(text):
    with pytest.raises(BadPolicy) as told:
        cedar.check(f"\n\n{text}")
    assert told.value.where.startswith("line 3") and told.value.try_


def test_at_the_limits_of_a_text_nothing_falls():
    """Cedar overflows the stack of its process where brackets are a thousand deep; the limits stay far below."""
    said = 'context.wearer == Wearer::"teen"'
    deep = said
    for _ in range(rules.DEPTH - 1):
        deep = f"({deep})"
    long = " || ".join([said] * 40)
    text = "\n".join(f"forbid (principal, action, resource) when {{ {said} }};" for said in (deep, long))
    ends = []
    thread = threading.Thread(target=lambda: ends.append(cedar.check(text)))
    thread.start()
    thread.join(30)
    assert len(ends[0]) == 2


def test_a_forbid_wins_and_what_nobody_permits_is_denied():
    forbid = 'forbid (principal, action, resource == Signal::"heart");'
    assert cedar.decide(cedar.together([PERMIT]), NEAR)
    assert not cedar.decide(cedar.together([PERMIT, forbid]), NEAR)
    assert not cedar.decide(cedar.together([forbid, PERMIT]), NEAR)
    assert cedar.decide(cedar.together([PERMIT, forbid]), NEAR._replace(signal=Signal.FEELING))
    assert not cedar.decide(cedar.together([]), NEAR)


def test_what_has_no_name_is_denied_even_where_all_is_permitted():
    policies = cedar.together([PERMIT])
    here = cedar.context("adult", "home", "rest_day")
    good = cedar.request("near", "light", "heart", here)
    strange = [
        cedar.request("boss", "light", "heart", here),
        cedar.request("near", "sell", "heart", here),
        cedar.request("near", "light", "dreams", here),
        cedar.request("near", "light", "heart", cedar.context("robot", "home", "rest_day")),
        cedar.request("near", "light", "heart", cedar.context("adult", "moon", "rest_day")),
        cedar.request("near", "light", "heart", cedar.context("adult", "home", "never")),
        cedar.request("near", "light", "heart", "{}"),
    ]
    assert cedar.ask(policies, [good, *strange]) == [True] + [False] * len(strange)


def test_a_question_for_several_purposes_needs_them_all_and_for_none_is_denied():
    policies = cedar.together([PERMIT, 'forbid (principal, action == Action::"sync", resource);'])
    assert not cedar.decide(policies, NEAR._replace(purpose=Purpose.LIGHT | Purpose.SYNC))
    assert cedar.decide(policies, NEAR._replace(purpose=Purpose.LIGHT | Purpose.CARE))
    assert not cedar.decide(policies, NEAR._replace(purpose=Purpose(0)))


def test_what_a_set_names_and_what_the_heads_of_rules_speak_of():
    text = """forbid (principal == Audience::"public", action in [Action::"light", Action::"sync"], resource)
    when { context.place == Place::"home" };
    permit (principal is Audience, action == Action::"care", resource in Signal::"mouth");"""
    found = cedar.named(cedar.together([text]))
    assert found["Place"] == {"home"} and found["Action"] == {"light", "sync", "care"} and not found["Band"]
    first, second = cedar.scopes(text)
    assert first == (True, {"public"}, {"light", "sync"}, None)
    assert second == (False, None, {"care"}, {"mouth"})
