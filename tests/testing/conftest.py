"""Testing plays at noon of 8 December 2020 in Pidu, under the 8th edition, seeing every area."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.resident_id import check_digit
from fangxian.response.testing.actions import issue_device, open_round, open_station
from fangxian.response.testing.lane import lookup, seats
from fangxian.response.testing.models import Laboratory, Round, Station
from tests import factories
from tests.factories import NOON, PIDU, TAIPING

MORNING = NOON - timedelta(hours=3)


def number_of(serial: int) -> str:
    """A made-up resident identity number with a right check digit."""
    first = f"510117{1950 + serial % 60}{1 + serial % 12:02}{1 + serial % 28:02}{serial % 1000:03}"
    return first + check_digit(first)


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """An incident under the 8th edition, seeing every area."""
    seats.forget()
    lookup.forget()
    with access.everywhere():
        factories.workspace()
        factories.areas()
        yield factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def round_(outbreak: Incident) -> Round:
    """A round over Pidu: tubes of ten for the population, one a household in sealed homes, singles for key people."""
    return open_round(
        outbreak, scope=[PIDU], deadline=NOON + timedelta(hours=20), signed_by="区指挥部", opened_at=MORNING
    )


@pytest.fixture
def station(round_: Round) -> Station:
    """A station in Taiping village."""
    return open_station(round_, name="太平村委会", area=TAIPING, tables=2)


@pytest.fixture
def clock_at() -> Callable[[datetime], None]:
    """Moves the workspace's clock forward."""
    from fangxian.response.ledger.clock import advance

    return advance


class Phone:
    """A device at a station, as the server meets it."""

    def __init__(self, at: Station) -> None:
        self.station = at
        self.device, self.key = issue_device(at, name="手机 1")
        self.client = Client()

    def send(self, body: dict[str, Any] | bytes, key: str | None = None) -> Any:
        """Send a batch and give the response."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        header = f"Bearer {key if key is not None else self.key}"
        return self.client.post("/api/v1/testing/batches", data, "application/json", headers={"Authorization": header})


@pytest.fixture
def phone(station: Station) -> Phone:
    """A device signed in at the station."""
    return Phone(station)


def make_batch(
    people: list[dict[str, Any]] | None = None,
    tubes: dict[str, str] | None = None,
    *,
    sent_at: datetime = NOON,
    voids: list[UUID] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A batch as a device sends it; `tubes` gives the group of each code, by default the population's."""
    people = people or []
    groups = tubes if tubes is not None else {one["tube"]: "population" for one in people}
    return {
        "batch": str(uuid4()),
        "sent_at": sent_at.isoformat(),
        "tubes": [{"tube": code, "group": group, "opened_at": MORNING.isoformat()} for code, group in groups.items()],
        "people": people,
        "voids": [{"id": str(one), "at": NOON.isoformat()} for one in voids or []],
        **fields,
    }


def someone(serial: int, tube: str = "T-1", **fields: Any) -> dict[str, Any]:
    """A registration as a device sends it."""
    said = {"id": str(uuid4()), "tube": tube, "at": (NOON - timedelta(minutes=5)).isoformat()}
    return {**said, "number": number_of(serial), "name": "王小明", "phone": "13800000000", **fields}


@pytest.fixture
def laboratory(outbreak: Incident) -> Laboratory:
    """The district's laboratory."""
    return Laboratory.objects.create(area=PIDU, name="郫都区检测中心")
