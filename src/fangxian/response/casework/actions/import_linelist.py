"""Import a line list: whole, in any order, as often as one likes; what cannot be read is listed for review."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import DataError, transaction

from fangxian.errors import Conflict, FangxianError
from fangxian.protocol.errors import ProtocolError
from fangxian.response.casework.actions._import_links import import_links
from fangxian.response.casework.actions._import_rows import Batch, Existing
from fangxian.response.casework.actions.amend_case import Amendment, amend_cases
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.report_case import CaseReport, report_cases
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.linelist.rows import Problem, Row, every_problem, read_rows
from fangxian.response.casework.linelist.table import Table
from fangxian.response.casework.models import ImportedRow, LineListImport, ReviewRow
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.models import Incident

CHUNK = 500
"""Rows that come in together: one transaction each, so that an interrupted import can simply be run again."""

T = TypeVar("T")
_FAULTS = (FangxianError, ProtocolError, DataError)

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


@dataclass(slots=True)
class ImportResult:
    """What came of an import: ``rows = created + updated + unchanged + rejected``.

    Attributes
    ----------
    links : int
        Links between cases that are new.
    unlinked : int
        Links that an earlier list had stated and this one does not.
    problems : list of Problem
        Everything for review, by row.
    batch : UUID or None
        The import on record; None after a dry run.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    links: int = 0
    unlinked: int = 0
    problems: list[Problem] = field(default_factory=list)
    batch: UUID | None = None

    @property
    def changed(self) -> bool:
        """Whether anything in the record is different now."""
        return bool(self.created or self.updated or self.links or self.unlinked)


def import_linelist(
    incident: Incident,
    table: Table,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    by: Post | None = None,
    on_progress: Progress | None = None,
) -> ImportResult:
    """Bring the cases of a list into an incident.

    A row is its case number. A new number is a new case; a value that the list now says otherwise than last time
    is a correction; the same list again changes nothing. A row without number, class or day stays out, any
    other bad value is left out of its row; both are listed. Identities are sealed.

    Parameters
    ----------
    dry_run : bool
        Do everything, report it, and undo it.

    Raises
    ------
    NotAllowed
        The post may not import lists there.
    """
    home = incident.area if by is None or within(incident.area, by.area) else by.area
    if by is not None:
        require(by, "case.import", home)
    with access.everywhere():
        run = _Run(incident, table, mapping, home, by, on_progress or (lambda _done, _all: None))
        if not dry_run:
            return run.all()
        with transaction.atomic():
            result = run.all()
            transaction.set_rollback(True)
        result.batch = None
        return result


