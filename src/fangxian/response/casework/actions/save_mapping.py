"""Keep a mapping of columns under a name."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.models import ColumnMapping
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock


@transaction.atomic
def save_mapping(name: str, mapping: Mapping, *, by: Post | None = None) -> ColumnMapping:
    """Save a mapping, in place of one of the same name.

    Raises
    ------
    NotAllowed
        The post may not import lists.
    Invalid
        The name is empty or too long.
    """
    if by is not None:
        require(by, "case.import")
    name = check_text(name, 80, "name", needed=True)
    held, _new = ColumnMapping.objects.update_or_create(
        name=name, defaults={"mapping": mapping.as_dict(), "updated_at": clock.now()}
    )
    return held
