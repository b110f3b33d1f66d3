"""Gather what an evaluation is computed from: the record out of the database, the truth out of the hidden city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from fangxian.drill.autopilot.play import Play
from fangxian.drill.evaluation.material import Broke, Came, Infected, Material, Note, Step
from fangxian.drill.scenario.msel import Inject
from fangxian.drill.scenario.stage import Exercise
from fangxian.protocol.pack import Pack
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.science.epidemic.codes import Traits


def collect(
    exercise: Exercise, came: Mapping[str, datetime], *, answered: tuple[float, ...] = (),
    broke: Sequence[Broke] | None = None,
) -> Material:  # fmt: skip
    """The material of an exercise as it stands.

    Parameters
    ----------
    came : Mapping
        Id of an inject → when it came.
    answered : tuple of float
        Points earned and possible of the questions asked.
    broke : sequence of Broke, optional
        What was out of order; by default what the injects that came say.
    """
    play = exercise.play
    delivered = [(exercise.package.inject_of[name], at) for name, at in sorted(came.items())
                 if name in exercise.package.inject_of]  # fmt: skip
    with access.everywhere():
        notes = [Note(*row) for row in _facts(play)]
        steps = [Step(*row) for row in _tasks(play)]
    zones = {note.area for note in notes if note.kind == "zone.opened"}
    return Material(
        starts_at=exercise.starts_at, now=play.now, notes=notes, steps=steps, truth=_truth(play),
        sources=frozenset(
            _subject(play, int(person)) for person in exercise.seeds[exercise.package.truth.source.seed]
        ),
        residents={area: _living_in(play, area) for area in sorted(zones)},
        control_clauses=control_clauses(play.pack), answered=answered,
        came=[_came(inject, at) for inject, at in delivered],
        broke=[_broke(inject, at) for inject, at in delivered if inject.fault is not None] if broke is None else broke,
    )  # fmt: skip


def control_clauses(pack: Pack) -> frozenset[str]:
    """Clauses of a rulebook by which an exposed person is to be taken into quarantine."""
    return frozenset(
        clause.id
        for clause in pack.clauses
        if any(one.kind == "quarantine.started" for one in clause.discharged_by)
        and any(one.kind == "exposure.recorded" for one in clause.opens)
    )


def _facts(play: Play) -> list[tuple[Any, ...]]:
    if play.incident is None:
        return []
    rows = FactRow.objects.filter(incident=play.incident).order_by("at", "kind", "id")
    said = ("kind", "subject", "at", "area", "attributes")
    names = Cast("id", CharField()), Cast("corrects", CharField())
    return list(rows.values_list(*said, names[0], "recorded_at", names[1]))


def _tasks(play: Play) -> list[tuple[Any, ...]]:
    if play.incident is None:
        return []
    rows = TaskRow.objects.filter(incident=play.incident).order_by("id")
    columns = ("clause", "subject", "state", "opened_at", "due_at", "discharged_at", "lapsed_at")
    return list(rows.values_list(*columns, Cast("id", CharField())))


def _subject(play: Play, number: int) -> str:
    """The subject that somebody of the city is, or would be, on record."""
    return f"person:{play.names.id('person', number)}"


def _truth(play: Play) -> list[Infected]:
    truth, city = play.world.truth, play.world.city
    persons = [int(one) for one in truth.case("person")]
    subjects = [_subject(play, one) for one in persons]
    rows = zip(
        subjects, persons, truth.case("at"), truth.case("onset"), truth.case("traits"), truth.case("source"),
        strict=True,
    )  # fmt: skip
    return [
        Infected(
            subject, truth.time_of(int(at)), truth.time_of(int(onset)) if int(traits) & Traits.SYMPTOMS else None,
            subjects[int(source)] if int(source) >= 0 else "", city.code_of(person),
        )
        for subject, person, at, onset, traits, source in rows
    ]  # fmt: skip


def _living_in(play: Play, area: str) -> int:
    truth = play.world.truth
    return int(truth.population(truth.areas(area)))


def _came(inject: Inject, at: datetime) -> Came:
    return Came(inject.id, at, tuple((one.fact, at + one.within) for one in inject.expects))


def _broke(inject: Inject, at: datetime) -> Broke:
    fault = inject.fault
    assert fault is not None
    return Broke(fault.kind, fault.area or "", at, at + fault.lasts)
