"""Tubes change hands: one side says what it gives, the other what it takes, and no tube is lost in between."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing.models import Handover, Laboratory, Round, Station
from fangxian.response.testing.policies import LAB, SAMPLE, require_in

_GIVE = """
    INSERT INTO testing_passing AS p (round, handover, tube, area, to_area, given)
    SELECT %(round)s, %(handover)s, code, %(area)s, %(to_area)s, true FROM unnest(%(codes)s::text[]) AS code
    ON CONFLICT (round, handover, tube) DO UPDATE SET given = true
"""

_TAKE = """
    INSERT INTO testing_passing AS p (round, handover, tube, area, to_area, taken)
    SELECT %(round)s, %(handover)s, code, %(area)s, %(to_area)s, true FROM unnest(%(codes)s::text[]) AS code
    ON CONFLICT (round, handover, tube) DO UPDATE SET taken = true, applied = false
"""

_DIFFERS = """
    UPDATE testing_handover AS h SET missing = n.missing, unexpected = n.unexpected
    FROM (
        SELECT count(*) FILTER (WHERE given AND NOT taken) AS missing, count(*) FILTER (WHERE NOT given) AS unexpected
        FROM testing_passing WHERE round = %(round)s AND handover = %(handover)s
    ) AS n
    WHERE h.id = %(handover)s
"""

# Also run from the background: a tube may change hands before the station's own batch has arrived.
_SETTLE = """
    WITH known AS MATERIALIZED (
        SELECT p.tube, p.handover, h.leg, h.to_area, CASE WHEN p.taken THEN h.taken_at END AS taken_at
        FROM testing_passing AS p JOIN testing_handover AS h ON h.id = p.handover
        WHERE p.round = %(round)s AND NOT p.applied
            AND (%(handover)s::uuid IS NULL OR p.handover = %(handover)s)
            AND EXISTS (SELECT FROM testing_tube AS t WHERE t.round = %(round)s AND t.code = p.tube OFFSET 0)
    ), applied AS (
        UPDATE testing_passing AS p SET applied = true FROM known
        WHERE p.round = %(round)s AND p.handover = known.handover AND p.tube = known.tube
    )
    UPDATE testing_tube AS t SET
        handed_at = coalesce(t.handed_at, h.runner_at, h.lab_at), received_at = coalesce(t.received_at, h.lab_at),
        lab_area = CASE WHEN t.lab_area = '' THEN coalesce(h.to_area, '') ELSE t.lab_area END
    FROM (
        SELECT tube, min(taken_at) FILTER (WHERE leg = 'runner') AS runner_at,
            min(taken_at) FILTER (WHERE leg = 'laboratory') AS lab_at,
            max(to_area) FILTER (WHERE leg = 'laboratory') AS to_area
        FROM known GROUP BY tube
    ) AS h
    WHERE t.round = %(round)s AND t.code = h.tube AND (
        (t.handed_at IS NULL AND coalesce(h.runner_at, h.lab_at) IS NOT NULL)
        OR (t.received_at IS NULL AND h.lab_at IS NOT NULL) OR (t.lab_area = '' AND h.to_area <> '')
    )
