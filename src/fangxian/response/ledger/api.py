"""JSON of tasks: the board, one task with its parts, and every command on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from fangxian.errors import FangxianError, Invalid, NotFound
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import actions, clock
from fangxian.response.ledger.models import HandlingRow
from fangxian.response.ledger.queries import board, held, load
from fangxian.response.ledger.queries.ladder import Climb, climbs
from fangxian.response.ledger.queries.tasks import TaskView, office_names

router = Router(tags=["tasks"])

MOST: Final = 1_000
"""Tasks that one command may name."""


class OfferOut(Schema):
    """A hand-over that waits for an answer."""

    to: int
    at: datetime
    reason: str


class ReasonOut(Schema):
    """Who did something, when and why."""

    by: int | str | None = Field(description="Office that acted; of an excuse, who signed.")
    at: datetime
    reason: str


class HandlingOut(Schema):
    """How a task or a part is handled."""

    received_at: datetime | None
    received_by: str = Field(description="Post that received it, ``post:<uuid>``.")
    assignee: int | None = Field(description="Post it was given to.")
    offered: OfferOut | None
    returned: ReasonOut | None = Field(description="Until the office that got it back receives it.")
    excused: ReasonOut | None
    parts: int
    parts_done: int


class RungOut(Schema):
    """One rung of the escalation ladder."""

    at: datetime
    to: str
    office: int | None
    title: str
    reached: bool


class TaskOut(Schema):
    """A task, or a part of one."""

    id: UUID
    parent: UUID | None = Field(description="Of a part: what it is a part of.")
    clause: str
    title: str
    pack: str
    subject: str
    step: str
    office: int | None = Field(description="The office that answers for it now.")
    office_name: str
    area: str
    severity: str
    basis: str
    status: str = Field(description="waiting, open, due_soon, overdue, discharged, late, lapsed, missed or excused")
    opened_at: datetime
    due_at: datetime
    discharged_at: datetime | None
    note: str = Field(description="Of a part: what is asked.")
    handling: HandlingOut | None = Field(description="None where nobody has acted on it.")


class TaskDetail(TaskOut):
    """A task with its ladder and its tree."""

    ladder: list[RungOut]
    tree: list[TaskOut] = Field(description="The task and its parts, each after what it is a part of.")


class Tasks(Schema):
    """A page of tasks by due time."""

    tasks: list[TaskOut]
    next: str = Field(description="`after` of the next page; empty on the last.")
    previous: str = Field(description="`before` of the page before; empty on the first.")


class RefusedOut(Schema):
    """A task that a command could not act on."""

    task: UUID
    code: str
    message: str
    remedy: str


class OutcomeOut(Schema):
    """What came of a command on many tasks."""

    done: list[UUID]
    already: list[UUID] = Field(description="Stood so already, or the same request had come before.")
    refused: list[RefusedOut]


class LoadOut(Schema):
    """What lies with an office."""

    office: int | None
    office_name: str
    open: int
    due_soon: int
    overdue: int
    waiting: int
    unreceived: int
    oldest_unreceived: datetime | None
    parts: int
    excused: int


class Nodes(Schema):
    """Which tasks a command is about."""

    tasks: list[UUID] = Field(min_length=1, max_length=MOST)
    request: UUID | None = Field(None, description="Minted by the client: the same one sent again does nothing twice.")
    at: AwareDatetime | None = Field(None, description="When it was done; now where it is left out.")


class Receive(Nodes):
    """Receive, and maybe give to a post of the office."""

    assignee: int | None = None


class WithReason(Nodes):
    """A command that the other side wants a reason for."""

    reason: str = ""


class Offer(WithReason):
    """Offer to another office."""

    to: int


class Finish(Nodes):
    """Report parts done."""

    note: str = ""


class TakeBack(WithReason):
    """Void an offer, an excuse or a report."""

    act: Literal["offer", "excuse", "done"]


class Split(Schema):
    """Split a task among offices."""

    offices: list[int] = Field(min_length=1, max_length=MOST)
    note: str = ""
    due: AwareDatetime | None = None
    request: UUID | None = None
    at: AwareDatetime | None = None


class Asked(Schema):
    """Which tasks a list shows."""

    whose: Literal["office", "area", "returned", "offered", "offered_by", "parts"] = Field(
        "area", description="Of an office, of the area, or one of the office's inboxes."
    )
    status: Literal["open", "due_soon", "overdue", "unreceived", "excused", "discharged", "lapsed"] = "open"
    office: int | None = Field(None, description="The office; of inboxes and of `whose=office` that of the post.")
    area: str = Field("", max_length=32, description="Only inside this area.")
    clause: str = Field("", max_length=80)
    severity: Literal["", "normal", "high", "critical"] = ""
    after: str = Field("", max_length=120)
    before: str = Field("", max_length=120)


class AskedArea(Schema):
    """Which area a list is about."""

    area: str = Field("", max_length=32, description="By default the area of the post.")


@router.get("/tasks", response=Tasks, summary="Tasks by due time")
def list_tasks(request: HttpRequest, asked: Query[Asked]) -> Tasks:
    """A page of at most 50; a page beyond the first costs what the first does."""
    post = _reader(request)
    now, number = clock.now(), asked.office or post.office_id
    if asked.whose in _INBOXES:
        page = _INBOXES[asked.whose](number, now, asked.after, asked.before)
    else:
        office = number if asked.whose == "office" else asked.office
        chosen = board.Filter(asked.status, office, asked.area, asked.clause, asked.severity)
        page = board.page(chosen, now, asked.after, asked.before)
    return Tasks(tasks=_out(page.tasks, page.held), next=page.next, previous=page.previous)


@router.get("/tasks/{uuid:id}", response=TaskDetail, summary="One task")
def get_task(request: HttpRequest, id: UUID) -> TaskDetail:
    """A task or part with its escalation ladder and the tree it belongs to."""
    _reader(request)
    now = clock.now()
    found = held.node(id, now)
    if found is None:
        raise NotFound("task.unknown", _("There is no task %(id)s in your area."), id=id)
    branches = held.tree(found.row.root if found.row else id, now)
    rows = {branch.task.id: branch.row for branch in branches if branch.row}
    (own,) = _out([found.task], {found.task.id: found.row} if found.row else {})
    climb = climbs([found.task]).get(found.task.id, Climb([]))
    return TaskDetail(
        **own.dict(),
        ladder=[RungOut(at=s.at, to=s.to, office=s.office, title=s.title, reached=s.reached) for s in climb.steps],
        tree=_out([branch.task for branch in branches], rows),
    )


@router.get("/tasks/load", response=list[LoadOut], summary="The load of offices")
def list_load(request: HttpRequest, asked: Query[AskedArea]) -> list[LoadOut]:
    """What each office of an area owes, the worst off first."""
    _reader(request)
    found = load.of_area(clock.now(), asked.area)
    names = office_names(one.office for one in found)
    return [
        LoadOut(
            office_name=names.get(one.office or 0, ""), office=one.office, open=one.open, due_soon=one.due_soon,
            overdue=one.overdue, waiting=one.waiting, unreceived=one.unreceived,
            oldest_unreceived=one.oldest_unreceived, parts=one.parts, excused=one.excused,
        )
        for one in found
    ]  # fmt: skip


@router.post("/tasks/receive", response=OutcomeOut, summary="Receive tasks, give them to a post")
def receive(request: HttpRequest, said: Receive) -> OutcomeOut:
    """签收. A command that names one task is refused as a whole; one that names many says which were."""
    assignee = None if said.assignee is None else Post.objects.filter(id=said.assignee).first()
    if said.assignee is not None and assignee is None:
        raise Invalid("assignee.unknown", _("There is no such post."), field="assignee")
    return _outcome(
        actions.receive_tasks(said.tasks, assignee=assignee, at=said.at, request=said.request, by=_reader(request))
    )


@router.post("/tasks/return", response=OutcomeOut, summary="Return tasks with a reason")
def return_(request: HttpRequest, said: WithReason) -> OutcomeOut:
    """退回."""
    return _outcome(
        actions.return_tasks(said.tasks, reason=said.reason, at=said.at, request=said.request, by=_reader(request))
    )


@router.post("/tasks/offer", response=OutcomeOut, summary="Offer tasks to another office")
def offer(request: HttpRequest, said: Offer) -> OutcomeOut:
    """转办. Nothing moves until the other office accepts."""
    post = _reader(request)
    return _outcome(
        actions.offer_tasks(said.tasks, to=said.to, reason=said.reason, at=said.at, request=said.request, by=post)
    )


@router.post("/tasks/accept", response=OutcomeOut, summary="Accept offered tasks")
def accept(request: HttpRequest, said: Nodes) -> OutcomeOut:
    """接受转办. The office of the post answers for them from now on."""
    return _outcome(actions.accept_tasks(said.tasks, at=said.at, request=said.request, by=_reader(request)))


@router.post("/tasks/decline", response=OutcomeOut, summary="Decline offered tasks")
def decline(request: HttpRequest, said: WithReason) -> OutcomeOut:
    """拒绝转办. They stay where they are."""
    return _outcome(
        actions.decline_tasks(said.tasks, reason=said.reason, at=said.at, request=said.request, by=_reader(request))
    )


@router.post("/tasks/excuse", response=OutcomeOut, summary="Excuse tasks with a reason; the post signs")
def excuse(request: HttpRequest, said: WithReason) -> OutcomeOut:
    """免办."""
    return _outcome(
        actions.excuse_tasks(said.tasks, reason=said.reason, at=said.at, request=said.request, by=_reader(request))
    )


@router.post("/tasks/finish", response=OutcomeOut, summary="Report parts done")
def finish(request: HttpRequest, said: Finish) -> OutcomeOut:
    """A whole task is never closed so: the fact that its clause asks for closes it."""
    return _outcome(
        actions.finish_parts(said.tasks, note=said.note, at=said.at, request=said.request, by=_reader(request))
    )


@router.post("/tasks/take-back", response=OutcomeOut, summary="Take back an offer, an excuse or a report")
def take_back(request: HttpRequest, said: TakeBack) -> OutcomeOut:
    """撤销. The act stays in the record, voided."""
    post = _reader(request)
    return _outcome(
        actions.take_back(said.tasks, said.act, reason=said.reason, at=said.at, request=said.request, by=post)
    )


@router.post("/tasks/{uuid:id}/split", response=list[UUID], summary="Split a task among offices")
def split(request: HttpRequest, id: UUID, said: Split) -> list[UUID]:
    """分解. Answers the parts, in the order of the offices; the task stays with its office."""
    return actions.split_task(
        id, said.offices, note=said.note, due=said.due, at=said.at, request=said.request, by=_reader(request)
    )


# -- shapes -----------------------------------------------------------------------------------------------------------

_INBOXES: Final[dict[str, Callable[[int, datetime, str, str], board.Page]]] = {
    "returned": board.returned,
    "offered": board.offered,
    "offered_by": board.offered_by,
    "parts": board.parts,
}


def _reader(request: HttpRequest) -> Post:
    post: Post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    return post


def _out(tasks: list[TaskView], rows: dict[str, HandlingRow]) -> list[TaskOut]:
    names = office_names(task.office for task in tasks)
    return [_task(task, rows.get(task.id), names) for task in tasks]


def _task(task: TaskView, row: HandlingRow | None, names: dict[int, str]) -> TaskOut:
    excused = row is not None and row.excused_at is not None and task.state == "open"
    return TaskOut(
        id=UUID(task.id), parent=row.parent if row else None, clause=task.clause_id, title=task.title, pack=task.pack,
        subject=task.subject, step=task.step, office=task.office, office_name=names.get(task.office or 0, ""),
        area=task.area, severity=task.severity, basis=task.basis, status="excused" if excused else task.status,
        opened_at=task.opened_at, due_at=task.due_at, discharged_at=task.discharged_at,
        note=row.note if row else "", handling=_handling(row) if row else None,
    )  # fmt: skip


def _handling(row: HandlingRow) -> HandlingOut:
    return HandlingOut(
        received_at=row.received_at,
        received_by=row.received_by,
        assignee=row.assignee,
        offered=_offer(row.offered_to, row.offered_at, row.offer_reason),
        returned=_reason(row.returned_by, row.returned_at, row.returned_reason),
        excused=_reason(row.excused_by, row.excused_at, row.excused_reason),
        parts=row.parts,
        parts_done=row.parts_done,
    )


def _offer(to: int | None, at: datetime | None, reason: str) -> OfferOut | None:
    return None if to is None or at is None else OfferOut(to=to, at=at, reason=reason)


def _reason(by: int | str | None, at: datetime | None, reason: str) -> ReasonOut | None:
    return None if at is None else ReasonOut(by=by, at=at, reason=reason)


def _outcome(outcome: actions.Outcome) -> OutcomeOut:
    if len(outcome.done) + len(outcome.already) + len(outcome.refused) == 1:
        outcome.or_raise()
    refused = [RefusedOut(task=one.node, **_said(one.error)) for one in outcome.refused]
    return OutcomeOut(done=list(outcome.done), already=list(outcome.already), refused=refused)


def _said(error: FangxianError) -> dict[str, Any]:
    context = error.context
    return {
        "code": error.code,
        "message": str(error.message) % context if context else str(error.message),
        "remedy": str(error.remedy) % context if context and error.remedy else str(error.remedy),
    }
