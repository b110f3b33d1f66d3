"""The classes that cases went through: the first is the report itself, each later one a step of the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fangxian.response.casework.actions._import_rows import First
from fangxian.response.casework.actions._import_run import Memory, Run, all_or_each, chunks
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Case, CaseStatus

CHUNK = 2000
"""Rows that come in together."""


def first_classes(run: Run, rows: Sequence[Row]) -> dict[str, First]:
    """By case number the earliest class that the rows state."""
    found: dict[str, First] = {}
    for row in rows:
        if row.rejected:
            continue
        one = First(row.values["classification"], _since(run, row))
        if row.number not in found or one.at < found[row.number].at:
            found[row.number] = one
    return found


def import_classes(run: Run, rows: Sequence[Row]) -> None:
    """Write the classes of cases that are on record by now, in the order of their times."""
    in_order = sorted((row for row in rows if not row.rejected), key=lambda row: (row.number, _since(run, row)))
    for chunk in chunks(in_order, CHUNK):
        numbers = {row.number for row in chunk}
        held = Case.objects.filter(incident=run.incident, number__among=numbers).select_related("person", "incident")
        cases = {case.number: case for case in held}
        for row in chunk:
            if row.number not in cases:
                row.reject("row.person_unknown", "number", row.number)
            elif not run.may(cases[row.number].area):
                row.reject("row.outside_area", "number", row.number)
        with transaction.atomic():
            _write(run, chunk, cases)
    run.tell(len(rows))


def _write(run: Run, rows: Sequence[Row], cases: dict[str, Case]) -> None:
    memory = Memory(run, "classes", rows)
    fresh = memory.news(rows)
    standing = set(
        CaseStatus.objects.filter(case__in=list(cases.values()), replaced_at=None).values_list(
            "case", "classification", "at"
        )
    )

    def write(some: Sequence[Row]) -> None:
        for row in some:
            case, target, at = cases[row.number], row.values["classification"], _since(run, row)
            if (case.pk, target, at) not in standing:
                reclassify_case(case, target, at=at, reason=row.values.get("reason", ""), id=run.id(row, "class"))

    for row in fresh:  # each on its own: whether a step is allowed depends on the one before it
        all_or_each([row], write, lambda one: one)
    memory.write(fresh, lambda row: cases[row.number].area)


def _since(run: Run, row: Row) -> datetime:
    at = run.moment(row, "since")
    assert at is not None
    return at
