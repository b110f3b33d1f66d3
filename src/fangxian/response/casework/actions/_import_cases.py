"""The cases of a list: new ones are reported, changed values become corrections, later classes steps of the history."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

import msgspec
from django.db import transaction

from fangxian.errors import Conflict
from fangxian.response.casework.actions._import_classes import first_classes
from fangxian.response.casework.actions._import_links import import_links
from fangxian.response.casework.actions._import_rows import Batch, Existing, First
from fangxian.response.casework.actions._import_run import ImportResult, Memory, Run, all_or_each, chunks
from fangxian.response.casework.actions.amend_case import Amendment, amend_cases
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.report_case import CaseReport, report_cases
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.rows import Row

CHUNK = 500
"""Rows that come in together: one transaction each, so that an interrupted import can simply be run again."""


def import_cases(
    run: Run, rows: Sequence[Row], result: ImportResult, *, links: bool, classes: Sequence[Row] = ()
) -> None:
    """Write the cases, then the links that their rows state in words, unless the file has rows of its own for them.

    Where the file has rows for the classes that a case went through, it is reported in the first of them.
    """
    firsts = first_classes(run, classes)
    for chunk in chunks(rows, CHUNK):
        with transaction.atomic():
            _chunk(run, chunk, firsts)
        run.tell(len(chunk))
    if not links:
        return
    accepted = [row for row in rows if not row.rejected]
    result.links, result.unlinked = import_links(run.incident, accepted, run.zone, run.batch.id)


def _chunk(run: Run, rows: Sequence[Row], firsts: Mapping[str, First]) -> None:
    book = Batch(run.incident, [row for row in rows if not row.rejected], run.home, run.by, run.zone, run.batch.id)
    memory = Memory(run, "cases", rows)
    _create(run, book, firsts)
    _update(run, book)
    memory.write([row for row in book.rows if book.is_news(row)], book.area_of, book.remember)


def _create(run: Run, book: Batch, firsts: Mapping[str, First]) -> None:
    reports = book.new_reports(firsts)

    def write(some: Sequence[tuple[CaseReport, Row]]) -> None:
        report_cases(run.incident, [report for report, _row in some])

    all_or_each(reports, write, lambda one: one[1])
    for _report, row in reports:
        row.came = "created"


def _update(run: Run, book: Batch) -> None:
    changed = book.changes()
    for one in changed:
        one.row.came = "updated" if one.change else "unchanged"
        if one.change.classification and one.is_step(run.zone):
            one.change.values.pop("classified_at", None)  # the day of the step, not of the class before it
    amended = [one for one in changed if one.change.values]
    all_or_each(amended, lambda some: amend_cases([_amendment(run, one) for one in some]), lambda one: one.row)
    for one in changed:
        if one.change.classification and not one.row.rejected:
            all_or_each([one], lambda some: _reclassify(run, some[0]), lambda one: one.row)


def _amendment(run: Run, one: Existing) -> Amendment:
    request = derived(one.case.id, "list", run.batch.id, msgspec.json.encode(one.change.values).decode())
    return Amendment(one.case, one.change.values, batch=run.batch.id, id=request)


def _reclassify(run: Run, one: Existing) -> None:
    """A new class from a later day on is a step of the case's history; on the same day it is a correction."""
    one.case.refresh_from_db()
    since, target = one.since(run.zone), one.change.classification
    request = derived(one.case.id, "list", run.batch.id, target)
    if one.is_step(run.zone):
        with contextlib.suppress(Conflict), transaction.atomic():
            reclassify_case(one.case, target, at=since, reason="line list", id=request)
            return
    # No step that the rulebook knows: then the list corrects what it said before.
    amend_cases([Amendment(one.case, {"classification": target, "classified_at": since}, id=request)])
