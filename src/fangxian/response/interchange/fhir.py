"""Rows of an export as FHIR R4 resources; what they mean is said where they are read, in the reader of bundles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from fangxian.response.casework.linelist.formats.fhir import (
    DOCUMENTS,
    EXPOSED,
    FOLLOW_UP,
    NUMBERS,
    RESULTS,
    SEVERITIES,
    VERIFIED,
)

Row = dict[str, Any]
Resource = dict[str, Any]

_NAMESPACE: Final = UUID("0b8f3b52-7a5e-5c64-9a0c-3d1f6a5d9a77")
_SNOMED: Final = "http://snomed.info/sct"
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CODES: Final = "urn:fangxian:code"
_GENDERS: Final = {"F": "female", "M": "male"}
_TASKS: Final = {"open": "requested", "discharged": "completed", "lapsed": "cancelled"}


class Resources:
    """Makes resources of rows; a person who appears twice is one Patient."""

    def __init__(self) -> None:
        self._patients: set[str] = set()
        self._makers: dict[str, Callable[[Row], Iterator[Resource]]] = {
            "cases": self._case,
            "contacts": self._contact,
            "relationships": self._relationship,
            "visits": self._nothing,
            "classes": self._nothing,
            "measures": self._nothing,
            "follow_ups": self._follow_up,
            "samples": self._sample,
            "tasks": self._task,
        }

    def of(self, kind: str, row: Row) -> Iterator[Resource]:
        """The resources of one row; visits, classes and measures have none of the four kinds."""
        return self._makers[kind](row)

    def _nothing(self, row: Row) -> Iterator[Resource]:
        return iter(())

    def _case(self, row: Row) -> Iterator[Resource]:
        yield from self._patient(row, row["case_id"])
        if row.get("contact_id"):
            self._patients.add(row["contact_id"])  # the same person, who is the case's Patient
        severity = SEVERITIES.get(row["severity"])
        outcome = row["outcome"]
        yield _lean(
            resourceType="Condition",
            id=_id("condition", row["case_id"]),
            clinicalStatus=_concept(_CLINICAL, "resolved" if outcome == "recovered" else "active"),
            verificationStatus=_concept(_VERIFICATION, VERIFIED[row["classification"]]),
            category=[_concept(_CODES, row["classification"], row.get("classification_name"))],
            stage=[{"summary": _concept(_CODES, "asymptomatic")}] if row["classification"] == "asymptomatic" else None,
            severity=_concept(_SNOMED, *severity) if severity else None,
            code={"text": row.get("incident") or "infection"},
            subject=_patient(row["case_id"]),
            onsetDateTime=_text(row["date_of_onset"]),
            abatementDateTime=_text(row.get("date_of_outcome")) if outcome == "recovered" else None,
            recordedDate=_text(row["date_of_classification"]),
            note=[{"text": row["notes"]}] if row["notes"] else None,
        )

    def _contact(self, row: Row) -> Iterator[Resource]:
        yield from self._patient(row, row["contact_id"])

    def _patient(self, row: Row, number: str) -> Iterator[Resource]:
        if number in self._patients:
            return
        self._patients.add(number)
        document = row.get("id_number")
        yield _lean(
            resourceType="Patient",
            id=_id("patient", number),
            extension=[_age(row["age"])] if row.get("age") is not None else None,
            identifier=[
                {"system": NUMBERS, "value": number},
                *([{"system": DOCUMENTS, "value": document}] if document else []),
            ],
            name=[{"text": row["name"]}] if row.get("name") else None,
            telecom=[{"system": "phone", "value": row["phone"]}] if row.get("phone") else None,
            gender=_GENDERS.get(row["sex"], "unknown"),
            address=[_lean(text=row.get("address"), district=row["area_code"])],
        )

    def _relationship(self, row: Row) -> Iterator[Resource]:
        period = _lean(start=_text(row["date_of_first_contact"]), end=_text(row["date_of_last_contact"]))
        yield _lean(
            resourceType="Observation",
            id=row["uuid"],
            status="final",
            code=_concept(*EXPOSED),
            subject=_patient(row["target_id"]),
            focus=[_patient(row["source_id"])],
            effectivePeriod=period or None,
            issued=_text(row["date_of_identification"]),
            valueCodeableConcept=_concept(_CODES, row["kind"]),
            note=[{"text": row["context_of_exposure"]}] if row["context_of_exposure"] else None,
        )

    def _follow_up(self, row: Row) -> Iterator[Resource]:
        yield _lean(
            resourceType="Observation",
            id=row["uuid"],
            status="final",
            code=_concept(_CODES, FOLLOW_UP),
            subject=_patient(row["contact_id"]),
            effectiveDateTime=_text(row["seen_at"]),
            valueCodeableConcept=_concept(_CODES, row["followup_status"], row.get("status_name")),
            note=[{"text": row["note"]}] if row["note"] else None,
        )

    def _sample(self, row: Row) -> Iterator[Resource]:
        result = RESULTS.get(row["result"])
        yield _lean(
            resourceType="Observation",
            id=_id("sample", row["sample_id"] or row["person_id"] + str(row["date_of_sample"])),
            identifier=[{"value": row["sample_id"]}] if row["sample_id"] else None,
            status="final" if result else "registered",
            code={"text": row["test_type"] or "test"},
            subject=_patient(row["person_id"]),
            effectiveDateTime=_text(row["date_of_sample"]),
            issued=_text(row["date_of_result"]),
            valueCodeableConcept=_concept(_SNOMED, *result) if result else None,
            method={"text": row["test_type"]} if row["test_type"] else None,
            specimen={"display": row["sample_type"]} if row["sample_type"] else None,
        )

    def _task(self, row: Row) -> Iterator[Resource]:
        yield _lean(
            resourceType="Task",
            id=row["uuid"],
            status=_TASKS.get(row["state"], "requested"),
            intent="order",
            code=_lean(coding=[{"system": _CODES, "code": row["clause"]}], text=row["title"]),
            description=row["title"],
            **{"for": {"display": row["subject"]}},
            authoredOn=_text(row["opened_at"]),
            owner={"display": row["office"]} if row["office"] else None,
            statusReason={"text": row["reason"]} if row["reason"] else None,
            executionPeriod=_lean(start=_text(row["opened_at"]), end=_text(row["discharged_at"] or row["lapsed_at"])),
            restriction={"period": {"end": _text(row["due_at"])}},
        )


def _id(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "|".join(parts)))


def _patient(number: str) -> Resource:
    return {"reference": f"urn:uuid:{_id('patient', number)}", "display": number}


def _concept(system: str, code: str, display: str | None = None) -> Resource:
    return {"coding": [_lean(system=system, code=code, display=display)]}


def _age(years: int) -> Resource:
    unit = {"value": years, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
    return {"url": f"{NUMBERS}:age", "valueAge": unit}


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return None if value in (None, "") else value.isoformat()


def _lean(**said: Any) -> Resource:
    """An object without what is not known."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
