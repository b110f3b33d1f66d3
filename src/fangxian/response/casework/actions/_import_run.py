"""What the parts of one import share: where it goes, by whom, when, and what the last list said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import DataError, transaction

from fangxian.errors import FangxianError
from fangxian.protocol.errors import ProtocolError
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.compare import said_in
from fangxian.response.casework.linelist.rows import Problem, Row
from fangxian.response.casework.models import Case, Contact, ImportedRow, LineListImport
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.loading import upsert_values
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person

T = TypeVar("T")
_in_order = msgspec.json.Encoder(order="sorted").encode
_FAULTS = (FangxianError, ProtocolError, DataError)

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


@dataclass(slots=True)
class Counts:
    """What came of some rows: ``rows = created + updated + unchanged + rejected``.

    Attributes
    ----------
    reviewed : int
        Rows that came in, with something left for review.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    reviewed: int = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Count rows by what came of them."""
        for row in rows:
            came = "rejected" if row.rejected else row.came
            setattr(self, came, getattr(self, came) + 1)
            self.rows += 1
            self.reviewed += not row.rejected and bool(row.problems)

    def as_dict(self) -> dict[str, int]:
        """The counts as JSON keeps them."""
        return {name: getattr(self, name) for name in Counts.__dataclass_fields__}


@dataclass(slots=True)
class ImportResult(Counts):
    """What came of an import.

    Attributes
    ----------
    links : int
        Links between cases that are new.
    unlinked : int
        Links that an earlier list had stated and this one does not.
    kinds : dict
        The counts by kind of row.
    left : dict
        What the file held beside, which does not come in.
    problems : list of Problem
        Everything for review, by row.
    batch : UUID or None
        The import on record; None after a dry run.
    """

    links: int = 0
    unlinked: int = 0
    kinds: dict[str, Counts] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    batch: UUID | None = None

    @property
    def changed(self) -> bool:
        """Whether anything in the record is different now."""
        return bool(self.created or self.updated or self.links or self.unlinked)


class Run:
    """One import, under the scope of every area; the post's own limits are kept row by row."""

    def __init__(
        self, incident: Incident, home: str, by: Post | None, batch: LineListImport, tell: Callable[[int], None]
    ) -> None:
        self.incident = incident
        self.home = home
        self.by = by
        self.batch = batch
        self.tell = tell
        self.now = clock.now()
        self.zone = clock.zone()
        self.today = self.now.astimezone(self.zone).date()

    def id(self, row: Row, what: str) -> UUID:
        """Id of something that a row of this import states; the same row in the same import is the same thing."""
        return derived(self.batch.id, row.key, what, _in_order(said_in(row)).decode())

    def area_of(self, row: Row) -> str:
        """Area that a row names; the incident's (or the post's) where it names none."""
        area: str = row.values.get("area", self.home)
        return area

    def may(self, *areas: str) -> bool:
        """Whether the post answers for one of these areas."""
        return self.by is None or any(within(area, self.by.area) for area in areas)

    def moment(self, row: Row, name: str) -> datetime | None:
        """A time that a row says, local where it gives no offset."""
        said: datetime | None = row.values.get(name)
        return said if said is None or said.utcoffset() is not None else said.replace(tzinfo=self.zone)


class Memory:
    """What earlier lists said of some rows of one kind; a row that says the same again is left alone."""

    def __init__(self, run: Run, kind: str, rows: Sequence[Row]) -> None:
        self.run = run
        self.kind = kind
        every = ImportedRow.objects.filter(incident=run.incident, kind=kind).select_related("made")
        keys = [row.key for row in rows] if every.exists() else []
        self.held = {one.number: one for one in every.filter(number__among=keys)}

    def news(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that say something new; of each it is noted what will have come of it."""
        fresh = []
        for row in rows:
            if row.rejected:
                continue
            held = self._standing(row)
            row.came = "created" if held is None else "unchanged" if held.values == said_in(row) else "updated"
            if row.came != "unchanged":
                fresh.append(row)
        return fresh

    def write(self, rows: Iterable[Row], area_of: Callable[[Row], str], said: Callable[[Row], Any] = said_in) -> None:
        """Remember what came in of these rows."""
        run = self.run
        upsert_values(
            ImportedRow,
            ("incident", "kind", "number", "area", "values", "batch", "made", "line"),
            [
                (run.incident.pk, self.kind, row.key, area_of(row), said(row), run.batch.pk, self._maker(row), row.line)
                for row in rows
                if not row.rejected
            ],
            by=["incident", "kind", "number"],
        )

    def _standing(self, row: Row) -> ImportedRow | None:
        """What is remembered of a row, unless the import that entered it has been undone."""
        held = self.held.get(row.key)
        return None if held is None or (held.made is not None and held.made.undone_at) else held

    def _maker(self, row: Row) -> UUID | None:
        """Key of the import that entered it."""
        held = self._standing(row)
        if row.came == "created" and held is None:
            return self.run.batch.pk
        return held.made_id if held is not None else None


def numbered(incident: Incident, numbers: Collection[str]) -> dict[str, Person]:
    """The persons who bear these case or contact numbers; of two, the case."""
    found: dict[str, Person] = {}
    for model in (Contact, Case):
        some = model.objects.filter(incident=incident, number__among=numbers)
        found |= {held.number: held.person for held in some.select_related("person")}
    return found


def all_or_each(some: Sequence[T], write: Callable[[Sequence[T]], None], row_of: Callable[[T], Row]) -> None:
    """Write all together; where one is at fault, halves, down to the one, so that it stops no other."""
    if not some:
        return
    try:
        with transaction.atomic():
            write(some)
    except _FAULTS as error:
        if len(some) == 1:
            row_of(some[0]).reject("row.refused", reason=str(error))
            return
        half = len(some) // 2
        all_or_each(some[:half], write, row_of)
        all_or_each(some[half:], write, row_of)


def chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
