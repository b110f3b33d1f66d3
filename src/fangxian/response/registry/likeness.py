"""How alike two persons are: what speaks for one person, what against, and a score. Pure: no database, no clock.

The weights are ours [D]: they order a queue that people work through, and decide nothing. A document number that
differs in one or two characters is read as a slip of the pen; different sexes or births far apart count against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.registry import spelling
from fangxian.response.registry.identity import IdentityCard, birth_of

REASONS: Final[Mapping[str, str | Promise]] = {
    "name_same": _("same name"),
    "name_sounds": _("names sound the same"),
    "name_like": _("similar names"),
    "phone_same": _("same phone"),
    "born_same": _("same date of birth"),
    "number_like": _("document numbers differ in one or two characters"),
    "sex_other": _("different sex"),
    "born_other": _("different dates of birth"),
    "number_other": _("different documents of one kind"),
    "name_other": _("different names"),
}
"""What a score rests on, in words."""

AGAINST: Final = frozenset({"sex_other", "born_other", "number_other", "name_other"})
"""Reasons that speak against one person."""

_WEIGHTS: Final = {
    "name_same": 40, "name_sounds": 32, "name_like": 20, "phone_same": 30, "born_same": 30, "number_like": 35,
    "sex_other": -25, "born_other": -30, "number_other": -20, "name_other": -35,
}  # fmt: skip
WORTH: Final = 55
"""Score from which a pair is worth a person's look [D]: a name that sounds the same and a birth or a phone."""

_LIKE: Final = 85.0  # rapidfuzz ratio of two pinyin spellings that are taken for one, [D]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a person."""

    card: IdentityCard
    sex: str = ""
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 100, with its reasons."""

    score: int
    reasons: tuple[str, ...]


def likeness(one: Traits, other: Traits) -> Likeness:
    """Compare two persons; the order does not matter."""
    reasons = [reason for reason in (_names(one, other), *_dates(one, other), *_numbers(one, other)) if reason]
    if one.card.phone and one.card.phone == other.card.phone:
        reasons.append("phone_same")
    if one.sex and other.sex and one.sex != other.sex:
        reasons.append("sex_other")
    score = sum(_WEIGHTS[reason] for reason in reasons)
    return Likeness(max(0, min(100, score)), tuple(sorted(reasons, key=list(REASONS).index)))


def narrowest(one: str, other: str) -> str:
    """Code of the narrowest area that holds both areas."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[: max(level for level in LEVELS if level <= length)]


def _names(one: Traits, other: Traits) -> str:
    names = one.card.name, other.card.name
    if not all(names):
        return ""
    if "".join(names[0].split()).casefold() == "".join(names[1].split()).casefold():
        return "name_same"
    sounds = [spelling.syllables(name) for name in names]
    if sorted(sounds[0]) == sorted(sounds[1]) or "".join(sounds[0]) == "".join(sounds[1]):
        return "name_sounds"
    return "name_like" if fuzz.ratio("".join(sounds[0]), "".join(sounds[1])) >= _LIKE else "name_other"


def _dates(one: Traits, other: Traits) -> list[str]:
    births = birth_of(one.card), birth_of(other.card)
    if births[0] is not None and births[1] is not None:
        return ["born_same" if births[0] == births[1] else "born_other"]
    ages = one.age, other.age
    return ["born_other"] if ages[0] is not None and ages[1] is not None and abs(ages[0] - ages[1]) > 2 else []


def _numbers(one: Traits, other: Traits) -> list[str]:
    if not (one.card.id_number and other.card.id_number) or one.card.id_kind != other.card.id_kind:
        return []
    slips = Levenshtein.distance(one.card.id_number, other.card.id_number, score_cutoff=2)
    return ["number_like" if slips <= 2 else "number_other"]
