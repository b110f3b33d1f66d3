"""Record the result of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person

RESULTS = ("positive", "negative", "grey", "invalid")
"""Results of a test; grey 灰区 asks for another sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one sample of one person.

    Attributes
    ----------
    result : str
        ``positive``, ``negative``, ``grey`` or ``invalid``.
    at : datetime
        When it was known. Aware.
    sample : UUID or None
        The sample, where it was recorded.
    sampled_at : datetime or None
        When the sample was taken.
    ct : float or None
        Cycle threshold.
    """

    person: Person
    result: str
    at: datetime
    sample: UUID | None = None
    sampled_at: datetime | None = None
    ct: float | None = None
    assay: str = ""
    institution: str = ""
    certainty: str = ""
    id: UUID = field(default_factory=uuid4)


def record_result(incident: Incident, *, by: Post | None = None, **said: Any) -> None:
    """Record one result; the keywords are the fields of :class:`Result`.

    A positive result makes nobody a case by itself: a case is reported by :func:`report_case`.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The result is unknown, or the time lies in the future.
    """
    record_results(incident, [Result(**said)], by=by)


@transaction.atomic
def record_results(incident: Incident, results: Sequence[Result], *, by: Post | None = None) -> None:
    """Record many results in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`record_result`.
    """
    now = clock.now()
    for result in results:
        require_in(by, "case.write", result.person.area)
        check_choice(result.result, RESULTS, "result")
        check_time(result.at, "at", now)
    record(
        [
            Whom(incident.id, result.person.subject, result.person.area).fact(
                "sample.resulted",
                result.at,
                {
                    "result": result.result,
                    "sample": str(result.sample) if result.sample else None,
                    "sampled_at": result.sampled_at,
                    "ct": result.ct,
                    "assay": result.assay,
                    "institution": result.institution,
                    "certainty": result.certainty,
                },
                request=result.id,
            )
            for result in results
        ]
    )
