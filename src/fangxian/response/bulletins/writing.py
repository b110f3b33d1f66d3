"""What several commands on a bulletin share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.bulletins.checks import check_words
from fangxian.response.bulletins.counting import count
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import rule_of
from fangxian.response.bulletins.queries import PUBLISHED, last_published
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_text, check_time, lock_numbering
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident

OPEN: Final = (Bulletin.State.DRAFT, Bulletin.State.APPROVED)
"""States in which a bulletin may still be changed."""


def hold(one: Bulletin) -> Bulletin:
    """The bulletin as it stands now; nobody else writes, counts or numbers those of its incident meanwhile."""
    lock_numbering(one.incident_id)
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("incident", "before", "replaces")
    return rows.get(id=one.id)


def still_open(held: Bulletin) -> Bulletin:
    """The bulletin, if it can still be changed.

    Raises
    ------
    Conflict
        ``bulletin.closed``.
    """
    if held.state not in OPEN:
        raise Conflict(
            "bulletin.closed",
            _("This bulletin was published, or dropped; its text stands."),
            remedy=_("Publish a correction, or draft another."),
        )
    return held


def fill(held: Bulletin, as_of: datetime, said: Mapping[str, str]) -> Bulletin:
    """Put a cut-off, what was counted by then, and the words into a bulletin, each checked.

    Parameters
    ----------
    said : Mapping
        ``words_zh``, ``words_en``, ``channel``, ``help_line``, ``signer``; words that are empty are the rulebook's.

    Raises
    ------
    Invalid
        A field breaks its rule; ``bulletin.backwards``: it counts up to a moment before the last one published.
    Conflict
        ``bulletin.no_rule``.
    """
    rule = rule_of(held.incident)
    assert rule.template is not None  # as rule_of promises
    before = last_published(held.incident)
    as_of = check_time(as_of, "as_of")
    if before is not None and as_of < before.as_of:
        raise Invalid(
            "bulletin.backwards",
            _("The last bulletin counts up to %(before)s; this one cannot end before it."),
            remedy=_("Choose a later cut-off."),
            field="as_of",
            before=before.as_of.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
        )
    held.as_of, held.before, held.figures = as_of, before, count(held.incident, as_of)
    held.words_zh = check_words(said.get("words_zh") or rule.template.zh, rule, held.incident, "words_zh")
    held.words_en = check_words(said.get("words_en") or rule.template.en, rule, held.incident, "words_en")
    held.channel = check_text(said.get("channel", ""), 60, "channel")
    held.help_line = check_text(said["help_line"], 60, "help_line", needed=True)
    held.signer = check_text(said["signer"], 120, "signer", needed=True)
    return held


def number_and_publish(held: Bulletin, at: datetime, fact: UUID) -> Entry:
    """Give a bulletin its number; the fact that it was published by is to be recorded."""
    last = last_published(held.incident)
    held.state, held.number, held.published_at, held.fact = (
        Bulletin.State.PUBLISHED,
        (last.number if last is not None and last.number else 0) + 1,
        at,
        fact,
    )
    # The rulebook's daily bulletin is owed by the incident. A correction is a fact of its own: it meets no clock.
    subject = held.subject if held.replaces_id is not None else f"incident:{held.incident_id}"
    said: dict[str, Any] = {
        "bulletin": str(held.id), "kind": held.kind, "as_of": held.as_of, **held.figures, "channel": held.channel,
        "replaces": str(held.replaces_id) if held.replaces_id is not None else None, "reason": held.reason,
    }  # fmt: skip
    known = {name: value for name, value in said.items() if value not in (None, "")}
    return Entry(
        kind=PUBLISHED, subject=subject, at=at, area=held.area, attributes=known, incident=held.incident_id, id=fact
    )


def new(incident: Incident, id: UUID, at: datetime, replaces: Bulletin | None = None, reason: str = "") -> Bulletin:
    """A bulletin that says nothing yet."""
    kind = Bulletin.Kind.DAILY if replaces is None else Bulletin.Kind.CORRECTION
    return Bulletin(
        id=id, incident=incident, area=incident.area, kind=kind, replaces=replaces, reason=reason, drafted_at=at
    )


def whom(one: Bulletin) -> Whom:
    """Where the facts of a bulletin itself belong."""
    return Whom(one.incident_id, one.subject, one.area)
