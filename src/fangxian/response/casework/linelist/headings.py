"""Which heading stands for which field."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from fangxian.response.casework.linelist.fields import BY_NAME, FIELDS

_NEAR = 94  # rapidfuzz ratio, out of 100: one letter off in a long heading; "county" is not "country"


def normal(heading: str) -> str:
    """A heading in the form in which headings are compared: small letters and digits, nothing else."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\W_]+", "", plain)


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    return {heading: field.name for field in FIELDS for heading in (normal(field.name), *field.headings)}


def field_of(heading: str) -> str | None:
    """The field that a heading stands for: one of the usual headings, or one or two letters off it."""
    from rapidfuzz import fuzz, process

    wanted = normal(heading)
    if not wanted:
        return None
    known = _fields()
    if wanted in known:
        return known[wanted]
    near = process.extractOne(wanted, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR) if len(wanted) > 7 else None
    return known[near[0]] if near else None


def recognised(heading: str) -> bool:
    """Whether it is one of the usual headings, letter for letter."""
    return normal(heading) in _fields()


def rank(heading: str) -> int:
    """How usual a heading is for its field: 0 the most, and a great number where it only resembles one."""
    wanted = normal(heading)
    field = _fields().get(wanted)
    if field is None:
        return 1000
    usual = BY_NAME[field].headings
    return usual.index(wanted) if wanted in usual else 0
