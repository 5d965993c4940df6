"""A stranger's text is read by a list of what is allowed: with its line, in words, and without harm."""

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import cedar, rules
from photophore.words import BadPolicy

GOOD = 'forbid (principal, action, resource == Signal::"heart");'
PIECES = [*sorted(rules.KEYWORDS), *rules.NAMES, *"( ) { } [ ] , ; . :: == != && || ! @ id 1 = < like ip é".split(),
          '"child"', '"home"', '"light"', 'Wearer::"child"', 'Signal::"heart"', "// says\n", "\n", "?principal",
          "forbid (principal, action, resource)", "when { true };", "\x00", "\u202e"]  # fmt: skip


def test_each_rule_has_its_line_and_the_sentence_right_above_it():
    text = f"// far away\n\n// Hearts are nobody's\n// business.\n{GOOD} // behind\n\n\n{GOOD}\n"
    first, second = rules.read(text)
    assert (first.line, first.says) == (5, "Hearts are nobody's business.")
    assert (second.line, second.says) == (8, "")
    assert first.text == second.text == GOOD


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no rule"),
        ("// only words\n", 1, "no rule"),
        ("\n" + GOOD[:-1], 2, "no end"),
        ("\npermit (principal,\n  action", 2, "never closed"),
        (GOOD + "\n)", 2, "closes nothing"),
        (GOOD[:-1] + "\nwhen { context.place = 1 };", 2, "write =="),
        (GOOD[:-1] + "\nwhen { context.hour > 3 };", 2, "no word 'hour'"),
        (GOOD[:-1] + "\nwhen { 3 == 3 };", 2, "counts nothing"),
        (GOOD[:-1] + '\nwhen { "a" == "a" };', 2, "free text"),
        (GOOD[:-1] + '\nwhen { context.wearer == "child" };', 2, "free text"),
        (GOOD[:-1] + '\nwhen { context.wearer == Person::"anna" };', 2, "no word 'Person'"),
        (GOOD[:-1] + '\nwhen { context.wearer == Wearer::"anna" };', 2, "there are: guest, adult"),
        (GOOD[:-1] + '\nwhen { context.place == Place::"workplaec" };', 2, 'try Place::"workplace"'),
        (GOOD[:-1] + '\nwhen { ip("10.0.0.1").isLoopback() };', 2, "no word 'ip'"),
        (GOOD[:-1] + '\nwhen { resource like "x*" };', 2, "no word 'like'"),
        ("forbid (principal == ?principal, action, resource);", 1, "no gaps"),
        (GOOD.replace('heart"', "heart"), 1, "has no end"),
        (f"// a\u202eb\n{GOOD}", 1, "U+202E"),
        (f"{GOOD}\x00", 1, "U+0000"),
        (f"// one\u2028forbid (principal, action, resource);\n{GOOD}", 1, "U+2028"),
        ("forbid (principal, action, resource) when " + "(" * 5000, 1, "brackets"),
        ("a" * (rules.LONGEST + 1), None, "too long"),
        (GOOD * (rules.RULES + 1), None, "too many"),
        ("forbid (principal, action, resource) when { " + "true || " * 300 + "true };", 1, "words and marks"),
        ("forbid (principal, action, resource) when { true };".replace("when", "wenn"), 1, "try when"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_what_to_try(text, line, words):
    with pytest.raises(BadPolicy) as told:
        rules.read(text)
    assert words in str(told.value) and told.value.try_
    if line is not None:
        assert told.value.where == f"line {line}"


def test_the_names_are_those_of_words_and_every_built_in_text_reads():
    assert [len(names) for names in rules.NAMES.values()] == [8, 6, 6, 5, 8, 8]
    for name, text in cedar.built_in().items():
        assert all(rule.says for rule in rules.read(text)), f"a rule of {name} has no sentence"


def test_the_page_about_policies_speaks_true():
    """Its examples can be tried as they are, and it names all that there is."""
    page = (Path(__file__).parents[2] / "docs" / "policies.md").read_text("utf-8")
    examples = re.findall(r"```cedar\n(.*?)```", page, re.S)
    assert len(examples) == 3 and all(rule.says for text in examples for rule in cedar.check(text))
    table = page.split("## All there is")[1].split("## The built-in")[0]
    for names in rules.NAMES.values():
        assert all(f"`{name}`" in table for name in names)
    assert f"{rules.LONGEST:,} characters and {rules.RULES} rules" in table


def test_a_text_is_kept_in_one_form():
    assert rules.clean(GOOD + "\r\n\r\n") == GOOD + "\n" == rules.clean(rules.clean(GOOD))
    assert rules.clean("\r\n" + GOOD) == "\n" + GOOD + "\n", "lines keep their numbers"
    assert rules.digest("a") != rules.digest("b") and len(rules.digest("")) == 32


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_no_text_does_harm(pieces):
    """Whatever is written: it is read, or refused in words; on the small stack of a thread, too."""
    ends = []

    def go():
        try:
            cedar.check(" ".join(pieces))
            ends.append("read")
        except BadPolicy as error:
            ends.append(error.where)

    thread = threading.Thread(target=go)
    thread.start()
    thread.join(30)
    assert len(ends) == 1 and ends[0]


@given(st.text(max_size=200))
def test_no_letters_do_harm(text):
    with pytest.raises(BadPolicy) as told:
        cedar.check(f"{text} {text};")  # no sentence of letters by chance is two times half a rule
    assert told.value.try_
