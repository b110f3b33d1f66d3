"""Figures of an evaluation from a record and a truth written down by hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.drill.evaluation.evaluate import evaluate
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.material import Came, Infected, Material, Note, Step

START = datetime(2021, 8, 13, tzinfo=UTC)
HOME = "510108011005"


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def note(kind: str, who: str, day: float, **said: Any) -> Note:
    return Note(kind, who if ":" in who else f"person:{who}", at(day), HOME, said)


def infected(who: str, day: float, by: str = "") -> Infected:
    return Infected(f"person:{who}", at(day), None, by and f"person:{by}", HOME)


def exposed(who: str, by: str, day: float) -> Note:
    return note("exposure.recorded", who, day, source=f"person:{by}")


TRUTH = [infected("a", -6), infected("b", -3, "a"), infected("c", -2, "a"), infected("d", 0, "b")]
NOTES = [
    note("case.confirmed", "a", 0.5, route="fever_clinic"),
    note("case.hospitalised", "a", 0.6),
    exposed("b", "a", 0.7), exposed("x", "a", 0.7),
    note("quarantine.started", "b", 1.0), note("quarantine.started", "x", 1.0),
    note("case.confirmed", "b", 2.0), note("case.hospitalised", "b", 2.1),
    note("case.confirmed", "z", 2.0), exposed("y", "z", 2.2), note("quarantine.started", "y", 2.5),
    note("quarantine.released", "y", 4.5),
]  # fmt: skip


def step(outcome: str, who: str = "x") -> Step:
    due = at(2)
    done = {"met": at(1), "late": at(3)}.get(outcome)
    state = "discharged" if done else "open"
    return Step("contact.quarantined", f"person:{who}", state, at(1), due if outcome != "open" else at(99), done, None)


def material(**changed: Any) -> Material:
    said: dict[str, Any] = {
        "starts_at": START, "now": at(10), "notes": NOTES, "steps": [], "truth": TRUTH,
        "control_clauses": frozenset({"contact.quarantined"}),
    }  # fmt: skip
    return Material(**{**said, **changed})


def test_infections_on_record_and_those_who_never_were() -> None:
    figures = evaluate(material()).figures
    assert figures["infections.total"] == 4
    assert figures["infections.on_record"] == 2
    assert figures["infections.sensitivity"] == 0.5
    assert figures["infections.false"] == 1
    assert figures["detection.days"] == 6.5


def test_days_to_control_count_those_nobody_controlled_until_now() -> None:
    # a 6.6, b 4.0, c 12 (never), d 10 (never): the median lies between the two in the middle
    assert evaluate(material()).figures["control.days"] == (6.6 + 10) / 2


def test_false_control_is_that_because_of_the_uninfected_alone() -> None:
    figures = evaluate(material()).figures
    assert figures["control.people"] == 3
    assert figures["control.false"] == 1
    assert figures["control.false_person_days"] == 2.0


def test_the_chain_is_found_where_both_ends_and_the_exposure_are_on_record() -> None:
    found = evaluate(material())
    assert [(link.person, link.found) for link in found.links] == [
        ("person:b", True), ("person:c", False), ("person:d", False),
    ]  # fmt: skip
    assert found.figures["chain.share"] == 1 / 3
    assert found.figures["tracing.sensitivity"] == 1 / 3


def test_clocks_are_met_late_or_missed_and_the_missed_have_names() -> None:
    steps = [step("met"), step("met"), step("late"), step("missed", "w"), step("open")]
    found = evaluate(material(steps=steps))
    assert found.figures["clocks.met_share"] == 0.5
    assert found.figures["contacts.in_time_share"] == 0.5
    assert found.figures["people.missed"] == 1
    assert [one.subject for one in found.missed] == ["person:w"]
    row = found.clocks[0]
    assert (row.met, row.late, row.missed, row.open) == (2, 1, 1, 1)
    assert row.worst_minutes == 8 * 1440


def test_rounds_and_zones_are_counted_once() -> None:
    notes = [
        note("testing.round_opened", "round:1", 1, population=1000),
        note("testing.round_opened", "round:2", 9, population=9000, deadline=at(11).isoformat()),
        note("testing.progress", "round:1", 1.5, sampled=400), note("testing.progress", "round:1", 2, sampled=950),
        note("tube.resulted", "tube:1", 2, result="positive", people=10),
        note("tube.members_retested", "tube:1", 2.2, people=10),
        note("zone.opened", "zone:1", 1), note("zone.lifted", "zone:1", 8),
    ]  # fmt: skip
    figures = evaluate(material(notes=notes, residents={HOME: 500})).figures
    assert figures["testing.coverage"] == 0.95
    assert figures["testing.retest_share"] == 1.0
    assert figures["zones.people"] == 500
    assert figures["zones.person_days"] == 3500
    assert figures["zones.people_per_case"] == 125
    assert figures["zones.precision"] == 1.0
    assert figures["zones.lifted_day"] == 8.0


def test_what_an_inject_expected_counts_if_it_followed_in_time() -> None:
    came = [Came("one", at(0.4), (("case.confirmed", at(1)),)), Came("two", at(3), (("rumour.answered", at(4)),))]
    assert evaluate(material(came=came)).figures["injects.met_share"] == 0.5


def test_nothing_on_record_gives_figures_of_nothing() -> None:
    found = evaluate(material(notes=[], truth=[]))
    assert set(found.figures) == set(FIGURES)
    assert found.figures["infections.sensitivity"] is None
    assert found.curve == ()


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(["met", "late", "missed", "open"]), max_size=12))
def test_shares_are_shares_and_the_order_of_equal_facts_changes_nothing(chance: int, outcomes: list[str]) -> None:
    steps = [step(one, str(number)) for number, one in enumerate(outcomes)]
    mixed = [*NOTES]
    random.Random(chance).shuffle(mixed)
    mixed.sort(key=lambda one: one.at)
    one, other = evaluate(material(steps=steps)), evaluate(material(steps=steps[::-1], notes=mixed))
    assert one.figures == other.figures
    assert one.missed == other.missed
    for key, figure in FIGURES.items():
        value = one.figures[key]
        assert value is None or figure.unit != "share" or 0 <= value <= 1
