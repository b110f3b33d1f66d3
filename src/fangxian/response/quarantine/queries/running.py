"""How a site is run: stages of its opening, checks, staff with the tests they owe, lots of waste."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.protocol.clause import Clause
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.clauses import clause
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import TaskRow
from fangxian.response.quarantine.actions.move_waste import differs
from fangxian.response.quarantine.actions.run_staff import CATEGORY
from fangxian.response.quarantine.checklist import ANSWERS, SECTIONS, Item, items
from fangxian.response.quarantine.models import Checklist, Site, Staff, WasteLot

STAGES: Final = {"site.third_ready": _("a third"), "site.half_ready": _("half"), "site.all_ready": _("all rooms")}
"""Clauses of the stages of calling a site up, in order."""

CHECK: Final = "site.check"
"""Clause by which a site is checked again and again."""


def stages(site: Site) -> list[tuple[str, TaskRow]]:
    """The stages of opening, each with its task and clock."""
    rows = TaskRow.objects.filter(subject=site.subject, incident=site.incident_id, clause__in=STAGES)
    by_clause = {row.clause: row for row in rows.order_by("occasion")}
    return [(str(label), by_clause[clause]) for clause, label in STAGES.items() if clause in by_clause]


@dataclass(frozen=True, slots=True)
class Roll:
    """Somebody of the staff.

    Attributes
    ----------
    owed : TaskRow or None
        The test that is owed today or before.
    missed : int
        Tests whose day has passed undone.
    """

    staff: Staff
    owed: TaskRow | None
    missed: int


def staff_rule(site: Site) -> Any | None:
    """What the rulebook in force asks of staff of a site: its key post; None where it names none."""
    rulebook = pack_in_force(site.incident_id, clock.now())
    return next((one for one in rulebook.key_posts if one.id == CATEGORY), None) if rulebook is not None else None


def roll(site: Site) -> list[Roll]:
    """Who is on the roll, those who owe a test first."""
    rule = staff_rule(site)
    with access.everywhere():
        rows = list(Staff.objects.filter(site=site, left_at=None).select_related("person").order_by("person__label"))
        tasks = TaskRow.objects.filter(
            subject__in=[one.subject for one in rows], incident=site.incident_id, state="open",
            clause=rule.clause if rule is not None else "",
        )  # fmt: skip
        owed: dict[str, list[TaskRow]] = {}
        for row in tasks.order_by("due_at"):
            owed.setdefault(row.subject, []).append(row)
    now, tonight = clock.now(), _tonight()
    found = []
    for one in rows:
        due = [row for row in owed.get(one.subject, []) if row.due_at <= tonight]
        found.append(Roll(one, due[0] if due else None, sum(row.due_at < now for row in due)))
    return sorted(found, key=lambda line: (-line.missed, line.owed is None, line.staff.person.label))


def the_staff(id: UUID) -> Staff:
    """Somebody of the staff of a site in scope.

    Raises
    ------
    NotFound
        There is nobody, or the site lies outside.
    """
    found = Staff.objects.select_related("site__place", "person").filter(id=id).first()
    if found is None:
        raise NotFound("staff.unknown", _("Nobody of that kind works at a site in your area."))
    return found


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of waste with what does not agree."""

    lot: WasteLot
    sent_off: Decimal | None
    received_off: Decimal | None
    missing_bags: int

    @property
    def wrong(self) -> bool:
        """Whether what left is not what arrived."""
        return self.sent_off is not None or self.received_off is not None or self.missing_bags != 0


def lots(site: Site, most: int = 100) -> list[Lot]:
    """Lots of a site, the last first."""
    return [_lot(one) for one in WasteLot.objects.filter(site=site).order_by("-sealed_at", "-number")[:most]]


def _lot(one: WasteLot) -> Lot:
    sent = one.sent_kg - one.sealed_kg if one.sent_kg is not None and differs(one.sealed_kg, one.sent_kg) else None
    received = None
    if one.received_kg is not None and one.sent_kg is not None and differs(one.sent_kg, one.received_kg):
        received = one.received_kg - one.sent_kg
    missing = one.bags - one.received_bags if one.received_bags is not None else 0
    return Lot(one, sent, received, missing)


def the_lot(id: UUID) -> WasteLot:
    """A lot of a site in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = WasteLot.objects.select_related("site__place", "site__incident").filter(id=id).first()
    if found is None:
        raise NotFound("waste.unknown", _("There is no such lot in your area."))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of the list in the reader's language, with the last answer."""

    item: Item
    title: str
    section: str
    answer: str
    note: str


def last_check(site: Site) -> Checklist | None:
    """The last check of a site."""
    return Checklist.objects.filter(site=site).order_by("-at").first()


def the_check(id: UUID) -> Checklist:
    """A check of a site in scope.

    Raises
    ------
    NotFound
        There is none, or the site lies outside.
    """
    found = Checklist.objects.select_related("site__place").filter(id=id).first()
    if found is None:
        raise NotFound("checklist.unknown", _("There is no such check in your area."))
    return found


@dataclass(frozen=True, slots=True)
class NextCheck:
    """When a site is checked again, by the rulebook in force.

    Attributes
    ----------
    due_at : datetime
        By when.
    clause : Clause
        The clause that says so, with its source and how sure it is.
    task : UUID or None
        The task that runs; None while the turn that comes has not begun.
    """

    due_at: datetime
    clause: Clause
    task: UUID | None


def next_check(site: Site) -> NextCheck | None:
    """When a site is to be checked next; None where it is closed, or the rulebook asks for no checks.

    A check meets the turn in which it is made; the next turn begins where that one ends.
    """
    if site.closed_at is not None:
        return None
    tasks = TaskRow.objects.filter(subject=site.subject, incident=site.incident_id, clause=CHECK)
    open_ = tasks.filter(state="open").order_by("due_at").first()
    last = open_ or tasks.order_by("-due_at").first()
    held = clause(last.pack, CHECK) if last is not None else None
    if last is None or held is None or held.every is None:
        return None
    if open_ is not None:
        return NextCheck(open_.due_at, held, open_.id)
    return NextCheck(last.due_at + held.every.period, held, None)


def answers(check: Checklist | None) -> list[Asked]:
    """Every item with what a check said."""
    results, notes = (check.results, check.notes) if check is not None else ({}, {})
    return [
        Asked(item, say(item), str(SECTIONS[item.section]), str(ANSWERS.get(results.get(item.id, ""), "")),
              notes.get(item.id, ""))
        for item in items()
    ]  # fmt: skip


def today() -> date:
    """The local day."""
    return clock.now().astimezone(clock.zone()).date()


def _tonight() -> datetime:
    return datetime.combine(today() + timedelta(days=1), time(), clock.zone())
