"""SORMAS: the CSV of its exports of cases and of contacts.

Two header rows: technical names, then captions in the user's language. The names are the properties of
``CaseExportDto`` and ``ContactExportDto`` (``sormas-api`` of SORMAS-Foundation/SORMAS-Project), values the constants of
its enumerations; both also as the import template writes them (``person.firstName``). Rows of the export name others by
UUID, so the UUID is the number here, unless a case has an external id. An export writes days by the language of
whoever made it: the form of days is guessed, and asked for where the digits can be read in two ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from fangxian.response.casework.linelist.formats.delivery import Delivery, Sheet
from fangxian.response.casework.linelist.kinds import CASES, KINDS, Kind
from fangxian.response.casework.linelist.mapping import Mapping, date_forms
from fangxian.response.casework.linelist.table import Table, TableRow

_OF_PERSON: Final[dict[str, tuple[str, ...]]] = {
    "sex": ("sex", "person.sex"),
    "age": ("approximateAge", "person.approximateAge"),
    "area": ("community", "district", "addressDistrict", "person.address.district"),
    "id_number": ("nationalHealthId", "person.nationalHealthId"),
    "phone": ("phone", "person.phone"),
}
_NAMES: Final = (("lastName", "firstName"), ("person.lastName", "person.firstName"))
_ADDRESSES: Final = (("city", "street", "houseNumber"), ("city", "address"),
                     ("person.address.city", "person.address.street"))  # fmt: skip
_COLUMNS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "cases": {
        "number": ("uuid", "epidNumber", "externalID", "id"),
        "classification": ("caseClassification",),
        "reported_on": ("reportDate",),
        "onset_on": ("onsetDate", "symptoms.onsetDate"),
        "outcome": ("outcome",),
        "outcome_on": ("outcomeDate", "dischargeDate"),
        "died_on": ("deathDate", "person.deathDate"),
        "sampled_on": ("sample1.sampleDateTime", "sample1.dateTime"),
        "notes": ("additionalDetails",),
    },
    "contacts": {
        "number": ("uuid", "externalID", "id"),
        "source_case": ("sourceCaseUuid", "caze.uuid", "caze", "caseIdExternalSystem"),
        "last_exposure": ("lastContactDate",),
        "identified_at": ("reportDate", "reportDateTime"),
        "kind": ("contactCategory",),
        "setting": ("contactProximity",),
        "social": ("relationToCase",),
        "controlled_at": ("quarantineFrom",),
        "mode": ("quarantine",),
    },
}
_VALUES: Final[dict[str, dict[str, str]]] = {
    "classification": {
        "NOT_CLASSIFIED": "suspect", "SUSPECT": "suspect", "PROBABLE": "probable", "CONFIRMED": "confirmed",
        "CONFIRMED_NO_SYMPTOMS": "asymptomatic", "CONFIRMED_UNKNOWN_SYMPTOMS": "confirmed", "NO_CASE": "excluded",
    },
    "outcome": {"NO_OUTCOME": "", "DECEASED": "died", "RECOVERED": "recovered", "UNKNOWN": ""},
    "kind": {"HIGH_RISK": "close", "HIGH_RISK_MED": "close", "MEDIUM_RISK_MED": "close", "LOW_RISK": "general",
             "NO_RISK": "general"},
    "mode": {"HOME": "home", "INSTITUTIONELL": "central", "HOSPITAL": "hospital", "HOTEL": "central",
             "ASYLUM_ACCOMMODATION": "central", "NONE": "", "UNKNOWN": "", "OTHER": ""},
    "sex": {"MALE": "M", "FEMALE": "F", "OTHER": "", "UNKNOWN": ""},
}  # fmt: skip
_SIGNS: Final = ("caseClassification", "contactClassification", "sourceCaseUuid", "followUpStatus",
                 "investigationStatus", "disease", "uuid", "contactProximity", "person.firstName")  # fmt: skip


def is_sormas(first: Iterable[object]) -> bool:
    """Whether the first row of a file holds SORMAS's technical names."""
    names = {str(cell).strip() for cell in first}
    return len(names & set(_SIGNS)) >= 3


def read(table: Table) -> Delivery:
    """Bring an export into rows; the second header row is left out."""
    contacts = {"sourceCaseUuid", "contactClassification", "lastContactDate"} & set(table.headings)
    kind = KINDS["contacts"] if contacts else CASES
    rows = tuple(row for place, row in enumerate(table.rows) if place or not _is_caption(row, table))
    plain = replace(table, rows=rows)
    columns = _mapped(kind, plain)
    mapping = Mapping(
        columns=columns,
        dates=tuple(date_forms(plain, columns, kind)[:1]),
        values={name: values for name, values in _VALUES.items() if name in columns},
    )
    return Delivery("sormas", table.filename, table.digest, (Sheet(kind, plain, mapping),))


def _mapped(kind: Kind, table: Table) -> dict[str, str | list[str]]:
    known = set(table.headings)
    columns: dict[str, str | list[str]] = {}
    for field, names in (_COLUMNS[kind.name] | _OF_PERSON).items():
        found = next((name for name in names if name in known), None)
        if found is not None:
            columns[field] = found
    for field, choices in (("name", _NAMES), ("address", _ADDRESSES)):
        parts = next((held for choice in choices if (held := [name for name in choice if name in known])), [])
        if parts:
            columns[field] = parts if len(parts) > 1 else parts[0]
    return columns


def _is_caption(row: TableRow, table: Table) -> bool:
    """Whether a row names the columns once more: it says no class, no day and no figure where it should."""
    said = dict(zip(table.headings, row.cells, strict=False))
    told = [said.get(name) for name in ("caseClassification", "contactClassification", "reportDate", "sex")]
    texts = [str(value) for value in told if value not in (None, "")]
    return bool(texts) and not any(text.isupper() or any(sign.isdigit() for sign in text) for text in texts)
