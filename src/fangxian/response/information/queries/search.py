"""One question over everything that the post may see: people, cases, contacts, places, areas, tasks.

Each group is answered by an index (a range of numbers or names, or equality of a blind index) inside the area in
scope and cut off after a few hits; nothing counts and nothing scans, so the answer does not grow slower with the
record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.response.casework.models import Case, Contact
from fangxian.response.containment.models import Zone
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.jurisdiction.queries import search as areas_named
from fangxian.response.ledger import clock, packs
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.models import Incident, TaskRow
from fangxian.response.ledger.queries.tasks import from_row
from fangxian.response.registry.lookup import asks_for_a_name, find_people
from fangxian.response.registry.models import Person, Place
from fangxian.response.registry.queries import masked_identities

EACH: Final = 8
"""Hits shown of each group."""

LONGEST: Final = 60
"""Characters of a question; more is no search."""

_LAST: Final = "\U0010ffff"

TITLES: Final[dict[str, str | Promise]] = {
    "people": gettext_lazy("People"),
    "cases": gettext_lazy("Cases"),
    "contacts": gettext_lazy("Contacts"),
    "places": gettext_lazy("Places and zones"),
    "areas": gettext_lazy("Areas"),
    "tasks": gettext_lazy("Tasks"),
}
"""What the groups are called, in the order shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what is said beside it, where it is."""

    id: str
    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` says that there are others, which a longer question would single out."""

    key: str
    hits: tuple[Hit, ...]
    more: bool

    @property
    def title(self) -> str:
        """What the group is called."""
        return str(TITLES[self.key])


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: groups that have hits, and a sentence where something was not looked for."""

    text: str
    groups: tuple[Group, ...]
    hint: str = ""

    @property
    def count(self) -> int:
        """How many hits are shown."""
        return sum(len(group.hits) for group in self.groups)


def search(text: str, post: Post, limit: int = EACH) -> Found:
    """What a text may mean, as far as the post may know.

    Parameters
    ----------
    text : str
        A case or contact number, a label, a name of a place or an area (characters or pinyin), a document or phone
        number, the last four characters of one, a masked number, a person's pinyin, initials or name, or a clause.
    """
    wanted = " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST]
    if not wanted:
        return Found(wanted, ())
    found: dict[str, list[Hit]] = {}
    subjects: list[str] = []
    hint = ""
    if may(post, "case.read"):
        people = find_people(wanted, names=may(post, "identity.read"), limit=limit + 1)
        cases, contacts = _numbered(Case, wanted, limit + 1), _numbered(Contact, wanted, limit + 1)
        found["people"] = _people(people)
        found["cases"] = _with_number(cases, "casework:case", Case.get_classification_display)
        found["contacts"] = _with_number(contacts, "casework:contact", Contact.get_kind_display)
        found["places"] = _places(wanted, limit + 1)
        subjects = [one.subject for one in (*people, *cases, *contacts)]
        if asks_for_a_name(wanted) and not may(post, "identity.read"):
            hint = _("Your post finds people by number, phone or pinyin, not by name.")
    found["areas"] = _areas(wanted, post.area, limit + 1)
    if may(post, "task.read"):
        found["tasks"] = _tasks(wanted, subjects, limit + 1)
    groups = (Group(key, tuple(found[key][:limit]), len(found[key]) > limit) for key in TITLES if found.get(key))
    return Found(wanted, tuple(groups), hint)


def _begins(column: str, text: str) -> Q:
    condition = Q()
    for word in {text, text.upper()}:
        condition |= Q(**{f"{column}__gte": word, f"{column}__lt": word + _LAST})
    return condition


def _numbered(model: Any, text: str, limit: int) -> list[Any]:
    rows = model.objects.filter(_begins("number", text)).select_related("person", "incident")
    return list(rows.order_by("number")[:limit])


def _people(people: Iterable[Person]) -> list[Hit]:
    rows = list(people)
    areas = area_names({row.area for row in rows})
    cards = masked_identities([row.id for row in rows])
    hits = []
    for row in rows:
        card = cards.get(row.id)
        said = [card.name, card.phone or card.id_number] if card else []
        sex = row.get_sex_display() if row.sex else ""
        detail = _line([*said, sex, "" if row.age is None else str(row.age), areas.get(row.area, row.area)])
        hits.append(Hit(str(row.id), row.label, detail, reverse("registry:person", args=[row.id])))
    return hits


def _with_number(rows: Sequence[Case | Contact], view: str, kind: Callable[[Any], str]) -> list[Hit]:
    areas = area_names({row.area for row in rows})
    return [
        Hit(
            str(row.id),
            row.number,
            _line([kind(row), areas.get(row.area, row.area), _title(row.incident)]),
            reverse(view, args=[row.id]),
        )
        for row in rows
    ]


def _places(text: str, limit: int) -> list[Hit]:
    zones = Zone.objects.filter(_begins("name", text) | _begins("name_en", text)).order_by("name")[:limit]
    places = Place.objects.filter(_begins("name", text)).order_by("name")[:limit]
    areas = area_names({*(zone.area for zone in zones), *(place.area for place in places)})
    hits = [
        Hit(
            str(zone.id), either(zone.name, zone.name_en), _line([_("zone"), areas.get(zone.area, "")]),
            reverse("information:area", args=[zone.area]),
        )
        for zone in zones
    ]  # fmt: skip
    return hits + [
        Hit(
            str(place.id), place.name, _line([place.get_category_display(), areas.get(place.area, "")]),
            reverse("information:area", args=[place.area]),
        )
        for place in places
    ]  # fmt: skip


def _areas(text: str, within: str, limit: int) -> list[Hit]:
    codes = [row.code for row in areas_named(text, within=within, limit=limit)]
    names = area_names(codes)
    return [
        Hit(code, names.get(code, code), area_path(code), reverse("information:area", args=[code])) for code in codes
    ]


def _tasks(text: str, subjects: list[str], limit: int) -> list[Hit]:
    """Clauses that are called so, as lists of their tasks; then open tasks about whoever was found."""
    board = reverse("information:board")
    hits = [
        Hit(clause, title, _("all tasks of this kind"), f"{board}?{urlencode({'whose': 'area', 'clause': clause})}")
        for clause, title in _clauses(text)
    ]
    if subjects:
        now = clock.now()
        rows = TaskRow.objects.filter(subject__in=subjects, state="open").order_by("due_at", "id")[:limit]
        labels = labels_of({row.subject for row in rows})
        for row in rows:
            view = from_row(row, now)
            detail = _line([labels.get(row.subject, ""), view.step_label, view.status_label])
            hits.append(Hit(view.id, view.title, detail, reverse("information:task", args=[row.id])))
    return hits[:limit]


def _clauses(text: str) -> list[tuple[str, str]]:
    wanted = text.casefold()
    if len(wanted) < 2:
        return []
    known: dict[str, str] = {}
    for incident in Incident.objects.filter(closed_at=None).values_list("id", flat=True)[:20]:
        timeline = packs.timeline(incident)
        for pack in packs.packs_of(timeline) if timeline else ():
            known |= {
                clause.id: say(clause.title)
                for clause in pack.clauses
                if wanted in clause.id.casefold()
                or any(wanted in str(word).casefold() for word in _words(clause.title))
            }
    return sorted(known.items(), key=lambda pair: pair[1])


def _words(title: Any) -> tuple[str, str]:
    return title.zh, title.en


def _title(incident: Incident) -> str:
    return either(incident.title_zh, incident.title_en)


def _line(parts: Iterable[str]) -> str:
    return " · ".join(part for part in (str(part) for part in parts) if part)
