"""The community team looks whether a dwelling is fit; where it is not, a site is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Contact
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.home.models import DwellingCheck, HomeStay
from fangxian.response.home.plan import ANSWERS, plan
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.record import record


@transaction.atomic
def check_dwelling(
    contact: Contact,
    results: Mapping[str, str],
    *,
    checker: str,
    household: int = 0,
    notes: Mapping[str, str] | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> DwellingCheck:
    """Record a check. The dwelling is fit where every condition that is needed holds, or does not apply.

    The rulebook's clauses see to what follows: a dwelling that is not fit asks for a site.

    Parameters
    ----------
    results : mapping
        By condition of the plan: ``yes``, ``no`` or ``none``.
    household : int
        People who live there beside the person.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        A condition is not answered (``dwelling.unanswered``), or one that does not hold has no note.
    Conflict
        ``dwelling.ended``: they are a contact no longer.
    """
    require_in(by, RUN, contact.area)
    at = check_time(at or clock.now(), "at")
    checker = check_text(checker, 120, "checker", needed=True)
    if not 0 <= household <= 50:
        raise Invalid("dwelling.household", _("Give how many people live there, 0 to 50."), field="household")
    said = {key: check_text(text, 200, key) for key, text in (notes or {}).items() if text.strip()}
    _refuse(results, said)
    request = id or uuid4()
    lock_persons([contact.subject])
    held = DwellingCheck.objects.filter(id=request).first()
    if held is not None:
        return held
    if contact.ended_at is not None or contact.became_case_at is not None:
        raise Conflict("dwelling.ended", _("%(number)s is a contact no longer."), number=contact.number)
    failed = [one.id for one in plan().conditions if results[one.id] == "no"]
    fit = plan().fit(results)
    made = DwellingCheck.objects.create(
        id=request, contact=contact, area=contact.area, at=at, checker=checker, results=dict(results), notes=said,
        fit=fit, household=household,
    )  # fmt: skip
    if not DwellingCheck.objects.filter(contact=contact, at__gt=at).exists():
        HomeStay.objects.filter(contact=contact, ended_at=None).update(fit=fit)
    fact = {"passed": fit, "failed": failed, "household": household, "note": checker}
    whom = Whom(contact.incident_id, contact.subject, contact.area)
    record([whom.fact("home.checked", at, fact, request=request)])
    return made


def _refuse(results: Mapping[str, str], notes: Mapping[str, str]) -> None:
    for one in plan().conditions:
        if one.id not in results:
            raise Invalid(
                "dwelling.unanswered",
                _("“%(item)s” is not answered."),
                remedy=_("Answer every item; one that does not apply says so."),
                item=say(one),
                field=one.id,
            )
        check_choice(results[one.id], ANSWERS, one.id)
        if results[one.id] == "no" and one.id not in notes:
            raise Invalid(
                "dwelling.no_note",
                _("“%(item)s” does not hold: say what was seen."),
                item=say(one),
                field=one.id,
            )
