"""Everything on one case: its facts, links, tasks and history, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.protocol.fact import VOIDED, moment
from fangxian.protocol.vocabulary import VOCABULARY, attributes_of
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.words import Words, word
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries import feed
from fangxian.response.ledger.queries.feed import FactView
from fangxian.response.registry.models import Person, Place
from fangxian.ui.formats import moment as shown_moment

_HIDDEN: Final = ("batch", "relationship", "area", "certainty", "evidence", "signer", "sample", "notice", "permit")
_SHOWN: Final = 400  # characters of a fact's detail


@dataclass(frozen=True, slots=True)
class Link:
    """One exposure between this person and another, from this person's side."""

    id: UUID
    label: str
    url: str
    kind: str
    certainty: str
    first_exposure: datetime | None
    last_exposure: datetime | None
    setting: str
    social: str
    voided_at: datetime | None


def timeline(subject: str, words: Mapping[str, Words] = MappingProxyType({})) -> list[dict[str, Any]]:
    """The facts of a subject in the order they happened, for ``ui/parts/timeline.html``.

    Parameters
    ----------
    words : mapping
        By attribute, what its codes are called where the subject is no person: before what this app calls them.
    """
    facts = feed.of_subject(subject)
    replaced = {fact.corrects: fact for fact in facts if fact.corrects}
    labels = {**_labels(facts), **_areas(facts)}
    return [
        {
            "kind": fact.kind,
            "at": fact.at,
            "recorded_at": fact.recorded_at,
            "title": fact.title,
            "detail": _detail(fact, labels, replaced.get(fact.id), words),
            "voided": fact.id in replaced,
            "reconstructed": fact.attributes.get("certainty") == "reconstructed",
        }
        for fact in facts
    ]


def exposures_of(incident: UUID, person: UUID) -> list[Link]:
    """Who may have exposed a person."""
    rows = Relationship.objects.filter(incident=incident, person=person).select_related("source")
    return _links(incident, list(rows.order_by("last_exposure", "identified_at")), "source")


def exposed_by(case: Case) -> list[Link]:
    """Who may have exposed a case."""
    return exposures_of(case.incident_id, case.person_id)


def exposed(case: Case, limit: int = 100) -> tuple[list[Link], int]:
    """Whom a case may have exposed, the last met first; and how many there are, where the page cannot show all."""
    rows = Relationship.objects.filter(incident=case.incident_id, source=case.person_id).select_related("person")
    links = _links(case.incident_id, list(rows.order_by("-last_exposure", "identified_at")[:limit]), "person")
    return links, len(links) if len(links) < limit else rows.count()


def chain(case: Case, steps: int = 2, most: int = 60) -> dict[str, Any]:
    """The cases around a case, as the chain island draws them: nodes and links up to some steps away."""
    near = {case.person_id}
    links: dict[UUID, Relationship] = {}
    for _step in range(steps):
        rows = Relationship.objects.filter(incident=case.incident_id, voided_at=None)
        found = [*rows.filter(source__in=near), *rows.filter(person__in=near)]
        cases = set(
            Case.objects.filter(
                incident=case.incident_id, person__in={p for row in found for p in (row.source_id, row.person_id)}
            ).values_list("person", flat=True)
        )
        links |= {row.id: row for row in found if row.source_id in cases and row.person_id in cases}
        near |= {p for row in links.values() for p in (row.source_id, row.person_id)}
        if len(near) > most:
            break
    nodes = Case.objects.filter(incident=case.incident_id, person__in=near)[: most * 2]
    people = {node.person_id for node in nodes}
    return {
        "nodes": [
            {
                "id": str(node.person_id),
                "label": node.number,
                "class": node.classification,
                "onset": node.onset_on.isoformat() if node.onset_on else None,
                "reported": node.reported_at.isoformat(),
                "area": node.area,
                "url": reverse("casework:case", args=[node.id]),
            }
            for node in nodes
        ],
        "links": [
            {
                "from": str(row.source_id),
                "to": str(row.person_id),
                "kind": row.kind,
                "certainty": row.certainty,
            }
            for row in links.values()
            if row.source_id in people and row.person_id in people
        ],
    }


