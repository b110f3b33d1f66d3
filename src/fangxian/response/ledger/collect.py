"""Collect what people should be told: everything that came since the last time, counted for each person and kind.

Facts are followed as far as they are sealed, so that none slips through between two transactions; times are
followed as far as the workspace's clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from fangxian.protocol.clause import OwnerRule
from fangxian.protocol.status import SOON
from fangxian.response.jurisdiction import access, owners
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Notice, NoticeMark, Seal
from fangxian.response.ledger.queries.ladder import WATCHERS, Reach, reaches

KEPT: Final = timedelta(days=90)
"""How long notices are kept; the record itself is in the facts."""

HEAD: Final = "director"
"""Duty of an office's head, who hears first when its tasks are late."""


@dataclass(frozen=True, slots=True)
class Happening:
    """So many tasks of one clause that an office should hear of.

    `assignee` narrows it to one post of the office, `heads` to its head.
    """

    kind: str
    office: int
    pack: str
    clause: str
    severity: str
    count: int
    assignee: int | None = None
    heads: bool = False


@transaction.atomic
def collect() -> int:
    """Write the notices of what came since the last time; the first time only marks where to begin.

    Returns
    -------
    int
        How many notices were written.
    """
    now = clock.now()
    with access.everywhere():
        sealed = Seal.objects.order_by("-last_seq").values_list("last_seq", flat=True).first() or 0
        mark, began = NoticeMark.objects.get_or_create(singleton=True, defaults={"fact_seq": sealed, "until": now})
        if began:
            return 0
        mark = NoticeMark.objects.select_for_update().get()
        window = {"seq": mark.fact_seq, "sealed": sealed, "since": mark.until, "now": now, "soon": _seconds(SOON)}
        notices = list(_notices(_happenings(window), now))
        Notice.objects.bulk_create(notices)
        Notice.objects.filter(created_at__lt=now - KEPT).delete()
        NoticeMark.objects.update(fact_seq=max(sealed, mark.fact_seq), until=max(now, mark.until))
    return len(notices)


# -- for whom -----------------------------------------------------------------------------------------------------


def _notices(happenings: Iterable[Happening], now: datetime) -> Iterator[Notice]:
    """One notice for each person and kind."""
    found = list(happenings)
    posts = _posts({one.office for one in found})
    told: dict[tuple[int, str], list[Happening]] = defaultdict(list)
    for one in found:
        for user in {post.holder_id for post in _hearing(one, posts.get(one.office, []))}:
            if user is not None:
                told[user, one.kind].append(one)
    for (user, kind), own in told.items():
        critical = sum(one.count for one in own if one.severity == "critical")
        clauses: Counter[tuple[str, str]] = Counter()
        for one in own:
            clauses[one.pack, one.clause] += one.count
        yield Notice(
            user_id=user,
            kind=kind,
            critical=critical > 0,
            created_at=now,
            link=link(kind),
            params={
                "count": clauses.total(),
                "critical": critical,
                "clauses": [[pack, clause, count] for (pack, clause), count in clauses.most_common(10)],
            },
        )


def _posts(offices: Iterable[int]) -> dict[int, list[Post]]:
    """Held posts of offices that may see tasks."""
    found: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(office__in=set(offices), holder__is_active=True).select_related("office"):
        if may(post, "task.read"):
            found[post.office_id].append(post)
    return found


def _hearing(one: Happening, posts: list[Post]) -> list[Post]:
    """Who of an office hears of something; where the one it was given to is not there, everybody."""
    if one.heads:
        return [post for post in posts if post.duty == HEAD] or posts
    return [post for post in posts if post.pk == one.assignee] or posts


def link(kind: str) -> str:
    """Address of the page that shows what a notice is about."""
    try:
        return f"{reverse('information:mine')}#{_GROUPS[kind]}"
    except NoReverseMatch:
        return ""


_GROUPS: Final[Mapping[str, str]] = {
    "new": "unreceived", "due_soon": "today", "overdue": "overdue", "escalated": "escalated", "offered": "offered",
    "returned": "returned", "declined": "unreceived", "part": "parts",
}  # fmt: skip


# -- what happened ------------------------------------------------------------------------------------------------

