"""Reads of searches and hits. What lies outside the area in scope is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.companions.models import Hit, Search
from fangxian.response.companions.rules import PARAMETERS


def the_search(id_: UUID) -> Search:
    """A search in the area in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    held = Search.objects.select_related("incident", "requester__office", "signer__office").filter(id=id_).first()
    if held is None:
        raise NotFound(
            "search.unknown", _("There is no such search in your area."), remedy=_("Look for it in the list.")
        )
    return held


def the_hit(search: Search, id_: UUID) -> Hit:
    """A hit of a search in scope.

    Raises
    ------
    NotFound
        There is none: it was erased, or never was.
    """
    held = Hit.objects.select_related("search", "person").filter(search=search, id=id_).first()
    if held is None:
        raise NotFound("hit.unknown", _("There is no such hit; it may have been erased."))
    return held


def searches() -> QuerySet[Search]:
    """Searches in scope, the last first."""
    return Search.objects.select_related("incident").order_by("-requested_at", "id")


def counts(search: Search) -> dict[str, int]:
    """Hits of a search by decision."""
    found = dict(
        Hit.objects.filter(search=search).values_list("decision").annotate(n=Count("id")).values_list("decision", "n")
    )
    return {decision: found.get(decision, 0) for decision in Hit.Decision.values}


def next_waiting(search: Search, after: int = 0) -> Hit | None:
    """The next hit to be judged, by rank; from the top again after the last."""
    waiting = Hit.objects.filter(search=search, decision=Hit.Decision.WAITING).order_by("rank")
    return waiting.filter(rank__gt=after).first() or waiting.first()


def accepted_numbers(search: Search, most: int) -> list[str]:
    """Numbers of the contacts that hits of a search became, the strongest first: now they may be searched for."""
    held = Hit.objects.filter(search=search, decision=Hit.Decision.ACCEPTED).exclude(known_as="").order_by("rank")
    return list(dict.fromkeys(held.values_list("known_as", flat=True)[:most]))


@dataclass(frozen=True, slots=True)
class Worth:
    """What a set of parameters was worth so far: of the hits that people judged, how many were none.

    Attributes
    ----------
    parameters : dict
        Layer, kind of place and the rule's parameters.
    searches, accepted, rejected : int
        Counted over every search in scope with these parameters.
    """

    parameters: dict[str, Any]
    searches: int
    accepted: int
    rejected: int

    @property
    def reviewed(self) -> int:
        """Hits that were judged."""
        return self.accepted + self.rejected

    @property
    def false_share(self) -> float | None:
        """Rejected of all judged; None where none was."""
        return self.rejected / self.reviewed if self.reviewed else None


def worth() -> list[Worth]:
    """The false-hit rate of every set of parameters that was used, most reviewed first."""
    fields = ("layer", "only", "same", *PARAMETERS)
    rows = (
        Search.objects.exclude(line=None)
        .values(*fields)
        .annotate(n=Count("id"), yes=Sum("accepted"), no=Sum("rejected"))
        .order_by(-(F("yes") + F("no")), "layer")
    )
    return [Worth({name: row[name] for name in fields}, row["n"], row["yes"], row["no"]) for row in rows]
