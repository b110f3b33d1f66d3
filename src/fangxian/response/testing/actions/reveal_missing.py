"""Show the grid worker who the missing are, by name and phone, for a stated purpose; the reading is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.policies import require_in
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions.reveal_identity import SHORTEST_PURPOSE, stated
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.seal import unseal
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.models import RollEntry, Round
from fangxian.response.testing.policies import SAMPLE

MOST = 100
"""Names shown for one purpose."""

LOCAL = next(length for length, level in LEVELS.items() if level == "street")
"""Length of the code from which on an area is a street's or smaller: its people go from door to door."""


@transaction.atomic
def reveal_missing(
    of: Round, entries: Sequence[UUID], purpose: str, *, area: str, request: UUID, by: Post | None = None
) -> dict[UUID, IdentityCard]:
    """Open the names and phones of people on the roll; of the number only what the masked list shows.

    Whoever may read identities may; so may those of a street or community who run its stations, for they are sent to
    its doors.

    Parameters
    ----------
    area : str
        Where all of them live.

    Raises
    ------
    NotAllowed
        The post may not do so there.
    Invalid
        No purpose is stated.
    """
    if not may_reveal(by, area):
        require_in(by, "identity.read", area)
    said = stated(purpose, SHORTEST_PURPOSE)
    rows = RollEntry.objects.filter(round=of.serial, id__in=list(entries)[:MOST], area__startswith=area)
    cards = {row.id: unseal(row.id, bytes(row.sealed)) for row in rows}
    if cards:
        told = {
            "purpose": said,
            "fields": ["name", "phone"],
            "entries": sorted(map(str, cards)),
            "actor": context.actor(),
            "area": area or None,
        }
        record([round_fact(of, "testing.roll_read", clock.now(), told, request=request)])
    return {entry: IdentityCard(name=card.name, phone=card.phone) for entry, card in cards.items()}


def may_reveal(post: Post | None, area: str) -> bool:
    """Whether a post may see the names of an area's missing."""
    if post is None or may(post, "identity.read", area):
        return True
    return len(post.area) >= LOCAL and may(post, SAMPLE, area)
