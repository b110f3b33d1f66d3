"""Show the receiver of a sheet who somebody on it is, for a stated purpose; the reading is recorded."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.casework.policies import require_in
from fangxian.response.coinvestigation.models import Listed
from fangxian.response.coinvestigation.policies import answering_area, asking_area, may_side, require_side
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.registry.actions import reveal_identity
from fangxian.response.registry.identity import IdentityCard


@transaction.atomic
def reveal_listed(listed: Listed, purpose: str, *, by: Post) -> IdentityCard:
    """Open the identity of a person on a sheet, though their own row may lie in the other side's area.

    Raises
    ------
    NotAllowed
        The post belongs to neither side, or may not read identities.
    Invalid
        No purpose is stated.
    NotFound
        No identity is held.
    """
    sides = (answering_area(listed.sheet), asking_area(listed.sheet))
    if not may_side(by, sides):
        require_side(by, sides[0])
    if not any(may(by, "identity.read", area) for area in sides):
        require_in(by, "identity.read", sides[0])
    with access.everywhere():
        return reveal_identity(listed.person, purpose, incident=listed.incident_id)
