"""Where somebody was, and what it makes of the place."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import (
    amend_visit,
    decide_place,
    disinfect_place,
    expose_places,
    record_visit,
    void_visit,
)
from fangxian.response.casework.models import Visit
from fangxian.response.ledger.models import TaskRow
from fangxian.response.registry.models import Place
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import NOON, PIDU, TAIPING

HOUR = timedelta(hours=1)


@pytest.fixture
def outbreak(everywhere):
    """An incident under the 8th edition, whose infectious period begins two days before onset."""
    factories.workspace()
    return factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def case(outbreak):
    return factories.case(outbreak, onset_on=date(2020, 12, 6))


def visit(case, **fields):
    fields = {
        "place": "Taiping market", "place_area": TAIPING, "category": "market",
        "began_at": NOON - 4 * HOUR, "ended_at": NOON - 3 * HOUR, **fields,
    }  # fmt: skip
    return record_visit(case.incident, person=case.person, **fields)


def test_it_is_a_fact_of_the_person_and_exposes_the_place(case):
    row = visit(case, mask="not_worn", transport="bus", service="612", certainty="probable")
    assert kinds(case.subject) == ["visit.recorded"]
    assert said(case.subject, "visit.recorded")["protected"] is False
    assert said(case.subject, "visit.recorded")["transport"] == "bus 612"
    exposed = said(row.place.subject, "place.exposed")
    assert (exposed["person"], exposed["category"], exposed["area"]) == (case.subject, "market", TAIPING)
    assert TaskRow.objects.get(subject=row.place.subject, clause="place.decision").state == "open"


def test_two_cases_at_one_place_are_one_place(case, outbreak):
    visit(case)
    visit(factories.case(outbreak), place="  Taiping   market ")
    assert Place.objects.count() == 1


def test_sent_twice_it_is_one_visit(case):
    id_ = uuid4()
    assert visit(case, id=id_).id == visit(case, id=id_).id
    assert kinds(case.subject) == ["visit.recorded"]


def test_a_visit_before_the_infectious_period_exposes_nothing(case):
    before = visit(case, began_at=NOON - timedelta(days=9), ended_at=NOON - timedelta(days=9) + HOUR)
    assert before.place_fact is None
    assert kinds(before.place.subject) == []


def test_a_visit_of_somebody_who_is_no_case_exposes_nothing_until_they_are(outbreak):
    person = factories.person()
    row = record_visit(outbreak, person=person, place="School", place_area=PIDU, category="school", began_at=NOON)
    assert kinds(row.place.subject) == []
    case = factories.case(outbreak, person=person, onset_on=date(2020, 12, 8))
    assert expose_places(case) == 1
    assert expose_places(case) == 0
    assert kinds(row.place.subject) == ["place.exposed"]


def test_a_correction_moves_the_exposure_to_the_right_place(case):
    row = visit(case)
    wrong = row.place
    amended = amend_visit(row, {"place": "Taiping clinic", "category": "medical", "ended_at": NOON})
    assert amended.place.name == "Taiping clinic"
    assert kinds(wrong.subject) == ["place.exposed", "fact.voided"]
    assert kinds(amended.place.subject) == ["place.exposed"]
    assert kinds(case.subject) == ["visit.recorded", "visit.recorded"]
    assert not TaskRow.objects.filter(subject=wrong.subject, state="open").exists()


def test_a_correction_of_the_hours_corrects_the_exposure(case):
    row = amend_visit(visit(case), {"ended_at": NOON})
    assert said(row.place.subject, "place.exposed")["to"].startswith("2020-12-08T04:00")
    assert amend_visit(row, {"ended_at": NOON}).fact == row.fact


def test_a_visit_that_never_was_exposes_nothing(case):
    row = void_visit(visit(case), reason="another person's phone")
    assert row.voided_at == NOON
    assert kinds(case.subject) == ["visit.recorded", "fact.voided"]
    assert not TaskRow.objects.filter(subject=row.place.subject, state="open").exists()
    void_visit(row, reason="again")
    assert kinds(case.subject) == ["visit.recorded", "fact.voided"]
    with pytest.raises(Conflict):
        amend_visit(row, {"note": "x"})


def test_a_decision_closes_its_clock_and_opens_the_disinfection(case, outbreak):
    place = visit(case).place
    decide_place(place, outbreak, "disinfect")
    assert not TaskRow.objects.filter(subject=place.subject, clause="place.decision", state="open").exists()
    assert TaskRow.objects.filter(subject=place.subject, clause="place.disinfection", state="open").exists()
    disinfect_place(place, outbreak)
    assert not TaskRow.objects.filter(subject=place.subject, clause="place.disinfection", state="open").exists()


def test_doing_nothing_needs_a_reason(case, outbreak):
    with pytest.raises(Invalid):
        decide_place(visit(case).place, outbreak, "none")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ended_at": NOON - 5 * HOUR}, "ended_at"),
        ({"began_at": NOON + HOUR, "ended_at": None}, "began_at"),
        ({"place": " "}, "place"),
        ({"category": "moon"}, "category"),
        ({"place_area": ""}, "place_area"),
        ({"mask": "gold"}, "mask"),
        ({"told_by": "bird"}, "told_by"),
        ({"transport": "carpet"}, "transport"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(case, wrong, field):
    with pytest.raises(Invalid) as refused:
        visit(case, **wrong)
    assert refused.value.context["field"] == field
    assert not Visit.objects.exists()


def test_only_those_who_answer_for_the_person_or_the_place_record_it(case):
    elsewhere = factories.post("510108")
    with pytest.raises(NotAllowed):
        visit(case, by=elsewhere)
    assert visit(case, place_area="510108001", by=elsewhere).place_area == "510108001"
