"""Names of areas in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language, gettext

from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.naming import english, is_placeholder

# Names looked up while one request is answered; never longer, so that an import shows at once everywhere.
_remembered: ContextVar[dict[tuple[str, bool], str] | None] = ContextVar("area_names", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Look up each name once while the block runs (a request, a report)."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def area_name(code: str, language: str | None = None) -> str:
    """Name of an area; the code itself where the tree does not hold it.

    Parameters
    ----------
    code : str
        The empty code is the whole country.
    language : str or None
        ``zh-hans`` or ``en``; None follows the reader.
    """
    return area_names([code], language)[code]


def area_names(codes: Iterable[str], language: str | None = None) -> dict[str, str]:
    """Names of many areas by their codes, with one query for those not met yet."""
    chinese = (language or get_language() or "zh").startswith("zh")
    held = _remembered.get()
    known = {} if held is None else held
    wanted = set(codes)
    missing = [code for code in wanted if code and (code, chinese) not in known]
    found = {code: code for code in missing}
    if missing:
        for row in Area.objects.filter(code__in=missing).values_list("code", "level", "name", "name_en"):
            found[row[0]] = row[2] if chinese else row[3] or english(row[2], row[1], row[0])
        known.update({(code, chinese): name for code, name in found.items()})
    return {code: known[code, chinese] if code else gettext("the whole country") for code in wanted}


def area_path(code: str, language: str | None = None) -> str:
    """The name with those above it: ``四川省成都市郫都区``; ``Pidu District, Chengdu City, Sichuan Province``."""
    above = [code[:length] for length in range(1, len(code) + 1)]
    rows = Area.objects.filter(code__in=above).order_by("code").values_list("code", "name")
    codes = [held for held, name in rows if not is_placeholder(held, name)]
    if not codes:
        return area_name(code, language)
    names = area_names(codes, language)
    if (language or get_language() or "zh").startswith("zh"):
        return "".join(names[held] for held in codes)
    return ", ".join(names[held] for held in reversed(codes))
