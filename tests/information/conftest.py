"""Two days of a small outbreak in Pidu, as the system learned of it hour by hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.casework.actions.control_contact import control_contact
from fangxian.response.casework.actions.open_incident import open_incident
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.record_relationship import record_relationship
from fangxian.response.casework.actions.report_case import report_case
from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from tests import factories

DAY_ONE = datetime(2020, 12, 7, 1, 0, tzinfo=UTC)
"""9:00 in Chengdu."""


def hours(n: float) -> datetime:
    return DAY_ONE + timedelta(hours=n)


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """A-1 confirmed at hour 1 and asymptomatic A-2 at hour 10; A-2 confirmed at hour 30; a contact from hour 12."""
    with access.everywhere():
        factories.workspace(clock=hours(0), home="5101")
        factories.areas()
        factories.office("510117", "headquarters")
        incident = open_incident(
            slug="small", title_zh="小疫情", title_en="Small outbreak", disease="covid19", area="5101", at=hours(0),
            pack="covid19-cn-7", signed_by="Dr Li",
        )  # fmt: skip
        clock.advance(hours(1))
        first = report_case(
            incident, number="A-1", classification="confirmed", at=hours(1), area=factories.TAIPING,
            route="fever_clinic", onset_on=date(2020, 12, 5),
        )  # fmt: skip
        clock.advance(hours(10))
        second = report_case(
            incident, number="A-2", classification="asymptomatic", at=hours(10), area=factories.TAIPING, route="contact"
        )
        clock.advance(hours(12))
        person = factories.person("密接-1", area=factories.TAIPING)
        record_relationship(
            incident, source=first.person, person=person, kind="close", at=hours(12), last_exposure=hours(-20)
        )
        control_contact(Contact.objects.get(person=person), at=hours(12), mode="central")
        record(
            [
                Entry(
                    kind="testing.progress", subject=f"round:{uuid4()}", at=hours(12), area="510117",
                    incident=incident.id, attributes={"sampled": 5_000, "resulted": 2_000},
                )
            ]
        )  # fmt: skip
        clock.advance(hours(30))
        reclassify_case(second, classification="confirmed", at=hours(30))
        clock.advance(hours(36))
        yield incident


@pytest.fixture
def sign_in(outbreak: Incident, client: Client):
    """`sign_in(area, duty)`: a client that acts for such a post."""

    def signed_in(area: str = "5101", duty: str = "epidemiologist") -> Client:
        user = factories.user()
        factories.post(area, duty, holder=user)
        client.force_login(user)
        return client

    return signed_in
