"""The master scenario events list as controllers see it: what comes next, what was delivered, what followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.drill.room import curtain
from fangxian.drill.room.due import followed
from fangxian.drill.room.models import Fault, Inject, Message, Room
from fangxian.drill.room.queries.offices import addressees_of, office_names_of
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either, say


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that ought to follow an inject."""

    title: str
    until: datetime
    met_at: datetime | None
    now: datetime

    @property
    def state(self) -> str:
        """``discharged``, ``late``, ``open`` or ``overdue``: as tasks are called."""
        if self.met_at is not None:
            return "discharged" if self.met_at <= self.until else "late"
        return "open" if self.now <= self.until else "overdue"


@dataclass(frozen=True, slots=True)
class InjectLine:
    """An inject with what is known about it."""

    inject: Inject
    title: str
    text: str
    sender: str
    to: tuple[str, ...]
    waits_for: str
    expected: tuple[Expected, ...]
    messages: int = 0
    read: int = 0

    @property
    def id(self) -> Any:
        """The inject's id."""
        return self.inject.id

    @property
    def breaks(self) -> str:
        """What of the systems breaks with it, and where; empty where nothing does."""
        fault = self.inject.fault
        return f"{Fault.Kind(fault['kind']).label} {fault['area'] or ''}".rstrip() if fault else ""

    @property
    def missing(self) -> bool:
        """Whether something that ought to have followed did not."""
        return any(one.state == "overdue" for one in self.expected)


def lines(room: Room) -> list[InjectLine]:
    """Every inject: those that wait by time, then those on call, then what was delivered, the latest first."""
    with curtain.lifted(), access.everywhere():
        made = _lines(room, list(Inject.objects.all()))
    waiting = [one for one in made if one.inject.state == Inject.State.WAITING]
    done = [one for one in made if one.inject.delivered_at is not None]
    rest = [one for one in made if one.inject.state in (Inject.State.HELD, Inject.State.WITHDRAWN)]
    waiting.sort(key=lambda one: (one.inject.due_at is None, one.inject.due_at or room.ends_at, one.inject.place))
    done.sort(key=lambda one: one.inject.delivered_at or room.begins_at, reverse=True)
    return [*waiting, *rest, *done]


def line(room: Room, inject: Inject) -> InjectLine:
    """One inject."""
    with curtain.lifted(), access.everywhere():
        return _lines(room, [inject])[0]


def _lines(room: Room, injects: Sequence[Inject]) -> list[InjectLine]:
    to = addressees_of([one.to for one in injects], room.area)
    names = office_names_of(office for offices in to for office in offices)
    read = _acknowledged(injects, to)
    return [
        InjectLine(
            inject=one,
            title=either(one.title_zh, one.title_en),
            text=either(one.text_zh, one.text_en),
            sender=either(one.sender_zh, one.sender_en),
            to=tuple(names[office] for office in offices if office in names),
            waits_for=kind_title(one.after["fact"]) if one.after else "",
            expected=tuple(_expected(one, what) for what in one.expects) if one.delivered_at else (),
            messages=len(offices) if one.delivered_at else 0,
            read=sum(read.get(derived(one.id, office), False) for office in offices),
        )
        for one, offices in zip(injects, to, strict=True)
    ]


def _acknowledged(injects: Sequence[Inject], to: Sequence[Sequence[int]]) -> dict[UUID, bool]:
    """Which of the messages that injects became were acknowledged."""
    ids = [derived(one.id, office) for one, offices in zip(injects, to, strict=True) for office in offices]
    rows = Message.objects.filter(id__in=ids).values_list("id", "acknowledged_at")
    return {id_: at is not None for id_, at in rows}


def _expected(inject: Inject, one: dict[str, Any]) -> Expected:
    assert inject.delivered_at is not None
    until = inject.delivered_at + timedelta(seconds=one["within"])
    return Expected(kind_title(one["fact"]), until, followed(inject, one), clock.now())


def kind_title(kind: str) -> str:
    """What the vocabulary calls a kind of fact."""
    word = VOCABULARY.get(kind)
    return say(word) if word else kind
