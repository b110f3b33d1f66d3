"""Record that a sample was taken from a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample of one person.

    Attributes
    ----------
    at : datetime
        When it was taken. Aware.
    sample : UUID
        The sample's id, by which its result is found; also the id of the request.
    specimen, reason : str
        Machine names, such as ``throat_swab`` and ``contact``.
    assay, method : str
        ``pcr``, ``antigen`` …; ``single``, ``pool`` or ``double``. Empty where unknown.
    """

    person: Person
    at: datetime
    sample: UUID = field(default_factory=uuid4)
    specimen: str = ""
    assay: str = ""
    method: str = ""
    reason: str = ""
    certainty: str = ""


def record_sample(incident: Incident, *, by: Post | None = None, **said: Any) -> UUID:
    """Record one sample and return its id; the keywords are the fields of :class:`Sample`.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The time lies in the future.
    ProtocolError
        The vocabulary does not know a value.
    """
    sample = Sample(**said)
    record_samples(incident, [sample], by=by)
    return sample.sample


@transaction.atomic
def record_samples(incident: Incident, samples: Sequence[Sample], *, by: Post | None = None) -> None:
    """Record many samples in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, ProtocolError
        As :func:`record_sample`.
    """
    now = clock.now()
    for sample in samples:
        require_in(by, "case.write", sample.person.area)
        check_time(sample.at, "at", now)
    record(
        [
            Whom(incident.id, sample.person.subject, sample.person.area).fact(
                "sample.taken",
                sample.at,
                {
                    "sample": str(sample.sample),
                    "specimen": sample.specimen,
                    "assay": sample.assay,
                    "method": sample.method,
                    "reason": sample.reason,
                    "certainty": sample.certainty,
                },
                request=sample.sample,
            )
            for sample in samples
        ]
    )
