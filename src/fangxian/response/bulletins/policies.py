"""Who may write, approve and publish bulletins, and what the rulebook asks of one."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.protocol.schema.notice import NoticeRule
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

READ: Final = "task.read"
WRITE: Final = "bulletin.write"
"""Draft a bulletin, publish one that was approved, correct one that was published."""
SIGN: Final = "bulletin.sign"
"""Approve what somebody else wrote."""

_RULE: Final = "bulletin"
"""Id of the rule among a pack's ``[[notice]]``."""

__all__ = ["READ", "SIGN", "WRITE", "require_in", "rule_of", "two_persons"]


def rule_of(incident: Incident) -> NoticeRule:
    """What the rulebook in force says of bulletins.

    Raises
    ------
    Conflict
        ``bulletin.no_rule``: no rulebook is in force, or it says nothing of them.
    """
    pack = pack_in_force(incident.id, clock.now())
    rule = next((one for one in pack.notices if one.id == _RULE), None) if pack is not None else None
    if rule is None or rule.template is None:
        raise Conflict(
            "bulletin.no_rule",
            _("The rulebook in force does not say what a bulletin states."),
            remedy=_("Adopt a rulebook with a notice named “bulletin” and its words."),
        )
    return rule


def two_persons(rule: NoticeRule, by: Post | None) -> bool:
    """Whether somebody else has to approve: the rulebook says so, and a person acts (the system is nobody twice)."""
    return rule.two_person_release and by is not None
