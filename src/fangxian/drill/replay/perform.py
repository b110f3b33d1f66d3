"""Perform the acts of one tick through the commands of the response, in bulk, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, Final

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Verb
from fangxian.drill.replay.cast import Cast
from fangxian.drill.replay.people import ContactPerson
from fangxian.drill.replay.schema import Link
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.file_core_facts import file_core_facts
from fangxian.response.casework.actions.file_investigation import file_investigation
from fangxian.response.casework.actions.file_report import file_report
from fangxian.response.casework.actions.open_incident import open_incident
from fangxian.response.casework.actions.reclassify_case import reclassify_case
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.actions.record_result import Result, record_results
from fangxian.response.casework.actions.record_sample import Sample, record_samples
from fangxian.response.casework.actions.release_contact import Release, release_contacts
from fangxian.response.casework.actions.report_case import CaseReport, report_cases
from fangxian.response.casework.models import Relationship
from fangxian.response.containment.actions import (
    declare_zone,
    lift_zone,
    notice_zone,
    report_infection,
    review_zone,
)
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions.create_person import NewPerson, create_persons

CITY_HEADQUARTERS: Final = "成都市新冠肺炎疫情防控指挥部"
"""Who signs the rulebook in."""

LABORATORY: Final = "nasopharyngeal"
"""Specimen of every swab; the record does not say otherwise."""


def perform(acts: Iterable[Act], cast: Cast) -> None:
    """Do what happened within one tick of the clock. Must run in a transaction, seeing every area."""
    ordered = sorted(acts, key=lambda act: (act.verb, act.at, act.key))
    for verb, group in groupby(ordered, key=lambda act: act.verb):
        _DO[verb](list(group), cast)


def _open_incident(acts: list[Act], cast: Cast) -> None:
    for act in acts:
        outbreak = act.of
        open_incident(
            slug=outbreak.slug,
            title_zh=outbreak.title.zh,
            title_en=outbreak.title.en,
            disease=outbreak.disease,
            area=outbreak.area,
            at=act.at,
            pack=outbreak.pack,
            signed_by=CITY_HEADQUARTERS,
            id=cast.names.id("incident"),
        )


def _enter_persons(acts: list[Act], cast: Cast) -> None:
    new = [
        NewPerson(
            label=act.of.label,
            area=act.of.area,
            reconstructed=isinstance(act.of, ContactPerson) and not act.of.case,
            id=cast.names.id("person", act.of.label),
        )
        for act in acts
    ]
    cast.enter(create_persons(new))


def _report_cases(acts: list[Act], cast: Cast) -> None:
    persons = cast.persons(act.of.label for act in acts)
    reports = [
        CaseReport(
            number=act.of.label,
            classification=act.of.classification,
            at=act.of.found_at,
            area=act.of.area,
            person=persons[act.of.label],
            route=act.of.route,
            onset_on=act.of.onset_on,
            sampled_at=act.said["sampled_at"],
            notes=f"{act.of.note.zh} · {act.of.note.en}" if act.of.note else "",
            certainty=act.of.certainty("found_at"),
            id=cast.names.id("case", act.of.label),
        )
        for act in acts
    ]
    report_cases(cast.incident, reports)


def _record_exposures(acts: list[Act], cast: Cast) -> None:
    labels = {label for act in acts for label in _ends(act)}
    persons = cast.persons(labels)
    exposures = []
    for act in acts:
        source, exposed = _ends(act)
        said: dict[str, Any] = {"kind": "close", "setting": act.of.setting, "social": act.of.social}
        if isinstance(act.of, ContactPerson):
            said |= {
                "kind": act.of.kind,
                "last_exposure": act.of.last_exposure,
                "first_exposure": act.of.first_exposure,
                "number": act.of.number,
                "certainty": act.of.certainty,
            }
        else:
            said |= {"certainty": act.of.certainty()}
        exposures.append(
            Exposure(
                source=persons[source],
                person=persons[exposed],
                at=act.at,
                id=cast.names.id("exposure", exposed),
                **said,
            )
        )
    record_relationships(cast.incident, exposures)


def _ends(act: Act) -> tuple[str, str]:
    if isinstance(act.of, Link):
        return act.of.from_case, act.of.to_case
    return act.of.source, act.of.label


def _control(acts: list[Act], cast: Cast) -> None:
    contacts = cast.contacts(act.of.label for act in acts)
    control_contacts(
        [
            Control(
                contact=contacts[act.of.label],
                at=act.at,
                until=act.of.until,
                legal_basis=act.said.get("legal_basis", ""),
                certainty="probable" if act.of.case else "reconstructed",
                id=cast.names.id("control", act.of.label),
            )
            for act in acts
        ]
    )


def _sample(acts: list[Act], cast: Cast) -> None:
    persons = cast.persons(act.of.label for act in acts)
    record_samples(
        cast.incident,
        [
            Sample(
                person=persons[act.of.label],
                at=act.at,
                sample=cast.names.id(act.key),
                specimen=LABORATORY,
                assay="pcr",
                method="single",
                reason=act.said["swab"].reason,
                certainty=act.said["swab"].certainty,
            )
            for act in acts
        ],
    )


def _result(acts: list[Act], cast: Cast) -> None:
    persons = cast.persons(act.of.label for act in acts)
    record_results(
        cast.incident,
        [
            Result(
                person=persons[act.of.label],
                result=act.said["swab"].result,
                at=act.at,
                sample=cast.names.id(act.key.replace("result|", "sample|", 1)),
                sampled_at=act.said["swab"].taken_at,
                assay="pcr",
                certainty=act.said["swab"].certainty,
                id=cast.names.id(act.key),
            )
            for act in acts
        ],
    )


def _file_papers(acts: list[Act], cast: Cast) -> None:
    for act in acts:
        case = cast.case(act.of.label)
        said: dict[str, Any] = {
            "at": act.at,
            "certainty": "reconstructed",
            "id": cast.names.id(act.key),
        }
        match act.said["paper"]:
            case "report":
                file_report(case, **said)
            case "core_facts":
                named = Relationship.objects.filter(incident=cast.incident, source=case.person_id).count()
                file_core_facts(case, contacts=named, **said)
            case "investigation":
                file_investigation(case, **said)


def _convert(acts: list[Act], cast: Cast) -> None:
    for act in acts:
        note = act.said["note"]
        reason = f"{note.zh} · {note.en}" if note else ""
        reclassify_case(cast.case(act.of.label), act.said["to"], at=act.at, reason=reason, id=cast.names.id(act.key))


def _zones(acts: list[Act], cast: Cast) -> None:
    order = ("declare", "notice", "infection", "review", "lift")
    for act in sorted(acts, key=lambda one: (one.at, order.index(one.said["what"]), one.key)):
        _zone(act, cast)


def _zone(act: Act, cast: Cast) -> None:
    said = {name: value for name, value in act.said.items() if name != "what"}
    item, id_ = act.of, cast.names.id(act.key)
    match act.said["what"]:
        case "declare":
            declare_zone(
                cast.incident,
                name=item.name.zh,
                name_en=item.name.en,
                kind=item.kind,
                unit=item.unit,
                area=item.area,
                effective_from=item.effective_from,
                signed_at=item.signed_at,
                certainty=item.certainty("effective_from"),
                id=cast.names.id("zone", item.key),
                **said,
            )
        case "notice":
            scope = f"{item.name.zh} · {item.name.en}"
            notice_zone(cast.zone(item.key), at=act.at, scope=scope, certainty="probable", id=id_, **said)
        case "infection":
            report_infection(cast.zone(item.key), at=act.at, certainty="probable", id=id_, **said)
        case "review":
            review_zone(cast.zone(item.key), at=act.at, id=id_, **said)
        case "lift":
            sure = item.certainty("lifted_at")
            lift_zone(cast.zone(item.key), at=act.at, certainty=sure, id=id_, **said)


def _say(acts: list[Act], cast: Cast) -> None:
    record([_entry(act, cast.names, cast) for act in acts])


def _entry(act: Act, names: Names, cast: Cast) -> Entry:
    return Entry(
        kind=act.of.kind,
        subject=act.of.subject,
        at=act.at,
        area=act.of.area,
        attributes={name: value for name, value in act.of.attributes.items() if value is not None},
        incident=cast.incident.id,
        id=names.id("fact", act.key),
    )


def _release(acts: list[Act], cast: Cast) -> None:
    contacts = cast.contacts(act.of.label for act in acts)
    release_contacts(
        [
            Release(
                contact=contacts[act.of.label],
                at=act.at,
                certainty="reconstructed",
                id=cast.names.id("release", act.of.label),
            )
            for act in acts
        ]
    )


_DO: Final[dict[Verb, Callable[[list[Act], Cast], None]]] = {
    Verb.OPEN_INCIDENT: _open_incident,
    Verb.ENTER_PERSON: _enter_persons,
    Verb.REPORT_CASE: _report_cases,
    Verb.RECORD_EXPOSURE: _record_exposures,
    Verb.CONTROL: _control,
    Verb.SAMPLE: _sample,
    Verb.RESULT: _result,
    Verb.FILE_PAPER: _file_papers,
    Verb.CONVERT: _convert,
    Verb.ZONE: _zones,
    Verb.SAY: _say,
    Verb.RELEASE: _release,
}
