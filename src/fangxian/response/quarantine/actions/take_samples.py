"""Record that people at a site were sampled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions.record_sample import Sample, record_samples
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.models import Site, Stay
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def take_samples(
    site: Site,
    stays: Sequence[Stay],
    *,
    at: datetime | None = None,
    double: bool = False,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Record one sample of each, or two taken together; the rulebook's clauses say for which day each stands.

    Parameters
    ----------
    double : bool
        Two samples of each, tested separately 双采双检.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        Nobody is named, or the time lies in the future.
    Conflict
        ``stay.not_here``: one of them does not stay at the site.
    """
    require_in(by, RUN, site.area)
    at = check_time(at or clock.now(), "at")
    if not stays:
        raise Invalid("stay.nobody_ticked", _("Nobody is ticked."), field="stays")
    refuse_others(site, stays)
    request = id or uuid4()
    turns = ("1", "2") if double else ("1",)
    method = "double" if double else "single"
    with access.everywhere():
        samples = [
            Sample(
                person=stay.person, at=at, sample=derived(request, stay.person_id, turn), method=method, assay="pcr",
                reason="quarantine",
            )
            for stay in stays
            for turn in turns
        ]  # fmt: skip
        record_samples(site.incident, samples)
    return len(samples)


def refuse_others(site: Site, stays: Sequence[Stay]) -> None:
    """Refuse people who do not stay at the site now.

    Raises
    ------
    Conflict
        ``stay.not_here``.
    """
    other = next((stay for stay in stays if stay.site_id != site.id or stay.left_at is not None), None)
    if other is not None:
        raise Conflict(
            "stay.not_here",
            _("%(label)s does not stay at %(site)s now."),
            label=other.person.label,
            site=site.place.name,
        )
