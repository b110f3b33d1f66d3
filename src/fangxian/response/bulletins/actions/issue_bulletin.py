"""Draft and publish a bulletin at once, as the system does in an exercise: nobody writes it, so nobody approves it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.writing import fill, new, number_and_publish
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import lock_numbering
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record


@transaction.atomic
def issue_bulletin(
    incident: Incident, *, as_of: datetime, at: datetime, help_line: str, signer: str, channel: str = "", fact: UUID
) -> Bulletin:
    """Publish a bulletin with the rulebook's words, counted up to `as_of`.

    Parameters
    ----------
    at : datetime
        When it is published.
    fact : UUID
        Id of the fact that it is published by; the same again gives the bulletin that was made.

    Raises
    ------
    Conflict
        ``bulletin.no_rule``.
    """
    lock_numbering(incident.id)
    done = Bulletin.objects.filter(fact=fact).first()
    if done is not None:
        return done
    made = fill(
        new(incident, derived(fact, "bulletin"), at), as_of,
        {"help_line": help_line, "signer": signer, "channel": channel},
    )  # fmt: skip
    said = number_and_publish(made, at, fact)
    made.save(force_insert=True)
    record([said])
    return made
