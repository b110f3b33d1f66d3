"""The page of a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fangxian.response.casework.actions import reclassify_case, record_relationship, report_case
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.casework.ledger import kinds, task
from tests.factories import NOON, PIDU, PITONG


@pytest.fixture
def case(outbreak, tracer):
    return report_case(
        outbreak, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=3), area=PIDU, sex="F", age=69
    )


def page(client, case) -> str:
    response = client.get(f"/cases/{case.id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_clocks_with_clause_citation_and_what_is_overdue(client, tracer):
    incident = factories.incident("seventh", pack="covid19-cn-7")
    at = NOON - timedelta(hours=3)
    case = report_case(incident, number="PD-1", classification="confirmed", at=at, area=PIDU)
    text = page(client, case)
    assert "Direct network report" in text
    assert "监测方案" in text
    assert "overdue by 1 h" in text


def test_it_shows_links_both_ways_and_the_chain(client, case, outbreak):
    source = factories.case(outbreak, number="PD-0")
    record_relationship(outbreak, source=source.person, person=case.person, certainty="probable", at=NOON)
    record_relationship(
        outbreak,
        source=case.person,
        person=factories.person("甲"),
        last_exposure=NOON - timedelta(days=1),
        number="MJ-1",
    )
    response = client.get(f"/cases/{case.id}/")
    assert [link.label for link in response.context["exposed_by"]] == ["PD-0"]
    assert [link.label for link in response.context["exposed"]] == ["MJ-1"]
    chain = response.context["chain"]
    assert {node["label"] for node in chain["nodes"]} == {"PD-0", "PD-1"}
    assert [(link["from"], link["to"]) for link in chain["links"]] == [(str(source.person_id), str(case.person_id))]


def test_the_history_says_what_was_learned_late_and_what_was_corrected(client, case, outbreak):
    suspect = report_case(outbreak, number="PD-2", classification="suspect", at=NOON - timedelta(days=2), area=PIDU)
    reclassify_case(suspect, "confirmed", at=NOON)
    text = page(client, suspect)
    assert "2 d later" in text
    assert text.count("chip-case-confirmed") >= 2


def test_the_timeline_says_what_the_facts_say(client, case):
    events = client.get(f"/cases/{case.id}/").context["events"]
    assert [event["title"] for event in events] == ["Confirmed case"]
    assert "case number: PD-1" in events[0]["detail"]


def test_the_identity_is_masked_until_a_purpose_is_stated(client, case):
    set_identity(case.person, IdentityCard(name="张某某", phone="13812345678"))
    assert "张**" in page(client, case)
    assert "张某某" not in page(client, case)
    assert client.post(f"/people/{case.person_id}/identity/", {"purpose": ""}).status_code == 422
    said = {"purpose": "电话流调", "incident": str(case.incident_id)}
    shown = client.post(f"/people/{case.person_id}/identity/", said, headers={"HX-Request": "true"})
    assert "张某某" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    reading = FactRow.objects.get(kind="identity.read")
    assert (reading.attributes["purpose"], reading.incident_id) == ("电话流调", case.incident_id)
    assert "张某某" not in page(client, case)


def test_whoever_may_not_read_identities_sees_them_masked_only(client, case):
    set_identity(case.person, IdentityCard(name="张某某"))
    client.force_login(factories.post(PIDU, "inspector").holder)
    text = page(client, case)
    assert "张**" in text
    assert "Show in full" not in text
    assert client.post(f"/people/{case.person_id}/identity/", {"purpose": "电话流调"}).status_code == 403


def test_a_case_of_another_area_is_not_there(client, case, outbreak):
    other = factories.case(outbreak, area="510108")
    assert client.get(f"/cases/{other.id}/").status_code == 404


def test_a_case_is_reported_on_a_form(client, outbreak, tracer):
    said = {
        "incident": outbreak.id, "number": "PD-9", "classification": "asymptomatic", "at": "2020-12-08T10:00",
        "area": "郫筒街道", "id_kind": "resident_id", "id_number": "11010519491231002X", "onset_on": "",
    }  # fmt: skip
    response = client.post("/cases/new/", said)
    made = Case.objects.get(number="PD-9")
    assert response.headers["Location"] == f"/cases/{made.id}/"
    assert made.area == "510117001"
    assert made.classified_at.isoformat() == "2020-12-08T02:00:00+00:00"
    again = client.post("/cases/new/", said)
    assert again.status_code == 422
    assert "PD-9" in str(again.context["form"].errors["number"])


def test_a_contact_becomes_a_case_on_the_same_form(client, outbreak, tracer):
    contact = factories.contact(outbreak)
    said = {
        "incident": outbreak.id, "number": "PD-9", "classification": "confirmed", "at": "2020-12-08T10:00",
        "area": PIDU, "id_kind": "resident_id",
    }  # fmt: skip
    client.post(f"/cases/new/?contact={contact.id}", said)
    assert Case.objects.get(number="PD-9").person == contact.person
    assert Contact.objects.get().became_case_at is not None


def test_wrong_values_come_back_with_their_field(client, outbreak, tracer):
    said = {"incident": outbreak.id, "number": "PD-9", "classification": "confirmed", "at": "2020-12-08T10:00"}
    wrong = said | {"area": "天津市", "id_kind": "resident_id", "id_number": "1", "onset_on": "2020-12-31"}
    response = client.post("/cases/new/", wrong)
    assert response.status_code == 422
    assert "area" in response.context["form"].errors


def test_the_classification_is_changed_once_however_often_the_form_is_sent(client, case):
    form = client.get(f"/cases/{case.id}/classification/")
    assert [value for value, _label in form.context["form"].fields["classification"].choices] == ["excluded"]
    said = {"classification": "excluded", "at": "2020-12-08T12:00", "reason": "复核阴性"}
    said["request_id"] = form.context["request_id"]
    for _ in range(2):
        assert client.post(f"/cases/{case.id}/classification/", said).status_code in (302, 422)
    assert kinds(case.subject) == ["case.confirmed", "case.excluded"]


def test_evidence_closes_a_clock(client, case):
    client.post(f"/cases/{case.id}/evidence/", {"kind": "core_facts", "at": "2020-12-08T11:00"})
    assert task(case.subject, "case.core_facts").state == "discharged"


def test_an_onset_needs_its_day(client, case):
    response = client.post(f"/cases/{case.id}/evidence/", {"kind": "onset", "at": "2020-12-08T11:00"})
    assert "onset_on" in response.context["form"].errors
    client.post(f"/cases/{case.id}/evidence/", {"kind": "onset", "at": "2020-12-08T11:00", "onset_on": "2020-12-04"})
    case.refresh_from_db()
    assert case.onset_on == date(2020, 12, 4)


def test_a_contact_is_named_on_a_form_new_or_known(client, case, outbreak):
    said = {
        "kind": "close", "last_exposure": "2020-12-06T20:00", "area": PIDU, "certainty": "certain", "name": "李某",
        "id_kind": "resident_id",
    }  # fmt: skip
    assert client.post(f"/cases/{case.id}/contacts/new/", said).status_code == 302
    contact = Contact.objects.get()
    assert contact.number == "K000001"
    known = said | {"known_as": "K000001", "kind": "general", "name": ""}
    assert client.post(f"/cases/{case.id}/contacts/new/", known).status_code == 302
    assert Contact.objects.count() == 1
    unknown = client.post(f"/cases/{case.id}/contacts/new/", said | {"known_as": "K9"})
    assert "known_as" in unknown.context["form"].errors


def test_an_exposure_is_voided_with_a_reason(client, case, outbreak):
    row = record_relationship(
        outbreak, source=case.person, person=factories.person(), last_exposure=NOON - timedelta(days=1)
    )
    client.post(f"/cases/{case.id}/links/{row.id}/void/", {"reason": ""})
    assert Relationship.objects.get().voided_at is None
    client.post(f"/cases/{case.id}/links/{row.id}/void/", {"reason": "查无接触"})
    assert Relationship.objects.get().voided_at is not None


def test_a_link_of_another_case_is_not_voided_here(client, case, outbreak):
    other = factories.relationship(outbreak, source=factories.person(), person=factories.person())
    assert client.post(f"/cases/{case.id}/links/{other.id}/void/", {"reason": "x"}).status_code == 404


def offered(client, query: str = "") -> dict[str, object]:
    """What the form of a new case holds before anybody fills it in."""
    form = client.get(f"/cases/new/{query}").context["form"]
    return {name: form[name].value() for name in ("number", "sex", "age", "area")}


@pytest.mark.parametrize(
    ("numbers", "following"),
    [([], ""), (["PD-09", "PD-10"], "PD-11"), (["2020-0099"], "2020-0100"), (["99"], "100"), (["Wang"], "")],
)
def test_the_next_number_of_the_series_is_offered(client, outbreak, tracer, numbers, following):
    for number in numbers:
        factories.case(outbreak, number=number)
    assert offered(client)["number"] == following


def test_of_a_contact_who_becomes_a_case_it_is_offered_what_is_known(client, outbreak, tracer):
    person = factories.person(sex="F", age=69, area=PITONG)
    contact = factories.contact(outbreak, person=person, area=PITONG)
    assert offered(client, f"?contact={contact.id}") == {
        "number": "", "sex": "F", "age": 69, "area": "Pitong, Pidu, Chengdu, Sichuan",
    }  # fmt: skip


def test_an_area_is_offered_by_its_name_where_that_leads_back_to_it(client, outbreak, tracer):
    client.cookies["django_language"] = "zh-hans"
    contact = factories.contact(outbreak, person=factories.person(area=PITONG), area=PITONG)
    assert offered(client, f"?contact={contact.id}")["area"] == "四川省成都市郫都区郫筒街道"
    factories.area("510117002", "郫筒街道")  # of two that are called alike neither is told by it
    assert offered(client, f"?contact={contact.id}")["area"] == PITONG
