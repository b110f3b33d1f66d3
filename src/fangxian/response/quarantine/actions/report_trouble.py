"""Report what went wrong at a site, and that it was put right: a finding of the site's own, with a time limit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Room, Site, Trouble
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def report_trouble(
    site: Site,
    category: str,
    text: str,
    *,
    rectify_by: datetime,
    room: Room | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Trouble:
    """Report a trouble; the ledger's clauses on findings see that it is put right and checked by others.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        The category is unknown, the text is empty, or it is to be put right before it was found.
    """
    require_in(by, RUN, site.area)
    check_choice(category, Trouble.Category.values, "category")
    text = check_text(text, 300, "text", needed=True)
    at = check_time(at or clock.now(), "at")
    if rectify_by < at:
        raise Invalid(
            "trouble.order",
            _("It is to be put right after it was found, not before."),
            remedy=_("Correct one of the two times."),
            field="rectify_by",
        )
    request = id or uuid4()
    held = Trouble.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Trouble.objects.create(
        id=request, site=site, area=site.area, room=room, category=category, text=text, found_at=at,
        rectify_by=rectify_by,
    )  # fmt: skip
    said = {"rectify_by": rectify_by, "finding": text, "area": site.area, "source": "self_check"}
    record([_whom(made).fact("inspection.found", at, said | {"office": site.place.name}, request=request)])
    return made


@transaction.atomic
def put_right(
    trouble: Trouble, measure: str, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Trouble:
    """Record that it was put right, and how; somebody else checks that.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        It is not said what was done.
    """
    require_in(by, RUN, trouble.area)
    measure = check_text(measure, 300, "measure", needed=True)
    at = check_time(at or clock.now(), "at")
    held = Trouble.objects.select_for_update(of=("self",)).select_related("site__place").get(id=trouble.id)
    if held.rectified_at is not None:
        return held
    held.rectified_at, held.measure = at, measure
    held.save(update_fields=["rectified_at", "measure"])
    said = {"measure": measure, "office": held.site.place.name}
    record([_whom(held).fact("inspection.rectified", at, said, request=id or uuid4())])
    return held


def _whom(trouble: Trouble) -> Whom:
    return Whom(trouble.site.incident_id, f"finding:{trouble.id}", trouble.area)