_TASKS: LiteralString = """
    SELECT task.office_id, task.pack, task.clause, task.severity, count(*), held.assignee
    FROM ledger_task AS task LEFT JOIN ledger_handling AS held ON held.node = task.id
    WHERE task.state = 'open' AND task.office_id IS NOT NULL AND held.excused_at IS NULL AND {}
    GROUP BY 1, 2, 3, 4, 6
"""
_PARTS: LiteralString = """
    SELECT office_id, pack, clause, severity, count(*), assignee FROM ledger_handling AS task
    WHERE parent IS NOT NULL AND state = 'open' AND done_at IS NULL AND excused_at IS NULL
      AND office_id IS NOT NULL AND {} GROUP BY 1, 2, 3, 4, 6
"""
_DUE_SOON: LiteralString = """
    task.due_at > %(since)s AND task.due_at <= %(now)s + %(soon)s::interval
    AND task.due_at - least(%(soon)s::interval, (task.due_at - task.window_from) / 4) > %(since)s
    AND task.due_at - least(%(soon)s::interval, (task.due_at - task.window_from) / 4) <= %(now)s
    AND task.due_at >= %(now)s
"""
_OVERDUE: LiteralString = "task.due_at >= %(since)s AND task.due_at < %(now)s"
_NEW: LiteralString = """
    held.received_at IS NULL AND task.window_from <= %(now)s AND EXISTS (
        SELECT FROM ledger_fact AS fact WHERE fact.id = task.opened_by AND fact.seq > %(seq)s AND fact.seq <= %(sealed)s
    ) AND (task.subject, task.incident_id) IN (
        SELECT subject, incident_id FROM ledger_fact WHERE seq > %(seq)s AND seq <= %(sealed)s
    )
"""
_ACTS: LiteralString = """
    SELECT {office}, held.pack, held.clause, held.severity, count(*), NULL::bigint
    FROM ledger_fact AS fact JOIN ledger_handling AS held ON {joined}
    WHERE fact.seq > %(seq)s AND fact.seq <= %(sealed)s AND fact.kind = %(kind)s AND held.state = 'open'
      AND {office} IS NOT NULL GROUP BY 1, 2, 3, 4
"""
_NODE: LiteralString = "held.node = substr(fact.subject, 6)::uuid AND "
_PARENT: LiteralString = "held.parent = substr(fact.subject, 6)::uuid AND "


def _happenings(window: Mapping[str, Any]) -> Iterator[Happening]:
    yield from _select("new", _TASKS.format(_NEW), window)
    for kind, condition in (("due_soon", _DUE_SOON), ("overdue", _OVERDUE)):
        yield from _select(kind, _TASKS.format(condition), window)
        yield from _select(kind, _PARTS.format(condition), window)
    for kind, fact, office, joined in (
        ("offered", "task.offered", "held.offered_to", _NODE + "held.offer = fact.id"),
        ("returned", "task.returned", "held.office_id", _NODE + "held.returned_at = fact.at"),
        ("declined", "task.declined", "held.office_id", _NODE + "held.declined_at = fact.at"),
        ("part", "task.split", "held.office_id", _PARENT + "held.given_at = fact.at"),
    ):
        yield from _select(kind, _ACTS.format(office=office, joined=joined), {**window, "kind": fact})
    for reach in reaches():
        yield from _escalated(reach, window)


def _select(kind: str, query: str, window: Mapping[str, Any]) -> Iterator[Happening]:
    with connection.cursor() as cursor:
        cursor.execute(query, dict(window))
        for office, pack, clause, severity, count, assignee in cursor.fetchall():
            yield Happening(kind, office, pack, clause, severity, count, assignee)


_REACHED: LiteralString = """
    SELECT task.office_id, task.pack, task.clause, task.severity, count(*), task.area
    FROM ledger_task AS task LEFT JOIN ledger_handling AS held ON held.node = task.id
    WHERE task.state = 'open' AND held.excused_at IS NULL AND task.pack = %(pack)s AND task.clause = ANY(%(clauses)s)
      AND task.due_at > %(since)s - %(offset)s::interval AND task.due_at <= %(now)s - %(offset)s::interval
    GROUP BY 1, 2, 3, 4, 6
"""


def _escalated(reach: Reach, window: Mapping[str, Any]) -> Iterator[Happening]:
    """Tasks that reached one rung since the last time, told to whom it calls."""
    said = {**window, "pack": reach.pack, "clauses": list(reach.clauses), "offset": _seconds(reach.offset)}
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, said)
        rows = cursor.fetchall()
    if not rows:
        return
    to = reach.rung.to
    if isinstance(to, OwnerRule) or to in {"headquarters", "inspection"}:
        rule = (to.level, to.role) if isinstance(to, OwnerRule) else (WATCHERS, to)
        offices = owners.resolve_many({(*rule, area) for *_rest, area in rows})
        called = [offices.get((*rule, area)) for *_rest, area in rows]
    elif to == "level_above":
        above = dict(Office.objects.filter(id__in={row[0] for row in rows}).values_list("id", "superior_id"))
        called = [above.get(office) for office, *_rest in rows]
    else:
        called = [office for office, *_rest in rows]
    for (office, pack, clause, severity, count, _area), addressee in zip(rows, called, strict=True):
        if addressee is not None and (to == "supervisor" or addressee != office):
            yield Happening("escalated", addressee, pack, clause, severity, count, heads=to == "supervisor")


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds()} seconds"
