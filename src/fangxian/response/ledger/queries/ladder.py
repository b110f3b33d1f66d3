"""Who has heard of a late task, and who hears next: the escalation ladder 督办, computed, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, cast

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fangxian.protocol.clause import Clause, OwnerRule, Rung
from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.status import rungs
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Office
from fangxian.response.ledger import packs
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.models import HandlingRow, PackAdoption, TaskRow
from fangxian.response.ledger.queries.tasks import TaskView, from_row

TO: Final[dict[str, Any]] = {
    "owner": _("the office itself"),
    "supervisor": _("its head"),
    "level_above": _("the level above"),
    "headquarters": _("headquarters"),
    "inspection": _("inspection"),
}
"""Whom a rung calls, where it names no role."""

WATCHERS: Final = "district"
"""Lowest level on which headquarters and inspection are looked for; where there are none, one level up."""


@dataclass(frozen=True)
class Step:
    """One rung of a task's ladder: when it is reached, who hears, and what the rulebook calls it."""

    at: datetime
    to: str
    office: int | None
    office_name: str
    title: str
    reached: bool

    @property
    def word(self) -> str:
        """Whom it calls, in a word."""
        return str(TO.get(self.to, self.to))


@dataclass(frozen=True)
class Climb:
    """How far a task has climbed."""

    steps: list[Step]

    @property
    def reached(self) -> int:
        """How many rungs lie behind it."""
        return sum(step.reached for step in self.steps)

    @property
    def heard(self) -> Step | None:
        """The last rung reached that calls somebody else than the office itself."""
        return next((step for step in reversed(self.steps) if step.reached and step.to != "owner"), None)

    @property
    def next(self) -> Step | None:
        """The next rung."""
        return next((step for step in self.steps if not step.reached), None)


def ladder(pack: str, clause: Clause | None) -> Sequence[Rung]:
    """The clause's own ladder, or its pack's."""
    if clause is None:
        return ()
    return clause.escalation or _of_pack(pack)


@lru_cache(maxsize=64)
def _of_pack(name: str) -> Sequence[Rung]:
    try:
        # A pack's rung has a title besides; in time and addressee it reads like a clause's.
        return cast(Sequence[Rung], packs.pack(name).escalation)
    except ProtocolError:
        return ()


def climbs(tasks: Iterable[TaskView]) -> dict[str, Climb]:
    """The ladders of open tasks, by task; the offices are looked up for all at once."""
    found = [
        (task, at, rung)
        for task in tasks
        if task.state == "open" and task.clause is not None
        for at, rung in rungs(cast(Task, task), task.clause, _of_pack(task.pack))
    ]
    offices = _addressees([(task, rung) for task, _at, rung in found])
    names = _names(offices)
    steps: dict[str, list[Step]] = {}
    for (task, at, rung), office in zip(found, offices, strict=True):
        steps.setdefault(task.id, []).append(
            Step(at, _to(rung), office, names.get(office or 0, ""), _title(rung), task.now >= at)
        )
    return {task: Climb(own) for task, own in steps.items()}


def _addressees(pairs: Sequence[tuple[TaskView, Rung]]) -> list[int | None]:
    """The office that each rung of each task calls."""
    superiors = _superiors(task.office for task, rung in pairs if rung.to == "level_above")
    named = [rule and (*rule, task.area) for task, rung in pairs for rule in (_rule(rung),)]
    resolved = owners.resolve_many({key for key in named if key is not None})
    return [
        resolved.get(key) if key is not None
        else superiors.get(task.office or 0) if rung.to == "level_above"
        else task.office
        for (task, rung), key in zip(pairs, named, strict=True)
    ]  # fmt: skip


def _rule(rung: Rung) -> tuple[str | None, str] | None:
    """Level and role that a rung calls by name; None where it goes by the task's own office."""
    if isinstance(rung.to, OwnerRule):
        return rung.to.level, rung.to.role
    return (WATCHERS, rung.to) if rung.to in {"headquarters", "inspection"} else None


def _to(rung: Rung) -> str:
    return rung.to.role if isinstance(rung.to, OwnerRule) else rung.to


def _title(rung: Rung) -> str:
    title = getattr(rung, "title", None)
    if title is not None:
        return say(title)
    return str(TO.get(_to(rung), _to(rung)))


def _superiors(offices: Iterable[int | None]) -> dict[int, int | None]:
    wanted = {office for office in offices if office is not None}
    return dict(Office.objects.filter(id__in=wanted).values_list("id", "superior_id")) if wanted else {}


def _names(offices: Iterable[int | None]) -> dict[int, str]:
    rows = Office.objects.filter(id__in={office for office in offices if office is not None})
    return {number: either(name, name_en) for number, name, name_en in rows.values_list("id", "name", "name_en")}


# -- which tasks have reached a rung -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """A rung of a pack, with the clauses it stands for: reached `offset` after a task is due (before, if negative)."""

    pack: str
    clauses: tuple[str, ...]
    offset: timedelta
    rung: Rung


def reaches() -> list[Reach]:
    """The rungs of every pack adopted for an open incident, except those that call the office itself."""
    adopted = PackAdoption.objects.filter(incident__closed_at=None).values_list("pack", flat=True).distinct()
    return [reach for name in sorted(adopted) for reach in _reaches(name)]


@lru_cache(maxsize=64)
def _reaches(name: str) -> Sequence[Reach]:
    found: dict[tuple[timedelta, str], tuple[Rung, list[str]]] = {}
    try:
        clauses = packs.pack(name).clauses
    except ProtocolError:
        return ()
    for clause in clauses:
        for rung in ladder(name, clause):
            if rung.to != "owner":
                offset = -rung.before if rung.before is not None else rung.after or timedelta(0)
                found.setdefault((offset, str(rung.to)), (rung, []))[1].append(clause.id)
    return tuple(Reach(name, tuple(ids), offset, rung) for (offset, _to), (rung, ids) in found.items())


CANDIDATES: Final = 500
"""Tasks that are looked at to find those that reached an office; the most overdue ones come first."""


def escalated_to(office: Office, now: datetime) -> list[TaskView]:
    """Open tasks of other offices that this one has heard of by the ladder, the most overdue first."""
    wanted = Q(pk__in=[])
    for reach in reaches():
        mine = _could_reach(reach.rung, office)
        if mine is not None:
            wanted |= mine & Q(pack=reach.pack, clause__in=reach.clauses, due_at__lte=now - reach.offset)
    excused = HandlingRow.objects.filter(node=OuterRef("id"), excused_at__isnull=False)
    lo, hi = area_range(office.area)
    rows = (
        TaskRow.objects.filter(wanted, ~Exists(excused), state="open", area__gte=lo, area__lt=hi)
        .exclude(office=office)
        .order_by("due_at", "id")[:CANDIDATES]
    )
    views = [from_row(row, now) for row in rows]
    ladders = climbs(views)
    return [
        view
        for view in views
        if view.id in ladders and any(s.reached and s.office == office.pk for s in ladders[view.id].steps)
    ]


def _could_reach(rung: Rung, office: Office) -> Q | None:
    """Which tasks' rung may call this office; who is really called is looked up task by task."""
    rule = _rule(rung)
    if rule is not None:
        return Q() if office.role in {rule[1], "headquarters"} else None
    return Q(office__superior=office) if rung.to == "level_above" else None
