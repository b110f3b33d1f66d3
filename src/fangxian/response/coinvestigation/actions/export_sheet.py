"""Take a sheet away as a signed file, with who the people are: for a place that does not keep this record."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from fangxian.response.casework.actions.record_export import record_export
from fangxian.response.casework.policies import require_in
from fangxian.response.coinvestigation.exchange.document import answer_content, sheet_content
from fangxian.response.coinvestigation.exchange.signing import sign
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.coinvestigation.policies import WRITE, answering_area, asking_area, require_side
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry.actions import reveal_identities


@transaction.atomic
def export_sheet(sheet: Sheet, *, purpose: str, by: Post) -> dict[str, Any]:
    """The signed document of a sheet; every identity in it is recorded as read for that purpose.

    Raises
    ------
    NotAllowed
        The post does not belong to the sender, or may not read identities or export.
    Invalid
        No purpose is stated.
    """
    area = asking_area(sheet)
    require_side(by, area)
    for right in (WRITE, "identity.read"):
        require_in(by, right, area)
    people = people_of(sheet)
    record_export(purpose=purpose, rows=len(people), by=by)
    with access.everywhere():
        cards = reveal_identities([one.person for one in people], purpose, incident=sheet.incident_id)
    return sign(sheet_content(sheet, people, cards))


@transaction.atomic
def export_answer(sheet: Sheet, *, by: Post | None = None) -> dict[str, Any]:
    """The signed answer of a sheet as it stands; it tells nobody's identity.

    Raises
    ------
    NotAllowed
        The post does not belong to the receiver.
    """
    require_side(by, answering_area(sheet))
    return sign(answer_content(sheet, people_of(sheet)))


def people_of(sheet: Sheet) -> list[Listed]:
    """The people of a sheet that the caller sees, whichever area their own rows lie in."""
    ids = list(Listed.objects.filter(sheet=sheet).values_list("id", flat=True))
    with access.everywhere():
        return list(Listed.objects.select_related("person", "sheet").filter(id__in=ids).order_by("row"))
