"""The citizen identity number 公民身份号码 of GB 11643-1999: eighteen characters, the last a check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

RESIDENT_ID: Final = "resident_id"
"""Kind of document whose numbers follow GB 11643."""

_SHAPE = re.compile(r"^[1-9]\d{16}[\dX]$", re.ASCII)
_CHECK: Final = "10X98765432"  # GB 11643-1999 §4, after ISO 7064 MOD 11-2


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What an identity number says."""

    area: str
    """Six-digit code of the place of first registration; says nothing about residence."""
    born: date
    sex: str
    """``F`` or ``M``."""


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character that belongs to the first seventeen.

    ISO 7064 MOD 11-2: the weights are 2¹⁷ … 2¹ modulo 11. 13 is 2 modulo 11, so the digits are read in base 13.
    """
    return _CHECK[2 * int(first_seventeen, 13) % 11]


def check_resident_id(number: str) -> ResidentId:
    """Read an identity number.

    Parameters
    ----------
    number : str
        Eighteen characters, a final ``x`` in either case.

    Raises
    ------
    Invalid
        ``identity.number_shape``, ``identity.number_date`` or ``identity.number_check``; the number itself is
        never repeated in the message.
    """
    tidy = number.strip().upper()
    return ResidentId(tidy[:6], check_number(tidy), "M" if int(tidy[16]) % 2 else "F")


def check_number(tidy: str) -> date:
    """The date of birth of a number without blanks, in capital letters; raises as :func:`check_resident_id`."""
    if not _SHAPE.match(tidy):
        raise Invalid(
            "identity.number_shape",
            _("An identity number has eighteen characters: seventeen digits and a digit or X."),
            remedy=_("Compare it with the card."),
            field="id_number",
        )
    born = _day(tidy[6:14])
    if born is None:
        raise Invalid(
            "identity.number_date",
            _("Characters 7 to 14 of the identity number are no date of birth."),
            remedy=_("Compare it with the card."),
            field="id_number",
        )
    if check_digit(tidy[:17]) != tidy[17]:
        raise Invalid(
            "identity.number_check",
            _("The last character of the identity number does not belong to the others (GB 11643)."),
            remedy=_("One character is wrong or two are swapped: compare it with the card."),
            field="id_number",
        )
    return born


@lru_cache(maxsize=50_000)  # a century and more of birthdays
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
