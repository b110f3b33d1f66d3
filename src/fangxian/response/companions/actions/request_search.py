"""Ask for a search: whose companions, under which rule, what for. Nothing is searched until another post signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.casework.models import Case, Classification, Contact
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import ASK, require_in
from fangxian.response.companions.rules import PARAMETERS, Sought, definition, of_case, of_contact, rule_of
from fangxian.response.companions.running import in_words
from fangxian.response.companions.stays import layer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

MOST_PEOPLE = 1_000
"""Cases and contacts of one search."""


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
    purpose = check_text(wish.purpose, 300, "purpose", needed=True)
    people = sought(incident, wish.numbers)
    held = layer(wish.layer)
    now = clock.now()
    until = check_time(wish.until, "until", now) if wish.until is not None else min(now, held.ends_at)
    check_choice(wish.operator, ("and", "or"), "operator")
    check_choice(wish.only, Search.Places.values, "only")
    check_choice(wish.kind, known_kinds(pack_in_force(incident.id, now)), "kind")
    for name in ("expected", "restriction_days"):
        _check_weight(getattr(wish, name), name)
    defined = definition(wish.clause, incident) if wish.clause else None
    as_defined = defined is not None and all(defined.values[name] == getattr(wish, name) for name in PARAMETERS)
    search = Search(
        id=id,
        incident=incident,
        area=area,
        purpose=purpose,
        people=[one.plain() for one in people],
        layer=held.name,
        kind=wish.kind,
        only=wish.only,
        clause=wish.clause if as_defined else "",
        until=until,
        expected=wish.expected,
        restriction_days=wish.restriction_days,
        requested_at=now,
        requester=by,
        **{name: getattr(wish, name) for name in PARAMETERS},
    )
    with in_words():
        rule_of(search, held.cell_m)
    search.save(force_insert=True)
    return search


def sought(incident: Incident, numbers: Sequence[str]) -> list[Sought]:
    """The cases and contacts in scope that bear these numbers, in their order.

    Raises
    ------
    NotFound
        ``search.not_a_case``: a number is nobody's who may be searched for.
    Invalid
        None is named, or more than fit.
    """
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if not wanted or len(wanted) > MOST_PEOPLE:
        raise Invalid(
            "search.people",
            _("A search is for 1 to %(most)s cases and contacts; %(count)s are named."),
            remedy=_("Give their numbers, separated by spaces or commas."),
            field="numbers",
            most=MOST_PEOPLE,
            count=len(wanted),
        )
    found: dict[str, Sought] = {}
    for contact in Contact.objects.filter(incident=incident, number__in=wanted).select_related("incident", "person"):
        found[contact.number] = of_contact(contact)
    cases = Case.objects.filter(incident=incident, number__in=wanted).exclude(classification=Classification.EXCLUDED)
    for case in cases.select_related("incident", "person"):
        found[case.number] = of_case(case)
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(
            "search.not_a_case",
            _("No case or contact of the incident in your area bears these numbers: %(numbers)s."),
            remedy=_("Nobody else can be searched for: correct the numbers, or record the case first."),
            field="numbers",
            numbers=", ".join(missing[:10]),
        )
    return [found[number] for number in wanted]


def _check_weight(value: float | None, field: str) -> None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= 1_000_000):
        raise Invalid(
            "value.range",
            _("%(value)s does not lie between 0 and 1,000,000."),
            remedy=_("Correct it, or leave it empty."),
            field=field,
            value=value,
        )
