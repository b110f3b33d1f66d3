"""Who may send, answer and read co-investigation sheets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed
from fangxian.response.casework.policies import require_in
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may

WRITE: Final = "case.write"
"""The right to send and answer."""


def answering_area(sheet: Sheet) -> str:
    """Whose staff answer a sheet: the receiver's; of a place that does not keep this record, the sender's for it."""
    area: str = sheet.to_area if sheet.to_office_id is not None else sheet.from_area
    return area


def asking_area(sheet: Sheet) -> str:
    """Whose staff speak for the sender; of a sheet that came in as a file, the receiver's."""
    area: str = sheet.from_area if sheet.from_office_id is not None else sheet.to_area
    return area


def holding_area(listed: Listed) -> str:
    """Whose staff act for the office that answers for a person now."""
    return answering_area(listed.sheet) if listed.with_receiver else asking_area(listed.sheet)


def require_side(post: Post | None, area: str) -> None:
    """Raise unless the post may write for that side; the system (None) always may.

    Raises
    ------
    NotAllowed
        ``sheet.other_side``, or ``post.right``.
    """
    if post is not None and may(post, WRITE) and not may(post, WRITE, area):
        raise NotAllowed(
            "sheet.other_side",
            _("This is for the other side of the sheet to do."),
            remedy=_("Ask the office on the other side, or wait for its answer."),
        )
    require_in(post, WRITE, area)


def may_side(post: Post | None, areas: Iterable[str]) -> bool:
    """Whether a post may write for one of these sides."""
    return any(may(post, WRITE, area) for area in areas)
