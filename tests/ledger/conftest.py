"""An incident under the seventh edition, and short ways to say what happened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident, PackAdoption, TaskRow, Workspace
from tests.ledger.offices import Cast, make_cast, open_case

START = datetime(2020, 12, 7, 1, 0, tzinfo=UTC)
PIDU = "510117001218"


def make_incident() -> Incident:
    """A workspace at the evening of 20 December 2020 with one incident under ``covid19-cn-7``."""
    Workspace.objects.create(
        slug="test", kind="sample", title_zh="测试", title_en="Test", clock=START + timedelta(days=13), home="5101"
    )
    incident = Incident.objects.create(
        slug="pidu", title_zh="郫都", title_en="Pidu", disease="covid19", area="510117", opened_at=START
    )
    PackAdoption.objects.create(incident=incident, pack="covid19-cn-7", in_force_from=START)
    Office.objects.create(area="510117", level="district", role="headquarters", name="郫都区指挥部")
    return incident


@pytest.fixture
def incident(db: None) -> Iterator[Incident]:
    with access.everywhere():
        yield make_incident()


Say = Callable[..., Entry]


@pytest.fixture
def say(incident: Incident) -> Say:
    return sayer(incident.id)


def sayer(incident: UUID) -> Say:
    """`say(kind, subject, hours, **attributes)`: a fact so many hours after the start."""

    def say(kind: str, subject: str, hours: float = 0, /, **attributes: Any) -> Entry:
        options = {name: attributes.pop(name) for name in ("id", "corrects", "area") if name in attributes}
        return Entry(
            kind=kind,
            subject=subject,
            at=START + timedelta(hours=hours),
            attributes=attributes,
            incident=incident,
            **({"area": PIDU} | options),
        )

    return say


@pytest.fixture
def person() -> str:
    return f"person:{uuid4()}"


@pytest.fixture
def cast(incident: Incident) -> Cast:
    return make_cast(incident)


@pytest.fixture
def task(say: Say, cast: Cast) -> TaskRow:
    """An open task of Pidu's CDC about somebody in the village."""
    return open_case(say)["case.full_investigation"]
