"""Split a task 分解: give parts of it to offices of the same area or below, and go on answering for the whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.models.subject import numbered
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions._checks import held_by, name, open_office, text
from fangxian.response.ledger.actions._nodes import Command, Node, carry_out, still_owed
from fangxian.response.ledger.handling import SPLIT, part_id
from fangxian.response.ledger.models import HandlingRow


def split_task(
    node: UUID,
    offices: Sequence[int],
    *,
    note: str = "",
    due: datetime | None = None,
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> list[UUID]:
    """Split a task or a part among offices; each gets a node of its own that it receives, splits and reports done.

    The task stays with its office, and the parts do not close it: only its discharging fact does.

    Parameters
    ----------
    offices : sequence of int
        Offices in the area of the office that splits. One that has a part already keeps it.
    note : str
        What is asked of them.
    due : datetime or None
        When the parts are due; never after the task itself.

    Returns
    -------
    list of UUID
        The parts, in the order of `offices`.

    Raises
    ------
    NotFound, NotAllowed, Conflict
        As :func:`receive_tasks`.
    Invalid
        ``split.nobody``, ``office.unknown``, ``split.self``, ``split.outside``, ``split.due``,
        ``split.overdue``.
    """
    chosen = [open_office(number, "offices") for number in dict.fromkeys(offices)]
    if not chosen:
        raise Invalid(
            "split.nobody",
            _("Nobody was named to take a part."),
            remedy=_("Choose at least one office."),
            field="offices",
        )
    says: dict[str, Any] = {"parts": [numbered("office", office.pk) for office in chosen]}
    says |= {"reason": text(note, "note")} if note.strip() else {}
    says |= {"due": due} if due is not None else {}

    def check(found: Node) -> dict[str, Any] | None:
        office = held_by(by, found)
        still_owed(found)
        if found.row.done_at is not None:
            raise Conflict(
                "task.part_done",
                _("This part is reported done."),
                remedy=_("Take the report back first."),
                node=found.id,
            )
        for one in chosen:
            _check_office(one, found)
        if due is not None:
            _check_due(due, found)
        return None if _all_have_parts(found, chosen) else office

    carry_out(Command(kind=SPLIT, check=check, says=says, by=by, at=at, request=request), [node]).or_raise()
    return [UUID(part_id(str(node), office.pk)) for office in chosen]


def _check_office(office: Office, node: Node) -> None:
    if node.holder is None:
        return
    if office.pk == node.holder.pk:
        raise Invalid(
            "split.self",
            _("%(office)s holds the task already."),
            remedy=_("Name the other offices that take a part."),
            field="offices",
            office=name(office),
        )
    if not within(office.area, node.holder.area):
        raise Invalid(
            "split.outside",
            _("%(office)s does not lie in the area of %(holder)s."),
            remedy=_("Split among offices of your own area; ask the level above for others."),
            field="offices",
            office=name(office),
            holder=name(node.holder),
        )


def _check_due(due: datetime, node: Node) -> None:
    if node.row.due_at <= clock.now():
        raise Invalid(
            "split.overdue",
            _("The task is overdue already, and so are its parts."),
            remedy=_("Leave the time empty."),
            field="due",
        )
    if due.utcoffset() is None or not clock.now() <= due <= node.row.due_at:
        raise Invalid(
            "split.due",
            _("The parts must be due between now and %(due)s, when the task is."),
            remedy=_("Choose a time in between, or leave it empty."),
            field="due",
            due=node.row.due_at.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
        )


def _all_have_parts(node: Node, offices: Sequence[Office]) -> bool:
    wanted = {part_id(str(node.id), office.pk) for office in offices}
    return HandlingRow.objects.filter(node__in=wanted).count() == len(wanted)