"""


@transaction.atomic
def hand_over(
    of: Round,
    *,
    leg: str,
    tubes: Sequence[str],
    given_by: str,
    station: Station | None = None,
    laboratory: Laboratory | None = None,
    area: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Handover:
    """Say which tubes are given: a station to a runner, or a runner to a laboratory.

    Parameters
    ----------
    tubes : sequence of str
        Codes as scanned; twice the same is once.
    area : str
        Where it happens; by default the station's area, else the round's.
    id : UUID or None
        Minted by the caller; sending it twice gives once.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    Invalid
        No tube, nobody named, or the leg has not its other end.
    """
    where = area or (station.area if station else of.area)
    require_in(by, SAMPLE, where)
    codes = _codes(tubes)
    giver = check_text(given_by, 120, "given_by", needed=True)
    if (leg == Handover.Leg.RUNNER and station is None) or (leg == Handover.Leg.LABORATORY and laboratory is None):
        raise Invalid(
            "handover.end",
            _("A hand-over names its station, or its laboratory."),
            remedy=_("Choose where the tubes come from or go to."),
            field="station" if leg == Handover.Leg.RUNNER else "laboratory",
        )
    made, new = Handover.objects.get_or_create(
        id=id or uuid4(),
        defaults={
            "round": of,
            "leg": leg,
            "station": station,
            "laboratory": laboratory,
            "area": where,
            "to_area": laboratory.area if laboratory else "",
            "given_by": giver,
            "given_at": clock.now(),
            "given": len(codes),
        },
    )
    if new:
        _write(_GIVE, made, codes)
        settle_custody(of, made.id)
    return made


@transaction.atomic
def take_over(handover: Handover, *, tubes: Sequence[str], taken_by: str, by: Post | None = None) -> Handover:
    """Say which tubes arrived, from one's own scan; what differs from what was given stays open until it is settled.

    Raises
    ------
    NotAllowed
        The post may not run stations where the runner is, or is not of the laboratory's area.
    Invalid
        Nobody is named.
    Conflict
        ``handover.taken``: it was taken over before, by other hands.
    """
    require_in(by, *taking_right(handover))
    taker = check_text(taken_by, 120, "taken_by", needed=True)
    codes = _codes(tubes, needed=False)
    with access.everywhere():
        held = Handover.objects.select_for_update(of=("self",)).select_related("round").get(id=handover.id)
        if held.taken_at is not None:
            if held.taken_by != taker or held.taken != len(codes):
                raise Conflict(
                    "handover.taken",
                    _("%(name)s took these tubes over already."),
                    remedy=_("Make a hand-over of its own for tubes that came later."),
                    name=held.taken_by,
                )
            return held
        held.taken_by, held.taken_at, held.taken = taker, clock.now(), len(codes)
        held.save(update_fields=["taken_by", "taken_at", "taken"])
        _write(_TAKE, held, codes)
        _write(_DIFFERS, held, codes)
        settle_custody(held.round, held.id)
    return held


def settle_custody(of: Round, handover: UUID | None = None) -> int:
    """Bring the tubes up to what both sides said, of one hand-over or of the whole round; gives how many changed."""
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"round": of.serial, "handover": handover})
        return int(cursor.rowcount)


@transaction.atomic
def explain_difference(handover: Handover, tube: str, *, reason: str, by: Post | None = None) -> None:
    """Say what was found out about a tube that one side named and the other did not.

    Raises
    ------
    NotAllowed
        The post has no part in it.
    Invalid
        No reason is given.
    """
    require_in(by, *taking_right(handover))
    said = check_text(reason, 200, "reason", needed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE testing_passing SET settled = %s WHERE round = %s AND handover = %s AND tube = %s "
            "AND given <> taken",
            [said, handover.round.serial, handover.id, tube],
        )


def taking_right(handover: Handover) -> tuple[str, str]:
    """The right that taking tubes over needs, and where."""
    return (LAB, handover.to_area) if handover.leg == Handover.Leg.LABORATORY else (SAMPLE, handover.area)


def _codes(tubes: Sequence[str], *, needed: bool = True) -> list[str]:
    codes = list(dict.fromkeys(check_text(code, 40, "tubes", needed=True) for code in tubes))
    if needed and not codes:
        raise Invalid(
            "handover.empty",
            _("A hand-over holds at least one tube."),
            remedy=_("Scan the tubes, or paste their codes, one a line."),
            field="tubes",
        )
    return codes


def _write(statement: str, held: Handover, codes: list[str]) -> None:
    said = {"round": held.round.serial, "handover": held.id, "area": held.area, "to_area": held.to_area, "codes": codes}
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
