"""What people are told, in words, and when it is mailed: no database, no clock.

One digest, not one mail a task. Quiet hours hold back everything but what is critical. A mail counts tasks and names
clauses; it never names a person, for it leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.protocol.clause import Clause
from fangxian.response.ledger.language import say

NAMED: Final = 3
"""Clauses named in a sentence; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a person wants mail.

    Attributes
    ----------
    email : bool
        Whether at all.
    times : tuple of time
        Local times of the digest; empty for as things come.
    quiet : tuple of time or None
        From when to when nothing is mailed but what is critical; may run past midnight.
    """

    email: bool = True
    times: tuple[time, ...] = ()
    quiet: tuple[time, time] | None = (time(22, 0), time(7, 0))


class Told(Protocol):
    """What composing needs to know of a notice."""

    @property
    def kind(self) -> str: ...
    @property
    def critical(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def params(self) -> Mapping[str, Any]: ...
    @property
    def link(self) -> str: ...


ClauseOf = Callable[[str, str], Clause | None]
"""A clause by pack and id."""

Notice = TypeVar("Notice", bound=Told)


@dataclass(frozen=True, slots=True)
class Item:
    """A notice that is not stored."""

    kind: str
    created_at: datetime
    critical: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A digest, ready to be sent."""

    subject: str
    body: str


def ready(wishes: Wishes, notices: Iterable[Notice], now: datetime, zone: ZoneInfo) -> list[Notice]:
    """Those of the notices that may be mailed now.

    What is critical always may. The rest waits for the next of the wished times, and for the end of quiet hours.
    """
    if not wishes.email:
        return []
    local = now.astimezone(zone)
    silent = in_quiet_hours(wishes, local.time())
    last = _last_time(wishes.times, local)
    return [
        notice for notice in notices if notice.critical or (not silent and (last is None or notice.created_at <= last))
    ]


def in_quiet_hours(wishes: Wishes, at: time) -> bool:
    """Whether a local time lies in the quiet hours."""
    if wishes.quiet is None:
        return False
    start, end = wishes.quiet
    return start <= at < end if start <= end else at >= start or at < end


def _last_time(times: Sequence[time], local: datetime) -> datetime | None:
    """The latest wished time that has come; None where mail goes out as things come."""
    if not times:
        return None
    days = (local.date(), local.date() - timedelta(days=1))
    moments = [datetime.combine(day, at, local.tzinfo) for day in days for at in times]
    return max(moment for moment in moments if moment <= local)


def compose(notices: Sequence[Told], workspace: str, clauses: ClauseOf, site: str = "") -> Mail:
    """The digest of some notices, in the language that is active.

    Parameters
    ----------
    notices : sequence of Told
        At least one; of one person.
    workspace : str
        Title of the workspace, for the subject.
    clauses : callable
        Clause by pack and id.
    site : str
        Address of the site without a slash at the end; empty leaves out the links.
    """
    ordered = sorted(notices, key=lambda notice: (not notice.critical, notice.created_at))
    total = sum(int(notice.params.get("count", 1)) for notice in ordered)
    critical = any(notice.critical for notice in ordered)
    count = ngettext("%(count)s task for you", "%(count)s tasks for you", total) % {"count": total}
    subject = f"[{workspace}] " + (_("Critical: ") if critical else "") + count
    lines = []
    for notice in ordered:
        lines.append("· " + sentence(notice.kind, notice.params, clauses))
        if site and notice.link:
            lines.append(f"  {site}{notice.link}")
    ending = _("You choose when you are told, and whether by e-mail, on the page of your notices.")
    return Mail(subject, "\n".join([*lines, "", ending]))


def sentence(kind: str, params: Mapping[str, Any], clauses: ClauseOf) -> str:
    """One notice in words: how many, of what, how many of them critical."""
    count = int(params.get("count", 1))
    said = _SENTENCES[kind](count) % {"count": count}
    named = [_title(pack, clause, number, clauses) for pack, clause, number in params.get("clauses", ())]
    if named:
        shown = _(", ").join(named[:NAMED]) + (_(" and more") if len(named) > NAMED else "")
        said = _("%(what)s: %(clauses)s") % {"what": said, "clauses": shown}
    critical = int(params.get("critical", 0))
    if critical:
        said += " " + _("(%(critical)s critical)") % {"critical": critical}
    return said


def _title(pack: str, clause: str, count: int, clauses: ClauseOf) -> str:
    found = clauses(pack, clause)
    title = say(found.title) if found else clause
    return title if count == 1 else f"{title} ×{count}"


_SENTENCES: Final[Mapping[str, Callable[[int], str]]] = {
    "new": lambda n: ngettext("%(count)s new task", "%(count)s new tasks", n),
    "due_soon": lambda n: ngettext("%(count)s task is due soon", "%(count)s tasks are due soon", n),
    "overdue": lambda n: ngettext("%(count)s task is overdue", "%(count)s tasks are overdue", n),
    "escalated": lambda n: ngettext(
        "%(count)s late task of another office has come up to you",
        "%(count)s late tasks of other offices have come up to you",
        n,
    ),
    "offered": lambda n: ngettext("%(count)s task is offered to you", "%(count)s tasks are offered to you", n),
    "returned": lambda n: ngettext("%(count)s task was returned to you", "%(count)s tasks were returned to you", n),
    "declined": lambda n: ngettext(
        "%(count)s task that you offered was declined", "%(count)s tasks that you offered were declined", n
    ),
    "reading": lambda n: ngettext(
        "%(count)s identity was read in an emergency, outside the reader's area",
        "%(count)s identities were read in an emergency, outside the reader's area",
        n,
    ),
    "part": lambda n: ngettext(
        "%(count)s part of a task was given to you", "%(count)s parts of tasks were given to you", n
    ),
}
