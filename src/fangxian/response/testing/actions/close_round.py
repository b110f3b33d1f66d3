"""Close a round, and archive a closed one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import locked_open, totals


@transaction.atomic
def close_round(of: Round, *, id: UUID | None = None, by: Post | None = None) -> Round:
    """Close a round with its counts on record; stations may deliver what their devices still hold.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    Conflict
        ``round.closed``: it is closed already.
    """
    require_in(by, PLAN, of.area)
    held = locked_open(of.id)
    held.state, held.closed_at = Round.State.CLOSED, clock.now()
    held.save(update_fields=["state", "closed_at"])
    counts = totals(held)
    said = {"sampled": counts.people, "resulted": counts.resulted, "positive": counts.positive}
    record([round_fact(held, "testing.round_closed", held.closed_at, said, request=id or uuid4())])
    return held


@transaction.atomic
def archive_round(of: Round, *, by: Post | None = None) -> Round:
    """Detach the partitions of a closed round: its counts and positives stay, its rows leave every query.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    Conflict
        ``round.open``: it is still open.
    """
    require_in(by, PLAN, of.area)
    held = Round.objects.select_for_update().get(id=of.id)
    if held.state == Round.State.ARCHIVED:
        return held
    if held.state == Round.State.OPEN:
        raise Conflict(
            "round.open",
            _("Round %(number)s is still open."),
            remedy=_("Close it first."),
            number=held.number,
        )
    held.state = Round.State.ARCHIVED
    held.save(update_fields=["state"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT testing_detach_partitions(%s)", [held.serial])
    return held
