"""What a list says of people who are on record: where they were, how they were followed up, what was tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.actions._import_run import Memory, Run, all_or_each, chunks, numbered
from fangxian.response.casework.actions.record_follow_up import FollowUpReport, record_follow_ups
from fangxian.response.casework.actions.record_result import Result, record_results
from fangxian.response.casework.actions.record_sample import Sample, record_samples
from fangxian.response.casework.actions.record_visit import VisitReport, record_visits
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Contact
from fangxian.response.registry.models import Person

CHUNK = 2000
"""Rows that come in together."""

T = TypeVar("T")


def import_visits(run: Run, rows: Sequence[Row]) -> None:
    """Write where people were."""
    people = numbered(run.incident, {row.number for row in rows if not row.rejected})

    def write(some: Sequence[Row]) -> None:
        record_visits(run.incident, [_visit(run, row, people[row.number]) for row in some])

    def area_of(row: Row) -> str:
        area: str = people[row.number].area
        return area

    def where(row: Row) -> tuple[str, ...]:
        return (people[row.number].area, row.values.get("place_area", run.home))

    _each_chunk(run, "visits", rows, people, where, write, area_of)


def import_samples(run: Run, rows: Sequence[Row]) -> None:
    """Write samples and their results."""
    people = numbered(run.incident, {row.number for row in rows if not row.rejected})

    def write(some: Sequence[Row]) -> None:
        record_samples(run.incident, [_sample(run, row, people[row.number]) for row in some])
        known = [row for row in some if "result" in row.values]
        record_results(run.incident, [_result(run, row, people[row.number]) for row in known])

    def area_of(row: Row) -> str:
        area: str = people[row.number].area
        return area

    _each_chunk(run, "samples", rows, people, lambda row: (area_of(row),), write, area_of)


def import_follow_ups(run: Run, rows: Sequence[Row]) -> None:
    """Write what came of following up contacts."""
    numbers = sorted({row.number for row in rows if not row.rejected})
    contacts: dict[str, Contact] = {}
    for part in chunks(numbers, 5000):
        held = Contact.objects.filter(incident=run.incident, number__in=part).select_related("incident")
        contacts |= {contact.number: contact for contact in held}

    def write(some: Sequence[Row]) -> None:
        record_follow_ups([_follow_up(run, row, contacts[row.number]) for row in some])

    def area_of(row: Row) -> str:
        area: str = contacts[row.number].area
        return area

    _each_chunk(run, "follow_ups", rows, contacts, lambda row: (area_of(row),), write, area_of)


def _each_chunk(
    run: Run,
    kind: str,
    rows: Sequence[Row],
    known: dict[str, T],
    areas: Callable[[Row], tuple[str, ...]],
    write: Callable[[Sequence[Row]], None],
    area_of: Callable[[Row], str],
) -> None:
    """Write the rows that say something new of people who are known, a chunk a transaction."""
    for row in rows:
        if not row.rejected and row.number not in known:
            row.reject("row.person_unknown", "number", row.number)
        elif not row.rejected and not run.may(*areas(row)):
            row.reject("row.outside_area", "number", row.number)
    for chunk in chunks(rows, CHUNK):
        with transaction.atomic():
            memory = Memory(run, kind, chunk)
            fresh = memory.news(chunk)
            all_or_each(fresh, write, lambda row: row)
            memory.write(fresh, area_of)
        run.tell(len(chunk))


def _visit(run: Run, row: Row, person: Person) -> VisitReport:
    said = row.values
    began = run.moment(row, "began_at")
    assert began is not None
    return VisitReport(
        person=person,
        place=said["place"],
        place_area=said.get("place_area", run.home),
        category=said.get("category", "other"),
        began_at=began,
        ended_at=run.moment(row, "ended_at"),
        id=run.id(row, "visit"),
        **{
            name: said[name]
            for name in ("transport", "service", "mask", "companions", "told_by", "certainty", "note")
            if name in said
        },
    )


def _follow_up(run: Run, row: Row, contact: Contact) -> FollowUpReport:
    said = row.values
    return FollowUpReport(
        contact=contact,
        outcome=said["status"],
        day=said["day"],
        at=run.moment(row, "at"),
        method=said.get("method", "in_person"),
        temperature=said.get("temperature"),
        symptoms=said.get("symptoms", ()),
        note=said.get("note", ""),
        id=run.id(row, "follow-up"),
    )


def _sample(run: Run, row: Row, person: Person) -> Sample:
    taken = run.moment(row, "taken_at")
    assert taken is not None
    return Sample(
        person=person,
        at=taken,
        sample=_sample_id(run, row),
        specimen=row.values.get("specimen", ""),
        assay=row.values.get("assay", ""),
    )


def _sample_id(run: Run, row: Row) -> UUID:
    """The id that a list gives a sample, where it is one; else one that follows from its row."""
    try:
        return UUID(str(row.values.get("sample", "")))
    except ValueError:
        return run.id(row, "sample")


def _result(run: Run, row: Row, person: Person) -> Result:
    sample, taken = _sample_id(run, row), run.moment(row, "taken_at")
    ct = row.values.get("ct")
    known = run.moment(row, "resulted_at") or taken
    assert known is not None
    return Result(
        person=person,
        result=row.values["result"],
        at=known,
        sample=sample,
        sampled_at=taken,
        ct=None if ct is None else float(ct),
        assay=row.values.get("assay", ""),
        institution=row.values.get("institution", ""),
        id=derived(sample, "result", run.id(row, "result")),
    )
