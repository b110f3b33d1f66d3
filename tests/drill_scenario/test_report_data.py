"""What the report's pictures and sections are drawn from: lanes, maps, marks, bulletins, faults, comparison."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.drill.evaluation.bulletins import stated
from fangxian.drill.evaluation.compare import compare
from fangxian.drill.evaluation.evaluate import evaluate
from fangxian.drill.evaluation.faults import lived_through
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.frames import chosen, frames
from fangxian.drill.evaluation.gantt import OUTCOMES, lanes
from fangxian.drill.evaluation.marks import marks
from fangxian.drill.evaluation.material import Broke, Infected, Note, Step
from fangxian.protocol.bulletin import counted
from tests.drill_scenario.test_evaluate import HOME, at, infected, material, note
from tests.drill_scenario.test_report import DATA


def close(who: str, day: float) -> Note:
    """A close contact on record."""
    return Note("exposure.recorded", f"person:{who}", at(day), HOME, {"kind": "close"})


TIMES = st.floats(0, 12).map(lambda day: round(day, 2))


def a_step(clause: str, opened: float, within: float, done: float | None, name: str = "t") -> Step:
    due = at(opened) + timedelta(days=within)
    state = "open" if done is None else "discharged"
    return Step(clause, "person:x", state, at(opened), due, None if done is None else at(opened + done), None, name)


STEPS = st.lists(st.builds(a_step, st.sampled_from(["a", "b"]), TIMES, TIMES, st.one_of(st.none(), TIMES)), max_size=30)


@given(steps=STEPS)
def test_every_step_stands_in_one_cell_of_its_clauses_lane_with_its_outcome(steps: list[Step]) -> None:
    whole = material(steps=steps)
    drawn: Counter[tuple[str, str]] = Counter()
    for lane in lanes(whole):
        assert lane.since <= lane.until or lane.until < 0
        assert [cell.day for cell in lane.cells] == sorted({cell.day for cell in lane.cells})
        for cell in lane.cells:
            drawn.update({(lane.clause, name): getattr(cell, name) for name in OUTCOMES})
    assert +drawn == Counter((one.clause, one.outcome(whole.now)) for one in steps)


@given(last=st.integers(0, 60), most=st.integers(2, 9))
def test_days_of_maps_begin_with_the_first_end_with_the_last_and_are_no_more_than_fit(last: int, most: int) -> None:
    days = chosen(last, most)
    assert days[0] == 0
    assert days[-1] == last
    assert len(days) <= most
    assert days == sorted(set(days))


def test_maps_hold_the_truth_beside_what_was_on_record_and_the_zones_of_that_hour() -> None:
    notes = [
        note("case.confirmed", "a", 0.5), note("zone.opened", "zone:1", 0.6), note("case.confirmed", "b", 1.5),
        note("case.excluded", "b", 2.5), note("zone.lifted", "zone:1", 2.5),
    ]  # fmt: skip
    found = frames(material(notes=notes, truth=[infected("a", -2), infected("b", 1.2, "a")], now=at(3)))
    assert [(one.day, sum(one.truth.values()), sum(one.known.values()), one.zones) for one in found] == [
        (0, 1, 1, (HOME,)), (1, 2, 2, (HOME,)), (2, 2, 1, ()),
    ]  # fmt: skip


def test_places_are_communities_within_a_district_and_streets_beyond() -> None:
    far = Infected("person:f", at(0), None, "", "510117001218")
    near, wide = (
        frames(material(notes=[], truth=truth))[0].truth for truth in ([infected("a", -1)], [infected("a", -1), far])
    )
    assert set(near) == {HOME}
    assert set(wide) == {HOME[:9], "510117001"}


def test_marks_are_the_first_of_each_kind_and_the_end_of_the_last_zone() -> None:
    notes = [
        note("case.confirmed", "a", 0.5), note("exposure.recorded", "b", 0.6), note("quarantine.started", "z", 0.7),
        note("quarantine.started", "b", 0.8), note("zone.opened", "zone:1", 1), note("zone.opened", "zone:2", 2),
        note("zone.lifted", "zone:1", 8), note("zone.lifted", "zone:2", 9),
    ]  # fmt: skip
    found = [(one.kind, one.day) for one in marks(material(notes=notes))]
    assert found == [("report", 0.5), ("control", 0.8), ("zone", 1.0), ("lifted", 9.0)]
    assert "lifted" not in {one.kind for one in marks(material(notes=notes[:-1]))}


def test_a_bulletin_is_held_against_what_was_on_record_at_its_hour_not_against_what_came_later() -> None:
    late = Note("case.confirmed", "person:b", at(0.4), HOME, {}, "f2", recorded_at=at(2))
    notes = [
        note("case.confirmed", "a", 0.3), late, close("c", 0.5),
        note("bulletin.published", "bulletin:1", 0.9, confirmed=2, contacts=1, as_of=at(0.8).isoformat()),
    ]  # fmt: skip
    rows = {one.figure: one for one in stated(material(notes=notes))}
    assert (rows["confirmed"].published, rows["confirmed"].record, rows["confirmed"].agrees) == (2, 1, False)
    assert rows["contacts"].agrees
    assert evaluate(material(notes=notes)).figures["bulletins.agree_share"] == 0.5


NOTES = st.lists(
    st.builds(
        lambda kind, who, day: note(kind, who, day) if kind else close(who, day),
        st.sampled_from(["case.confirmed", "case.asymptomatic", "case.excluded", ""]),
        st.sampled_from("abcd"), TIMES,
    ),
    max_size=15,
)  # fmt: skip


@given(notes=NOTES, day=TIMES)
def test_a_bulletin_made_from_the_record_agrees_with_it_whatever_comes_after(notes: list[Note], day: float) -> None:
    ordered = sorted(notes, key=lambda one: one.at)
    said = counted(one for one in ordered if one.known_by(at(day)))
    published = note("bulletin.published", "bulletin:1", day, as_of=at(day).isoformat(), **said)
    assert all(one.agrees for one in stated(material(notes=[*ordered, published])))


def test_a_fault_is_told_with_what_fell_due_meanwhile_and_how_soon_it_was_answered() -> None:
    steps = [a_step("a", 0, 1, 0.5), a_step("a", 0.5, 1.6, 1.7), a_step("a", 1, 1.2, None)]
    broke = [Broke("rumour", "", at(2), at(3)), Broke("network", "510117", at(2), at(3))]
    notes = [note("rumour.answered", "rumour:1", 2.25)]
    network, rumour = lived_through(material(steps=steps, broke=broke, notes=notes))
    assert (rumour.met, rumour.late, rumour.missed, rumour.before, rumour.answer_minutes) == (0, 1, 1, 1.0, 360)
    assert (rumour.facts, network.facts, network.answer_minutes) == (1, 0, None)


def run(**changed: Any) -> dict[str, Any]:
    return {**DATA, "package": "ab" * 32, "city": "c", **changed}


def test_two_runs_are_compared_figure_by_figure_and_clock_by_clock() -> None:
    clocks = [DATA["clocks"][0] | {"met": 18, "late": 2, "missed": 0}]
    found = compare(run(), run(figures=DATA["figures"] | {"control.days": 1.0, "people.missed": 3}, clocks=clocks))
    turns = {one.key: one.turn for one in found.figures}
    assert (turns["control.days"], turns["people.missed"], turns["clocks.met_share"]) == ("better", "worse", "same")
    assert [(one.clause, one.before, one.after, one.turn) for one in found.clocks] == [
        ("case.core_facts", (8, 10, 2), (18, 2, 0), "better")
    ]
    assert found.unequal == ()
    assert compare(run(), run(seed=2)).unequal == ("seed",)


VALUES = st.one_of(st.none(), st.floats(0, 100))


@given(
    one=st.dictionaries(st.sampled_from(list(FIGURES)), VALUES),
    other=st.dictionaries(st.sampled_from(list(FIGURES)), VALUES),
)
def test_what_is_better_one_way_is_worse_the_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    opposite = {"better": "worse", "worse": "better", "same": "same", "": ""}
    there = {row.key: row.turn for row in compare(run(figures=one), run(figures=other)).figures}
    back = {row.key: row.turn for row in compare(run(figures=other), run(figures=one)).figures}
    assert back == {key: opposite[turn] for key, turn in there.items()}


def test_what_is_no_evaluation_is_refused() -> None:
    with pytest.raises(KeyError):
        compare(run(), {"figures": {}})
