"""Companions of companions: each companion is sought as a case would be, from the moment it was first exposed."""

from __future__ import annotations

from fangxian.science.tracing.reading.cases import Case, Phone
from fangxian.science.tracing.search.companions import CaseHits, Search
from fangxian.science.tracing.search.hits import Hits
from fangxian.science.tracing.search.people import Exposed


def second_order(search: Search, cases: tuple[Case, ...], found: Hits | Exposed, *, latent_s: int = 0) -> CaseHits:
    """Return everybody who was together with any of some hits after that hit's first exposure.

    Parameters
    ----------
    search : Search
        The rule and window of the second step.
    cases : tuple of Case
        The first step's cases; they and the hits themselves are no hits again.
    found : Hits or Exposed
        The first step's hits to follow up. Follow few: the bare rule reaches most of a city in two steps.
    latent_s : int
        Seconds from exposure until a companion counts as able to infect, from the pack; 0 asks nothing.

    Returns
    -------
    CaseHits
        In the union form: one row a person, time with several of them at once counted once.
    """
    persons = search.index.people.ids(found.person).to_pylist()
    starts = (found.first + latent_s).tolist()
    ends = search.window[1]
    followed = [
        Case(f"companion:{person}", (Phone(person, min(start, ends), ends),))
        for person, start in zip(persons, starts, strict=True)
    ]
    itself = [Case(case.id, tuple(Phone(phone.person, 0, 0) for phone in case.phones)) for case in cases]
    return search.union([*followed, *itself])
