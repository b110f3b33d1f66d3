"""Publish the notice of a zone: a numbered document in both languages, and the fact that it was published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.containment.actions.notice_zone import notice_zone
from fangxian.response.containment.models import Zone
from fangxian.response.containment.notice import scope_of, zone_notice
from fangxian.response.containment.policies import require_signer
from fangxian.response.documents.actions import issue_notice
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def publish_notice(
    zone: Zone,
    *,
    signer: str,
    help_line: str,
    until: datetime,
    scope: str = "",
    rest: str = "",
    legal_basis: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Issued:
    """Issue the notice with scope, measures, end, help line, appeal and what does not change.

    Parameters
    ----------
    scope, rest : str
        What it covers and what stays as it is, where the words of the record will not do.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        Nobody signs, no help line is given, or the end lies in the past.
    """
    require_signer(by, zone.area)
    signer = check_text(signer, 120, "signer", needed=True)
    help_line = check_text(help_line, 60, "help_line", needed=True)
    scope, rest = check_text(scope, 2000, "scope"), check_text(rest, 600, "rest")
    now = clock.now()
    if until <= max(now, zone.effective_from):
        raise Invalid(
            "notice.end",
            _("A restriction has an end, and it lies ahead."),
            remedy=_("Give the day on which it ends or is decided anew."),
            field="until",
        )
    request = id or uuid4()
    said = {
        "signer": signer, "help_line": help_line, "until": until, "scope": scope, "rest": rest,
        "legal_basis": check_text(legal_basis, 300, "legal_basis"),
    }  # fmt: skip
    notice = issue_notice(
        "zone_notice", incident=zone.incident, area=zone.area, subject=zone.subject, about=zone.id, signer=signer,
        write=lambda _language, serial: zone_notice(zone, said, serial, by), fact=derived(request, "zone.noticed"),
        id=request, by=by,
    )  # fmt: skip
    notice_zone(
        zone, at=notice.issued_at, until=until, help_line=help_line, scope=scope or scope_of(zone)[:2000],
        notice=notice.id, id=request, by=by,
    )  # fmt: skip
    return notice
