"""Whether everybody of some homes was negative in one round, for whoever weighs lifting a zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.testing.models import Progress, Round
from fangxian.response.testing.scope import Scope

_LOOKED_AT: Final = 8
"""Rounds back from the last one; a clean round counts for days."""

# Roll, swab, tube and re-test are each found by a probe of an index, person by person.
_RESULTS: LiteralString = """
    WITH seen AS (
        SELECT l.hash, t.result, t.released_at, o.registration IS NOT NULL AS ordered, o.result AS single
        FROM testing_roll AS l
            JOIN LATERAL (
                SELECT id, tube FROM testing_registration
                WHERE round = %(round)s AND hash = l.hash AND counted
                UNION ALL
                SELECT id, tube FROM testing_registration
                WHERE round = %(round)s AND hash = l.hash AND NOT counted AND voided_at IS NULL
                OFFSET 0
            ) AS r ON true
            JOIN LATERAL (
                SELECT result, released_at FROM testing_tube WHERE round = %(round)s AND code = r.tube OFFSET 0
            ) AS t ON true
            LEFT JOIN LATERAL (
                SELECT registration, result FROM testing_retest WHERE registration = r.id OFFSET 0
            ) AS o ON true
        WHERE l.round = %(round)s AND l.area >= %(lo)s AND l.area < %(hi)s
            AND (%(homes)s::text[] IS NULL OR l.building = ANY(%(homes)s))
    )
    SELECT count(DISTINCT hash) FILTER (WHERE result = '' OR ordered AND single = ''),
        count(DISTINCT hash) FILTER (WHERE result IN ('positive', 'grey') AND (NOT ordered OR single <> 'negative')
            AND NOT (ordered AND single = '')),
        max(released_at)
    FROM seen
"""

Homes = Mapping[str, Sequence[str]]
"""Labels of buildings by the code of their area; of an area that is meant whole, none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is with some homes.

    Attributes
    ----------
    number : int
        Of the round.
    at : datetime or None
        When the last result was released.
    missing : int
        People to be tested who were not; while there are any, results are not looked at.
    waiting, positive : int
        People whose result is not known; who were positive, or grey to the end.
    """

    number: int
    at: datetime | None
    missing: int = 0
    waiting: int = 0
    positive: int = 0

    @property
    def complete(self) -> bool:
        """Whether everybody has a result."""
        return not self.missing and not self.waiting and self.at is not None

    @property
    def decided(self) -> datetime | None:
        """Since when it is settled: everybody negative, or somebody not; None while it is open."""
        return self.at if self.complete or self.positive else None


def last_full_round(incident: UUID, homes: Homes, at: datetime) -> Standing | None:
    """The last round in which everybody on the roll of these homes had a result by `at`, or somebody was positive.

    Where there is none, the last round that is under way with them; None where no round with a roll covers them all.
    """
    if not homes:
        return None
    under_way = None
    with access.everywhere():
        rounds = Round.objects.filter(incident=incident, opened_at__lte=at).exclude(state=Round.State.ARCHIVED)
        for of in rounds.order_by("-opened_at", "-number")[:_LOOKED_AT]:
            found = _standing(of, homes, at)
            if found is not None and found.decided is not None:
                return found
            under_way = under_way or found
    return under_way


def _standing(of: Round, homes: Homes, at: datetime) -> Standing | None:
    scope = Scope.of(of)
    if not all(_covered(scope, area, labels) for area, labels in homes.items()):
        return None
    counters = _counters(of, homes)
    if not counters.filter(listed__gt=0).exists():
        return None
    lacking = counters.filter(sampled__lt=F("listed") - F("excused"))
    missing = lacking.aggregate(n=Sum(F("listed") - F("excused") - F("sampled")))["n"] or 0
    if missing:
        return Standing(of.number, None, missing)
    found = [_results(of, area, labels) for area, labels in homes.items()]
    last = [released for _waiting, _positive, released in found if released is not None]
    if last and max(last) > at:
        return None
    return Standing(of.number, max(last, default=None), 0, sum(one[0] for one in found), sum(one[1] for one in found))


def _covered(scope: Scope, area: str, labels: Sequence[str]) -> bool:
    return all(scope.covers(area, label) for label in labels) if labels else scope.whole(area)


def _counters(of: Round, homes: Homes) -> QuerySet[Progress]:
    wanted = Q()
    for area, labels in homes.items():
        lo, hi = area_range(area)
        wanted |= Q(area=area, building__in=labels) if labels else Q(area__gte=lo, area__lt=hi)
    return Progress.objects.filter(wanted, round=of.serial)


def _results(of: Round, area: str, labels: Sequence[str]) -> tuple[int, int, datetime | None]:
    lo, hi = (area, area + "\x01") if labels else area_range(area)
    said: dict[str, Any] = {"round": of.serial, "lo": lo, "hi": hi, "homes": list(labels) or None}
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, said)
        waiting, positive, released = cursor.fetchone()
    return int(waiting), int(positive), released
