"""Go.Data (WHO): the JSON of its API and of its export.

Field names are those of the models of Go.Data's API, release 2 (``case``, ``contact``, ``contactOfContact``,
``relationship``, ``followUp``, ``labResult`` in ``common/models`` of WorldHealthOrganization/GoDataSource-API), and
values its reference data (``LNG_REFERENCE_DATA_…``). A file holds one array, or an object of arrays by name, as
one call of the API after the other gives them. A day is written there as midnight in UTC, and is read as that day.

Persons refer to each other by id; here they do by number (``visualId``), which is what people see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fangxian.response.casework.linelist.formats.delivery import Delivery, of_objects

_TYPES: Final = {
    "CASE": "cases",
    "CONTACT": "contacts",
    "CONTACT_OF_CONTACT": "contacts",
}
_TOKEN: Final = "LNG_REFERENCE_DATA_"  # noqa: S105 -- begins every reference value
_PREFIXES: Final = (
    "CATEGORY_PERSON_TYPE_", "CATEGORY_GENDER_", "CATEGORY_CASE_CLASSIFICATION_", "CATEGORY_OUTCOME_",
    "CATEGORY_CERTAINTY_LEVEL_", "CATEGORY_CONTEXT_OF_TRANSMISSION_", "CATEGORY_EXPOSURE_TYPE_",
    "CATEGORY_TYPE_OF_SAMPLE_", "CATEGORY_TYPE_OF_LAB_TEST_", "CATEGORY_LAB_TEST_RESULT_", "CATEGORY_LAB_NAME_",
    "CATEGORY_DOCUMENT_TYPE_", "CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_",
)  # fmt: skip
_CERTAINTY: Final = {"3_HIGH": "certain", "2_MEDIUM": "probable", "1_LOW": "possible"}
_MARKS: Final = ("visualId", "persons", "personId", "dateSampleTaken", "contactDate")


def is_godata(held: Any) -> bool:
    """Whether it is what Go.Data writes."""
    return any(any(mark in one for mark in _MARKS) for one in _first(held))


def read(held: Any, filename: str, digest: str) -> Delivery:
    """Bring Go.Data's objects into rows."""
    persons, others, left = _sorted(held)
    numbers = {str(one.get("id") or one.get("_id")): _number(one) for one in persons}
    found: dict[str, list[dict[str, Any]]] = {"cases": [], "contacts": []}
    kinds: dict[str, str] = {}
    for one in persons:
        type_ = _value(one.get("type")) or ("CASE" if one.get("classification") else "CONTACT")
        name = _TYPES.get(type_)
        if name is None:
            left[type_.lower()] += 1
        elif name == "cases":
            found[name].append(_case(one))
        else:
            kinds[_number(one)] = "secondary" if type_ == "CONTACT_OF_CONTACT" else "close"
            found[name].append(_contact(one, kinds[_number(one)]))
    found["relationships"] = [
        row for one in others["relationships"] if (row := _relationship(one, numbers, kinds)) is not None
    ]
    found["follow_ups"] = [_follow_up(one, numbers) for one in others["follow_ups"]]
    found["samples"] = [_sample(one, numbers) for one in others["samples"]]
    return of_objects("godata", found, filename, digest, left)


def _first(held: Any) -> list[Mapping[str, Any]]:
    arrays = held.values() if isinstance(held, dict) else [held]
    return [array[0] for array in arrays if isinstance(array, list) and array and isinstance(array[0], dict)]


def _sorted(held: Any) -> tuple[list[Any], dict[str, list[Any]], Counter[str]]:
    """Persons, what is about them, and what is neither."""
    arrays: Iterable[Any] = held.values() if isinstance(held, dict) else [held]
    persons: list[Any] = []
    others: dict[str, list[Any]] = {"relationships": [], "follow_ups": [], "samples": []}
    left: Counter[str] = Counter()
    for one in (one for array in arrays if isinstance(array, list) for one in array if isinstance(one, dict)):
        if one.get("deleted"):
            left["deleted"] += 1
        elif "persons" in one:
            others["relationships"].append(one)
        elif "dateSampleTaken" in one or "sampleIdentifier" in one:
            others["samples"].append(one)
        elif "personId" in one and "date" in one:
            others["follow_ups"].append(one)
        elif "visualId" in one or "firstName" in one:
            persons.append(one)
        else:
            left["other"] += 1
    return persons, others, left


