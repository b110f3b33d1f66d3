"""HL7 FHIR R4: bundles of Patient, Condition and Observation.

Each resource is checked against the standard's own definitions (R4B as the library ``fhir.resources`` holds them; for
these resources it is R4), and one that breaks them stays out by itself, with the element and the rule. How resources
are understood, and written by the export:

- **Patient** is a person: ``identifier`` (the one of :data:`NUMBERS` is the case or contact number), ``name``,
  ``gender``, ``birthDate``, ``telecom``, ``address``.
- **Condition** makes the patient a case: ``verificationStatus`` is the classification, ``recordedDate`` its time,
  ``onsetDateTime``, ``severity`` (SNOMED CT), ``note``.
- **Observation** with ``focus`` on another patient is an exposure (SNOMED CT 840546002): ``effectivePeriod`` from the
  first to the last; with the code :data:`FOLLOW_UP` a day's follow-up; any other is a sample's result.
- **Task** tells what somebody owes. Fangxian's tasks follow from what is on record, so tasks do not come in: they are
  counted, and the record calls for its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fangxian.response.casework.linelist.formats.delivery import Delivery, of_objects
from fangxian.response.casework.linelist.rows import Row

NUMBERS: Final = "urn:fangxian:number"
"""System of the identifier that is the case or contact number."""

DOCUMENTS: Final = "urn:oid:1.2.156.112604.1.2.5"
"""System of the identifier that is a Chinese resident identity number, as HL7 China registers it."""

FOLLOW_UP: Final = "contact-follow-up"
EXPOSED: Final = ("http://snomed.info/sct", "840546002", "Exposure to severe acute respiratory syndrome coronavirus 2")
RESULTS: Final = {
    "positive": ("10828004", "Positive"),
    "negative": ("260385009", "Negative"),
    "grey": ("419984006", "Inconclusive"),
    "invalid": ("455371000124106", "Invalid result"),
}
"""Result on record → SNOMED CT."""

SEVERITIES: Final = {
    "mild": ("255604002", "Mild"),
    "ordinary": ("6736007", "Moderate"),
    "severe": ("24484000", "Severe"),
    "critical": ("442452003", "Life threatening severity"),
}
"""Clinical type on record → SNOMED CT."""

VERIFIED: Final = {
    "confirmed": "confirmed",
    "asymptomatic": "confirmed",
    "probable": "provisional",
    "suspect": "unconfirmed",
    "excluded": "refuted",
}
"""Classification on record → verification status of a condition."""

_CLASSES: Final = {"confirmed": "confirmed", "provisional": "probable", "differential": "suspect",
                   "unconfirmed": "suspect", "refuted": "excluded", "entered-in-error": "excluded"}  # fmt: skip
_GENDERS: Final = {"female": "F", "male": "M"}
_SHOWN = 3  # broken rules named of one resource


def is_bundle(held: Any) -> bool:
    """Whether it is a bundle."""
    return isinstance(held, dict) and held.get("resourceType") == "Bundle"


def read(held: Mapping[str, Any], filename: str, digest: str) -> Delivery:
    """Bring a bundle into rows."""
    left: Counter[str] = Counter()
    refused: list[Row] = []
    sound: list[tuple[Mapping[str, Any], str]] = []
    for line, entry in enumerate(held.get("entry") or [], start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        type_ = resource.get("resourceType", "") if isinstance(resource, dict) else ""
        if not isinstance(resource, dict) or type_ not in ("Patient", "Condition", "Observation"):
            left[type_ or "other"] += 1
        elif fault := fault_of(type_, resource):
            row = Row(line)
            row.reject("row.fhir", "", f"{type_} {fault}"[:200])
            refused.append(row)
        else:
            sound.append((resource, str(entry.get("fullUrl") or "")))
    return replace(of_objects("fhir", _rows(sound), filename, digest, left), refused=tuple(refused))


def fault_of(type_: str, resource: Mapping[str, Any]) -> str:
    """The element and the rule that a resource breaks; empty where it breaks none."""
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(type_).model_validate(resource)
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:_SHOWN])
    except (ValueError, TypeError) as error:
        return str(error)
    return ""


def _rows(sound: Sequence[tuple[Mapping[str, Any], str]]) -> dict[str, list[dict[str, Any]]]:
    patients = {key: one for one, url in sound if one["resourceType"] == "Patient" for key in _keys(one, url)}
    conditions = [one for one, _url in sound if one["resourceType"] == "Condition"]
    observations = [one for one, _url in sound if one["resourceType"] == "Observation"]
    ill = {_number(patients, one.get("subject")) for one in conditions}
    found: dict[str, list[dict[str, Any]]] = {"cases": [_case(one, patients) for one in conditions]}
    people = {_number_of(one): one for one in patients.values()}
    found["contacts"] = [_person(one) for number, one in people.items() if number not in ill]
    found["relationships"] = [_exposure(one, patients) for one in observations if one.get("focus")]
    follow_ups = [one for one in observations if not one.get("focus") and FOLLOW_UP in _codes(one.get("code"))]
    found["follow_ups"] = [_follow_up(one, patients) for one in follow_ups]
    found["samples"] = [
        _sample(one, patients) for one in observations if not one.get("focus") and one not in follow_ups
    ]
    return found


def _keys(one: Mapping[str, Any], url: str) -> list[str]:
    return [key for key in (url, f"Patient/{one.get('id')}") if key]


def _number(patients: Mapping[str, Mapping[str, Any]], reference: Any) -> str:
    said = str((reference or {}).get("reference", ""))
    held = patients.get(said) or patients.get("/".join(said.split("/")[-2:]))
    return _number_of(held) if held is not None else said.rpartition("/")[2]


def _number_of(one: Mapping[str, Any]) -> str:
    identifiers = one.get("identifier") or []
    own = [held for held in identifiers if held.get("system") == NUMBERS] or [
        held for held in identifiers if held.get("system") != DOCUMENTS
    ]
    return str(own[0].get("value", "")) if own else str(one.get("id", ""))


def _person(one: Mapping[str, Any]) -> dict[str, Any]:
    name = (one.get("name") or [{}])[0]
    telecoms = [held.get("value", "") for held in one.get("telecom") or [] if held.get("system") == "phone"]
    address = (one.get("address") or [{}])[0]
    documents = [held for held in one.get("identifier") or [] if held.get("system") == DOCUMENTS]
    parts = [*(address.get("line") or []), address.get("city", "")]
    return {
        "number": _number_of(one),
        "sex": _GENDERS.get(str(one.get("gender")), ""),
        "area": address.get("district") or address.get("city") or "",
        "name": name.get("text") or " ".join([*(name.get("given") or []), name.get("family", "")]).strip(),
        "phone": telecoms[0] if telecoms else "",
        "id_number": documents[0].get("value", "") if documents else "",
        "address": address.get("text") or " ".join(part for part in parts if part),
        "age": next((held.get("valueAge", {}).get("value") for held in one.get("extension") or []
                     if held.get("url") == f"{NUMBERS}:age"), None),
    }  # fmt: skip


def _case(one: Mapping[str, Any], patients: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    said = str((one.get("subject") or {}).get("reference", ""))
    patient = patients.get(said) or patients.get("/".join(said.split("/")[-2:])) or {}
    status = next((_CLASSES[code] for code in _codes(one.get("verificationStatus")) if code in _CLASSES), "")
    silent = status == "confirmed" and "asymptomatic" in _codes(one.get("stage"))
    at = one.get("recordedDate") or one.get("onsetDateTime") or ""
    severe = {code: name for name, (code, _display) in SEVERITIES.items()}
    return (_person(patient) if patient else {}) | {
        "number": _number(patients, one.get("subject")),
        "classification": "asymptomatic" if silent else status,
        "classified_at": at,
        "onset_on": str(one.get("onsetDateTime") or "")[:10],
        "severity": next((severe[code] for code in _codes(one.get("severity")) if code in severe), ""),
        "outcome": "recovered" if "resolved" in _codes(one.get("clinicalStatus")) else "",
        "outcome_at": one.get("abatementDateTime") or "",
        "notes": " ".join(note.get("text", "") for note in one.get("note") or []),
    }


def _exposure(one: Mapping[str, Any], patients: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    period = one.get("effectivePeriod") or {}
    value = one.get("valueCodeableConcept") or {}
    return {
        "number": _number(patients, one.get("subject")),
        "source_case": _number(patients, one["focus"][0]),
        "kind": next(iter(_codes(value)), "") or value.get("text") or "close",
        "first_exposure": period.get("start") or "",
        "last_exposure": period.get("end") or one.get("effectiveDateTime") or "",
        "identified_at": one.get("issued") or "",
        "setting": " ".join(note.get("text", "") for note in one.get("note") or []),
    }


def _follow_up(one: Mapping[str, Any], patients: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    at = str(one.get("effectiveDateTime") or "")
    return {
        "number": _number(patients, one.get("subject")),
        "day": at[:10],
        "at": at if len(at) > 10 else "",
        "status": next(iter(_codes(one.get("valueCodeableConcept"))), ""),
        "note": " ".join(note.get("text", "") for note in one.get("note") or []),
    }


def _sample(one: Mapping[str, Any], patients: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    value = one.get("valueCodeableConcept") or {}
    known = {code: name for name, (code, _display) in RESULTS.items()}
    identifiers = one.get("identifier") or []
    return {
        "number": _number(patients, one.get("subject")),
        "sample": identifiers[0].get("value", "") if identifiers else str(one.get("id", "")),
        "taken_at": one.get("effectiveDateTime") or "",
        "result": next((known[code] for code in _codes(value) if code in known), "") or value.get("text", ""),
        "resulted_at": one.get("issued") or "",
        "assay": (one.get("method") or {}).get("text", ""),
        "specimen": (one.get("specimen") or {}).get("display", ""),
    }


def _codes(concept: Any) -> list[str]:
    """Every code of a concept, or of a list of them."""
    if isinstance(concept, list):
        return [code for one in concept for code in _codes(one.get("summary", one))]
    return [str(one.get("code", "")) for one in (concept or {}).get("coding") or []]
