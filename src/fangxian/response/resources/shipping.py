"""What every step of a shipment is made of: held still, in order, booked once, said of each line."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.entry import Entry
from fangxian.response.resources.booking import Line, account_of, book, contents
from fangxian.response.resources.models import Account, Shipment, ShipmentLine


def empty(held: Shipment, kind: str, target: Account, step: str, at: datetime, by: Post | None, reason: str) -> None:
    """Move all of a shipment out of one account into another."""
    source = account_of(held, kind)
    book_step(held, step, [Line(lot, source, target, quantity) for lot, quantity in contents(source)], at, by, reason)


def book_step(held: Shipment, step: str, lines: list[Line], at: datetime, by: Post | None, reason: str = "") -> None:
    """Every step of a shipment is booked once; the booking's id follows from the two."""
    book(
        step, held.source, lines, at=at, id=derived(held.id, step), by=by, reason=reason,
        also_area=held.also_area, shipment=held.id,
    )  # fmt: skip


def locked(id: UUID) -> Shipment:
    """A shipment as it stands now, held until the transaction ends."""
    rows = Shipment.objects.select_for_update(of=("self",)).select_related("source", "target", "request")
    return rows.get(id=id)


def lines_of(held: Shipment) -> list[ShipmentLine]:
    """Its lines with what they are for, by the code of the goods."""
    rows = held.lines.select_related("wanted__item", "wanted__request")
    return list(rows.order_by("wanted__item__code", "id"))


def require_state(held: Shipment, state: str) -> None:
    """Raise unless a shipment has come so far.

    Raises
    ------
    Conflict
        ``shipment.state``.
    """
    if held.state != state:
        raise Conflict(
            "shipment.state",
            _("Shipment %(number)s: %(state)s. This cannot be done now."),
            remedy=_("Open the page again; somebody else was quicker."),
            number=held.number,
            state=held.get_state_display(),
        )


def require_order(at: datetime, before: datetime | None) -> None:
    """Raise if a step lies before the one before it.

    Raises
    ------
    Invalid
        ``shipment.order``.
    """
    if before is not None and at < before:
        raise Invalid("shipment.order", _("This would lie before the step before."), field="at")


def whom_of(held: Shipment) -> Whom:
    """Where the facts of a shipment belong."""
    return Whom(held.request.incident_id, held.subject, held.also_area)


def told(held: Shipment, line: ShipmentLine, kind: str, at: datetime, said: dict[str, Any]) -> Entry:
    """What happened to one line of a shipment, which happens once."""
    return whom_of(held).fact(kind, at, {"item": line.wanted.item.label, **said}, request=line.id)
