"""FHIR R4: a bundle with DiagnosticReport, its Observations and Specimens; or one report that contains them.

A report's specimen is the tube: the specimen's ``accessionIdentifier``, else its first ``identifier``, else what the
reference says of itself. An observation is a threshold (its code says Ct) or a result: ``valueCodeableConcept`` or
``interpretation`` by SNOMED CT or the interpretation codes of HL7, or a word. Only final, amended and corrected ones
are taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.formats.fhir import fault_of
from fangxian.response.testing.results.message import Specimen, bad
from fangxian.response.testing.results.words import FLAGS, SNOMED, reading_of, target_of, threshold

Resource = Mapping[str, Any]

_FINAL: Final = ("final", "amended", "corrected", "appended")


def read_fhir(data: bytes, filename: str) -> list[Specimen]:
    """The specimens of all reports.

    Raises
    ------
    Invalid
        ``results.fhir``: it is no JSON, or holds no report. ``results.message``: a report breaks a rule.
    """
    try:
        held = json.loads(data)
    except ValueError as error:
        raise _unreadable(filename) from error
    resources = list(_resources(held if isinstance(held, dict) else {}))
    known = {key: one for url, one in resources for key in _keys(url, one)}
    reports = [one for _url, one in resources if one.get("resourceType") == "DiagnosticReport"]
    if not reports:
        raise _unreadable(filename)
    return [_specimen(line, one, known) for line, one in enumerate(reports, start=1)]


def _resources(held: Resource) -> Iterator[tuple[str, Resource]]:
    if held.get("resourceType") != "Bundle":
        yield "", held
        return
    for entry in held.get("entry") or []:
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield str(entry.get("fullUrl") or ""), entry["resource"]


def _keys(url: str, one: Resource) -> list[str]:
    named = f"{one.get('resourceType')}/{one.get('id')}" if one.get("id") else ""
    return [key for key in (url, named) if key]


def _specimen(line: int, report: Resource, known: Mapping[str, Resource]) -> Specimen:
    if broken := fault_of("DiagnosticReport", report):
        raise bad(line, "DiagnosticReport", broken)
    _check_final(line, "DiagnosticReport", report)
    inside = {f"#{one['id']}": one for one in report.get("contained") or [] if one.get("id")}
    found = {**known, **inside}
    held = Specimen(line, _code(report, found))
    for reference in report.get("result") or []:
        observation = found.get(str(reference.get("reference")))
        if observation is None:
            raise bad(line, "result", _("%(named)s is not in the message") % {"named": reference.get("reference", "–")})
        if broken := fault_of("Observation", observation):
            raise bad(line, "Observation", broken)
        _check_final(line, "Observation", observation)
        for one in (observation, *(observation.get("component") or [])):
            _observe(held, one)
    if not held.readings:
        held.readings = _numbered("conclusionCode", _coded(report.get("conclusionCode") or []))
    return held


def _code(report: Resource, found: Mapping[str, Resource]) -> str:
    reference: Resource = next(iter(report.get("specimen") or []), {})
    specimen = found.get(str(reference.get("reference")), {})
    identifiers = [
        specimen.get("accessionIdentifier"),
        *(specimen.get("identifier") or []),
        reference.get("identifier"),
    ]
    values = [str(one["value"]) for one in identifiers if isinstance(one, dict) and one.get("value")]
    return next(iter(values), str(reference.get("display") or ""))


def _observe(held: Specimen, one: Resource) -> None:
    name = _name(one.get("code") or {})
    target = target_of(name)
    if target is not None:
        quantity = one.get("valueQuantity") or {}
        said = str(quantity.get("value", one.get("valueString", "")))
        try:
            held.cts[target] = threshold(said)
        except ValueError as error:
            raise bad(held.line, name, _("“%(value)s” is no cycle threshold") % {"value": said}) from error
        return
    concepts = [one["valueCodeableConcept"]] if one.get("valueCodeableConcept") else one.get("interpretation") or []
    words = _coded(concepts) or ([reading_of(one["valueString"])] if one.get("valueString") else [])
    held.readings |= _numbered(name or "–", words)


def _numbered(name: str, words: Iterable[str]) -> dict[str, str]:
    """Each by a name of its own, so that two that contradict each other both stand."""
    return {f"{name} {number}" if number > 1 else name: word for number, word in enumerate(words, start=1)}


def _coded(concepts: Iterable[Resource]) -> list[str]:
    """The reading of each concept: by its first code that is known, else by its words."""
    found = []
    for concept in concepts:
        codes = [str(one.get("code", "")) for one in concept.get("coding") or []]
        known = [word for code in codes for word in (SNOMED.get(code), FLAGS.get(code)) if word]
        said = concept.get("text") or next((one.get("display") for one in concept.get("coding") or []), "")
        found.append(known[0] if known else reading_of(str(said or "")))
    return found


def _name(code: Resource) -> str:
    shown = [str(one.get("display") or "") for one in code.get("coding") or []]
    return " ".join(filter(None, (str(code.get("text") or ""), *shown)))


def _check_final(line: int, name: str, one: Resource) -> None:
    if one.get("status") not in _FINAL:
        raise bad(line, f"{name}.status", _("“%(status)s” is not final") % {"status": one.get("status", "–")})


def _unreadable(filename: str) -> Invalid:
    return Invalid(
        "results.fhir",
        _("%(name)s holds no FHIR DiagnosticReport."),
        remedy=_("Export a bundle of DiagnosticReport, Observation and Specimen, or a table."),
        field="file",
        name=filename,
    )
