"""Open a round of testing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.jurisdiction.queries import residents
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.methods import check_methods, longest, pack_in_force, usual
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in

_SERIALS = 0x46585254
"""Advisory lock under which serials of rounds are given out."""


@transaction.atomic
def open_round(
    incident: Incident,
    *,
    scope: Sequence[str],
    deadline: datetime,
    signed_by: str,
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
        Codes of the areas that are tested.
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
        An area is unknown, nobody signed, a time cannot be right, or the pack forbids a method.
    Conflict
        ``round.id_taken``: the id belongs to another round.
    """
    areas = check_scope(scope, by)
    held = Round.objects.filter(id=id).first() if id else None
    if held is not None:
        return _same(held, incident, areas)
    at = check_time(opened_at or clock.now(), "opened_at")
    signer = check_text(signed_by, 120, "signed_by", needed=True)
    pack = pack_in_force(incident.id, at)
    people = population or sum(residents(areas).values())
    _check_deadline(deadline, at, longest(pack, people))
    serial, number = _next(incident)
    made = Round.objects.create(
        id=id or uuid4(),
        serial=serial,
        incident=incident,
        number=number,
        area=around(areas),
        scope=areas,
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


def check_scope(scope: Sequence[str], by: Post | None) -> list[str]:
    """The areas, without those that lie inside another of them, if each exists and the post may plan there.

    Raises
    ------
    Invalid
        ``round.scope``: there is none, or one is unknown.
    NotAllowed
        The post may not plan testing in one.
    """
    wanted = sorted(set(scope))
    areas = [code for code in wanted if not any(code != other and code.startswith(other) for other in wanted)]
    known = set(Area.objects.filter(code__in=areas).values_list("code", flat=True))
    missing = [code for code in areas if code not in known]
    if missing or not areas:
        raise Invalid(
            "round.scope",
            _("A round covers at least one area that exists; unknown: %(missing)s."),
            remedy=_("Give codes of areas."),
            field="scope",
            missing=", ".join(missing) or "–",
        )
    for code in areas:
        require_in(by, PLAN, code)
    return areas


def around(areas: Sequence[str]) -> str:
    """Code of the smallest area around several."""
    if len(areas) == 1:
        return areas[0]
    first = areas[0]
    shared = [first[:length] for length in LEVELS if all(code.startswith(first[:length]) for code in areas)]
    return max(shared, key=len)


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


def _same(held: Round, incident: Incident, areas: list[str]) -> Round:
    if held.incident_id != incident.id or not set(areas) <= set(held.scope):
        raise Conflict(
            "round.id_taken",
            _("The id sent belongs to another round."),
            remedy=_("Send the round with an id of its own."),
        )
    return held