def _links(incident: UUID, rows: list[Relationship], side: str) -> list[Link]:
    persons = [getattr(row, f"{side}_id") for row in rows]
    here: dict[str, Any] = {"incident": incident, "person__in": persons}
    held = Case.objects.filter(**here).values_list("person", "id", "number")
    cases = {person: id_ for person, id_, _number in held}
    numbers = {person: number for person, _id, number in held}
    managed = Contact.objects.filter(**here).values_list("person", "id", "number")
    contacts = {person: (id_, number) for person, id_, number in managed}
    return [
        Link(
            id=row.id,
            label=numbers.get(person) or contacts.get(person, ("", ""))[1] or getattr(row, side).label,
            url=reverse("casework:case", args=[cases[person]])
            if person in cases
            else reverse("casework:contact", args=[contacts[person][0]])
            if person in contacts
            else "",
            kind=row.kind,
            certainty=row.certainty,
            first_exposure=row.first_exposure,
            last_exposure=row.last_exposure,
            setting=row.setting,
            social=row.social,
            voided_at=row.voided_at,
        )
        for row, person in zip(rows, persons, strict=True)
    ]


def _labels(facts: Iterable[FactView]) -> dict[str, str]:
    """Labels of the persons and names of the places that facts name."""
    named: dict[str, set[str]] = {"person": set(), "place": set()}
    for fact in facts:
        for value in fact.attributes.values():
            kind, colon, number = value.partition(":") if isinstance(value, str) else ("", "", "")
            if colon and kind in named:
                named[kind].add(number)
    persons = {one.subject: one.label for one in Person.objects.filter(id__in=named["person"])}
    return persons | {one.subject: one.name for one in Place.objects.filter(id__in=named["place"])}


def _areas(facts: Iterable[FactView]) -> Mapping[str, str]:
    """Names of the areas that facts name by their codes."""
    codes = {str(value) for fact in facts for name, value in fact.attributes.items() if _is_area(fact.kind, name)}
    return area_names(codes)


def _is_area(kind: str, name: str) -> bool:
    known = attributes_of(kind).get(name)
    return known is not None and known.type == "area" and name not in _HIDDEN


def _detail(
    fact: FactView,
    labels: Mapping[str, str],
    replaced_by: FactView | None,
    words: Mapping[str, Words],
) -> str:
    """What a fact says, in words: in the order of the vocabulary, what all facts may say last."""
    known = attributes_of(fact.kind)
    own = [one.name for one in VOCABULARY[fact.kind].attributes]
    parts = [
        _("%(name)s: %(value)s")
        % {"name": _title(say(known[name])), "value": _value(fact.kind, name, fact.attributes[name], labels, words)}
        for name in dict.fromkeys((*own, *known))
        if name in fact.attributes and name not in _HIDDEN
    ]
    if replaced_by is not None:
        at = shown_moment(replaced_by.recorded_at)
        voided = replaced_by.kind == VOIDED
        parts.append(_("voided on %(at)s") % {"at": at} if voided else _("corrected on %(at)s") % {"at": at})
    return " · ".join(parts)[:_SHOWN]


def _title(text: str) -> str:
    """What an attribute is called, without the explanation that follows it in the vocabulary."""
    return text.split(":", maxsplit=1)[0].split("(", maxsplit=1)[0].strip()


def _value(kind: str, name: str, value: object, labels: Mapping[str, str], words: Mapping[str, Words]) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case str() if (called := word(kind, name, value, words)) is not None:
            return str(called)
        case str() if value in labels and (":" in value or _is_area(kind, name)):
            return labels[value]
        case str():
            at = moment(value) if "T" in value else None
            return shown_moment(at) if at else value
        case list():
            return ", ".join(_value(kind, name, item, labels, words) for item in value)
        case _:
            return str(value)
