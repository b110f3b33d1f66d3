"""Voiding an exposure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.casework.actions import record_relationship, record_sample, void_relationship
from fangxian.response.casework.models import Contact
from tests import factories
from tests.casework.ledger import kinds, states
from tests.factories import NOON

MET = NOON - timedelta(days=2)


@pytest.fixture
def exposure(outbreak):
    return record_relationship(
        outbreak, source=factories.case(outbreak).person, person=factories.person(), last_exposure=MET, at=MET
    )


def test_what_is_open_ends_and_what_was_done_stays_done(outbreak, exposure):
    record_sample(outbreak, person=exposure.person, at=NOON - timedelta(days=1))
    void_relationship(exposure, reason="查无接触", at=NOON)
    assert states(exposure.person.subject, "contact.tests") == {
        "day:1": "discharged", "day:4": "lapsed", "day:7": "lapsed", "day:14": "lapsed",
    }  # fmt: skip
    assert Contact.objects.get().ended_at == NOON


def test_voiding_it_again_changes_nothing(exposure):
    for hours in (1, 0):
        void_relationship(exposure, reason="查无接触", at=NOON - timedelta(hours=hours))
    assert kinds(exposure.person.subject) == ["exposure.recorded", "exposure.voided"]
    assert Contact.objects.get().ended_at == NOON - timedelta(hours=1)


def test_the_same_pair_can_be_recorded_anew_and_the_contact_is_one_again(outbreak, exposure):
    void_relationship(exposure, reason="查无接触", at=NOON - timedelta(hours=1))
    record_relationship(outbreak, source=exposure.source, person=exposure.person, last_exposure=MET, at=NOON)
    contact = Contact.objects.get()
    assert contact.ended_at is None
    assert "open" in states(exposure.person.subject, "contact.tests").values()


def test_it_needs_a_reason_and_the_right(exposure):
    with pytest.raises(Invalid):
        void_relationship(exposure, reason="", at=NOON)
    with pytest.raises(NotAllowed):
        void_relationship(exposure, reason="查无接触", at=NOON, by=factories.post("510104"))
