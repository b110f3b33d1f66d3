"""What the commands on a sheet share: locks, facts, and the end of a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import lock_persons
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.loading import update

_MINUTE: Final = timedelta(minutes=1)
_TICK: Final = timedelta(microseconds=1)


@contextmanager
def held(people: Collection[UUID]) -> Iterator[list[Listed]]:
    """These requests as they stand, under lock, with every area in scope while the block runs.

    Raises
    ------
    NotFound
        ``sheet.person_unknown``: one of them is not visible to whoever asks.
    """
    seen = list(Listed.objects.filter(id__in=list(people)).values_list("id", "person_id"))
    if len(seen) != len(set(people)) or not seen:
        raise NotFound(
            "sheet.person_unknown",
            _("There is no such person on a sheet of your area."),
            remedy=_("Reload the page; somebody may have changed the sheet."),
        )
    with access.everywhere():
        lock_persons(f"person:{person}" for _id, person in seen)
        rows = Listed.objects.select_related(
            "sheet__from_office", "sheet__to_office", "sheet__incident", "person", "source"
        )
        yield list(rows.filter(id__in=[id_ for id_, _person in seen]).order_by("sheet", "row"))


def fact_id(request: UUID, kind: str, listed: UUID) -> UUID:
    """The id of a fact about a person on a sheet that a command's request leaves."""
    return derived(request, kind, listed, 0)


def person_fact_id(request: UUID, kind: str, listed: Listed) -> UUID:
    """The id of a fact about the person themselves."""
    return derived(request, "person", kind, listed.id)


def fact(
    listed: Listed,
    kind: str,
    at: datetime,
    said: dict[str, Any],
    *,
    request: UUID,
    area: str,
    corrects: UUID | None = None,
) -> Entry:
    """A fact about one person on a sheet; the same for the same request."""
    return Entry(
        kind=f"coinvestigation.{kind}",
        subject=listed.subject,
        at=at,
        area=area,
        attributes={name: value for name, value in said.items() if value not in (None, "")},
        incident=listed.incident_id,
        corrects=corrects,
        id=fact_id(request, kind, listed.id),
    )


def about(listed: Listed, kind: str, at: datetime, said: dict[str, Any], *, request: UUID, area: str) -> Entry:
    """A fact about the person of a request."""
    return Entry(
        kind=f"person.{kind}",
        subject=listed.person.subject,
        at=at,
        area=area,
        attributes={name: value for name, value in said.items() if value not in (None, "")},
        incident=listed.incident_id,
        id=person_fact_id(request, kind, listed),
    )


def after(listed: Listed, at: datetime) -> datetime:
    """The moment of a step on a request: after the step before it, if only by a microsecond.

    Times on paper have no seconds, and a simulated clock stands still: within a minute the order of recording
    is the order of events.

    Raises
    ------
    Invalid
        ``sheet.too_early``: the moment lies before the person was asked for, or before the last answer.
    """
    steps = (listed.offered_at, listed.accepted_at, listed.returned_at)
    latest = max(step for step in steps if step is not None)
    if at < latest - _MINUTE:
        raise Invalid(
            "sheet.too_early",
            _("%(label)s was asked for, or answered, at %(latest)s; this lies before it."),
            remedy=_("Correct the time."),
            field="at",
            label=listed.label,
            latest=latest.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
        )
    return max(at, latest + _TICK)


def require_last(rows: Collection[Listed]) -> None:
    """Raise if one of these persons was passed on since: only the last leg of a way can be acted on.

    Raises
    ------
    Conflict
        ``sheet.passed_on``.
    """
    ways = open_legs(rows)
    for listed in rows:
        if any(leg.leg > listed.leg for leg in ways[listed.chain]):
            raise Conflict(
                "sheet.passed_on",
                _("%(label)s was passed on to a further place, which has not closed the request."),
                remedy=_("Act on the sheet that went there."),
                label=listed.label,
            )


def require_state(listed: Listed, *states: str) -> None:
    """Raise unless the request stands in one of these states.

    Raises
    ------
    Conflict
        ``sheet.state``; says where it stands.
    """
    if listed.state not in states:
        raise Conflict(
            "sheet.state",
            _("The request for %(label)s stands at “%(state)s”, which does not allow this."),
            remedy=_("Reload the page to see what the other side did."),
            label=listed.label,
            state=listed.get_state_display(),
        )


def open_legs(rows: Collection[Listed]) -> dict[UUID, list[Listed]]:
    """By way: every open leg of these persons' ways, the first one first; `rows` are what the caller holds."""
    own = {row.id: row for row in rows}
    legs = Listed.objects.select_related("sheet", "person").filter(chain__in={row.chain for row in rows}, ended_at=None)
    ways: dict[UUID, list[Listed]] = defaultdict(list)
    for leg in legs.order_by("leg"):
        ways[leg.chain].append(own.get(leg.id, leg))
    return ways


def end(legs: Iterable[Listed], at: datetime, outcome: str, *, request: UUID, area: str = "", note: str = "") -> None:
    """Say that these legs ended with an outcome, under this request; :func:`keep_ends` writes it."""
    for leg in legs:
        leg.state, leg.outcome, leg.outcome_area = State.ENDED, outcome, area
        leg.note, leg.ended_at, leg.ended_under = note or leg.note, at, request


def keep_ends(legs: Sequence[Listed]) -> None:
    """Write how these legs ended, and close the sheets on which nobody is open any more; those that are, are open."""
    fields = ["state", "outcome", "outcome_area", "note", "ended_at", "ended_under"]
    update(legs, fields)
    people = Listed.objects.filter(sheet=OuterRef("pk"))
    sheets = Sheet.objects.filter(id__in={leg.sheet_id for leg in legs})
    still = Exists(people.filter(ended_at=None))
    last = people.order_by("-ended_at").values("ended_at")[:1]
    sheets.filter(still).exclude(ended_at=None).update(ended_at=None)
    sheets.filter(~still, ended_at=None).update(ended_at=Subquery(last))
