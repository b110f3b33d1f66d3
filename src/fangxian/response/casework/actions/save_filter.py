"""Keep a filter of a list under a name, or let it go."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from fangxian.response.casework.models import SavedFilter
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.jurisdiction.models import User


@transaction.atomic
def save_filter(user: User, page: str, name: str, query: Mapping[str, str]) -> SavedFilter:
    """Save a filter for a user, in place of one of the same name.

    Raises
    ------
    Invalid
        The list is unknown, or the name is empty or too long.
    """
    check_choice(page, SavedFilter.Page.values, "page")
    name = check_text(name, 60, "name", needed=True)
    held, _new = SavedFilter.objects.update_or_create(user=user, page=page, name=name, defaults={"query": dict(query)})
    return held


@transaction.atomic
def delete_filter(user: User, number: int) -> None:
    """Delete one of a user's own filters; one that is gone, or somebody else's, stays as it is."""
    SavedFilter.objects.filter(user=user, pk=number).delete()
