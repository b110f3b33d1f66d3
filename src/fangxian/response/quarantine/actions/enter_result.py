"""Enter the result of a sample taken at a site; a positive one begins the room-mates' days anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.actions.record_result import Result, record_results
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.facts import facts_of
from fangxian.response.quarantine.actions.expose_room_mates import expose_room_mates
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def enter_result(
    stay: Stay, result: str, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> list[UUID]:
    """Enter the result of the oldest sample that has none.

    Returns
    -------
    list of UUID
        Persons of the same room whose days begin anew; none unless the result is positive.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        The result is unknown, or the time lies in the future.
    Conflict
        ``sample.none``: no sample waits for a result.
    """
    require_in(by, RUN, stay.area)
    at = check_time(at or clock.now(), "at")
    request = id or uuid4()
    with access.everywhere():
        facts = facts_of(stay.incident_id, [stay.subject]).get(stay.subject, [])
        done = {fact.attributes.get("sample") for fact in facts if fact.kind == "sample.resulted"}
        if str(derived(request, "sample.resulted", "")) in {fact.id for fact in facts}:
            return []
        waiting = [
            fact for fact in facts if fact.kind == "sample.taken" and fact.attributes.get("sample", fact.id) not in done
        ]
        if not waiting:
            raise Conflict(
                "sample.none",
                _("No sample of %(label)s waits for a result."),
                remedy=_("Record the sample first."),
                label=stay.person.label,
                field="result",
            )
        first = waiting[0]
        sample = UUID(str(first.attributes.get("sample", first.id)))
        one = Result(person=stay.person, result=result, at=at, sample=sample, sampled_at=first.at, id=request)
        record_results(stay.site.incident, [one])
    if result != "positive":
        return []
    return expose_room_mates(stay, until=max(at, first.at), id=derived(request, "mates"), by=by)
