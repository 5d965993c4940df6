"""The records of an incident, and what the log is told of them."""

from photophore.commons import timeline
from photophore.commons.incident import Incidents
from photophore.commons.timeline import Incident, Moment, Step
from photophore.tlog import entry


def test_the_furthest_step_counts_whatever_was_said_last():
    steps = tuple(Moment(step, at, {}, str(at), None) for at, step in enumerate(
        (Step.DETECTED, Step.TOLD, Step.EXPLAINED, Step.CONTAINED, Step.EXPLAINED)))  # fmt: skip
    told = Incident(1, 0, "flicker", {}, None, steps, ())
    assert told.state is Step.TOLD and not told.over
    assert told.last(Step.EXPLAINED).sentence == "4" and told.last(Step.CLOSED) is None
    assert Incident(1, 0, "policy-lost", {}, None, (), ()).over


def test_steps_stand_in_the_order_of_the_task_and_none_needs_a_later_one():
    order = list(Step)
    assert order == ["detected", "explained", "contained", "mended", "told", "closed"]
    for step, needs in timeline.NEEDS.items():
        assert all(order.index(need) < order.index(step) for need in needs)


def test_an_entry_says_all_and_is_the_same_again(store, plain_log):
    plain_log.full = True
    held = Incidents(store, plain_log)
    number = held.begin("flicker", {"district": "Sol"}, "Smiles flicker.")
    held.owe(number, "Who knew?", "the makers", store.now() + 9)
    waiting = timeline.unlisted(store)
    said = [timeline.said(column, row) for _, column, row in waiting]
    assert said == [timeline.said(column, row) for _, column, row in timeline.unlisted(store)]
    facts = [entry.read(each).facts for each in said]
    assert [each.get("step") for each in facts] == [None, "detected", "owed"]
    assert all(each["id"] == number and each["kind"] == "flicker" for each in facts)
    assert facts[1]["opened"] == facts[2]["opened"] == facts[0]["at"]
    assert facts[1]["sentence"] == "Smiles flicker." and facts[2]["of"] == "the makers"


def test_the_mark_moves_with_every_change(store, plain_log):
    held, marks = Incidents(store, plain_log), set()

    def look() -> None:
        with store.read() as connection:
            marks.add(timeline.mark(connection))

    look()
    plain_log.full = True
    number = held.begin("flicker", {})
    look()
    plain_log.full = False
    held.tend()
    look()
    held.step(number, Step.TOLD, {})
    look()
    held.owe(number, "Who knew?", "the makers", store.now() + 9)
    look()
    held.answer(number, 1, "Nobody.")
    look()
    assert len(marks) == 6
