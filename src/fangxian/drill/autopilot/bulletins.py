"""Bulletins that the autopilot publishes: with the figures that the record has at that minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.evaluation.bulletins import COUNTED_KINDS, counted
from fangxian.drill.evaluation.material import Note
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record

PUBLISHED: Final = "bulletin.published"


def publish(play: Play, jobs: Sequence[Job]) -> None:
    """Publish what is on record, each bulletin as of its own minute."""
    rows = FactRow.objects.filter(incident=play.outbreak, kind__in=COUNTED_KINDS).order_by("at", "kind", "id")
    columns = rows.values_list("kind", "subject", "at", "area", "attributes", "recorded_at")
    notes = [Note(*row[:5], recorded_at=row[5]) for row in columns]
    record(
        [
            Entry(
                kind=job.kind, subject=job.subject, at=job.at, area=str(job.said["area"]), incident=play.outbreak.id,
                attributes={
                    **play.duties.say[PUBLISHED], **counted(note for note in notes if note.known_by(job.at)),
                    "as_of": job.at,
                },
                id=play.names.id(job.kind, job.key),
            )
            for job in jobs
        ]
    )  # fmt: skip