class _Run:
    """One import, under the scope of every area; the post's own limits are kept row by row."""

    def __init__(
        self, incident: Incident, table: Table, mapping: Mapping, home: str, by: Post | None, progress: Progress
    ) -> None:
        self.incident = incident
        self.table = table
        self.mapping = mapping
        self.home = home
        self.by = by
        self.progress = progress
        self.rows: list[Row] = []
        self.zone = clock.zone()
        self.today = clock.now().astimezone(self.zone).date()
        self.batch = derived(incident.id, table.digest, _digest(mapping), home)
        self.result = ImportResult(batch=self.batch)

    def all(self) -> ImportResult:
        """Read, write, link and list."""
        rows = self.rows = read_rows(self.table, self.mapping, root=self.incident.area, today=self.today)
        self.result.rows = len(rows)
        batch = self._begin()
        for done, chunk in _chunks(rows):
            with transaction.atomic():
                self._chunk(chunk, batch)
            self.progress(done, len(rows))
        accepted = [row for row in rows if not row.rejected]
        self.result.links, self.result.unlinked = import_links(self.incident, accepted, self.zone, batch.id)
        self.result.rejected = sum(row.rejected for row in rows)
        self.result.problems = list(every_problem(rows))
        self._end(batch)
        return self.result

    # -- the import on record ----------------------------------------------------------------------------

    def _begin(self) -> LineListImport:
        batch, _new = LineListImport.objects.get_or_create(
            id=self.batch,
            defaults={
                "incident": self.incident,
                "area": self.home,
                "filename": self.table.filename[:200],
                "digest": self.table.digest,
                "mapping": self.mapping.as_dict(),
                "imported_at": clock.now(),
                "actor": context.actor(),
                "rows": 0,
            },
        )
        return batch

    @transaction.atomic
    def _end(self, batch: LineListImport) -> None:
        if self.result.changed or not batch.rows:
            for name in ("rows", "created", "updated", "unchanged", "rejected"):
                setattr(batch, name, getattr(self.result, name))
            batch.imported_at, batch.actor = clock.now(), context.actor()
            batch.save()
        self._review(batch)

    def _review(self, batch: LineListImport) -> None:
        """Put what is new for review on record; what somebody has resolved stays resolved."""
        held = {
            (line, name, code, values.get("text"))
            for line, name, code, values in ReviewRow.objects.filter(batch=batch).values_list(
                "row", "field", "code", "values"
            )
        }
        numbers = {row.line: row.number for row in self.rows}
        fresh = {(p.line, p.field, p.code, p.text): p for p in self.result.problems}
        ReviewRow.objects.bulk_create(
            [
                ReviewRow(
                    batch=batch,
                    area=self.home,
                    row=problem.line,
                    field=problem.field,
                    code=problem.code,
                    reason=problem.params,
                    values={"text": problem.text, "number": numbers[problem.line]},
                )
                for key, problem in fresh.items()
                if key not in held
            ],
            batch_size=1000,
        )

    # -- rows --------------------------------------------------------------------------------------------

    def _chunk(self, rows: Sequence[Row], batch: LineListImport) -> None:
        book = Batch(self.incident, [row for row in rows if not row.rejected], self.home, self.by, self.zone, batch.id)
        self._create(book)
        self._update(book)
        taken = [row for row in book.rows if not row.rejected]
        ImportedRow.objects.bulk_create(
            [
                ImportedRow(
                    incident=self.incident,
                    number=row.number,
                    area=book.area_of(row),
                    values=book.remember(row),
                    batch=batch,
                )
                for row in taken
                if book.is_news(row)
            ],
            update_conflicts=True,
            unique_fields=["incident", "number"],
            update_fields=["area", "values", "batch"],
        )

    def _create(self, book: Batch) -> None:
        reports = book.new_reports()

        def write(some: Sequence[tuple[CaseReport, Row]]) -> None:
            report_cases(self.incident, [report for report, _row in some])

        _all_or_each(reports, write, lambda one: one[1])
        self.result.created += sum(not row.rejected for _report, row in reports)

    def _update(self, book: Batch) -> None:
        changed = book.changes()
        self.result.unchanged += sum(not one.change for one in changed)
        for one in changed:
            if one.change.classification and one.is_step(self.zone):
                one.change.values.pop("classified_at", None)  # the day of the step, not of the class before it
        amended = [one for one in changed if one.change.values]
        _all_or_each(amended, lambda some: amend_cases([self._amendment(one) for one in some]), lambda one: one.row)
        for one in changed:
            if one.change.classification and not one.row.rejected:
                _all_or_each([one], lambda some: self._reclassify(some[0]), lambda one: one.row)
        self.result.updated += sum(bool(one.change) and not one.row.rejected for one in changed)

    def _amendment(self, one: Existing) -> Amendment:
        request = derived(one.case.id, "list", self.batch, msgspec.json.encode(one.change.values).decode())
        return Amendment(one.case, one.change.values, batch=self.batch, id=request)

    def _reclassify(self, one: Existing) -> None:
        """A new class from a later day on is a step of the case's history; on the same day it is a correction."""
        one.case.refresh_from_db()
        since, target = one.since(self.zone), one.change.classification
        request = derived(one.case.id, "list", self.batch, target)
        if one.is_step(self.zone):
            with contextlib.suppress(Conflict), transaction.atomic():
                reclassify_case(one.case, target, at=since, reason="line list", id=request)
                return
        # No step that the rulebook knows: then the list corrects what it said before.
        amend_cases([Amendment(one.case, {"classification": target, "classified_at": since}, id=request)])


def _all_or_each(some: Sequence[T], write: Callable[[Sequence[T]], None], row_of: Callable[[T], Row]) -> None:
    """Write all together; where one is at fault, each on its own, so that it stops no other."""
    if not some:
        return
    try:
        with transaction.atomic():
            write(some)
    except _FAULTS as error:
        if len(some) == 1:
            row_of(some[0]).reject("row.refused", reason=str(error))
            return
        for one in some:
            _all_or_each([one], write, row_of)


def _chunks(rows: list[Row]) -> Iterator[tuple[int, list[Row]]]:
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        yield start + len(chunk), chunk


def _digest(mapping: Mapping) -> str:
    return hashlib.sha256(msgspec.json.encode(mapping.as_dict(), order="sorted")).hexdigest()
