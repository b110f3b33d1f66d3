"""What the commands on a sheet share: locks, facts, and the end of a sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import lock_persons
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry

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


def fact(
    listed: Listed, kind: str, at: datetime, said: dict[str, Any], *, request: UUID, area: str, leg: int = 0
) -> Entry:
    """A fact about one request; the same for the same request."""
    return Entry(
        kind=f"coinvestigation.{kind}",
        subject=listed.subject,
        at=at,
        area=area,
        attributes={name: value for name, value in said.items() if value not in (None, "")},
        incident=listed.incident_id,
        id=derived(request, kind, listed.id, leg),
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
        id=derived(request, "person", kind, listed.id),
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


def require_last(listed: Listed) -> None:
    """Raise if the person was passed on since: only the last leg of a way can be acted on.

    Raises
    ------
    Conflict
        ``sheet.passed_on``.
    """
    if Listed.objects.filter(chain=listed.chain, leg__gt=listed.leg).exclude(state=State.ENDED).exists():
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


def open_legs(listed: Listed) -> list[Listed]:
    """Every open leg of a person's way, the first one first; `listed` itself as the caller holds it."""
    others = Listed.objects.select_related("sheet", "person").filter(chain=listed.chain, ended_at=None)
    return [listed if one.id == listed.id else one for one in others.order_by("leg")]


def end(legs: Sequence[Listed], at: datetime, outcome: str, *, area: str = "", note: str = "") -> None:
    """Close these legs with an outcome."""
    for leg in legs:
        leg.state, leg.outcome, leg.outcome_area = State.ENDED, outcome, area
        leg.note, leg.ended_at = note or leg.note, at
    Listed.objects.bulk_update(legs, ["state", "outcome", "outcome_area", "note", "ended_at"])


def close_sheets(sheets: Iterable[UUID], at: datetime) -> None:
    """Close those of these sheets on which nobody is open any more."""
    still = Listed.objects.filter(sheet=OuterRef("pk"), ended_at=None)
    Sheet.objects.filter(id__in=set(sheets), ended_at=None).filter(~Exists(still)).update(ended_at=at)
