"""Finding areas by code, by Chinese name, by pinyin or by English name."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.naming import KNOWN, PROVINCES, SUFFIXES

_LAST = "\U0010ffff"
_KINDS = sorted(
    {word.lower() for level in SUFFIXES.values() for word in level.values()} | {"province", "municipality"},
    key=len,
    reverse=True,
)


def search(text: str, within: str = "", limit: int = 20) -> list[Area]:
    """Areas that begin with `text`, the widest first; where there is none, those that contain it.

    Parameters
    ----------
    text : str
        A code, a Chinese name (郫筒), pinyin with or without gaps (``pi tong``), or an English name
        (``Pitong Subdistrict``).
    within : str
        Only this area and those below it.
    limit : int
        At most so many.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found = _first(_prefix(wanted), within, limit)
    if not found and len(wanted) > 1 and not wanted.isascii():
        found = _first(Q(name__contains=wanted), within, limit)
    return found


def _first(condition: Q, within: str, limit: int) -> list[Area]:
    lo, hi = area_range(within)
    rows = Area.objects.filter(condition, code__gte=lo, code__lt=hi)
    return list(rows.annotate(width=Length("code")).order_by("width", "code")[:limit])


def _prefix(wanted: str) -> Q:
    if wanted[0].isdigit() and wanted.isalnum():
        return _begins("code", wanted)
    if not wanted.isascii():
        # ü is typed as v where there is no such key.
        key = wanted.lower().replace("ü", "v")
        return _begins("pinyin", _squeezed(key)) if key.isascii() else _begins("name", wanted)
    english = wanted.lower()
    codes = [code for code, name in (PROVINCES | KNOWN).items() if name.lower().startswith(english)]
    return _begins("pinyin", _squeezed(_without_kind(english))) | Q(code__in=codes) | _begins("code", wanted)


def _begins(column: str, text: str) -> Q:
    bounds: dict[str, Any] = {f"{column}__gte": text, f"{column}__lt": text + _LAST}
    return Q(**bounds)


def _without_kind(text: str) -> str:
    """``pitong subdistrict`` is looked for as ``pitong``."""
    for kind in _KINDS:
        base = text.removesuffix(f" {kind}")
        if base != text and base:
            return base
    return text


def _squeezed(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text)
