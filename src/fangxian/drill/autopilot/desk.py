"""The desk of an autopilot: what is to be done and when, in an order that never depends on chance."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from types import MappingProxyType
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Job:
    """Something a post is going to do.

    Attributes
    ----------
    at : datetime
        When it will be done.
    kind : str
        The kind of fact it will record.
    key : str
        Its name, unique among those of its kind; ids follow from it.
    subject : str
        Subject of the task it answers; empty where none does.
    task : UUID or None
        That task: where it is no longer open when the time comes, the job is dropped.
    said : Mapping
        What else is known.
    """

    at: datetime
    kind: str
    key: str
    subject: str = ""
    task: UUID | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


class Desk:
    """Jobs in order of time, then of the kinds' order, then as they came."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Job]] = []
        self._number = count()
        self._planned: dict[UUID, datetime] = {}

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, job: Job) -> None:
        """Plan a job; one for a task that is planned already replaces the earlier plan."""
        if job.task is not None:
            self._planned[job.task] = job.at
        heapq.heappush(self._heap, (job.at, next(self._number), job))

    def plan_of(self, task: UUID) -> datetime | None:
        """When a task is going to be met, if it is planned."""
        return self._planned.get(task)

    def jobs(self) -> list[Job]:
        """All that is planned, in order."""
        return [job for _at, _number, job in sorted(self._heap, key=lambda one: one[:2])]

    def of_kind(self, kind: str) -> list[Job]:
        """All that is planned of one kind, in no order."""
        return [job for _at, _number, job in self._heap if job.kind == kind]

    def plans(self) -> Mapping[UUID, datetime]:
        """When each task that is planned is going to be met."""
        return MappingProxyType(self._planned)

    def take_up(self, jobs: Iterable[Job], plans: Mapping[UUID, datetime]) -> None:
        """Begin with what :meth:`jobs` and :meth:`plans` of another desk said."""
        self._planned = dict(plans)
        for job in jobs:
            heapq.heappush(self._heap, (job.at, next(self._number), job))

    def due(self, until: datetime) -> Iterator[tuple[str, list[Job]]]:
        """Take what is due, by kind; within a kind in order of time."""
        jobs = []
        while self._heap and self._heap[0][0] <= until:
            job = heapq.heappop(self._heap)[2]
            if job.task is None or self._planned.get(job.task) == job.at:
                jobs.append(job)
                if job.task is not None:
                    del self._planned[job.task]
        jobs.sort(key=lambda job: (job.kind, job.at, job.key))
        for kind, group in groupby(jobs, key=lambda job: job.kind):
            yield kind, list(group)
