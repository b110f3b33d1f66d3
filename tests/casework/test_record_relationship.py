"""Recording who exposed whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import (
    Exposure,
    record_relationship,
    record_relationships,
    release_contact,
    report_case,
    void_relationship,
)
from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.casework.ledger import kinds, said, states, task
from tests.factories import NOON, PIDU

MET = NOON - timedelta(days=2)


@pytest.fixture
def source(outbreak):
    return factories.case(outbreak).person


@pytest.fixture
def person(outbreak):
    return factories.person()


def test_the_exposed_person_becomes_a_contact_with_tasks(outbreak, source, person):
    row = record_relationship(outbreak, source=source, person=person, last_exposure=MET, social="母亲")
    contact = Contact.objects.get()
    assert (contact.person, contact.kind, contact.last_exposure) == (person, "close", MET)
    assert (contact.number, contact.identified_at) == ("K000001", NOON)
    assert said(person.subject, "exposure.recorded")["relationship"] == str(row.id)
    assert set(states(person.subject, "contact.tests")) == {"day:1", "day:4", "day:7", "day:14"}


def test_a_second_exposure_by_the_same_source_joins_the_first_and_moves_the_clock(outbreak, source, person):
    record_relationship(outbreak, source=source, person=person, last_exposure=MET)
    before = task(person.subject, "contact.quarantined").id
    clock.advance(NOON + timedelta(minutes=1))
    record_relationship(outbreak, source=source, person=person, last_exposure=MET + timedelta(days=1))
    row = Relationship.objects.get()
    assert row.last_exposure == MET + timedelta(days=1)
    assert Contact.objects.get().last_exposure == row.last_exposure
    assert task(person.subject, "contact.quarantined").id == before


def test_the_same_request_twice_records_once(outbreak, source, person):
    exposure = Exposure(source=source, person=person, last_exposure=MET)
    first = record_relationships(outbreak, [exposure])
    assert record_relationships(outbreak, [exposure]) == first
    assert (Relationship.objects.count(), FactRow.objects.count()) == (1, 1)


def test_a_request_repeated_after_its_exposure_was_voided_does_not_bring_it_back(outbreak, source, person):
    exposure = Exposure(source=source, person=person, last_exposure=MET)
    (row,) = record_relationships(outbreak, [exposure])
    void_relationship(row, reason="查无接触", at=NOON)
    record_relationships(outbreak, [exposure])
    assert Relationship.objects.get().voided_at == NOON


def test_one_person_can_be_the_contact_of_several_cases(outbreak, source, person):
    record_relationship(outbreak, source=source, person=person, last_exposure=MET, kind="general")
    other = factories.case(outbreak).person
    record_relationship(outbreak, source=other, person=person, last_exposure=MET - timedelta(days=1), kind="close")
    assert Relationship.objects.count() == 2
    contact = Contact.objects.get()
    assert (contact.kind, contact.last_exposure) == ("close", MET)


def test_of_a_person_who_is_a_case_already_only_the_link_is_recorded(outbreak, source):
    other = report_case(outbreak, number="PD-9", classification="confirmed", at=NOON, area=PIDU)
    record_relationship(outbreak, source=source, person=other.person, certainty="probable")
    assert not Contact.objects.exists()
    link = said(other.subject, "source.proposed")
    assert (link["source"], link["certainty"]) == (source.subject, "probable")
    assert states(other.subject, "contact.tests") == {}


def test_an_exposure_that_is_entered_late_leaves_the_case_a_case(outbreak, source):
    other = report_case(outbreak, number="PD-9", classification="confirmed", at=NOON, area=PIDU)
    record_relationship(outbreak, source=source, person=other.person, last_exposure=MET, at=NOON - timedelta(days=1))
    contact = Contact.objects.get()
    assert contact.became_case_at == NOON
    assert kinds(other.subject) == ["case.confirmed", "exposure.recorded", "person.became_case"]


def test_a_new_exposure_after_the_release_opens_the_contact_again(outbreak, source, person):
    record_relationship(outbreak, source=source, person=person, last_exposure=MET, at=MET)
    release_contact(Contact.objects.get(), at=MET + timedelta(hours=1))
    record_relationship(outbreak, source=source, person=person, last_exposure=NOON, at=NOON)
    assert Contact.objects.get().ended_at is None


def test_a_tracer_of_either_area_may_record_it_and_nobody_else(outbreak, source):
    person = factories.person(area="510108")
    said_ = {"source": source, "person": person, "last_exposure": MET}
    with pytest.raises(NotAllowed):
        record_relationship(outbreak, **said_, by=factories.post("510104"))
    record_relationship(outbreak, **said_, by=factories.post(PIDU))
    record_relationship(outbreak, **said_, by=factories.post("510108"))
    assert Contact.objects.get().area == "510108"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "acquaintance"}, "value.unknown", "kind"),
        ({"last_exposure": None}, "relationship.last_exposure", "last_exposure"),
        ({"last_exposure": NOON + timedelta(hours=1)}, "time.future", "last_exposure"),
        ({"first_exposure": NOON}, "relationship.order", "first_exposure"),
        ({"certainty": "sure"}, "value.unknown", "certainty"),
    ],
)
def test_an_impossible_value_is_refused_with_its_field(outbreak, source, person, change, code, field):
    with pytest.raises(Invalid) as refused:
        record_relationship(outbreak, **({"source": source, "person": person, "last_exposure": MET} | change))
    assert (refused.value.code, refused.value.context["field"]) == (code, field)
    assert not Relationship.objects.exists()


def test_nobody_exposes_themselves(outbreak, source):
    with pytest.raises(Invalid) as refused:
        record_relationship(outbreak, source=source, person=source, last_exposure=MET)
    assert refused.value.code == "relationship.oneself"


def test_a_contact_number_is_given_once(outbreak, source, person):
    record_relationship(outbreak, source=source, person=person, last_exposure=MET, number="MJ-1")
    with pytest.raises(Conflict) as refused:
        record_relationship(outbreak, source=source, person=factories.person(), last_exposure=MET, number="MJ-1")
    assert refused.value.code == "contact.number_taken"


def test_five_hundred_take_a_few_statements(outbreak, source, django_assert_max_num_queries):
    people = [factories.person() for _ in range(500)]
    with django_assert_max_num_queries(60):
        record_relationships(outbreak, [Exposure(source=source, person=person, last_exposure=MET) for person in people])
    assert Contact.objects.count() == 500
    assert len(set(Contact.objects.values_list("number", flat=True))) == 500


statements = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["close", "secondary", "companion", "venue", "general"]),
        st.integers(0, 200),
        st.integers(0, 48),
    ),
    min_size=1,
    max_size=6,
)
STRICTNESS = ["close", "secondary", "companion", "venue", "general"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statements, st.randoms(use_true_random=False), st.booleans())
def test_the_strictest_kind_and_the_latest_exposure_hold_in_any_order(outbreak, statements, random, at_once):
    sources = [factories.person() for _ in range(3)]
    answers = []
    for order in (statements, random.sample(statements, len(statements))):
        person = factories.person()
        exposures = [
            Exposure(
                source=sources[who],
                person=person,
                kind=kind,
                last_exposure=NOON - timedelta(hours=hours + ago),
                at=NOON - timedelta(hours=ago),
            )
            for who, kind, hours, ago in order
        ]
        batches = [exposures] if at_once else [[exposure] for exposure in exposures]
        for batch in batches:
            record_relationships(outbreak, batch)
        contact = Contact.objects.get(person=person)
        answers.append((contact.kind, contact.last_exposure, contact.identified_at))
    strictest = min((kind for _who, kind, _hours, _ago in statements), key=STRICTNESS.index)
    latest = NOON - timedelta(hours=min(hours + ago for _who, _kind, hours, ago in statements))
    earliest = NOON - timedelta(hours=max(ago for _who, _kind, _hours, ago in statements))
    assert answers == [(strictest, latest, earliest)] * 2
