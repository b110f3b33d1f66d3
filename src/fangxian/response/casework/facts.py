"""The words casework uses: which fact each change is recorded as. One place, so that the words stay one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case
from fangxian.response.ledger.entry import Entry

CLASSIFIED: Final = {
    "suspect": "case.suspected",
    "probable": "case.probable",
    "confirmed": "case.confirmed",
    "asymptomatic": "case.asymptomatic",
}
"""Kind of the fact that puts a person into a class for the first time."""

SEVERITIES: Final = ("mild", "ordinary", "severe", "critical")
"""Clinical types 临床分型 that a fact may state."""

OUTCOMES: Final = {"died": "case.died", "recovered": "case.recovered"}
"""Kind of the fact that states an outcome."""


_batch: ContextVar[UUID | None] = ContextVar("batch", default=None)


@contextmanager
def brought_by(batch: UUID) -> Iterator[None]:
    """Let every fact that is made inside the block say which import brought it."""
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)


@dataclass(frozen=True, slots=True)
class Whom:
    """Where a fact belongs: an incident, a subject in it, and the area that may see it."""

    incident: UUID
    subject: str
    area: str

    @classmethod
    def of_case(cls, case: Case) -> Whom:
        """The person of a case, in the case's incident and area."""
        return cls(case.incident_id, case.subject, case.area)

    def fact(
        self,
        kind: str,
        at: datetime,
        attributes: Mapping[str, Any] | None = None,
        *,
        request: UUID,
        corrects: UUID | None = None,
    ) -> Entry:
        """A fact about them; its id follows from the request's, the kind and what it corrects.

        Attributes without a value are left out: what is not known is not said.
        """
        said = {name: value for name, value in (attributes or {}).items() if value not in (None, "")}
        batch = _batch.get()
        if batch is not None:
            said["batch"] = str(batch)
        return Entry(
            kind=kind,
            subject=self.subject,
            at=at,
            area=self.area,
            attributes=said,
            incident=self.incident,
            corrects=corrects,
            id=derived(request, kind, corrects or ""),
        )


def case_attributes(case: Case, **others: Any) -> dict[str, Any]:
    """What a classifying fact says of a case."""
    return {
        "number": case.number,
        "area": case.area,
        "onset_on": case.onset_on,
        "route": case.route,
        "severity": case.severity if case.severity in SEVERITIES else None,
        "cluster": case.cluster,
        **others,
    }