def _dicts(held: Any) -> list[dict[str, Any]]:
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _number(one: Mapping[str, Any]) -> str:
    return str(one.get("visualId") or one.get("id") or one.get("_id") or "")


def _value(token: Any) -> str:
    """The last part of a reference value; other texts as they are."""
    text = str(token or "")
    if not text.startswith(_TOKEN):
        return text
    text = text.removeprefix(_TOKEN)
    known = next((prefix for prefix in _PREFIXES if text.startswith(prefix)), "")
    return text.removeprefix(known).removeprefix("CATEGORY_")


def _words(token: Any) -> str:
    """A reference value as words."""
    return _value(token).replace("_", " ").lower()


def _day(said: Any) -> str:
    return str(said or "")[:10]


def _person(one: Mapping[str, Any]) -> dict[str, Any]:
    addresses = _dicts(one.get("addresses"))
    usual = addresses[0] if addresses else {}
    documents = _dicts(one.get("documents"))
    age = next(iter(_dicts([one.get("age")])), {})
    return {
        "number": _number(one),
        "sex": _words(one.get("gender")),
        "age": age.get("years") if age.get("years") else (f"{age['months']} months" if age.get("months") else None),
        "area": usual.get("locationId") or "",
        "name": " ".join(str(one[part]) for part in ("firstName", "middleName", "lastName") if one.get(part)),
        "id_number": next((str(held["number"]) for held in documents if held.get("number")), ""),
        "phone": usual.get("phoneNumber") or "",
        "address": " ".join(str(usual[part]) for part in ("city", "addressLine1") if usual.get(part)),
    }


def _case(one: Mapping[str, Any]) -> dict[str, Any]:
    return _person(one) | {
        "classification": _words(one.get("classification")).replace(" ", "-"),
        "reported_on": _day(one.get("dateOfReporting")),
        "confirmed_on": _day(one.get("dateBecomeCase")),
        "onset_on": _day(one.get("dateOfOnset")),
        "outcome": _words(one.get("outcomeId")).replace(" ", "-"),
        "outcome_on": _day(one.get("dateOfOutcome")),
        "notes": one.get("riskReason") or "",
    }


def _contact(one: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return _person(one) | {
        "kind": kind,
        "last_exposure": _day(one.get("dateOfLastContact")),
        "identified_at": _day(one.get("dateOfReporting")),
    }


def _relationship(
    one: Mapping[str, Any], numbers: Mapping[str, str], kinds: Mapping[str, str]
) -> dict[str, Any] | None:
    ends = {"source": "", "target": ""}
    for person in _dicts(one.get("persons")):
        for end in ends:
            if person.get(end):
                ends[end] = numbers.get(str(person.get("id")), str(person.get("id")))
    certainty = _value(one.get("certaintyLevelId"))
    return {
        "source_case": ends["source"],
        "number": ends["target"],
        "kind": kinds.get(ends["target"], "close"),
        "first_exposure": _day(one.get("dateOfFirstContact")),
        "last_exposure": _day(one.get("contactDate")),
        "setting": _words(one.get("socialRelationshipTypeId")) or _words(one.get("exposureTypeId")),
        "social": one.get("socialRelationshipDetail") or "",
        "certainty": _CERTAINTY.get(certainty, certainty.lower()),
    }


def _follow_up(one: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    person = str(one.get("personId"))
    status = _words(one.get("statusId")) or ("seen ok" if one.get("performed") else "not performed")
    return {"number": numbers.get(person, person), "day": _day(one.get("date")), "status": status,
            "note": one.get("comment") or ""}  # fmt: skip


def _sample(one: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    person = str(one.get("personId"))
    return {
        "number": numbers.get(person, person),
        "sample": one.get("sampleIdentifier") or str(one.get("id") or ""),
        "taken_at": _day(one.get("dateSampleTaken")),
        "specimen": _words(one.get("sampleType")),
        "assay": _words(one.get("testType")),
        "result": _words(one.get("result")).replace(" ", "-"),
        "resulted_at": _day(one.get("dateOfResult") or one.get("dateTesting")),
        "institution": _words(one.get("labName")),
    }
