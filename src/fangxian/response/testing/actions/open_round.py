"""Open a round of testing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import House, load_units
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.methods import check_methods, longest, pack_in_force, usual
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.scope import Scope, around, drawn

_SERIALS = 0x46585254
"""Advisory lock under which serials of rounds are given out."""


@transaction.atomic
def open_round(
    incident: Incident,
    *,
    deadline: datetime,
    signed_by: str,
    scope: Sequence[str] = (),
    buildings: Mapping[str, Sequence[str]] | None = None,
    shape: Mapping[str, Any] | None = None,
    houses: Sequence[House] = (),
    methods: Mapping[str, int] | None = None,
    opened_at: datetime | None = None,
    population: int = 0,
    assay: str = "pcr",
    id: UUID | None = None,
    by: Post | None = None,
) -> Round:
    """Open a round; its partitions are made in the same transaction.

    Parameters
    ----------
    scope : sequence of str
        Codes of the areas that are tested whole.
    buildings : mapping or None
        Buildings by the code of their area, where it is not tested whole.
    shape : mapping or None
        A GeoJSON polygon: what is known to lie in it is tested.
    houses : sequence of House
        A list of buildings that are tested; the register learns what it says of them.
    deadline : datetime
        When the order says it must be done. Aware.
    methods : mapping or None
        Swabs in a tube by group of people of the pack, 0 for one tube a household; by default the pack's largest.
    population : int
        People to be tested, until a roll says it; by default the census' number.
    id : UUID or None
        Minted by the caller; sending it twice opens one round.

    Raises
    ------
    NotAllowed
        The post may not plan testing in one of the areas.
    Invalid
        An area is unknown, nothing lies in the shape, nobody signed, a time cannot be right, or the pack forbids a
        method.
    Conflict
        ``round.id_taken``: the id belongs to another round.
    """
    wanted = check_scope(scope, buildings, shape, houses, by)
    held = Round.objects.filter(id=id).first() if id else None
    if held is not None:
        return _same(held, incident, wanted)
    at = check_time(opened_at or clock.now(), "opened_at")
    signer = check_text(signed_by, 120, "signed_by", needed=True)
    pack = pack_in_force(incident.id, at)
    people = population or wanted.people()
    _check_deadline(deadline, at, longest(pack, people))
    serial, number = _next(incident)
    made = Round.objects.create(
        id=id or uuid4(),
        serial=serial,
        incident=incident,
        number=number,
        area=around(wanted.codes),
        scope=list(wanted.areas),
        buildings=wanted.named,
        drawn=[dict(shape)] if shape else [],
        methods=check_methods(pack, methods if methods is not None else usual(pack)),
        assay=assay,
        population=people,
        opened_at=at,
        deadline=deadline,
        signed_by=signer,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT testing_open_partitions(%s)", [serial])
    said = {
        "area": made.area,
        "population": people or None,
        "deadline": deadline,
        "number": number,
        "assay": assay,
        "incident": f"incident:{incident.id}",
        "signer": signer,
    }
    record([round_fact(made, "testing.round_opened", at, said, request=made.id)])
    return made


def check_scope(
    scope: Sequence[str],
    buildings: Mapping[str, Sequence[str]] | None,
    shape: Mapping[str, Any] | None,
    houses: Sequence[House],
    by: Post | None,
) -> Scope:
    """Areas, buildings and what lies in a shape as one, if each area exists and the post may plan there.

    Raises
    ------
    Invalid
        ``round.scope``: there is none, or one is unknown. ``scope.list``: a row of the list makes no sense.
        ``scope.shape``, ``scope.nothing``: see :func:`fangxian.response.testing.scope.drawn`.
    NotAllowed
        The post may not plan testing in one.
    """
    said = Scope(tuple(scope), {area: tuple(names) for area, names in (buildings or {}).items()})
    wanted = said.joined(drawn(shape) if shape else Scope()).joined(_listed(houses, by))
    known = set(Area.objects.filter(code__in=wanted.codes).values_list("code", flat=True))
    missing = [code for code in wanted.codes if code not in known]
    if missing or not wanted:
        raise Invalid(
            "round.scope",
            _("A round covers at least one area that exists; unknown: %(missing)s."),
            remedy=_("Give codes of areas."),
            field="scope",
            missing=", ".join(missing) or "–",
        )
    for code in wanted.codes:
        require_in(by, PLAN, code)
    return wanted


def _listed(houses: Sequence[House], by: Post | None) -> Scope:
    housed = load_units(houses, by=by)
    if housed.refused:
        line, field, why = housed.refused[0]
        raise Invalid(
            "scope.list",
            _("Row %(line)s of the list, %(column)s: %(why)s"),
            remedy=_("Correct it (%(more)s rows are wrong) and send the list again."),
            field="file",
            line=line,
            column=field,
            why=why,
            more=len(housed.refused),
        )
    return Scope(buildings=housed.homes)


def _next(incident: Incident) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SERIALS])
    with access.everywhere():
        serial = Round.objects.aggregate(last=Max("serial"))["last"] or 0
        number = Round.objects.filter(incident=incident).aggregate(last=Max("number"))["last"] or 0
    return serial + 1, number + 1


def _check_deadline(deadline: datetime, at: datetime, within: object) -> None:
    if deadline.utcoffset() is None or deadline <= at:
        raise Invalid(
            "round.deadline",
            _("A round must be done after it was opened, at a time with its zone."),
            remedy=_("Give the hour that the order names."),
            field="deadline",
        )
    if within is not None and deadline - at > within:  # type: ignore[operator]
        raise Invalid(
            "round.too_long",
            _("The rulebook in force gives a round over so many people no more than %(hours)s hours."),
            remedy=_("Name an earlier deadline, or open rounds over smaller areas."),
            field="deadline",
            hours=round(within.total_seconds() / 3600),  # type: ignore[attr-defined]
        )


def _same(held: Round, incident: Incident, wanted: Scope) -> Round:
    own = Scope.of(held)
    if held.incident_id != incident.id or own.joined(wanted) != own:
        raise Conflict(
            "round.id_taken",
            _("The id sent belongs to another round."),
            remedy=_("Send the round with an id of its own."),
        )
    return held
