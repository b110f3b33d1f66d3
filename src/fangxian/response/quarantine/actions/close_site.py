"""Close a quarantine site once nobody stays in it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Room, Site, Stay
from fangxian.response.quarantine.policies import PLAN, require_in


@transaction.atomic
def close_site(
    site: Site, *, reason: str = "", at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Site:
    """Close the site; its stays remain on record.

    Raises
    ------
    NotAllowed
        The post may not plan sites there.
    Conflict
        ``site.lived_in``: somebody still stays there; ``site.soiled``: a room is not disinfected since.
    """
    require_in(by, PLAN, site.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason")
    held = Site.objects.select_for_update().get(id=site.id)
    if held.closed_at is not None:
        return held
    count = Stay.objects.filter(site=held, left_at=None).count()
    if count:
        raise Conflict(
            "site.lived_in",
            _("%(count)s people still stay there."),
            remedy=_("Release them, or move them to another site first."),
            count=count,
        )
    soiled = Room.objects.filter(site=held, state=Room.State.SOILED).count()
    if soiled:
        raise Conflict(
            "site.soiled",
            _("%(count)s rooms are still to be disinfected."),
            remedy=_("Disinfect them, then set them ready or out of use."),
            count=soiled,
        )
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    whom = Whom(held.incident_id, held.subject, held.area)
    record([whom.fact("site.closed", at, {"reason": reason}, request=id or uuid4())])
    return held
