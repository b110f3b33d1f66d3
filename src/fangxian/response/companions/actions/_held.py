"""What every command on a search begins with: the row, locked, in a state that allows it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.companions.models import Hit, Search


def locked(search: Search, *allowed: str) -> Search:
    """The search as it stands now, held until the transaction ends; with states, in one of them.

    Raises
    ------
    Conflict
        As :func:`require_state`.
    """
    held = Search.objects.select_for_update(of=("self",)).select_related("requester", "incident").get(pk=search.pk)
    if allowed:
        require_state(held, *allowed)
    return held


def require_state(held: Search, *allowed: str) -> None:
    """Raise unless the search is in one of these states.

    Raises
    ------
    Conflict
        ``search.state``.
    """
    if held.state not in allowed:
        raise Conflict(
            "search.state",
            _("The search is in the state “%(state)s”; this cannot be done now."),
            remedy=_("Open its page again."),
            state=held.get_state_display(),
        )


def fail(search: Search, state: str, why: str) -> Search:
    """Note on a search why it came no further than a state; one that was cancelled or erased meanwhile stays so."""
    Search.objects.filter(pk=search.pk, state=state).update(state=Search.State.FAILED, error=why)
    search.refresh_from_db()
    return search


def locked_hits(search: Search, ids: Sequence[UUID]) -> list[Hit]:
    """Hits of a search by rank, held until the transaction ends.

    Raises
    ------
    Invalid
        ``hit.unknown``: none is named, or one belongs to another search.
    """
    found = list(Hit.objects.select_for_update(of=("self",)).filter(search=search, id__in=ids).order_by("rank"))
    if not found or len(found) != len(set(ids)):
        raise Invalid(
            "hit.unknown",
            _("%(missing)s of the hits named are not among those of this search."),
            remedy=_("Choose them again."),
            field="hits",
            missing=len(set(ids)) - len(found),
        )
    return found


def count_decisions(search: Search) -> None:
    """Bring the counts of a search in line with its hits."""
    decided = Hit.objects.filter(search=search)
    search.accepted = decided.filter(decision=Hit.Decision.ACCEPTED).count()
    search.rejected = decided.filter(decision=Hit.Decision.REJECTED).count()
    search.save(update_fields=["accepted", "rejected"])
