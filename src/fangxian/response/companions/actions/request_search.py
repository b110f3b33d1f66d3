"""Ask for a search: whose companions, under which rule, what for. Nothing is searched until another post signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import ASK, require_in
from fangxian.response.companions.rules import PARAMETERS, definition, rule_of
from fangxian.response.companions.running import in_words
from fangxian.response.companions.standing import sought
from fangxian.response.companions.stays import layer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

MOST_WEIGHT = 1_000_000
"""Largest number of infections, or of days, that is no slip of the pen."""

MOST_FOLLOWED = 200
"""Hits that are followed up; the bare rule reaches most of a city in two steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked.

    Attributes
    ----------
    numbers : sequence of str
        Numbers of cases and contacts of the incident.
    purpose : str
        What the search is for.
    layer : str
        Which stays are asked.
    clause : str
        Rulebook and section of the parameters; dropped where one of them was changed.
    min_minutes, window_days, min_hours, operator, continuous
        As :class:`fangxian.science.tracing.rule.Rule`.
    only : str
        Kind of place that counts; empty counts all.
    kind : str
        Kind of contact that an accepted hit becomes.
    until : datetime or None
        End of the window; by default the end of the last stay, no later than now.
    front, back : int
        Rows in front of the case's and behind it that count, where the stays tell rows apart.
    union : bool
        All cases as one: time with several of them at once counts once.
    second : int
        Count the companions of so many of the strongest hits, too.
    expected, restriction_days : float or None
        Infections expected among all hits, and days a companion is restricted: what the tiers weigh.
    """

    numbers: Sequence[str]
    purpose: str
    layer: str
    min_minutes: float
    window_days: int
    min_hours: float | None = None
    operator: str = "and"
    continuous: bool = False
    only: str = ""
    clause: str = ""
    kind: str = "companion"
    until: datetime | None = None
    front: int = 0
    back: int = 0
    union: bool = False
    second: int = 0
    expected: float | None = None
    restriction_days: float | None = None


@transaction.atomic
def request_search(incident: Incident, wish: Wish, *, area: str, id: UUID, by: Post | None = None) -> Search:
    """Ask for a search. Sending it again asks once.

    Raises
    ------
    NotAllowed
        The post may not ask for searches in that area.
    NotFound
        ``search.not_a_case``: a number is none of a case or contact in the area in scope; nobody else is searched
        for. ``stays.unknown``: there are no such stays.
    Invalid
        A parameter cannot be right, or no purpose is given.
    Conflict
        The id belongs to another search.
    """
    require_in(by, ASK, area)
    known = Search.objects.filter(id=id).first()
    if known is not None:
        if known.incident_id != incident.id or known.purpose != check_text(wish.purpose, 300, "purpose"):
            raise Conflict("search.id_taken", _("The id belongs to another search."))
        return known
    search = _asked(incident, wish, area, id, by)
    with in_words():
        rule_of(search, layer(wish.layer).cell_m)
    search.save(force_insert=True)
    return search


def _asked(incident: Incident, wish: Wish, area: str, id: UUID, by: Post | None) -> Search:
    """The search as it is asked for, every parameter looked at."""
    purpose = check_text(wish.purpose, 300, "purpose", needed=True)
    people = sought(incident, wish.numbers)
    held = layer(wish.layer)
    now = clock.now()
    _check(wish, incident, now)
    values = {name: getattr(wish, name) for name in PARAMETERS}
    same = held.index.same
    defined = definition(wish.clause, incident, (same,)) if wish.clause else None
    return Search(
        id=id,
        incident=incident,
        area=area,
        purpose=purpose,
        people=[one.plain() for one in people],
        layer=held.name,
        kind=wish.kind,
        only=wish.only,
        same=same,
        union=wish.union,
        second=wish.second,
        clause=wish.clause if defined is not None and defined.asked_by(values, same) else "",
        until=min(now, held.ends_at) if wish.until is None else wish.until,
        expected=wish.expected,
        restriction_days=wish.restriction_days,
        requested_at=now,
        requester=by,
        **values,
    )


def _check(wish: Wish, incident: Incident, now: datetime) -> None:
    if wish.until is not None:
        check_time(wish.until, "until", now)
    check_choice(wish.operator, ("and", "or"), "operator")
    check_choice(wish.only, Search.Places.values, "only")
    check_choice(wish.kind, known_kinds(pack_in_force(incident.id, now)), "kind")
    for name, most in (("expected", MOST_WEIGHT), ("restriction_days", MOST_WEIGHT), ("second", MOST_FOLLOWED)):
        _check_weight(getattr(wish, name), name, most)


def _check_weight(value: float | None, field: str, most: int) -> None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= most):
        raise Invalid(
            "value.beyond",
            _("%(value)s does not lie between 0 and %(most)s."),
            remedy=_("Correct it, or leave it empty."),
            field=field,
            value=value,
            most=f"{most:,}",
        )
