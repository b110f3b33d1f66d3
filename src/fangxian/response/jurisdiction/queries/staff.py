"""Offices, posts and users of an area: what the people who administer them see."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Office, Post, User


def offices_within(code: str, *, role: str = "", level: str = "", text: str = "") -> QuerySet[Office]:
    """Open offices of an area and all below it, the widest area first, with the number of posts held in each."""
    lo, hi = area_range(code)
    found = Office.objects.filter(area__gte=lo, area__lt=hi, closed_at=None)
    if role:
        found = found.filter(role=role)
    if level:
        found = found.filter(level=level)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(area__startswith=text))
    return found.annotate(
        posts_held=Count("posts", filter=Q(posts__holder__isnull=False)), posts_all=Count("posts")
    ).order_by("area", "role", "id")


def posts_of(user: User) -> QuerySet[Post]:
    """The posts a user holds in offices that are open, in the order they were given."""
    return Post.objects.select_related("office").filter(holder=user, office__closed_at=None).order_by("id")


def users_within(code: str) -> QuerySet[User]:
    """Active users who hold a post in the area, and those who hold none yet."""
    lo, hi = area_range(code)
    inside = Q(posts__office__area__gte=lo, posts__office__area__lt=hi)
    return User.objects.filter(Q(inside | Q(posts=None)), is_active=True).distinct().order_by("username")
