"""Reporting a case."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import CaseReport, report_case, report_cases
from fangxian.response.casework.models import Case, Contact
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from tests import factories
from tests.factories import NOON, PIDU


def kinds(subject: str) -> list[str]:
    return list(FactRow.objects.filter(subject=subject).order_by("seq").values_list("kind", flat=True))


def test_a_reported_case_has_a_person_a_history_a_fact_and_the_tasks_of_its_rulebook(outbreak):
    case = report_case(outbreak, number="PD-1", classification="confirmed", at=NOON, area=PIDU, sex="F", age=69)
    assert (case.person.label, case.person.sex, case.person.age) == ("PD-1", "F", 69)
    assert [(line.classification, line.at) for line in case.history.all()] == [("confirmed", NOON)]
    assert kinds(case.subject) == ["case.confirmed"]
    clauses = set(TaskRow.objects.filter(subject=case.subject).values_list("clause", flat=True))
    assert {"case.network_report", "case.full_investigation"} <= clauses


def test_what_is_known_of_the_case_stands_in_its_fact(outbreak):
    case = report_case(
        outbreak, number="PD-1", classification="asymptomatic", at=NOON, area=PIDU, route="contact",
        onset_on=date(2020, 12, 6), cluster="太平村", source="郫都区某病例的家属",
    )  # fmt: skip
    said = FactRow.objects.get(subject=case.subject, kind="case.asymptomatic").attributes
    assert said == {
        "number": "PD-1", "area": PIDU, "route": "contact", "onset_on": "2020-12-06", "cluster": "太平村",
        "first_in_area": True,
    }  # fmt: skip
    assert FactRow.objects.get(kind="source.proposed").attributes == {"hypothesis": "郫都区某病例的家属"}


def test_the_same_report_sent_twice_reports_one_case(outbreak):
    report = CaseReport(number="PD-1", classification="confirmed", at=NOON, area=PIDU, id=uuid4())
    first, second = report_cases(outbreak, [report]), report_cases(outbreak, [report])
    assert first == second
    assert (Case.objects.count(), Person.objects.count(), FactRow.objects.count()) == (1, 1, 1)


def test_a_network_report_that_is_known_already_discharges_its_clock(outbreak):
    case = report_case(
        outbreak, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=3), area=PIDU,
        reported_at=NOON - timedelta(hours=2),
    )  # fmt: skip
    task = TaskRow.objects.get(subject=case.subject, clause="case.network_report")
    assert task.state == "discharged"
    assert not task.late


def test_a_contact_who_becomes_a_case_keeps_one_person_and_its_history(outbreak):
    source = factories.case(outbreak)
    contact = factories.contact(outbreak, source=source.person)
    case = report_case(
        outbreak, number="PD-2", classification="confirmed", at=NOON, area=PIDU, person=contact.person, route="contact"
    )
    contact.refresh_from_db()
    assert case.person == contact.person
    assert contact.became_case_at == NOON
    assert Contact.objects.filter(person=case.person).count() == 1
    assert kinds(case.subject) == ["case.confirmed", "person.became_case"]


def test_a_number_is_given_once_in_an_incident(outbreak):
    factories.case(outbreak, number="PD-1")
    with pytest.raises(Conflict) as refused:
        report_case(outbreak, number="PD-1", classification="confirmed", at=NOON, area=PIDU)
    assert refused.value.code == "case.number_taken"


def test_one_person_is_one_case_of_an_incident(outbreak):
    held = factories.case(outbreak, number="PD-1")
    with pytest.raises(Conflict) as refused:
        report_case(outbreak, number="PD-2", classification="confirmed", at=NOON, area=PIDU, person=held.person)
    assert refused.value.code == "case.exists"
    assert "PD-1" in str(refused.value)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"classification": "excluded"}, "value.unknown", "classification"),
        ({"route": "rumour"}, "value.unknown", "route"),
        ({"number": "  "}, "value.missing", "number"),
        ({"at": NOON + timedelta(hours=1)}, "time.future", "at"),
        ({"at": NOON.replace(tzinfo=None)}, "time.naive", "at"),
        ({"onset_on": date(2020, 12, 9)}, "case.onset_future", "onset_on"),
        ({"age": 200}, "person.age", "age"),
    ],
)
def test_an_impossible_value_is_refused_with_its_field(outbreak, said, code, field):
    report = {"number": "PD-1", "classification": "confirmed", "at": NOON, "area": PIDU} | said
    with pytest.raises(Invalid) as refused:
        report_case(outbreak, **report)
    assert (refused.value.code, refused.value.context["field"]) == (code, field)
    assert not Case.objects.exists()


def test_a_post_records_cases_in_its_own_area_only(outbreak):
    post = factories.post("510108")
    with pytest.raises(NotAllowed):
        report_case(outbreak, number="PD-1", classification="confirmed", at=NOON, area=PIDU, by=post)
    inspector = factories.post(PIDU, "inspector")
    with pytest.raises(NotAllowed):
        report_case(outbreak, number="PD-1", classification="confirmed", at=NOON, area=PIDU, by=inspector)


def test_who_was_known_by_a_contact_number_is_known_by_the_case_number(outbreak):
    contact = factories.contact(outbreak, number="K000007", person=factories.person("K000007"))
    case = report_case(outbreak, number="PD-2", classification="confirmed", at=NOON, area=PIDU, person=contact.person)
    contact.refresh_from_db()
    assert (contact.person.label, contact.number, case.person) == ("PD-2", "K000007", contact.person)


def test_a_document_that_the_register_knows_leads_to_its_person(outbreak):
    known = factories.person("旧档", area="510108")
    set_identity(known, IdentityCard(id_number="11010519491231002X"))
    said = {"number": "PD-2", "classification": "confirmed", "at": NOON, "area": PIDU}
    case = report_case(outbreak, identity=IdentityCard(id_number="11010519491231002x"), **said)
    assert case.person == known
    assert Person.objects.count() == 1
