"""SORMAS's CSV with its two header rows, made here."""

from __future__ import annotations

import csv
import io

import pytest

from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import read_delivery
from fangxian.response.casework.models import Case, Contact
from fangxian.response.registry.queries import card_of

CASES = {
    "uuid": ("UUID", "UQ3J-1"), "epidNumber": ("EPID number", "DEU-1"), "disease": ("Disease", "CORONAVIRUS"),
    "firstName": ("First name", "Ada"), "lastName": ("Last name", "Example"), "sex": ("Sex", "FEMALE"),
    "approximateAge": ("Age", "40 Years"), "reportDate": ("Date of report", "12/7/2020"),
    "caseClassification": ("Case classification", "CONFIRMED_NO_SYMPTOMS"), "outcome": ("Outcome", "NO_OUTCOME"),
    "symptoms.onsetDate": ("Date of symptom onset", "12/13/2019"), "phone": ("Phone", "13812345678"),
}  # fmt: skip
CONTACTS = {
    "uuid": ("UUID", "CT-1"), "sourceCaseUuid": ("Source case ID", "UQ3J-1"), "disease": ("Disease", "CORONAVIRUS"),
    "contactClassification": ("Contact classification", "CONFIRMED"), "lastContactDate": ("Last contact", "12/6/2020"),
    "firstName": ("First name", "Bob"), "lastName": ("Last name", "Example"), "sex": ("Sex", "MALE"),
    "reportDate": ("Date of report", "12/13/2019"), "contactCategory": ("Category", "HIGH_RISK"),
    "quarantine": ("Quarantine", "INSTITUTIONELL"), "quarantineFrom": ("Quarantine start", "12/7/2020"),
}  # fmt: skip


def file(columns: dict[str, tuple[str, str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerow([caption for caption, _value in columns.values()])
    writer.writerow([value for _caption, value in columns.values()])
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_it_is_known_by_itself_and_the_captions_are_no_row(outbreak, delimiter):
    delivery = read_delivery(file(CASES, delimiter), "sormas_cases.csv")
    assert delivery.format == "sormas"
    (sheet,) = delivery.sheets
    assert (sheet.kind.name, [row.line for row in sheet.table.rows]) == ("cases", [3])
    assert sheet.mapping.dates == ("%m/%d/%Y",)


def test_a_case_comes_in_under_its_uuid(outbreak):
    result = import_delivery(outbreak, read_delivery(file(CASES), "sormas_cases.csv"))
    assert not result.problems
    held = Case.objects.get()
    assert (held.number, held.classification, held.person.sex, held.person.age) == ("UQ3J-1", "asymptomatic", "F", 40)
    assert card_of(held.person).phone == "13812345678"
    assert held.outcome == ""


def test_its_contacts_find_it_by_that(outbreak):
    import_delivery(outbreak, read_delivery(file(CASES), "sormas_cases.csv"))
    delivery = read_delivery(file(CONTACTS), "sormas_contacts.csv")
    assert [sheet.kind.name for sheet in delivery.sheets] == ["contacts"]
    result = import_delivery(outbreak, delivery)
    assert not result.problems
    held = Contact.objects.get()
    assert (held.number, held.kind, held.controlled_at is not None) == ("CT-1", "close", True)
