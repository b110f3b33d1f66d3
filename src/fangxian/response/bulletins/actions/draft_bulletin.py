"""Draft a bulletin, or the correction of one: its figures are counted from the record, its words are the rulebook's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import WRITE, require_in
from fangxian.response.bulletins.writing import fill, new, whom
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record


@transaction.atomic
def draft_bulletin(
    incident: Incident,
    *,
    as_of: datetime,
    help_line: str,
    signer: str,
    channel: str = "",
    replaces: Bulletin | None = None,
    reason: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Bulletin:
    """Draft a bulletin of an incident; sending the same id again gives the one that was made.

    Parameters
    ----------
    as_of : datetime
        Up to when it counts; not in the future, not before the last one published.
    replaces, reason : Bulletin, str
        For a correction: the bulletin that it stands in place of, and what was wrong with it.

    Raises
    ------
    NotAllowed
        The post may not write bulletins for the whole of the incident's area.
    Invalid
        A field breaks its rule.
    Conflict
        ``bulletin.no_rule``; ``bulletin.not_published``: only what was published is corrected.
    """
    require_in(by, WRITE, incident.area)
    request = id or uuid4()
    done = Bulletin.objects.filter(id=request).first()
    if done is not None:
        return done
    reason = check_text(reason, 300, "reason", needed=replaces is not None)
    if replaces is not None and replaces.state != Bulletin.State.PUBLISHED:
        raise Conflict(
            "bulletin.not_published",
            _("Only a bulletin that was published can be corrected."),
            remedy=_("Change the draft itself."),
        )
    now = clock.now()
    made = fill(
        new(incident, request, now, replaces, reason), as_of,
        {"help_line": help_line, "signer": signer, "channel": channel},
    )  # fmt: skip
    made.writer = by.holder if by is not None else None
    made.save(force_insert=True)
    record([whom(made).fact("bulletin.drafted", now, request=request)])
    return made
