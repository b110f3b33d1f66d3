"""Who is there: posts that are held, offices where somebody sits, and who acts where nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, LiteralString

from django.db import connection

from fangxian.response.jurisdiction.models import Office, Post

_MOST_LEVELS: Final = 12  # a line of superiors is as long as the hierarchy; more is a circle in the data


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
    return office is None or bool(acting_for(post, [office.pk]))


def superiors(offices: Iterable[int]) -> dict[int, set[int]]:
    """Ids of the offices above each of these."""
    wanted = list(set(offices))
    found: dict[int, set[int]] = {office: set() for office in wanted}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_SUPERIORS, [wanted, _MOST_LEVELS])
            for office, superior in cursor.fetchall():
                found[office].add(superior)
    return found


_SUPERIORS: Final[LiteralString] = """
    WITH RECURSIVE line (office, superior, level) AS (
        SELECT id, superior_id, 1 FROM jurisdiction_office WHERE id = ANY(%s)
        UNION ALL
        SELECT line.office, above.superior_id, line.level + 1
        FROM line JOIN jurisdiction_office AS above ON above.id = line.superior WHERE line.level < %s
    )
    SELECT DISTINCT office, superior FROM line WHERE superior IS NOT NULL
"""


def acting_for(post: Post, offices: Iterable[int]) -> set[int]:
    """Those of these offices that a post acts for."""
    wanted = set(offices)
    own = wanted & {post.office_id}
    others = wanted - own
    empty = others - attended(others) if others else others
    return own | {office for office, above in superiors(empty).items() if post.office_id in above}
