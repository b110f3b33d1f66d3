"""How a task is handled 办理: who answers for it now, received, offered, returned, split, excused.

The evaluator says what is owed; it never reads these facts. Handling is a projection of its own, from the facts
about one node, the task itself or a part of it, whose subject is ``task:<node>``. Pure: the same facts in any
order, with duplicates, late arrivals and corrections, give the same handling.

The promise: a node always has exactly one holder. It is the office that the clause names until an acceptance
or a return has moved it. An offer or a refusal moves nothing. An act of an office that did not hold the node
then says nothing. What was handed over by agreement stays handed over, even where the clause would by now name
another office; only an office that can no longer see what the task is about loses it again. Nothing here closes
a task: only its discharging fact does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from fangxian.protocol.fact import Fact, moment
from fangxian.protocol.settle import settle

RECEIVED: Final = "task.received"
RETURNED: Final = "task.returned"
SPLIT: Final = "task.split"
PART_DONE: Final = "task.part_done"
OFFERED: Final = "task.offered"
ACCEPTED: Final = "task.accepted"
DECLINED: Final = "task.declined"
EXCUSED: Final = "task.excused"

_ORDER: Final = {
    kind: place
    for place, kind in enumerate((RECEIVED, SPLIT, OFFERED, ACCEPTED, DECLINED, RETURNED, PART_DONE, EXCUSED))
}
"""Kinds that handling is read from, in the order that makes sense of two at the very same moment."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A hand-over that waits for an answer; `fact` is the offering fact."""

    fact: str
    to: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """A hand-over back, with its reason; shown until the office that got the task back receives it."""

    at: datetime
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last offer, declined."""

    at: datetime
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a task need not be done, and who signed for that."""

    fact: str
    at: datetime
    reason: str
    signer: str


@dataclass(frozen=True, slots=True)
class Done:
    """A part reported done; `fact` says by whom."""

    fact: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A child of a node for another office.

    Attributes
    ----------
    id : str
        The child's own node: the same whoever computes it, see :func:`part_id`.
    office : int
        The office it was given to; its holder until that office hands it over.
    at : datetime
        When the node was split.
    note : str
        What is asked of that office.
    due_at : datetime or None
        By when, if the office that split set a time of its own.
    """

    id: str
    office: int
    at: datetime
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """How a node stands.

    Attributes
    ----------
    node : str
        Id of the task or part.
    holder : int or None
        The office that answers now; None only where no office is open that could.
    trail : tuple of int
        Offices it came from, the last one nearest: whom a return goes back to.
    received_at, received_by : datetime or None, str
        When the holder received it, and who did.
    assignee : int or None
        The post it was given to inside the office.
    offer, declined, returned, excuse, done
        A pending offer; the answer to the last one; a return not yet received; an excuse; a part's report.
    parts : tuple of Part
        Children for other offices. The holder goes on answering for the whole.
    """

    node: str
    holder: int | None
    trail: tuple[int, ...] = ()
    received_at: datetime | None = None
    received_by: str = ""
    assignee: int | None = None
    offer: Offer | None = None
    declined: Refusal | None = None
    returned: Return | None = None
    excuse: Excuse | None = None
    done: Done | None = None
    parts: tuple[Part, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether it stands as it was opened."""
        return self == Handling(self.node, self.holder)


def fold(facts: Iterable[Fact], owner: int | None, node: str = "", blind: Collection[int] = ()) -> Handling:
    """How a node stands after these facts.

    Parameters
    ----------
    facts : iterable of Fact
        Facts whose subject is the node, corrections included; others are passed over.
    owner : int or None
        The office that answers before anything is handed over.
    node : str
        Id of the node; read from the facts where it is not given.
    blind : collection of int
        Offices that cannot see what the node is about, for it lies outside their area by now: nothing was handed
        to them.

    Raises
    ------
    ProtocolError
        ``fact.id_conflict`` or ``fact.correction_cycle``.
    """
    held = [
        entry.fact
        for entry in settle(facts).entries
        if entry.fact.kind in _ORDER and number_in(entry.fact.attributes.get("to_office")) not in blind
    ]
    held.sort(key=lambda fact: (fact.at, fact.recorded_at, _ORDER[fact.kind], fact.id))
    if not node and held:
        node = held[0].subject.partition(":")[2]
    state = Handling(node, owner)
    for fact in held:
        state = _STEPS[fact.kind](state, fact)
    return state


def offices_in(fact: Fact) -> set[int]:
    """Offices that a fact gives a node, or parts of it, to."""
    named = (fact.attributes.get("to_office"), *(fact.attributes.get("parts") or ()))
    return {number for number in map(number_in, named) if number is not None}


