"""Bulletins that the autopilot publishes: with the figures that the record has at that minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.evaluation.bulletins import COUNTED_KINDS, counted
from fangxian.drill.evaluation.material import Note
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record

PUBLISHED: Final = "bulletin.published"


def publish(play: Play, jobs: Sequence[Job]) -> None:
    """Publish what is on record, each bulletin as of the minute before its own: what it learns meanwhile waits."""
    rows = FactRow.objects.filter(incident=play.outbreak, kind__in=COUNTED_KINDS).order_by("at", "kind", "id")
    columns = rows.values_list("kind", "subject", "at", "area", "attributes", "recorded_at")
    notes = [Note(*row[:5], recorded_at=row[5]) for row in columns]
    record(
        [
            Entry(
                kind=job.kind, subject=job.subject, at=job.at, area=str(job.said["area"]), incident=play.outbreak.id,
                attributes={**play.duties.say[PUBLISHED], **_figures(notes, job.at - timedelta(minutes=1))},
                id=play.names.id(job.kind, job.key),
            )
            for job in jobs
        ]
    )  # fmt: skip


def _figures(notes: Sequence[Note], at: datetime) -> dict[str, Any]:
    return {**counted(note for note in notes if note.known_by(at)), "as_of": at}
