"""Go.Data's JSON, made here in the shape of its API."""

from __future__ import annotations

import json
from itertools import count

from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import read_delivery
from fangxian.response.casework.models import Case, Contact, FollowUp, Relationship
from fangxian.response.registry.queries import card_of
from tests.casework.ledger import said

REF = "LNG_REFERENCE_DATA_"
_ids = count(1)


def person(number: str, type_: str, **more: object) -> dict[str, object]:
    return {
        "id": f"uuid-{number}",
        "visualId": number,
        "type": f"{REF}CATEGORY_PERSON_TYPE_{type_}",
        "firstName": "Ada",
        "lastName": "Example",
        "gender": f"{REF}CATEGORY_GENDER_FEMALE",
        "age": {"years": 40, "months": 0},
        "addresses": [{"typeId": "x", "city": "Pidu", "addressLine1": "1 Road", "phoneNumber": "13812345678"}],
        "documents": [{"type": f"{REF}CATEGORY_DOCUMENT_TYPE_OTHER", "number": "11010519491231002X"}],
        "dateOfReporting": "2020-12-07T00:00:00.000Z",
        **more,
    }


def export() -> dict[str, list[dict[str, object]]]:
    return {
        "cases": [
            person(
                "GD-1", "CASE",
                classification=f"{REF}CATEGORY_CASE_CLASSIFICATION_CONFIRMED",
                dateOfOnset="2020-12-05T00:00:00.000Z",
                outcomeId=f"{REF}CATEGORY_OUTCOME_RECOVERED",
                dateOfOutcome="2020-12-08T00:00:00.000Z",
            ),
            person("GD-0", "CASE", documents=[],
                   classification=f"{REF}CATEGORY_CASE_CLASSIFICATION_NOT_A_CASE_DISCARDED"),
        ],
        "contacts": [person("GC-1", "CONTACT", documents=[]), person("GC-2", "CONTACT_OF_CONTACT", documents=[]),
                     person("GC-3", "CONTACT", deleted=True)],
        "relationships": [
            {"id": "r1", "persons": [{"id": "uuid-GD-1", "type": "x", "source": True},
                                     {"id": "uuid-GC-1", "type": "x", "target": True}],
             "contactDate": "2020-12-06T00:00:00.000Z", "certaintyLevelId": f"{REF}CATEGORY_CERTAINTY_LEVEL_2_MEDIUM",
             "socialRelationshipDetail": "colleague"},
            {"id": "r2", "persons": [{"id": "uuid-GC-1", "type": "x", "source": True},
                                     {"id": "uuid-GC-2", "type": "x", "target": True}],
             "contactDate": "2020-12-06T00:00:00.000Z"},
        ],
        "followUps": [{"id": "f1", "personId": "uuid-GC-1", "date": "2020-12-07T00:00:00.000Z",
                       "statusId": f"{REF}CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK"}],
        "labResults": [{"id": "l1", "personId": "uuid-GC-1", "dateSampleTaken": "2020-12-06T00:00:00.000Z",
                        "dateOfResult": "2020-12-07T00:00:00.000Z", "sampleIdentifier": "S-1",
                        "sampleType": f"{REF}CATEGORY_TYPE_OF_SAMPLE_THROAT_SWAB",
                        "testType": f"{REF}CATEGORY_TYPE_OF_LAB_TEST_PCR",
                        "result": f"{REF}CATEGORY_LAB_TEST_RESULT_NEGATIVE"}],
    }  # fmt: skip


def read(held: object):
    return read_delivery(json.dumps(held).encode(), "godata.json")


def test_it_is_known_by_itself_and_what_is_deleted_is_counted(outbreak):
    delivery = read(export())
    assert delivery.format == "godata"
    assert {sheet.kind.name: len(sheet.table.rows) for sheet in delivery.sheets} == {
        "cases": 2, "contacts": 2, "relationships": 2, "follow_ups": 1, "samples": 1,
    }  # fmt: skip
    assert delivery.left == {"deleted": 1}


def test_one_array_as_one_call_of_the_api_gives_it_is_read_too(outbreak):
    assert read(export()["cases"]).format == "godata"


def test_cases_contacts_and_what_is_about_them_come_in(outbreak):
    result = import_delivery(outbreak, read(export()))
    assert [(p.code, p.line) for p in result.problems if p.code.startswith("row.")] == [("row.excluded", 2)]
    held = Case.objects.get()
    assert (held.number, held.classification, held.onset_on.isoformat(), held.outcome) == (
        "GD-1", "confirmed", "2020-12-05", "recovered",
    )  # fmt: skip
    assert (held.person.sex, held.person.age) == ("F", 40)
    assert card_of(held.person).id_number == "11010519491231002X"
    assert dict(Contact.objects.values_list("number", "kind")) == {"GC-1": "close", "GC-2": "secondary"}
    assert set(Relationship.objects.values_list("certainty", "social")) == {("probable", "colleague"), ("certain", "")}
    assert FollowUp.objects.get().outcome == "seen_well"
    result = said(Contact.objects.get(number="GC-1").subject, "sample.resulted")
    assert (result["result"], result["assay"]) == ("negative", "pcr")


def test_the_same_export_again_changes_nothing(outbreak):
    import_delivery(outbreak, read(export()))
    again = import_delivery(outbreak, read(export()))
    assert (again.created, again.updated) == (0, 0)
