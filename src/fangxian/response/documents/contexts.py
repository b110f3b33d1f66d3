"""What a document says, from the record: plain values in the document's language, never who the person is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import translation

from fangxian.protocol.pack import Pack
from fangxian.response.casework.models import Case, Contact, Relationship, Visit
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.casework.queries import story
from fangxian.response.casework.titles import MODE_TITLES
from fangxian.response.documents.kinds import LANGUAGES, Language
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock, merges
from fangxian.response.ledger.language import TwoLanguages, either, say
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.queries import tasks
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import masked_identity
from fangxian.ui import formats

NOTHING: Final = "—"
"""Stands where nothing is known."""


def speaking(language: Language) -> Any:
    """Words and dates of a block are those of the document's language, whatever the reader's."""
    return translation.override("zh-hans" if language == "zh" else "en")


def identity(person: Person | None, card: IdentityCard | None = None) -> dict[str, str]:
    """The fields that name a person: masked, unless the card itself is given."""
    shown = card or (masked_identity(person) if person is not None else None)
    return {
        "name": (shown.name if shown else "") or (person.label if person else "") or NOTHING,
        "id_number": (shown.id_number if shown else "") or NOTHING,
    }


def of_contact(contact: Contact, said: Mapping[str, Any], by: Post | None) -> dict[str, Any]:
    """What the notice of quarantine and the certificate of release say."""
    courses = Courses()
    course, pack = courses.of(contact), courses.pack_for(contact)
    started = _last(contact, "quarantine.started")
    released = _last(contact, "quarantine.released")
    mode = str((released or started or {}).get("mode", ""))
    kind = pack.contact_kind(contact.kind) if pack is not None else None
    # An order may end sooner than the rule, and a signed extension later: the course knows of the second.
    ordered = datetime.fromisoformat(str(started["until"])) if started.get("until") else None
    until = course.quarantine_ends if course is not None else None
    if ordered is not None and (course is None or not course.extended):
        until = (ordered - timedelta(seconds=1)).astimezone(clock.zone()).date()  # 24:00 belongs to the day it ends
    return {
        **_common(contact.incident, said, by),
        **_person(contact.person),
        "number": contact.number,
        "kind": say(kind.title) if kind is not None else contact.get_kind_display(),
        "last_exposure": formats.moment(contact.last_exposure),
        "mode": str(MODE_TITLES.get(mode, NOTHING)),
        "where": said.get("where") or "",
        "start": formats.moment(contact.controlled_at or clock.now()),
        "until": _day(until),
        "monitoring_until": _day(course.follow_up_ends if course and course.regime.monitoring_days else None),
        "tests": _tests(course),
        "rule": _rule(course),
        "legal_basis": rests_on(said.get("legal_basis"), pack),
        "appeal": appeal(pack),
        "released": formats.moment(contact.ended_at),
        "early": str(released.get("note", "")) if released.get("signer") else "",
    }


def of_case(case: Case, said: Mapping[str, Any], by: Post | None) -> dict[str, Any]:
    """What the investigation report says: the case, its story, places, contacts and clocks."""
    contacts = list(
        Contact.objects.filter(
            incident=case.incident_id,
            person__in=Relationship.objects.filter(
                incident=case.incident_id, source=case.person_id, voided_at=None
            ).values("person"),
        )
    )
    kinds = Counter(one.get_kind_display() for one in contacts)
    visits = Visit.objects.filter(incident=case.incident_id, person=case.person_id, voided_at=None)
    separator, colon = ("、", "：") if translation.get_language() != "en" else (", ", ": ")
    return {
        **_common(case.incident, said, by),
        **_person(case.person),
        "number": case.number,
        "area": area_path(case.area),
        "classification": case.get_classification_display(),
        "route": case.get_route_display(),
        "story": [
            f"{formats.moment(event['at'])} {event['title']}" + (f"{colon}{event['detail']}" if event["detail"] else "")
            for event in story.timeline(case.subject)
            if not event["voided"] and not event["kind"].startswith("document.")
        ],
        "source": _source(case),
        "visits": [
            {
                "time": f"{formats.moment(one.began_at)} – {formats.moment(one.ended_at)}",
                "place": f"{one.place_name} ({area_path(one.place_area)})",
                "transport": one.get_transport_display(),
                "certainty": one.get_certainty_display(),
            }
            for one in visits.order_by("began_at")[:300]
        ],
        "as_of": formats.moment(clock.now()),
        "contacts_total": len(contacts),
        "contacts_by_kind": separator.join(f"{kind} {count}" for kind, count in kinds.items()) or NOTHING,
        "contacts_controlled": sum(one.controlled_at is not None for one in contacts),
        "contacts_cases": sum(one.became_case_at is not None for one in contacts),
        "clocks": [
            {
                "title": task.title,
                "due": formats.moment(task.due_at),
                "done": formats.moment(task.discharged_at),
                "state": str(tasks.STATUS[task.status]),
            }
            for task in tasks.of_subjects([case.subject], clock.now())
            if task.incident == case.incident_id
        ],
        "summary": said.get("summary") or NOTHING,
    }


def of_visit(visit: Visit, said: Mapping[str, Any], by: Post | None) -> dict[str, Any]:
    """What the notice of places and times says: where and when, nothing of who."""
    return {
        **_common(visit.incident, said, by),
        "place": visit.place_name,
        "area": area_path(visit.place_area),
        "from": formats.moment(visit.began_at),
        "to": formats.moment(visit.ended_at),
        "transport": " ".join(
            part for part in (visit.get_transport_display() if visit.transport else "", visit.service) if part
        )
        or NOTHING,
        "advice": said.get("advice") or "",
    }


def basis(pack: Pack | None) -> str:
    """What the rulebook says that measures rest on; its Chinese words after the rulebook's name in English."""
    if pack is None:
        return NOTHING
    said = either("；", "; ").join(pack.legal_basis)
    return either(said, f"{pack.title.en} ({said})")


