"""Area codes: the code is the path.

China's statistical division codes (GB/T 2260 and its extension to twelve digits) nest by prefix: ``51``
Sichuan, ``5101`` Chengdu, ``510117`` Pidu, ``510117001`` a street, ``510117001218`` a community. Other
countries' P-codes nest the same way. Access to an area is therefore a range over codes in byte order:
every code that begins with the prefix, and nothing else.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

NATION: Final = ""
"""The code that is a prefix of every other."""

LEVELS: Final = {0: "nation", 2: "province", 4: "city", 6: "district", 9: "street", 12: "community"}
"""Name of a level by the length of its code in the Chinese scheme."""

LEVEL_ORDER: Final = ("nation", "province", "city", "district", "street", "community")
"""Levels from the widest to the narrowest."""

LEVEL_TITLES: Final = {
    "nation": _("Nation"),
    "province": _("Province"),
    "city": _("City"),
    "district": _("District"),
    "street": _("Street"),
    "community": _("Community"),
}
"""Levels as people call them."""

_LAST: Final = "\U0010ffff"


def area_range(prefix: str) -> tuple[str, str]:
    """The half-open range ``[lo, hi)`` of codes that begin with `prefix`, in byte order.

    Returns
    -------
    tuple of str
        ``("", "\\U0010ffff")`` for the empty prefix: everything.
    """
    if not prefix:
        return "", _LAST
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def within(code: str, prefix: str) -> bool:
    """Whether the area `code` lies in (or is) the area `prefix`."""
    return code.startswith(prefix)


def level_of(code: str) -> str:
    """Level of a Chinese code, by its length.

    Raises
    ------
    ValueError
        No level has codes of that length.
    """
    try:
        return LEVELS[len(code)]
    except KeyError:
        raise ValueError(f"no level has codes of {len(code)} characters: {code!r}") from None


def ancestors(code: str) -> list[str]:
    """Codes of the areas that contain `code`, widest first, itself last (Chinese scheme)."""
    return [code[:length] for length in LEVELS if 0 < length <= len(code)]
