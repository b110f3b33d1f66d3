"""Check a site against the list; what does not hold becomes a finding with a time limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.actions.report_trouble import report_trouble
from fangxian.response.quarantine.checklist import ANSWERS, items
from fangxian.response.quarantine.models import Checklist, Site, Trouble
from fangxian.response.quarantine.policies import RUN, require_in

PUT_RIGHT: Final = timedelta(hours=24)
"""By when what does not hold is put right, where nobody says otherwise, [D]."""


@transaction.atomic
def check_site(
    site: Site,
    results: Mapping[str, str],
    *,
    checker: str,
    notes: Mapping[str, str] | None = None,
    rectify_by: datetime | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Checklist:
    """Record a check: every item answered, a finding for each that does not hold; the rulebook says when the next is.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        An item is not answered (``checklist.unanswered``), one that does not hold has no note, or nobody is named.
    Conflict
        ``site.closed``: the site was closed by then.
    """
    require_in(by, RUN, site.area)
    at = check_time(at or clock.now(), "at")
    checker = check_text(checker, 120, "checker", needed=True)
    request = id or uuid4()
    held = Checklist.objects.filter(id=request).first()
    if held is not None:
        return held
    said = {key: check_text(text, 200, key) for key, text in (notes or {}).items() if text.strip()}
    _refuse(results, said)
    if site.closed_at is not None and at >= site.closed_at:
        raise Conflict("site.closed", _("The site is closed."), remedy=_("Correct the time."), field="at")
    failed = [item for item in items() if results[item.id] == "no"]
    made = Checklist.objects.create(
        id=request, site=site, area=site.area, at=at, checker=checker, results=dict(results), notes=said,
        failed=len(failed),
    )  # fmt: skip
    whom = Whom(site.incident_id, site.subject, site.area)
    fact = {"passed": not failed, "failed": [item.id for item in failed], "note": checker}
    record([whom.fact("site.inspected", at, fact, request=request)])
    for item in failed:
        category = Trouble.Category.WASTE if item.section == "waste" else Trouble.Category.OTHER
        text = f"{say(item)}: {said[item.id]}"[:300]
        limit = max(rectify_by or at + PUT_RIGHT, at)
        report_trouble(site, category, text, rectify_by=limit, at=at, id=derived(request, item.id))
    return made


def _refuse(results: Mapping[str, str], notes: Mapping[str, str]) -> None:
    for item in items():
        if item.id not in results:
            raise Invalid(
                "checklist.unanswered",
                _("“%(item)s” is not answered."),
                remedy=_("Answer every item; one that does not apply says so."),
                item=say(item),
                field=item.id,
            )
        check_choice(results[item.id], ANSWERS, item.id)
        if results[item.id] == "no" and item.id not in notes:
            raise Invalid(
                "checklist.no_note",
                _("“%(item)s” does not hold: say what was seen."),
                item=say(item),
                field=item.id,
            )