def part_id(parent: str, office: int) -> str:
    """Id of the part of a node that one office is given; splitting twice to one office is one part."""
    return str(uuid5(UUID(parent), f"part:{office}"))


def subject_of(node: str | UUID) -> str:
    """Subject of the facts about a node."""
    return f"task:{node}"


def number_in(reference: object) -> int | None:
    """The number in ``office:<uuid>`` or ``post:<uuid>``; None where there is none."""
    if not isinstance(reference, str):
        return None
    try:
        return UUID(reference.partition(":")[2]).int
    except ValueError:
        return None


# -- one step of the fold for each kind of fact ---------------------------------------------------------------


def _acts(state: Handling, fact: Fact) -> bool:
    """Whether the office that acts is the holder; a fact that names none is the holder's."""
    office = number_in(fact.attributes.get("office"))
    return office is None or office == state.holder


def _text(fact: Fact, name: str) -> str:
    return str(fact.attributes.get(name) or "")


def _moved(state: Handling, to: int) -> Handling:
    """The node with another holder. A way that leads back to an earlier holder is cut short there."""
    trail = state.trail if state.holder is None else (*state.trail, state.holder)
    if to in trail:
        trail = trail[: trail.index(to)]
    return replace(
        state, holder=to, trail=trail, received_at=None, received_by="", assignee=None, offer=None,
        declined=None, returned=None,
    )  # fmt: skip


def _received(state: Handling, fact: Fact) -> Handling:
    if not _acts(state, fact):
        return state
    assignee = number_in(fact.attributes.get("assignee"))
    if state.received_at is not None:
        return state if assignee is None else replace(state, assignee=assignee)
    return replace(state, received_at=fact.at, received_by=_text(fact, "actor"), assignee=assignee, returned=None)


def _split(state: Handling, fact: Fact) -> Handling:
    # Whoever split it, the parts are out with their offices: a later change of owner does not take them back.
    named = (number_in(item) for item in fact.attributes.get("parts") or ())
    known = {part.office for part in state.parts}
    due = moment(fact.attributes.get("due"))
    fresh: dict[int, Part] = {
        office: Part(part_id(state.node, office), office, fact.at, _text(fact, "reason"), due)
        for office in named
        if office is not None and office not in known
    }
    return replace(state, parts=(*state.parts, *fresh.values()))


def _offered(state: Handling, fact: Fact) -> Handling:
    to = number_in(fact.attributes.get("to_office"))
    # Before any hand-over the offering office is taken at its word: the clause may name another one by now.
    if to is None or to == state.holder or not (_acts(state, fact) or not state.trail):
        return state
    return replace(state, offer=Offer(fact.id, to, fact.at, _text(fact, "reason")), declined=None)


def _answers(state: Handling, fact: Fact) -> Offer | None:
    office = number_in(fact.attributes.get("office"))
    return state.offer if state.offer is not None and office in (None, state.offer.to) else None


def _accepted(state: Handling, fact: Fact) -> Handling:
    offer = _answers(state, fact)
    if offer is None:
        return state
    return replace(_moved(state, offer.to), received_at=fact.at, received_by=_text(fact, "actor"))


def _declined(state: Handling, fact: Fact) -> Handling:
    offer = _answers(state, fact)
    if offer is None:
        return state
    return replace(state, offer=None, declined=Refusal(fact.at, offer.to, _text(fact, "reason")))


def _returned(state: Handling, fact: Fact) -> Handling:
    to = number_in(fact.attributes.get("to_office"))
    if to is None and state.trail:
        to = state.trail[-1]
    if to is None or state.holder is None or to == state.holder or not _acts(state, fact):
        return state
    return replace(_moved(state, to), returned=Return(fact.at, state.holder, _text(fact, "reason")))


def _part_done(state: Handling, fact: Fact) -> Handling:
    if state.done is not None or not _acts(state, fact):
        return state
    return replace(state, done=Done(fact.id, fact.at))


def _excused(state: Handling, fact: Fact) -> Handling:
    if state.excuse is not None:
        return state
    return replace(state, excuse=Excuse(fact.id, fact.at, _text(fact, "reason"), _text(fact, "signer")))


_STEPS: Final = {
    RECEIVED: _received,
    SPLIT: _split,
    OFFERED: _offered,
    ACCEPTED: _accepted,
    DECLINED: _declined,
    RETURNED: _returned,
    PART_DONE: _part_done,
    EXCUSED: _excused,
}
