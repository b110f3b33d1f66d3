"""Ask for an export: checked, counted, and on record with its purpose before the first row is read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions.record_export import record_export
from fangxian.response.casework.models import Classification, ContactKind, Route
from fangxian.response.casework.queries.cases import DATES
from fangxian.response.casework.queries.contacts import STATES
from fangxian.response.casework.writing import check_choice
from fangxian.response.interchange.choice import EVERY, Choice, Only, count
from fangxian.response.interchange.columns import COLUMNS
from fangxian.response.interchange.models import Export
from fangxian.response.interchange.producing import described
from fangxian.response.interchange.writers import FORMATS
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.models import Incident

ONLY: Final[dict[str, tuple[str, ...]]] = {
    "classification": ("", *Classification.values),
    "route": ("", "unknown", *filter(None, Route.values)),
    "by_date": ("", *DATES),
    "contact_kind": ("", *ContactKind.values),
    "state": ("", *STATES),
}
"""What the fields of :class:`Only` that are no free text may say."""

AT_ONCE = 10_000
"""Rows up to which an export is written while the caller waits; longer ones run beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to take away.

    Attributes
    ----------
    kinds : tuple of str
        Keys of :data:`fangxian.response.interchange.columns.COLUMNS`.
    columns : dict
        Names of the columns by kind; all where a kind is not named.
    area : str
        Only this area and below; the post's where empty.
    only : Only
        Which cases and contacts, as their lists are filtered.
    identities : bool
        Whether names, identity numbers, phones and addresses go with it.
    """

    kinds: tuple[str, ...]
    format: str
    purpose: str
    incident: Incident | None = None
    area: str = ""
    since: date | None = None
    until: date | None = None
    columns: dict[str, list[str]] = field(default_factory=dict)
    identities: bool = False
    only: Only = EVERY

    def choice(self, home: str) -> Choice:
        """Which rows it is about, for a post of that area."""
        incident = self.incident.id if self.incident is not None else None
        return Choice(incident, self.area or home, self.since, self.until, self.only)


@transaction.atomic
def request_export(wish: Wish, *, by: Post, id: UUID | None = None) -> Export:
    """Ask for an export; sent twice with the same id it is one.

    Raises
    ------
    NotAllowed
        The post may not export, or not read the identities it asks for.
    Invalid
        A kind, format, column or area is unknown, or no purpose is stated.
    """
    request = id or uuid4()
    held = Export.objects.filter(id=request, post=by).first()
    if held is not None:
        return held
    require(by, "case.export", by.area)
    if wish.identities:
        require(by, "identity.read", by.area)
    _check(wish, by)
    choice = wish.choice(by.area)
    with access.area(by.area):
        whole = sum(count(kind, choice) for kind in wish.kinds)
    note = described(wish.kinds, wish.format, identities=wish.identities)
    record_export(purpose=wish.purpose, rows=whole, by=by, note=note)
    return Export.objects.create(
        id=request,
        post=by,
        area=by.area,
        incident=wish.incident,
        actor=context.actor(),
        language=get_language() or "zh-hans",
        format=wish.format,
        kinds=list(wish.kinds),
        columns=wish.columns,
        chosen=_chosen(choice),
        identities=wish.identities,
        purpose=" ".join(wish.purpose.split())[:200],
        whole=whole,
        asked_at=clock.now(),
    )


def choice_of(export: Export) -> Choice:
    """Which rows an export is about."""
    said: dict[str, Any] = export.chosen
    days = {name: date.fromisoformat(said[name]) for name in ("since", "until") if said.get(name)}
    only = Only(**{one.name: said[one.name] for one in fields(Only) if one.name in said})
    return Choice(incident=export.incident_id, area=said.get("area", ""), only=only, **days)


def _chosen(choice: Choice) -> dict[str, str]:
    days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(choice, name)) is not None}
    return {"area": choice.area, **days, **choice.only.as_query()}


def _check(wish: Wish, by: Post) -> None:
    check_choice(wish.format, FORMATS, "format")
    if not wish.kinds:
        raise Invalid(
            "export.nothing", _("Nothing is chosen."), remedy=_("Choose at least one kind of rows."), field="kinds"
        )
    for kind in wish.kinds:
        check_choice(kind, COLUMNS, "kinds")
    for name, known_values in ONLY.items():
        check_choice(getattr(wish.only, name), known_values, name)
    for kind, names in wish.columns.items():
        known = [column.name for column in COLUMNS.get(kind, ())]
        for name in names:
            check_choice(name, known, "columns")
    if wish.area and not within(wish.area, by.area):
        raise Invalid(
            "export.area",
            _("%(area)s lies outside your area."),
            remedy=_("Choose an area within your own."),
            field="area",
            area=wish.area,
        )
