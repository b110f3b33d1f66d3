"""The live list of facts, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.ledger import merges
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import FactRow


@dataclass(frozen=True)
class FactView:
    """A fact as a list shows it."""

    seq: int
    id: str
    kind: str
    subject: str
    area: str
    at: datetime
    recorded_at: datetime
    attributes: dict[str, object]
    corrects: str | None
    actor: str

    @property
    def title(self) -> str:
        """What the vocabulary calls this kind of fact."""
        kind = VOCABULARY.get(self.kind)
        return say(kind) if kind else self.kind

    @property
    def reconstructed(self) -> bool:
        """Whether the published record does not say it and a replay filled it in."""
        return self.attributes.get("certainty") == "reconstructed"


def latest(incident: UUID | None = None, until: datetime | None = None, limit: int = 40) -> list[FactView]:
    """The facts last recorded (by `until`), newest first."""
    rows = FactRow.objects.order_by("-recorded_at", "-seq") if incident else FactRow.objects.order_by("-seq")
    if incident is not None:
        rows = rows.filter(incident=incident)
    if until is not None:
        rows = rows.filter(recorded_at__lte=until)
    return [_view(row) for row in rows.exclude(kind="identity.read")[:limit]]


def of_subject(subject: str, until: datetime | None = None) -> list[FactView]:
    """Every fact of a subject, and of those merged into it, in the order it happened."""
    return of_subjects([subject], until)


def of_subjects(subjects: Iterable[str], until: datetime | None = None) -> list[FactView]:
    """Every fact of some subjects, and of those merged into them, in the order it happened."""
    rows = FactRow.objects.filter(subject__in=merges.members(subjects)).order_by("at", "seq")
    if until is not None:
        rows = rows.filter(recorded_at__lte=until)
    return [_view(row) for row in rows]


def _view(row: FactRow) -> FactView:
    attributes = json.loads(row.attributes) if isinstance(row.attributes, str) else row.attributes
    return FactView(
        row.seq, str(row.id), row.kind, row.subject, row.area, row.at, row.recorded_at, attributes,
        str(row.corrects) if row.corrects else None, row.actor,
    )  # fmt: skip


def last_of_kinds(incident: UUID, kinds: list[str], until: datetime) -> list[FactView]:
    """For each subject its last fact of any of these kinds, among those recorded by `until`."""
    rows = (
        FactRow.objects.filter(incident=incident, kind__in=kinds, recorded_at__lte=until)
        .order_by("subject", "-at", "-seq")
        .distinct("subject")
    )
    return [_view(row) for row in rows]


def of_kinds(incident: UUID, kinds: list[str], until: datetime) -> list[FactView]:
    """Facts of these kinds, in the order they happened, among those recorded by `until`."""
    rows = FactRow.objects.filter(incident=incident, kind__in=kinds, recorded_at__lte=until).order_by("at", "seq")
    return [_view(row) for row in rows]
