"""Who is there: posts that are held, offices where somebody sits, and who acts where nobody does."""

from __future__ import annotations

from collections.abc import Iterable

from fangxian.response.jurisdiction.models import Office, Post

_MOST_LEVELS = 12  # a line of superiors is as long as the hierarchy; more is a circle in the data


def present(posts: Iterable[int | None]) -> dict[int, Post]:
    """Those of these posts that somebody holds who can sign in, with their offices and holders.

    A task given to a post that is not among them lies with the whole office again.
    """
    wanted = {post for post in posts if post is not None}
    if not wanted:
        return {}
    rows = Post.objects.select_related("office", "holder").filter(id__in=wanted, holder__is_active=True)
    return {post.pk: post for post in rows}


def attended(offices: Iterable[int]) -> set[int]:
    """Those of these offices that are open and where at least one post is held."""
    rows = Post.objects.filter(office__in=set(offices), office__closed_at=None, holder__is_active=True)
    return set(rows.values_list("office_id", flat=True))


def acts_for(post: Post, office: Office | None) -> bool:
    """Whether a post acts for an office: its own, or one below it where nobody sits."""
    if office is None:
        return True
    if post.office_id == office.pk:
        return True
    return not attended([office.pk]) and post.office_id in superiors(office)


def superiors(office: Office) -> list[int]:
    """Ids of the offices above one, the nearest first."""
    found: list[int] = []
    above = office.superior_id
    while above is not None and above not in found and len(found) < _MOST_LEVELS:
        found.append(above)
        above = Office.objects.filter(id=above).values_list("superior_id", flat=True).first()
    return found


def acting_for(post: Post, offices: Iterable[int]) -> set[int]:
    """Those of these offices that a post acts for."""
    wanted = set(offices)
    own = wanted & {post.office_id}
    empty = wanted - own
    empty -= attended(empty) if empty else set()
    below = Office.objects.filter(id__in=empty) if empty else Office.objects.none()
    return own | {office.pk for office in below if post.office_id in superiors(office)}
