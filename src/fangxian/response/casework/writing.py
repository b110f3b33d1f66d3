"""What every command of casework begins with: locks, requests already met, checks that several share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.lines import array
from fangxian.response.ledger.record import SKEW
from fangxian.response.ledger.store import lock_subjects

_NUMBERING = 0x46584E4F
"""Advisory lock under which numbers of one incident are given out."""


def lock_persons(subjects: Iterable[str]) -> None:
    """Let nobody else write about these persons until the transaction ends (in an order that cannot deadlock)."""
    lock_subjects(set(subjects))


def lock_numbering(incident: UUID) -> None:
    """Give out numbers of this incident one transaction at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_NUMBERING, str(incident)])


def recorded(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these facts stand in the ledger already, whoever may see them."""
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_fact WHERE id = ANY(%s::uuid[])", [array(ids)])
        return {id_ for (id_,) in cursor.fetchall()}


def check_time(value: datetime, field: str, now: datetime | None = None) -> datetime:
    """The time, if it can be one at which something happened.

    Parameters
    ----------
    now : datetime or None
        The workspace's present, for callers who check thousands and ask for it once.

    Raises
    ------
    Invalid
        ``time.naive`` without a zone, ``time.future`` after the workspace's present.
    """
    if value.utcoffset() is None:
        raise Invalid(
            "time.naive",
            _("The time “%(value)s” has no time zone."),
            remedy=_("Give it with its offset, such as +08:00."),
            field=field,
            value=value,
        )
    now = now or clock.now()
    if value > now + SKEW:
        raise Invalid(
            "time.future",
            _("%(value)s lies in the future; it is now %(now)s."),
            remedy=_("Correct the time, or record it once it has happened."),
            field=field,
            value=value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
            now=now.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
        )
    return value


def check_choice(value: str, known: Iterable[str], field: str) -> str:
    """The value, if it is one of the known ones.

    Raises
    ------
    Invalid
        ``value.unknown``; names the field and what is known.
    """
    choices = known if isinstance(known, Sequence) else list(known)
    if value not in choices:
        raise Invalid(
            "value.unknown",
            _("“%(value)s” is not known here."),
            remedy=_("Use one of: %(known)s."),
            field=field,
            value=value,
            known=", ".join(choice or "–" for choice in choices),
        )
    return value


def check_text(value: str, longest: int, field: str, *, needed: bool = False) -> str:
    """The text without blanks around it, if it is no longer than it may be.

    Raises
    ------
    Invalid
        ``value.missing`` or ``value.long``.
    """
    text = " ".join(value.split())
    if needed and not text:
        raise Invalid("value.missing", _("This cannot be left empty."), remedy=_("Fill it in."), field=field)
    if len(text) > longest:
        raise Invalid(
            "value.long",
            _("This is %(length)s characters long; %(longest)s fit."),
            remedy=_("Shorten it."),
            field=field,
            length=len(text),
            longest=longest,
        )
    return text
