"""Somebody begins isolation at home: in a dwelling that was found fit, for the days of the rulebook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.home.models import DwellingCheck, HomeStay
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import home_of, open_home
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.rules import CENTRAL
from fangxian.ui import formats


@transaction.atomic
def begin_home(
    contact: Contact,
    *,
    help_line: str = "",
    group: str = "",
    signer: str = "",
    legal_basis: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> HomeStay:
    """Begin isolation at home; where the rulebook sends them to a site first, only with a group and a signature.

    Parameters
    ----------
    help_line : str
        Telephone that the person may call; the one given out last in the area by default.
    group : str
        Group for which the rule would be too hard, such as ``child``.
    signer : str
        Who signs for home where the rulebook asks for a site.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        No rule confines them, its days are over, or nobody signs where somebody must (``home.site_first``).
    Conflict
        ``home.unchecked``: nobody found the dwelling fit. ``home.has_bed``, ``home.overlaps``, ``home.ended``.
    """
    require_in(by, RUN, contact.area)
    at = check_time(at or clock.now(), "at")
    help_line = check_text(help_line, 40, "help_line")
    legal_basis = check_text(legal_basis, 300, "legal_basis")
    signer = check_text(signer, 120, "signer")
    check_choice(group, ("", *GROUPS), "group")
    with access.everywhere():
        lock_persons([contact.subject])
        held = Contact.objects.select_related("person", "incident").get(id=contact.id)
        standing = home_of(held.person_id)
        if standing is not None:
            return standing
        _refuse(held, at, group, signer)
        request = id or uuid4()
        stay = open_home(held, at, request, group=group, help_line=help_line)
        if held.controlled_at is None:
            control_contacts(
                [
                    Control(
                        contact=held, at=at, mode="home", legal_basis=legal_basis, group=group, signer=signer,
                        id=request,
                    )
                ]
            )  # fmt: skip
        else:
            said = {"mode": "home", "group": group, "signer": signer, "area": held.area}
            whom = Whom(held.incident_id, held.subject, held.area)
            record([whom.fact("quarantine.moved", at, said, request=request)])
        return stay


def _refuse(contact: Contact, at: datetime, group: str, signer: str) -> None:
    if contact.became_case_at is not None or contact.ended_at is not None:
        raise Conflict(
            "home.ended",
            _("%(number)s is not to be isolated: a case, or let go already."),
            remedy=_("Cases go to hospital; nobody is kept without a rule."),
            number=contact.number,
        )
    check = DwellingCheck.objects.filter(contact=contact, at__lte=at).order_by("-at").first()
    if check is None or not check.fit:
        raise Conflict(
            "home.unchecked",
            _("The dwelling of %(number)s was not found fit."),
            remedy=_("Check the dwelling first; where it is not fit, a site is asked for."),
            number=contact.number,
        )
    courses = Courses(at)
    course = courses.of(contact)
    today = at.astimezone(courses.zone).date()
    if course is None or course.quarantine_ends is None:
        raise Invalid(
            "home.no_rule",
            _("The rulebook in force does not confine %(number)s."),
            remedy=_("Nobody is confined without a rule; look at the kind of contact and the last exposure."),
            number=contact.number,
        )
    if today > course.quarantine_ends:
        raise Invalid(
            "home.too_long",
            _("By the rule, the quarantine of %(number)s ended on %(day)s."),
            remedy=_("A longer quarantine is a signed extension; sign it on the contact's page."),
            number=contact.number,
            day=formats.day(course.quarantine_ends),
        )
    central = next((stage.ends_on for stage in course.stages if stage.name == CENTRAL), None)
    if central is not None and today < central and not (group and signer):
        raise Invalid(
            "home.site_first",
            _("By the rule, %(number)s is at a site until %(day)s (%(cite)s)."),
            remedy=_("Home instead takes a group with a rule of its own, and a signature."),
            number=contact.number,
            day=formats.day(central),
            cite=_cite(course),
            field="signer",
        )


def _cite(course: Course) -> str:
    clause = next((stage.clause for stage in course.stages if stage.name == CENTRAL), None)
    return clause.cite if clause is not None else course.regime.cite
