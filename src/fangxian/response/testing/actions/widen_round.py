"""Widen a round: village, street, district, without losing what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import House
from fangxian.response.testing.actions.open_round import check_scope
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import locked_open, rolled
from fangxian.response.testing.scope import Scope, around


@transaction.atomic
def widen_round(
    of: Round,
    *,
    scope: Sequence[str] = (),
    buildings: Mapping[str, Sequence[str]] | None = None,
    shape: Mapping[str, Any] | None = None,
    houses: Sequence[House] = (),
    id: UUID | None = None,
    by: Post | None = None,
) -> Round:
    """Add areas, buildings (named, or as a list) or what lies in a shape.

    Its roll, registrations and tubes stay where they are.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`fangxian.response.testing.actions.open_round.open_round`.
    Conflict
        ``round.closed``: the round is not open any more.
    """
    require_in(by, PLAN, of.area)
    held = locked_open(of.id)
    own = Scope.of(held)
    wide = own.joined(check_scope(scope, buildings, shape, houses, by))
    if wide == own:
        return held
    held.scope, held.buildings, held.area = list(wide.areas), wide.named, around(wide.codes)
    held.drawn = [*held.drawn, *([dict(shape)] if shape else [])]
    held.population = max(held.population, rolled(held), wide.people())
    held.save(update_fields=["scope", "buildings", "drawn", "area", "population"])
    said = {"area": held.area, "population": held.population or None, "deadline": held.deadline, "number": held.number}
    record([round_fact(held, "testing.round_opened", clock.now(), said, request=id or uuid4())])
    return held
