"""Reads of co-investigation: what went out and came in, where it stands, and which clocks run.

A sheet's tasks lie with the side that owes them; the other side of the same sheet may read their clocks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.casework.queries import keyset
from fangxian.response.casework.queries.clocks import next_task
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.queries import feed
from fangxian.response.ledger.queries.feed import FactView
from fangxian.response.ledger.queries.tasks import TaskView, of_subjects

WAYS: Final[dict[str, Any]] = {"": _("in and out"), "in": _("came in"), "out": _("went out")}
"""Which side of a sheet the reader's area is."""

STANDINGS: Final[dict[str, Any]] = {
    "open": _("not closed"),
    "unreceived": _("not received"),
    "overdue": _("overdue"),
    "ended": _("closed"),
}
"""Where a sheet can stand."""

_MOST_OVERDUE: Final = 5_000


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What the list shows; an empty field shows all. `q` is the beginning of a number, or part of an office's name."""

    way: str = ""
    standing: str = ""
    incident: UUID | None = None
    q: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that say something, as in an address."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: str(value) for name, value in said.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sheet stands: counts of its people by state, and the clock that runs out first."""

    counts: Counter[str]
    task: TaskView | None

    @property
    def people(self) -> int:
        """How many people it lists."""
        return self.counts.total()


def rows(chosen: SheetFilter, now: datetime) -> QuerySet[Sheet]:
    """The sheets of a filter that the area in scope is a side of, in no order."""
    found = Sheet.objects.all()
    lo, hi = area_range(access.current() or "")
    out, in_ = Q(from_area__gte=lo, from_area__lt=hi), Q(to_area__gte=lo, to_area__lt=hi)
    if chosen.way:
        found = found.filter(out if chosen.way == "out" else in_)
    if chosen.incident is not None:
        found = found.filter(incident=chosen.incident)
    if text := chosen.q.strip():
        named = Q(from_name__icontains=text) | Q(to_name__icontains=text)
        found = found.filter(Q(number__istartswith=text) | named)
    match chosen.standing:
        case "open":
            found = found.filter(ended_at=None)
        case "unreceived":
            found = found.filter(ended_at=None, received_at=None)
        case "ended":
            found = found.exclude(ended_at=None)
        case "overdue":
            found = found.filter(ended_at=None, id__in=_overdue(now))
    return found


def page(chosen: SheetFilter, now: datetime, after: str = "", before: str = "") -> keyset.Page[Sheet]:
    """A page of sheets, last sent first."""
    return keyset.page(rows(chosen, now), "sent_at", after=after, before=before)


def count(chosen: SheetFilter, now: datetime) -> int:
    """How many sheets there are, counted up to :data:`keyset.CAP` and one."""
    return keyset.count(rows(chosen, now))


def standings(sheets: Sequence[Sheet], now: datetime) -> dict[UUID, Standing]:
    """How each of these sheets stands."""
    people = Listed.objects.filter(sheet__in=sheets).only("id", "sheet_id", "state")
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    owner: dict[str, UUID] = {}
    for one in people:
        counts[one.sheet_id][one.state] += 1
        owner[one.subject] = one.sheet_id
    with access.everywhere():
        tasks = next_task(owner, now)
    first: dict[UUID, TaskView] = {}
    for subject, task in tasks.items():
        held = first.get(owner[subject])
        if held is None or task.due_at < held.due_at:
            first[owner[subject]] = task
    return {sheet.id: Standing(counts[sheet.id], first.get(sheet.id)) for sheet in sheets}


def people(sheet: Sheet) -> list[Listed]:
    """The people of a sheet, in the letter's order."""
    held = list(Listed.objects.filter(sheet=sheet).order_by("row"))
    for one in held:
        one.sheet = sheet
    return held


def tasks_of(listed: Iterable[Listed], now: datetime) -> list[TaskView]:
    """Tasks about requests, whichever side owes them."""
    subjects = [one.subject for one in listed]
    with access.everywhere():
        return of_subjects(subjects, now)


def facts_of(listed: Iterable[Listed], most: int = 5_000) -> list[tuple[Listed, FactView]]:
    """What happened to requests, in the order it happened; both sides read all of it."""
    named = {one.subject: one for one in listed}
    with access.everywhere():
        return [(named[fact.subject], fact) for fact in feed.of_subjects(named)[-most:]]


def onward(listed: Sequence[Listed]) -> dict[UUID, Listed]:
    """By way (chain): the last leg, where it went beyond these requests; both sides may know where somebody went."""
    with access.everywhere():
        legs = Listed.objects.select_related("sheet").filter(chain__in=[one.chain for one in listed]).order_by("leg")
        last = {leg.chain: leg for leg in legs}
    return {one.chain: last[one.chain] for one in listed if last[one.chain].leg > one.leg}


def of_person(person: UUID) -> list[Listed]:
    """Requests for a person that the area in scope is a side of, the first one first."""
    return list(Listed.objects.select_related("sheet").filter(person=person).order_by("offered_at", "leg"))


def because_of(person: UUID) -> list[Listed]:
    """Requests for people whom a case may have exposed, the last one first."""
    return list(Listed.objects.select_related("sheet").filter(source=person).order_by("-offered_at", "row")[:200])


def contacts_of(source: UUID, incident: UUID) -> list[Contact]:
    """Contacts under management whom a case may have exposed and who are on no open sheet."""
    exposed = Relationship.objects.filter(incident=incident, source=source, voided_at=None).values("person")
    asked = Listed.objects.filter(incident=incident).exclude(state=State.ENDED).values("person")
    found = Contact.objects.select_related("person", "incident").filter(incident=incident, person__in=exposed)
    return list(found.filter(ended_at=None, became_case_at=None).exclude(person__in=asked).order_by("number")[:500])


def _overdue(now: datetime) -> list[UUID]:
    """Sheets about whose people a task of this chapter is overdue."""
    with access.everywhere():
        late = TaskRow.objects.filter(state="open", due_at__lt=now, subject__startswith="coinvestigation:")
        ids = [UUID(s.partition(":")[2]) for s in late.values_list("subject", flat=True).distinct()[:_MOST_OVERDUE]]
        return list(Listed.objects.filter(id__in=ids).values_list("sheet", flat=True).distinct())
