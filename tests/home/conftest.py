"""Isolation at home plays at noon of 8 December 2020 in Pidu, under the 9th edition, seeing every area."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from fangxian.response.casework.actions import record_relationship
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import Said, begin_home, check_dwelling, record_report
from fangxian.response.home.models import HomeStay, Report
from fangxian.response.home.plan import plan
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident, TaskRow
from tests import factories
from tests.factories import NOON, PITONG

DAY = timedelta(days=1)
EXPOSED = NOON - DAY
"""When everybody here was exposed last: the day before, so that D7 is 14 December."""

FIT = {one.id: "yes" for one in plan().conditions}
"""A dwelling of which every condition holds."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """An incident under the 9th edition, seeing every area."""
    with access.everywhere():
        factories.workspace()
        factories.areas()
        yield factories.incident("pidu", pack="covid19-cn-9")


@pytest.fixture
def exposed(outbreak: Incident) -> Callable[..., Contact]:
    """Makes contacts of contacts in Pitong street, exposed a day ago; keywords change the exposure."""
    source = factories.contact(outbreak).person

    def make(**said: Any) -> Contact:
        whom = factories.person(area=PITONG)
        told = {"kind": "secondary", "last_exposure": EXPOSED, "at": NOON, **said}
        record_relationship(outbreak, source=source, person=whom, **told)
        return Contact.objects.select_related("incident", "person").get(person=whom)

    return make


@pytest.fixture
def stay(exposed: Callable[..., Contact]) -> HomeStay:
    """Somebody at home, in a dwelling that is fit."""
    return at_home(exposed())


def at_home(contact: Contact, **said: Any) -> HomeStay:
    """Isolation at home of a contact begins, in a dwelling that is fit."""
    check_dwelling(contact, FIT, checker="王五")
    return begin_home(contact, **{"help_line": "028-12345", **said})


def tell(stay: HomeStay, outcome: str = "well", source: str = "call", **said: Any) -> Report:
    """Something is learned of somebody at home."""
    return record_report(stay, Said(source=source, outcome=outcome, **said))


def tasks(stay: HomeStay, clause: str, state: str = "open") -> list[TaskRow]:
    """Tasks of a person by clause and state."""
    return list(TaskRow.objects.filter(subject=stay.subject, clause=clause, state=state).order_by("due_at"))


def pass_time(by: timedelta) -> None:
    """Move the workspace's clock."""
    clock.advance(clock.now() + by)


def signed_in(duty: str = "community_worker", at: str = PITONG) -> Client:
    """A browser in which somebody with a post of that duty is signed in."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(at, duty).holder)
    return client
