"""Bring a file into an incident: cases, contacts, who exposed whom, and all that is about them; safe to repeat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from fangxian.protocol.collector import without_collector
from fangxian.response.casework.actions._import_cases import import_cases
from fangxian.response.casework.actions._import_classes import import_classes
from fangxian.response.casework.actions._import_contacts import import_contacts
from fangxian.response.casework.actions._import_measures import import_measures
from fangxian.response.casework.actions._import_records import import_follow_ups, import_samples, import_visits
from fangxian.response.casework.actions._import_run import Counts, ImportResult, Progress, Run
from fangxian.response.casework.facts import brought_by
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.formats import Delivery, Sheet, one_table
from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.linelist.rows import Problem, Row, read_rows
from fangxian.response.casework.linelist.table import Table
from fangxian.response.casework.models import LineListImport, ReviewRow
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.models import Incident

__all__ = ["Counts", "ImportResult", "Progress", "import_delivery", "import_linelist"]


def import_linelist(
    incident: Incident,
    table: Table,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    by: Post | None = None,
    on_progress: Progress | None = None,
) -> ImportResult:
    """Bring the cases of one table into an incident; see :func:`import_delivery`."""
    delivery = one_table(table, mapping)
    return import_delivery(incident, delivery, dry_run=dry_run, by=by, on_progress=on_progress)


def import_delivery(
    incident: Incident,
    delivery: Delivery,
    *,
    dry_run: bool = False,
    by: Post | None = None,
    on_progress: Progress | None = None,
) -> ImportResult:
    """Bring what a file holds into an incident.

    A row is its number. A new number is a new case or contact; a value that the list now says otherwise than last
    time is a correction; the same list again changes nothing. A row without what its kind needs stays out, any
    other bad value is left out of its row; both are listed. Identities are sealed; a known identity document leads
    to its person, and whoever merely resembles somebody is put into the queue of possible duplicates.

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
    work = _Import(incident, delivery, home, by, on_progress or (lambda _done, _all: None))
    with access.everywhere():
        if not dry_run:
            return work.all()
        with transaction.atomic():
            result = work.all()
            transaction.set_rollback(True)
        result.batch = None
        return result


class _Import:
    """One import."""

    def __init__(self, incident: Incident, delivery: Delivery, home: str, by: Post | None, progress: Progress) -> None:
        self.incident = incident
        self.delivery = delivery
        self.home = home
        self.by = by
        self.progress = progress
        self.done = 0
        self.result = ImportResult(left=dict(delivery.left))

    def all(self) -> ImportResult:
        """Read, write, link and list."""
        batch = self._begin()
        self.result.batch = batch.id
        run = Run(self.incident, self.home, self.by, batch, self._tell)
        rows = {sheet.kind.name: self._read(run, sheet) for sheet in self.delivery.sheets}
        with brought_by(batch.id), clock.read_once():
            if "cases" in rows:
                classes = rows.get("classes", [])
                import_cases(run, rows["cases"], self.result, links="relationships" not in rows, classes=classes)
            import_classes(run, rows.get("classes", []))
            if "contacts" in rows or "relationships" in rows:
                _begun_apart(rows)
                import_contacts(run, rows.get("contacts", []), rows.get("relationships", []), rows.get("cases", []))
            import_measures(run, rows.get("measures", []))
            import_visits(run, rows.get("visits", []))
            import_follow_ups(run, rows.get("follow_ups", []))
            import_samples(run, rows.get("samples", []))
        self._count(rows)
        self._end(batch, rows)
        return self.result

    def _read(self, run: Run, sheet: Sheet) -> list[Row]:
        with without_collector():
            return read_rows(sheet.table, sheet.mapping, root=self.incident.area, today=run.today, kind=sheet.kind)

    def _tell(self, done: int) -> None:
        if not done:
            return
        self.done += done
        self.progress(self.done, self.delivery.rows)

    def _count(self, rows: dict[str, list[Row]]) -> None:
        for kind, some in rows.items():
            counts = self.result.kinds.setdefault(kind, Counts())
            counts.add(some)
            self.result.add(some)
        self.result.add(self.delivery.refused)
        self.result.problems = [
            problem for some in (*rows.values(), self.delivery.refused) for row in some for problem in row.problems
        ]

    # -- the import on record ----------------------------------------------------------------------------

    def _begin(self) -> LineListImport:
        batch, _new = LineListImport.objects.get_or_create(
            id=self._id(),
            defaults={
                "incident": self.incident,
                "area": self.home,
                "filename": self.delivery.filename[:200],
                "digest": self.delivery.digest,
                "format": self.delivery.format,
                "mapping": self.delivery.mappings(),
                "imported_at": clock.now(),
                "actor": context.actor(),
                "left": self.delivery.left,
                "rows": 0,
            },
        )
        return batch

    def _id(self) -> UUID:
        """The same file and mapping is the same import; once undone, it is another one."""
        said = hashlib.sha256(msgspec.json.encode(self.delivery.mappings(), order="sorted")).hexdigest()
        id_ = derived(self.incident.id, self.delivery.digest, said, self.home)
        while LineListImport.objects.filter(id=id_, undone_at__isnull=False).exists():
            id_ = derived(id_, "again")
        return id_

    @transaction.atomic
    def _end(self, batch: LineListImport, rows: dict[str, list[Row]]) -> None:
        if self.result.changed or not batch.rows:
            for name, count in self.result.as_dict().items():
                setattr(batch, name, count)
            batch.kinds = {kind: counts.as_dict() for kind, counts in self.result.kinds.items()}
            batch.imported_at, batch.actor = clock.now(), context.actor()
            batch.save()
        for kind, some in rows.items():
            self._review(batch, kind, some)
        self._review(batch, "", self.delivery.refused)

    def _review(self, batch: LineListImport, kind: str, rows: Iterable[Row]) -> None:
        """Put what is new for review on record; what somebody has resolved stays resolved."""
        held = {
            (line, name, code, values.get("text"))
            for line, name, code, values in ReviewRow.objects.filter(batch=batch, kind=kind).values_list(
                "row", "field", "code", "values"
            )
        }
        fresh: dict[tuple[int, str, str, str], tuple[Problem, Row]] = {
            (p.line, p.field, p.code, p.text): (p, row) for row in rows for p in row.problems
        }
        ReviewRow.objects.bulk_create(
            [
                ReviewRow(
                    batch=batch,
                    area=self.home,
                    kind=kind,
                    row=problem.line,
                    field=problem.field,
                    code=problem.code,
                    reason=problem.params,
                    values={"text": problem.text, "number": row.number},
                )
                for key, (problem, row) in fresh.items()
                if key not in held
            ],
            batch_size=1000,
        )


def _begun_apart(rows: dict[str, list[Row]]) -> None:
    """Let a quarantine begin once: where a row of its own says so, the contact's row need not."""
    begun = {row.number for row in rows.get("measures", ()) if row.values.get("measure") == "quarantined"}
    for row in rows.get("contacts", ()):
        if row.number in begun:
            row.values.pop("controlled_at", None)
