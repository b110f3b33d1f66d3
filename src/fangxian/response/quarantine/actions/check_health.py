"""Record the daily health of people at a site: temperature, symptoms, or that nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.actions.record_follow_up import FollowUpReport, record_follow_ups
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.quarantine.actions.take_samples import refuse_others
from fangxian.response.quarantine.models import Site, Stay
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def check_health(site: Site, checks: Mapping[UUID, Mapping[str, Any]], *, by: Post | None = None) -> int:
    """Record what came of the day's checks, and say how many; all or none.

    Each is the day's follow-up of the contact, and discharges its task; a second one of a day corrects the first.

    Parameters
    ----------
    checks : mapping
        By id of the stay: the fields of
        :class:`~fangxian.response.casework.actions.record_follow_up.FollowUpReport` but the contact.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    NotFound
        There is no such stay.
    Invalid
        A temperature or a day cannot be right.
    Conflict
        ``stay.not_here``: one of them does not stay at the site.
    """
    require_in(by, RUN, site.area)
    with access.everywhere():
        rows = Stay.objects.select_related("person", "contact__incident", "contact__person").in_bulk(list(checks))
        if len(rows) < len(checks):
            raise NotFound("stay.unknown", _("There is no such stay in your area."))
        refuse_others(site, list(rows.values()))
        record_follow_ups([FollowUpReport(contact=rows[key].contact, **said) for key, said in checks.items()])
    return len(checks)
