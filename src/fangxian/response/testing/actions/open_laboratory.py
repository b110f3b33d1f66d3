"""Enter a laboratory that takes tubes."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.testing.models import Laboratory
from fangxian.response.testing.policies import PLAN, require_in


@transaction.atomic
def open_laboratory(
    *,
    name: str,
    area: str,
    tubes_a_day: int = 0,
    lon: float | None = None,
    lat: float | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Laboratory:
    """Enter a laboratory; sending the same id again enters one.

    Parameters
    ----------
    tubes_a_day : int
        What it can test in 24 hours; 0 where nobody has said it.
    lon, lat : float or None
        Degrees; without both the middle of its area stands for it.

    Raises
    ------
    NotAllowed
        The post may not plan testing there.
    Invalid
        The name is empty.
    Conflict
        ``laboratory.named``: another one of that name is in the area.
    """
    require_in(by, PLAN, area)
    called = check_text(name, 120, "name", needed=True)
    if id and (held := Laboratory.objects.filter(id=id).first()):
        return held
    if Laboratory.objects.filter(area=area, name=called).exists():
        raise Conflict(
            "laboratory.named",
            _("There is a laboratory “%(name)s” in this area already."),
            remedy=_("Use that one, or give the other its full name."),
            field="name",
            name=called,
        )
    where = {"lon": lon, "lat": lat} if lon is not None and lat is not None else {}
    return Laboratory.objects.create(id=id or uuid4(), name=called, area=area, tubes_a_day=tubes_a_day, **where)
