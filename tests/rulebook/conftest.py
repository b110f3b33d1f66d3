"""Three contacts under the seventh edition: one in quarantine in time, one late, one not yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person
from tests import factories
from tests.ledger.conftest import PIDU, START, make_incident, sayer


@dataclass
class Scene:
    """The incident and the people in it."""

    incident: Incident
    in_time: Person
    late: Person
    missing: Person

    @property
    def people(self) -> list[Person]:
        return [self.in_time, self.late, self.missing]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with access.everywhere():
        incident = make_incident()
        factories.areas()
        people = [factories.person(f"密接-{number}", area=PIDU) for number in (1, 2, 3)]
        say = sayer(incident.id)
        for person in people:
            record(
                [
                    say(
                        "exposure.recorded",
                        person.subject,
                        0,
                        kind="close",
                        relationship=str(uuid4()),
                        last_exposure=(START - timedelta(hours=20)).isoformat(),
                    )
                ]
            )
        record(
            [
                say("quarantine.started", people[0].subject, 6, mode="central"),
                say("quarantine.started", people[1].subject, 30, mode="central"),
            ]
        )
        yield Scene(incident, *people)
