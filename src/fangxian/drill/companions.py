"""A search for companions as a visitor of a sample workspace finds it: stays, a signature, hits to be judged."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.drill.stays import make_stays
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case
from fangxian.response.companions import stays
from fangxian.response.companions.actions import (
    Wish,
    answer_search,
    draw_line,
    request_search,
    sign_search,
    take_hits,
)
from fangxian.response.companions.models import Search
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.context import acting
from fangxian.response.ledger.models import Incident

PEOPLE: Final = 4_000
"""Invented phones: enough for crowds, few enough for seconds."""

CASES: Final = 3
"""Whose companions are sought: the first cases."""

SHOWN: Final = 20
"""Hits that lie above the line, at least, if there are so many."""


def show_search(incident: Incident) -> Search | None:
    """Make stays and one search whose hits wait to be judged; what is there already stays as it is.

    Returns
    -------
    Search or None
        None where nobody holds a post that may ask and another that may sign, or there is no case.
    """
    with access.everywhere():
        if not stays.layers():
            make_stays(incident, people=PEOPLE)
        held = Search.objects.filter(incident=incident).first()
        asker = _post("epidemiologist", office__area__startswith=incident.area)
        signer = _post("director", office__area=asker.area) if asker is not None else None
        if held is not None or asker is None or signer is None:
            return held
        cases = Case.objects.filter(incident=incident, area__startswith=asker.area).order_by("reported_at", "id")
        numbers = list(cases.values_list("number", flat=True)[:CASES])
        if not numbers:
            return None
    id_ = derived("sample search", incident.id)
    with access.area(asker.area), acting(f"post:{asker.pk}"):
        # Venues, and the parameters by hand: the rule of cells finds most of a town, as whoever asks it will see.
        wish = Wish(
            numbers=numbers,
            purpose=_("Who was with the first cases"),
            layer="venues",
            min_minutes=15,
            window_days=14,
            expected=1,
            restriction_days=3,
        )
        asked = request_search(incident, wish, area=asker.area, id=id_, by=asker)
    return _signed(asked, signer, id_)


def _signed(asked: Search, signer: Post, id_: UUID) -> Search:
    """The search signed, run, and its line drawn under enough hits to judge a few of each kind."""
    name = str(signer.title)
    with access.area(signer.area), acting(f"post:{signer.pk}"):
        answered = answer_search(sign_search(asked, signed_by=name, id=derived(id_, "sign"), by=signer))
        laid = answered.answer.get("tiers")
        if not laid:
            return answered
        tier = next((one["number"] for one in laid if one["so_far"] >= SHOWN), laid[-1]["number"])
        reason = _("Strong enough to be judged one by one.")
        drawn = draw_line(answered, tier=tier, reason=reason, signed_by=name, id=derived(id_, "line"), by=signer)
        return take_hits(drawn)


def _post(duty: str, **where: str) -> Post | None:
    held = Post.objects.filter(duty=duty, holder__isnull=False, **where)
    return held.select_related("holder", "office").order_by("id").first()
