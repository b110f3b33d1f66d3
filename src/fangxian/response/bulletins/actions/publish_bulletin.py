"""Publish a bulletin: it gets its number, everybody may read it, and its text stands from then on."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.bulletins.checks import check_words
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import WRITE, require_in, rule_of, two_persons
from fangxian.response.bulletins.queries import PUBLISHED, last_published
from fangxian.response.bulletins.writing import hold, number_and_publish, still_open
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def publish_bulletin(bulletin: Bulletin, *, id: UUID | None = None, by: Post | None = None) -> Bulletin:
    """Publish a bulletin; one that was published is returned as it stands.

    Raises
    ------
    NotAllowed
        The post may not publish bulletins there.
    Conflict
        ``bulletin.unapproved``: the rulebook asks for a second person's approval first; ``bulletin.overtaken``: another
        was published since it was counted; ``bulletin.closed``: it was dropped.
    Invalid
        A text says who somebody is: that person may have become a case since it was written.
    """
    require_in(by, WRITE, bulletin.area)
    held = hold(bulletin)
    if held.state == Bulletin.State.PUBLISHED:
        return held
    still_open(held)
    rule = rule_of(held.incident)
    if held.state != Bulletin.State.APPROVED and two_persons(rule, by):
        raise Conflict(
            "bulletin.unapproved",
            _("Nobody has approved this bulletin: the rulebook asks for a second person."),
            remedy=_("Have somebody with the right to approve read it."),
        )
    last = last_published(held.incident)
    if (last.id if last is not None else None) != held.before_id:
        raise Conflict(
            "bulletin.overtaken",
            _("Another bulletin was published since this one was counted; its changes are told against an older one."),
            remedy=_("Save the draft once more: it is counted again."),
        )
    check_words(held.words_zh, rule, held.incident, "words_zh")
    check_words(held.words_en, rule, held.incident, "words_en")
    fact = number_and_publish(held, clock.now(), derived(id or uuid4(), PUBLISHED))
    held.save()
    record([fact])
    return held
