"""Bulletins that the autopilot publishes: with the figures that the record has at that minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.response.bulletins.actions import issue_bulletin
from fangxian.response.bulletins.queries import PUBLISHED, last_published

HELP_LINE: Final = "12345"
"""The telephone of every city's government; see the glossary."""
SIGNER: Final = "疫情防控指挥部 Epidemic Command Headquarters"


def publish(play: Play, jobs: Sequence[Job]) -> None:
    """Publish what is on record, each bulletin as of the minute before its own: what it learns meanwhile waits."""
    for job in jobs:
        as_of, last = job.at - timedelta(minutes=1), last_published(play.outbreak)
        issue_bulletin(
            play.outbreak, as_of=max(as_of, last.as_of) if last is not None else as_of, at=job.at,
            help_line=HELP_LINE, signer=SIGNER, fact=play.names.id(job.kind, job.key),
        )  # fmt: skip


__all__ = ["PUBLISHED", "publish"]
