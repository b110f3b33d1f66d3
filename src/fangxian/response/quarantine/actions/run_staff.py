"""Staff of a site: on the roll, tested by their own rule, off the roll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.record_sample import Sample, record_samples
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Site, Staff
from fangxian.response.quarantine.policies import PLAN, RUN, require_in
from fangxian.response.registry.actions import create_person
from fangxian.response.registry.models import Person

CATEGORY = "high_risk"
"""As what the rulebook knows staff of quarantine sites: its key posts of this name say how often they are tested."""


@transaction.atomic
def join_staff(
    site: Site,
    work: str,
    *,
    label: str = "",
    person: Person | None = None,
    closed_loop: bool = True,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Staff:
    """Put somebody on the roll; the tests that the rulebook asks of their post begin.

    Parameters
    ----------
    label : str
        Pseudonym of somebody who is not in the register yet.

    Raises
    ------
    NotAllowed
        The post may not plan sites there.
    Invalid
        Nobody is named, or the work is unknown.
    Conflict
        ``staff.elsewhere``: they work at a site already.
    """
    require_in(by, PLAN, site.area)
    check_choice(work, Staff.Work.values, "work")
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    with access.everywhere():
        held = Staff.objects.filter(id=request).first()
        if held is not None:
            return held
        if person is None:
            name = check_text(label, 60, "label", needed=True)
            person = create_person(label=name, area=site.area, id=derived(request, "person"))
        lock_persons([person.subject])
        other = Staff.objects.filter(person=person, left_at=None).select_related("site__place").first()
        if other is not None:
            raise Conflict(
                "staff.elsewhere",
                _("%(label)s works at %(site)s already."),
                remedy=_("Take them off that roll first."),
                label=person.label,
                site=other.site.place.name,
                field="label",
            )
        made = Staff.objects.create(
            id=request, site=site, person=person, area=site.area, work=work, closed_loop=closed_loop, started_at=at
        )
        said = {"category": CATEGORY, "place": site.subject, "closed_loop": closed_loop}
        record([_whom(made).fact("post.started", at, said, request=request)])
        return made


@transaction.atomic
def leave_staff(
    staff: Staff, *, reason: str = "", at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Staff:
    """Take somebody off the roll.

    Raises
    ------
    NotAllowed
        The post may not plan sites there.
    Invalid
        They would leave before they began.
    """
    require_in(by, PLAN, staff.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason")
    with access.everywhere():
        held = Staff.objects.select_for_update(of=("self",)).select_related("site", "person").get(id=staff.id)
        if held.left_at is not None:
            return held
        if at < held.started_at:
            raise Invalid("staff.order", _("Nobody leaves before they began."), field="at")
        held.left_at = at
        held.save(update_fields=["left_at"])
        said = {"category": CATEGORY, "reason": reason}
        record([_whom(held).fact("post.left", at, said, request=id or uuid4())])
        return held


@transaction.atomic
def sample_staff(
    site: Site, staff: Sequence[UUID], *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> int:
    """Record that staff were sampled, and say how many; all or none.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        Nobody is ticked, or somebody is not on the roll now.
    """
    require_in(by, RUN, site.area)
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    with access.everywhere():
        rows = list(Staff.objects.filter(site=site, id__in=list(staff), left_at=None).select_related("person"))
        if not rows or len(rows) < len(set(staff)):
            raise Invalid("staff.not_here", _("Tick people who are on the roll now."), field="staff")
        samples = [
            Sample(person=one.person, at=at, sample=derived(request, one.person_id), assay="pcr", reason="key_post")
            for one in rows
        ]
        record_samples(site.incident, samples)
    return len(rows)


def _whom(staff: Staff) -> Whom:
    return Whom(staff.site.incident_id, staff.subject, staff.area)
