"""Finding the area that a cell means: a code, or a name within the incident's area."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from fangxian.response.casework.linelist.cells import Bad
from fangxian.response.jurisdiction.codes import area_range, within
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.queries.names import area_names

_CODE: Final = re.compile(r"^\d{2,12}$")
_LENGTHS: Final = (2, 4, 6, 9, 12)
_ENDINGS: Final = ("", "区", "县", "市", "街道", "镇", "乡", "村", "社区", "省", "新区")
_LONGEST: Final = 20


@dataclass(frozen=True)
class AreaBook:
    """The areas that the cells of one list may mean.

    Attributes
    ----------
    root : str
        Code of the incident's area; nothing outside it is taken.
    """

    root: str
    codes: frozenset[str]
    by_name: dict[str, tuple[str, ...]]
    names: dict[str, str]
    english: dict[str, str]
    knows_tree: bool

    def find(self, text: str) -> str | Bad:
        """The most exact area that a text means, or why none can be told."""
        plain = "".join(text.split())
        if _CODE.match(plain):
            return self._code(plain, text)
        found = self._in_english(text) or self._named(plain)
        if not found:
            return Bad("value.area_unknown", text, {"root": self.root})
        if len(found) > 1:
            return Bad("value.area_ambiguous", text, {"found": ", ".join(sorted(found)[:5])})
        return found.pop()

    def _code(self, plain: str, text: str) -> str | Bad:
        code = shorten(plain)
        if not within(code, self.root):
            return Bad("value.area_outside", text, {"root": self.root})
        if self.knows_tree and code not in self.codes:
            return Bad("value.area_unknown", text, {"root": self.root})
        return code

    def _named(self, plain: str) -> set[str]:
        """Areas whose name the text ends in; of several, those whose containing areas it names too."""
        for start in range(max(0, len(plain) - _LONGEST), len(plain)):
            found = {code for ending in _ENDINGS for code in self.by_name.get(_folded(plain[start:] + ending), ())}
            if not found:
                continue
            before = plain[:start]
            named = {code for code in found if before and self._mentions(before, code)}
            return _deepest(named or found)
        return set()

    def _in_english(self, text: str) -> set[str]:
        """Areas that an English text names first, those that contain them after it: ``Pidu District, Chengdu City``."""
        first, *above = (_folded(part) for part in text.split(","))
        if not above or not text.isascii():
            return set()
        return {
            code
            for code in self.by_name.get(first, ())
            if set(above) <= {self.english.get(code[:length], "") for length in _LENGTHS}
        }

    def _mentions(self, before: str, code: str) -> bool:
        above = (code[:length] for length in _LENGTHS if length < len(code))
        names = [self.names.get(part, "").rstrip("市区县省街道镇乡") for part in above]
        return any(len(name) > 1 and name in before for name in names)


def shorten(code: str) -> str:
    """A code without the zeros that fill it up: ``510117000000`` is ``510117``, ``510000`` is ``51``.

    Codes of village committees and streets keep zeros that are their own.
    """
    for length in _LENGTHS:
        if len(code) >= length and not code[length:].strip("0"):
            return code[:length]
    return code


def look_up(root: str, texts: Collection[str]) -> AreaBook:
    """The areas within `root` that any of these texts may mean, in two queries."""
    plain = {"".join(text.split()) for text in texts}
    codes = {shorten(text) for text in plain if _CODE.match(text)}
    parts = {text[start:] for text in plain if not _CODE.match(text) for start in range(len(text))[-_LONGEST:]}
    names = {part + ending for part in parts for ending in _ENDINGS}
    lo, hi = area_range(root)
    inside = Area.objects.filter(code__gte=lo, code__lt=hi)
    rows = list(inside.filter(name__in=names).values_list("code", "name"))
    rows += [
        (code, english) for code, english in inside.filter(name_en__in=_english(texts)).values_list("code", "name_en")
    ]
    by_name: dict[str, set[str]] = defaultdict(set)
    for code, name in rows:
        by_name[_folded(name)].add(code)
    above = {code[:length] for found in by_name.values() for code in found for length in _LENGTHS if length < len(code)}
    spelt = area_names(above, "en") if any("," in text and text.isascii() for text in texts) else {}
    return AreaBook(
        root=root,
        codes=frozenset(inside.filter(code__in=codes).values_list("code", flat=True)),
        by_name={name: tuple(sorted(found)) for name, found in by_name.items()},
        names=dict(Area.objects.filter(code__in=above).values_list("code", "name")),
        english={code: _folded(name) for code, name in spelt.items()},
        knows_tree=Area.objects.filter(code=root).exists(),
    )


def _english(texts: Iterable[str]) -> set[str]:
    """English names that the texts may begin with; what stands after a comma contains them."""
    return {" ".join(part.split()) for text in texts if text.isascii() for part in (text, text.split(",")[0])}


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _deepest(codes: set[str]) -> set[str]:
    """Without areas that contain another of them."""
    return {code for code in codes if not any(other != code and other.startswith(code) for other in codes)}