def rests_on(written: str | None, pack: Pack | None) -> str:
    """What somebody wrote that a measure rests on; the rulebook's own words follow the document's language.

    A form proposes :func:`basis` in the reader's language: left as it is, it must not stand so in the other one.
    """
    proposed = set()
    for language in LANGUAGES:
        with speaking(language):
            proposed.add(basis(pack))
    return written if written and written not in proposed else basis(pack)


def cited(pack: Pack, title: TwoLanguages, cite: str) -> str:
    """A clause of a rulebook as a document names it; where it was published is known in Chinese only."""
    named = f"{say(pack.title)} · {say(title)}"
    return either(f"{named}：{cite}", named)


def appeal(pack: Pack | None) -> str:
    """How to disagree, by the rulebook; by the law's general words where it does not say."""
    held = pack.proportionality.appeal if pack is not None and pack.proportionality is not None else None
    if held is not None:
        return say(held)
    return either(
        "可向作出决定的机关申诉，也可依法申请行政复议或者提起诉讼。",
        "You may appeal to the office that decided, and ask for review or go to court as the law allows.",
    )


def _common(incident: Any, said: Mapping[str, Any], by: Post | None) -> dict[str, Any]:
    return {
        "serial": said.get("serial") or NOTHING,
        "incident": either(incident.title_zh, incident.title_en),
        "signer": said.get("signer") or "",
        "help_line": said.get("help_line") or NOTHING,
        "office": either(by.office.name, by.office.name_en) if by is not None else "",
        "issued_on": formats.day(clock.now().astimezone(clock.zone()).date(), "long"),
    }


def _person(person: Person) -> dict[str, Any]:
    return {"sex": person.get_sex_display() or NOTHING, "age": NOTHING if person.age is None else person.age}


def _source(case: Case) -> str:
    """Where the infection came from, by what was concluded last, else supposed."""
    concluded, proposed = _last(case, "source.concluded"), _last(case, "source.proposed")
    said = concluded.get("conclusion") or case.source or proposed.get("hypothesis")
    return str(said or either("尚未查明。", "Not established yet."))


def _last(contact: Contact | Case, kind: str) -> dict[str, Any]:
    names = merges.members([contact.subject])
    rows = FactRow.objects.filter(subject__in=names, incident=contact.incident_id, kind=kind)
    row = rows.order_by("at", "seq").last()
    return dict(row.attributes) if row is not None else {}


def _day(value: date | None) -> str:
    return formats.day(value) if value is not None else NOTHING


def _tests(course: Course | None) -> str:
    if course is None or not course.tests:
        return NOTHING
    return either("、", ", ").join(f"D{number} {formats.day(day)}" for number, day in course.tests)


def _rule(course: Course | None) -> str:
    if course is None:
        return NOTHING
    clause = next((stage.clause for stage in course.stages if stage.clause is not None), None)
    if clause is None:
        return either(course.regime.cite, say(course.pack.title))
    return cited(course.pack, clause.title, clause.cite)
