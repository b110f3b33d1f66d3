"""Which heading stands for which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from fangxian.response.casework.linelist.kinds import CASES, KINDS, Kind

_NEAR = 94  # rapidfuzz ratio, out of 100: one letter off in a long heading; "county" is not "country"
_ILLNESS = frozenset({"classification", "confirmed_on", "onset_on", "outcome"})


def normal(heading: str) -> str:
    """A heading in the form in which headings are compared: small letters and digits, nothing else."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\W_]+", "", plain)


@lru_cache(maxsize=len(KINDS))
def _fields(kind: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for field in KINDS[kind].fields:
        for heading in (normal(field.name), *field.headings):
            known.setdefault(heading, field.name)
    return known


def field_of(heading: str, kind: Kind = CASES) -> str | None:
    """The field that a heading stands for: one of the usual headings, or one or two letters off it."""
    from rapidfuzz import fuzz, process

    wanted = normal(heading)
    if not wanted:
        return None
    known = _fields(kind.name)
    if wanted in known:
        return known[wanted]
    near = process.extractOne(wanted, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR) if len(wanted) > 7 else None
    return known[near[0]] if near else None


def recognised(heading: str) -> bool:
    """Whether it is one of the usual headings of any kind of list, letter for letter."""
    return any(normal(heading) in _fields(kind) for kind in KINDS)


def kind_of(headings: Iterable[str]) -> Kind:
    """The kind of list that has these headings; a list of cases where nothing speaks for another."""
    written = [normal(heading) for heading in headings if heading]
    if _ILLNESS & {_fields(CASES.name).get(heading) for heading in written}:
        return CASES
    best, most = CASES, 0
    for kind in KINDS.values():
        found = {_fields(kind.name).get(heading) for heading in written} - {None}
        told = kind is not CASES and found.issuperset(kind.signs)
        if told and len(found) > most:
            best, most = kind, len(found)
    return best


def rank(heading: str, kind: Kind = CASES) -> int:
    """How usual a heading is for its field: 0 the most, and a great number where it only resembles one."""
    wanted = normal(heading)
    field = _fields(kind.name).get(wanted)
    if field is None:
        return 1000
    usual = kind.by_name[field].headings
    return usual.index(wanted) if wanted in usual else 0
