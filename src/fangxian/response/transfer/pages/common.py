"""What pages of transfers share: the people that an address names, posts and vehicles to choose from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import DUTIES
from fangxian.response.transfer.policies import DRIVE

_MOST = 500


def said_ids(request: HttpRequest, name: str = "transfers") -> list[UUID]:
    """Ids that a request names, in its address or its body, separated by commas or one by one; others are dropped."""
    found: dict[UUID, None] = {}
    for text in [*request.GET.getlist(name), *request.POST.getlist(name)][:_MOST]:
        for part in text.split(",")[:_MOST]:
            try:
                found[UUID(part)] = None
            except ValueError:
                continue
    return list(found)


def crews(area: str) -> list[Post]:
    """Posts that may ride with a vehicle, within an area."""
    lo, hi = area_range(area)
    duties = [duty for duty, rights in DUTIES.items() if DRIVE in rights]
    rows = Post.objects.filter(duty__in=duties, office__area__gte=lo, office__area__lt=hi)
    return list(rows.select_related("office").order_by("office__name", "title")[:300])
