"""Give a person the secret address under which they report, or take it back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import lock_persons
from fangxian.response.home.models import HomeStay, ReportLink
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import locked_home, refuse_over
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def make_link(stay: HomeStay, *, anew: bool = False, id: UUID | None = None, by: Post | None = None) -> ReportLink:
    """The link of a stay; one is made where there is none. It ends with the stay.

    Parameters
    ----------
    anew : bool
        Take the old one back: it fell into other hands.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    request = id or uuid4()
    with access.everywhere():
        lock_persons([stay.subject])
        held = locked_home(stay)
        refuse_over(held)
        made = ReportLink.objects.filter(id=request).first()
        standing = ReportLink.objects.filter(stay=held, revoked_at=None)
        if made is not None or (not anew and standing.exists()):
            return made or standing.get()
        standing.update(revoked_at=clock.now())
        return ReportLink.objects.create(id=request, stay=held, area=held.area, made_at=clock.now())


@transaction.atomic
def revoke_link(stay: HomeStay, *, by: Post | None = None) -> bool:
    """Take the link back, and say whether there was one.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    """
    require_in(by, RUN, stay.area)
    with access.everywhere():
        return bool(ReportLink.objects.filter(stay=stay, revoked_at=None).update(revoked_at=clock.now()))
