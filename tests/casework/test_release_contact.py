"""Quarantine ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.casework.actions import control_contact, record_relationship, release_contact
from fangxian.response.casework.models import Contact
from tests import factories
from tests.casework.ledger import kinds, states
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture
def contact(outbreak):
    record_relationship(
        outbreak,
        source=factories.case(outbreak).person,
        person=factories.person(),
        last_exposure=NOON - 2 * DAY,
        at=NOON - 2 * DAY,
    )
    return Contact.objects.get()


def test_management_ends_and_open_tests_are_no_longer_owed(contact):
    release_contact(contact, at=NOON, certificate="PD-001")
    assert Contact.objects.get().ended_at == NOON
    assert set(states(contact.subject, "contact.tests").values()) == {"lapsed"}


def test_a_release_entered_late_ends_nothing_after_a_newer_exposure(contact, outbreak):
    other = factories.case(outbreak).person
    record_relationship(outbreak, source=other, person=contact.person, last_exposure=NOON, at=NOON)
    contact.refresh_from_db()
    release_contact(contact, at=NOON - DAY)
    assert Contact.objects.get().ended_at is None
    assert kinds(contact.subject)[-1] == "quarantine.released"


def test_a_release_entered_late_leaves_the_quarantine_of_a_newer_exposure_to_begin(contact, outbreak):
    control_contact(Contact.objects.get(), at=NOON - 2 * DAY)
    other = factories.case(outbreak).person
    record_relationship(outbreak, source=other, person=contact.person, last_exposure=NOON, at=NOON)
    release_contact(contact, at=NOON - DAY)
    assert Contact.objects.get().controlled_at is None
    control_contact(Contact.objects.get(), at=NOON)
    release_contact(Contact.objects.get(), at=NOON - DAY)
    assert Contact.objects.get().controlled_at == NOON
