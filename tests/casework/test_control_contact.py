"""Quarantine begins."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.actions import Control, control_contact, control_contacts, record_relationship
from fangxian.response.casework.models import Contact
from tests import factories
from tests.casework.ledger import kinds, said, task
from tests.factories import NOON


@pytest.fixture
def contact(outbreak):
    record_relationship(
        outbreak,
        source=factories.case(outbreak).person,
        person=factories.person(),
        last_exposure=NOON - timedelta(days=2),
        at=NOON - timedelta(hours=20),
    )
    return Contact.objects.get()


def test_in_time_it_discharges_the_task(contact):
    control_contact(contact, at=NOON - timedelta(hours=10), mode="central", room="0812")
    done = task(contact.subject, "contact.quarantined")
    assert (done.state, done.late) == ("discharged", False)
    assert Contact.objects.get().controlled_at == NOON - timedelta(hours=10)
    assert said(contact.subject, "quarantine.started") == {"mode": "central", "room": "0812", "area": contact.area}


def test_the_same_request_twice_records_once(contact):
    control = Control(contact=contact, at=NOON, id=uuid4())
    control_contacts([control])
    control_contacts([control])
    assert kinds(contact.subject).count("quarantine.started") == 1


def test_an_unknown_mode_is_refused(contact):
    with pytest.raises(Invalid):
        control_contact(contact, at=NOON, mode="hotel")
    assert Contact.objects.get().controlled_at is None
