"""A task 任务: what a post owes for one step of one occasion of one clause, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from typing import Any, Literal
from uuid import UUID

import msgspec

Basis = Literal["law", "pack", "order"]
"""What a clock rests on: law, the protocol pack, or a city's order."""

State = Literal["open", "discharged", "lapsed"]

_VARIANT = {digit: f"{int(digit, 16) & 3 | 8:x}" for digit in "0123456789abcdef"}
_TASKS = UUID("cec3bd92-f2f3-5221-b60b-55d42976cf52")
_NAMESPACE = sha1(_TASKS.bytes, usedforsecurity=False)


class Owner(msgspec.Struct, frozen=True, gc=False):
    """Who answers for a task: a role, on a level of the hierarchy (None: the level is the office's own)."""

    level: str | None
    role: str


class Why(msgspec.Struct, frozen=True, gc=False):
    """One short reason of the machine for how a task stands: a code and the values of its sentence."""

    code: str
    params: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Task(msgspec.Struct, frozen=True, gc=False):
    """A task as the facts and the pack leave it. All times are UTC.

    Attributes
    ----------
    id : str
        The same for the same obligation, whatever arrives later; see :func:`task_id`.
    clause, pack : str
        The clause that is owed and the pack it was read in.
    subject : str
        Whom or what it is about.
    occasion : int
        1 for the first time the clause ran for this subject, 2 for the next.
    step : str
        Which of the clause's steps: ``once``, ``day:4``, ``turn:3``; ``#2`` after it counts repeats.
    owner : Owner
        Who answers for it.
    basis, severity : str
        What its clock rests on, and how grave it is to miss it.
    opened_at, opened_by : datetime, str
        When the occasion began, and the fact that began it.
    anchor_at : datetime
        The time its clock counts from.
    window_from, due_at : datetime
        From when a discharging fact counts for it, and until when it is in time.
    state : str
        ``open``, ``discharged`` or ``lapsed``.
    discharged_at, discharged_by : datetime, str or None
        When it was done, and the fact that is its evidence.
    late : bool
        True if it was discharged after `due_at`.
    lapsed_at, lapsed_by, reason : datetime, str, str
        When and by which fact it ceased to be owed, and why: the ending fact's kind, ``pack_changed`` or
        ``due_before_opening``.
    why : tuple of Why
        How it came to stand so: an anchor moved, an exposure retired, a fact corrected.
    """

    id: str
    clause: str
    subject: str
    occasion: int
    step: str
    owner: Owner
    basis: Basis
    opened_at: datetime
    opened_by: str
    anchor_at: datetime
    window_from: datetime
    due_at: datetime
    state: State
    discharged_at: datetime | None = None
    discharged_by: str | None = None
    late: bool = False
    lapsed_at: datetime | None = None
    lapsed_by: str | None = None
    reason: str | None = None
    pack: str = ""
    severity: str = "normal"
    why: tuple[Why, ...] = ()

    @property
    def missed(self) -> bool:
        """True if it lapsed undone after it was due."""
        return self.state == "lapsed" and self.lapsed_at is not None and self.lapsed_at > self.due_at


def task_id(clause: str, subject: str, opening: str, step: str) -> str:
    """Return the id of a task.

    `opening` is the id of the opening fact of the occasion that the system learned first (of a corrected
    fact: the id of the fact first recorded). An earlier opening that arrives late joins the occasion and
    changes nothing; a whole earlier occasion that arrives late gets ids of its own; a moved anchor, a
    correction or a new pack version keeps them. Only voiding that very fact renames what is left, so that a
    receipt is rather asked for again than attached to another obligation.

    It is the version 5 UUID of ``clause|subject|opening|step``, written out here because tasks are named by
    the million.
    """
    named = _NAMESPACE.copy()
    named.update(f"{clause}|{subject}|{opening}|{step}".encode())
    hexes = named.hexdigest()
    return f"{hexes[:8]}-{hexes[8:12]}-5{hexes[13:16]}-{_VARIANT[hexes[16]]}{hexes[17:20]}-{hexes[20:32]}"
