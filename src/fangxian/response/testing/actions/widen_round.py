"""Widen a round: village, street, district, without losing what is done."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import residents
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.testing.actions.open_round import around, check_scope
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import locked_open, rolled


@transaction.atomic
def widen_round(of: Round, *, scope: Sequence[str], id: UUID | None = None, by: Post | None = None) -> Round:
    """Add areas to a round; its roll, registrations and tubes stay where they are.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`fangxian.response.testing.actions.open_round.open_round`.
    Conflict
        ``round.closed``: the round is not open any more.
    """
    require_in(by, PLAN, of.area)
    held = locked_open(of.id)
    areas = check_scope([*held.scope, *scope], None)
    for code in set(areas) - set(held.scope):
        require_in(by, PLAN, code)
    if areas == held.scope:
        return held
    held.scope, held.area = areas, around(areas)
    held.population = max(held.population, rolled(held), sum(residents(areas).values()))
    held.save(update_fields=["scope", "area", "population"])
    said = {"area": held.area, "population": held.population or None, "deadline": held.deadline, "number": held.number}
    record([round_fact(held, "testing.round_opened", clock.now(), said, request=id or uuid4())])
    return held
