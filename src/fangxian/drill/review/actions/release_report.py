"""Sign the report and release it: from then on it stands as it is, and everybody who took part may read it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.review.models import Review
from fangxian.drill.review.queries import report_data, unsigned
from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import OVER, the_room
from fangxian.drill.room.wall import wall
from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def release_report(signer: str, *, by: Post | None = None) -> Review:
    """Sign and release; again it is the report that was released.

    Parameters
    ----------
    signer : str
        Name of who signs.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Conflict
        ``review.running``: the exercise has not ended.
    NotFound
        ``review.none``: nothing was evaluated yet.
    Invalid
        Nobody signs.
    """
    room = the_room()
    require_in_room(by, CONTROL, room)
    signer = check_text(signer, 60, "signer", needed=True)
    with curtain.lifted():
        held = Review.objects.select_for_update().first()
        if held is not None and held.released_at is not None:
            return held
        held = unsigned(needed=True)
        assert held is not None
        if room.state not in OVER:
            raise Conflict(
                "review.running",
                _("The exercise has not ended; its report is not signed yet."),
                remedy=_("Wait for its end, or stop it."),
            )
        at = wall()
        held.kept = report_data() | {"signed": {"signer": signer, "at": at.isoformat(timespec="minutes")}}
        held.signer, held.released_at, held.released_by = signer, at, by
        note("review.released", signer=signer, by=by.pk if by else None)
        held.save(update_fields=["kept", "signer", "released_at", "released_by"])
    return held
