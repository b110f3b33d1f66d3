"""Excluding a case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions import exclude_case, record_relationship, report_case
from fangxian.response.casework.models import Contact, Relationship
from tests import factories
from tests.casework.ledger import kinds, states, task
from tests.factories import NOON, PIDU

MET = NOON - timedelta(days=2)


@pytest.fixture
def case(outbreak):
    return report_case(outbreak, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=1), area=PIDU)


def test_its_own_open_tasks_end(case):
    excluded = exclude_case(case, reason="复核阴性", at=NOON)
    assert excluded.classification == "excluded"
    assert task(case.subject, "case.core_facts").state == "lapsed"


def test_those_it_exposed_are_set_free_wherever_they_live(case, outbreak):
    near, far = factories.person(), factories.person(area="510108")
    for person in (near, far):
        record_relationship(outbreak, source=case.person, person=person, last_exposure=MET)
    exclude_case(case, reason="复核阴性", at=NOON, by=factories.post(PIDU))
    assert not Relationship.objects.filter(voided_at=None).exists()
    assert set(Contact.objects.values_list("ended_at", flat=True)) == {NOON}
    for person in (near, far):
        assert kinds(person.subject) == ["exposure.recorded", "exposure.voided"]
        assert set(states(person.subject, "contact.tests").values()) == {"lapsed"}


def test_a_contact_with_another_source_stays_one(case, outbreak):
    other, person = factories.case(outbreak), factories.person()
    record_relationship(outbreak, source=case.person, person=person, last_exposure=MET, kind="close")
    record_relationship(
        outbreak, source=other.person, person=person, last_exposure=MET - timedelta(days=1), kind="general"
    )
    exclude_case(case, reason="复核阴性", at=NOON)
    contact = Contact.objects.get(person=person)
    assert (contact.kind, contact.last_exposure, contact.ended_at) == ("general", MET - timedelta(days=1), None)


def test_the_exposures_can_be_left_standing(case, outbreak):
    record_relationship(outbreak, source=case.person, person=factories.person(), last_exposure=MET)
    exclude_case(case, reason="待复核", at=NOON, void_exposures=False)
    assert Relationship.objects.filter(voided_at=None).count() == 1


def test_it_needs_a_reason_and_is_done_once(case):
    with pytest.raises(Invalid):
        exclude_case(case, reason=" ", at=NOON)
    exclude_case(case, reason="复核阴性", at=NOON)
    with pytest.raises(Conflict):
        exclude_case(case, reason="复核阴性", at=NOON)
