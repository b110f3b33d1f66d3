"""Quarantine sites play at noon of 8 December 2020 in Pidu, under the 8th edition, seeing every area."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from fangxian.response.casework.actions import record_relationship
from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.quarantine.actions import (
    Member,
    add_rooms,
    admit,
    enter_result,
    register_site,
    set_rooms,
    take_samples,
)
from fangxian.response.quarantine.models import Room, Site, Stay
from tests import factories
from tests.factories import NOON, PIDU

DAY = timedelta(days=1)
EXPOSED = NOON - DAY
"""When everybody here was exposed last: the day before, so that D14 is 21 December."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """An incident under the 8th edition, seeing every area."""
    with access.everywhere():
        factories.workspace()
        factories.areas()
        yield factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def site(outbreak: Incident) -> Site:
    """A hotel with six single rooms and a family room of four beds, all ready."""
    return make_site(outbreak)


@pytest.fixture
def exposed(outbreak: Incident) -> Callable[..., Contact]:
    """Makes close contacts of one case, exposed a day ago; keywords change the exposure, `person` the person."""
    source = factories.case(outbreak).person

    def make(*, person: dict[str, Any] | None = None, **said: Any) -> Contact:
        whom = factories.person(**(person or {}))
        told = {"last_exposure": EXPOSED, "at": NOON, **said}
        record_relationship(outbreak, source=source, person=whom, **told)
        return Contact.objects.select_related("incident", "person").get(person=whom)

    return make


def make_site(outbreak: Incident, name: str = "郫筒酒店", area: str = PIDU, **said: Any) -> Site:
    """A site with rooms 101 to 106 and family room 201, ready."""
    made = register_site(outbreak, name=name, area=area, planned_rooms=7, at=EXPOSED, **said)
    rooms = add_rooms(made, [f"{number}" for number in range(101, 107)])
    rooms += add_rooms(made, ["201"], room_class="family", beds=4)
    set_rooms(made, [room.id for room in rooms], "ready")
    return made


def room(site: Site, number: str = "101") -> Room:
    """A room of a site."""
    return Room.objects.get(site=site, number=number)


def put(site: Site, *contacts: Contact, number: str = "101", **said: Any) -> list[Stay]:
    """Admit contacts to a room."""
    return admit(room(site, number), [Member(one) for one in contacts], **said)


def pass_time(to: datetime) -> None:
    """Move the workspace's clock."""
    clock.advance(to)


def pass_tests(stay: Stay, last: datetime, *, result: str = "negative") -> None:
    """Sample somebody on each test day up to a moment, with results six hours later; the clock goes along."""
    for number in (1, 4, 7, 14):
        at = EXPOSED + number * DAY
        at = max(at, clock.now())
        if at > last:
            break
        pass_time(at)
        take_samples(stay.site, [stay], at=at, double=number == 14)
        for _turn in range(2 if number == 14 else 1):
            enter_result(stay, result, at=at)
