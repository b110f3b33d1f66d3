"""Where the tubes of a round are, and which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from fangxian.response.testing.glance import glance
from fangxian.response.testing.models import Handover, Round

SOON: Final = timedelta(hours=1)
"""A tube that has gone so long without arriving is named as missing."""

_HOPS = """
    SELECT count(*), count(sealed_at), count(handed_at), count(received_at), count(released_at),
        coalesce(sum(people), 0), coalesce(sum(people) FILTER (WHERE received_at IS NOT NULL), 0),
        coalesce(sum(people) FILTER (WHERE released_at IS NOT NULL), 0),
        count(*) FILTER (WHERE stated IS NOT NULL AND stated <> people)
    FROM testing_tube WHERE round = %(round)s AND people > 0
"""

_PASSED = """
    SELECT h.leg, sum(h.given), coalesce(sum(h.taken), 0), sum(h.missing), sum(h.unexpected)
    FROM testing_handover AS h WHERE h.round_id = %(id)s GROUP BY h.leg
    ORDER BY h.leg DESC
"""

_MISSING = """
    SELECT t.code, s.name, t.people, CASE
        WHEN t.handed_at IS NULL THEN 'station' ELSE 'runner' END AS place,
        coalesce(t.handed_at, t.sealed_at) AS since
    FROM testing_tube AS t JOIN testing_station AS s ON s.id = t.station
    WHERE t.round = %(round)s AND t.received_at IS NULL AND t.people > 0
        AND coalesce(t.handed_at, t.sealed_at) < %(before)s
    ORDER BY since, t.code LIMIT %(limit)s
"""

_DIFFERENCES = """
    SELECT p.tube, p.handover, h.leg, p.given, h.given_by, h.taken_by, h.taken_at, coalesce(t.people, 0)
    FROM testing_handover AS h JOIN testing_passing AS p ON p.round = %(round)s AND p.handover = h.id
        LEFT JOIN testing_tube AS t ON t.round = %(round)s AND t.code = p.tube
    WHERE h.round_id = %(id)s AND h.taken_at IS NOT NULL AND p.given <> p.taken AND p.settled = ''
    ORDER BY h.taken_at, p.tube LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Hops:
    """Tubes at each hop, those that hold anybody. What left one hop and reached none is missing."""

    filled: int
    sealed: int
    handed: int
    received: int
    resulted: int
    people: int
    people_received: int
    people_resulted: int
    miscounted: int
    """Tubes whose station states another number of people than is registered in them."""

    @property
    def at_station(self) -> int:
        return self.filled - self.handed

    @property
    def on_the_way(self) -> int:
        return self.handed - self.received

    @property
    def in_laboratory(self) -> int:
        return self.received - self.resulted


@dataclass(frozen=True, slots=True)
class Passed:
    """Tubes named at one leg: given, taken, given and not arrived, arrived and not given."""

    leg: str
    given: int
    taken: int
    missing: int
    unexpected: int

    @property
    def title(self) -> str:
        """The leg as people say it."""
        return str(Handover.Leg(self.leg).label)


@dataclass(frozen=True, slots=True)
class MissingTube:
    """A tube that should have gone on."""

    code: str
    station: str
    people: int
    place: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A tube that one side named and the other did not."""

    tube: str
    handover: Any
    leg: str
    given: bool
    given_by: str
    taken_by: str
    taken_at: datetime
    people: int


def hops(of: Round) -> Hops:
    """How many tubes of a round passed each hop, in scope."""
    held = glance(of)
    if held is not None:
        return Hops(*(getattr(held, one.name) for one in fields(Hops)))
    return Hops(*_rows(_HOPS, of)[0])


def passed(of: Round) -> list[Passed]:
    """What both sides named at each leg, in scope."""
    return [Passed(*row) for row in _rows(_PASSED, of)]


def missing_tubes(of: Round, now: datetime, limit: int = 200) -> list[MissingTube]:
    """Tubes sealed or handed on more than an hour ago that no laboratory has received, the longest first."""
    return [MissingTube(*row) for row in _rows(_MISSING, of, before=now - SOON, limit=limit)]


def differences(of: Round, limit: int = 200) -> list[Difference]:
    """Open differences between what was given and what was taken."""
    return [Difference(*row) for row in _rows(_DIFFERENCES, of, limit=limit)]


def _rows(query: str, of: Round, **more: Any) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"round": of.serial, "id": of.id, **more})
        found: Sequence[Sequence[Any]] = cursor.fetchall()
    return found
