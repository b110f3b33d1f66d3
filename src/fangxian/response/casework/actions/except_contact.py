"""Another way of quarantine for those whom the rule would harm: a child, somebody pregnant, on dialysis …"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.schema.regime import RegimeException
from fangxian.response.casework.actions.control_contact import MODES
from fangxian.response.casework.actions.extend_quarantine import in_quarantine
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.keepers import keepers
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.record import record

GROUPS: Final[dict[str, Any]] = {
    "child": _("child"),
    "elderly": _("old person"),
    "pregnant": _("pregnant or newly delivered"),
    "dependent": _("needs care by others"),
    "dialysis": _("on dialysis or other treatment that cannot wait"),
    "closed_loop_staff": _("staff of a closed loop"),
    "vaccinated": _("vaccinated"),
}
"""Groups that a rulebook may except."""


def exceptions_for(contact: Contact) -> Sequence[RegimeException]:
    """The exceptions that the rulebook makes for contacts of this kind."""
    course = Courses().of(contact)
    return course.regime.exceptions if course is not None else ()


@transaction.atomic
def except_contact(
    contact: Contact,
    group: str,
    mode: str,
    *,
    signer: str,
    reason: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Move somebody to another way of quarantine; its days stay as they are, a bed at a site ends.

    What the rulebook does not except needs a reason beside the signature.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        The group or the way is unknown, nobody signs, or a reason is missing.
    Conflict
        ``quarantine.none``: the contact is not in quarantine.
    """
    require_in(by, "case.write", contact.area)
    check_choice(group, GROUPS, "group")
    check_choice(mode, MODES, "mode")
    at = check_time(at or clock.now(), "at")
    signer = check_text(signer, 120, "signer", needed=True)
    reason = check_text(reason, 300, "reason")
    lock_persons([contact.subject])
    in_quarantine(Contact.objects.get(id=contact.id), at)
    rule = next((one for one in exceptions_for(contact) if group in one.groups and one.stage == mode), None)
    reason = reason or ("" if rule is None else say(rule.rule))
    if not reason:
        raise Invalid(
            "exception.no_rule",
            _("The rulebook makes no such exception."),
            remedy=_("Give the reason for which it is signed."),
            field="reason",
        )
    said = {"mode": mode, "group": group, "signer": signer, "reason": reason}
    whom = Whom(contact.incident_id, contact.subject, contact.area)
    fact = whom.fact("quarantine.moved", at, said, request=id or uuid4())
    for keeper in keepers():
        keeper.move(contact, mode, at, fact.id)
    record([fact])
