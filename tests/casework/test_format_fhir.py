"""FHIR R4 bundles as others write them."""

from __future__ import annotations

import json

import pytest

from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import read_delivery
from fangxian.response.casework.models import Case, Contact, FollowUp
from tests.casework.ledger import said


def patient(id_: str, **more: object) -> dict[str, object]:
    return {"resourceType": "Patient", "id": id_, "gender": "female", "name": [{"family": "Example", "given": ["Ada"]}],
            "identifier": [{"system": "http://hospital.example/mrn", "value": f"MRN-{id_}"}], **more}  # fmt: skip


def coded(code: str, system: str = "http://snomed.info/sct") -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}]}


def condition(of: str, status: str = "confirmed", **more: object) -> dict[str, object]:
    return {
        "resourceType": "Condition", "id": f"c-{of}", "subject": {"reference": f"Patient/{of}"},
        "verificationStatus": coded(status, "http://terminology.hl7.org/CodeSystem/condition-ver-status"),
        "clinicalStatus": coded("active", "http://terminology.hl7.org/CodeSystem/condition-clinical"),
        "onsetDateTime": "2020-12-05", "recordedDate": "2020-12-07T09:00:00+08:00", **more,
    }  # fmt: skip


def observation(of: str, **more: object) -> dict[str, object]:
    return {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "test"},
            "subject": {"reference": f"Patient/{of}"}, **more}  # fmt: skip


def bundle(*resources: dict[str, object]) -> bytes:
    entries = [
        {"fullUrl": f"http://example/{one['resourceType']}/{one.get('id')}", "resource": one} for one in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


WHOLE = (
    patient("1"),
    patient("2"),
    condition("1", severity=coded("24484000")),
    observation(
        "2",
        focus=[{"reference": "Patient/1"}],
        code=coded("840546002"),
        effectivePeriod={"start": "2020-12-05T10:00:00+08:00", "end": "2020-12-06T18:00:00+08:00"},
    ),
    observation(
        "2",
        code=coded("contact-follow-up", "urn:fangxian:code"),
        effectiveDateTime="2020-12-07T10:00:00+08:00",
        valueCodeableConcept=coded("seen_well", "urn:fangxian:code"),
    ),
    observation("2", effectiveDateTime="2020-12-07", valueCodeableConcept=coded("260385009"), id="s1"),
    {"resourceType": "Task", "id": "t", "status": "requested", "intent": "order"},
)


def test_patients_conditions_and_observations_become_cases_contacts_and_what_is_about_them(outbreak):
    delivery = read_delivery(bundle(*WHOLE), "bundle.json")
    assert (delivery.format, delivery.left) == ("fhir", {"Task": 1})
    result = import_delivery(outbreak, delivery)
    assert not result.problems
    held = Case.objects.get()
    assert (held.number, held.classification, held.severity, held.onset_on.isoformat()) == (
        "MRN-1", "confirmed", "severe", "2020-12-05",
    )  # fmt: skip
    assert held.classified_at.isoformat() == "2020-12-07T01:00:00+00:00"
    contact = Contact.objects.get()
    assert (contact.number, contact.last_exposure.isoformat()) == ("MRN-2", "2020-12-06T10:00:00+00:00")
    assert FollowUp.objects.get().outcome == "seen_well"
    assert said(contact.subject, "sample.resulted")["result"] == "negative"


@pytest.mark.parametrize(
    ("broken", "element"),
    [
        (patient("3", gender=7), "gender"),
        (patient("3", dog="x"), "dog"),
        (condition("3", subject=None), "subject"),
        (observation("3", status=None), "status"),
    ],
)
def test_a_resource_that_breaks_the_standard_stays_out_by_itself_with_element_and_rule(outbreak, broken, element):
    sound = {name: value for name, value in broken.items() if value is not None}
    result = import_delivery(outbreak, read_delivery(bundle(patient("1"), condition("1"), sound), "bundle.json"))
    (problem,) = [one for one in result.problems if one.code == "row.fhir"]
    assert (problem.line, element in problem.text) == (3, True)
    assert Case.objects.count() == 1
    assert result.rows == result.created + result.updated + result.unchanged + result.rejected


def test_other_statuses_are_other_classes(outbreak):
    statuses = {"1": "provisional", "2": "unconfirmed", "3": "refuted"}
    found = [one for id_, status in statuses.items() for one in (patient(id_), condition(id_, status))]
    import_delivery(outbreak, read_delivery(bundle(*found), "bundle.json"))
    assert dict(Case.objects.values_list("number", "classification")) == {"MRN-1": "probable", "MRN-2": "suspect"}
