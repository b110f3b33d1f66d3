"""The citizen identity number 公民身份号码 of GB 11643-1999: eighteen characters, the last a check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

RESIDENT_ID: Final = "resident_id"
"""Kind of document whose numbers follow GB 11643."""

_SHAPE = re.compile(r"^[1-9]\d{16}[\dX]$")
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

    ISO 7064 MOD 11-2: the weights are 2¹⁷ … 2¹ modulo 11.
    """
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first_seventeen))
    return _CHECK[total % 11]


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
    if not _SHAPE.match(tidy):
        raise Invalid(
            "identity.number_shape",
            _("An identity number has eighteen characters: seventeen digits and a digit or X."),
            remedy=_("Compare it with the card."),
            field="id_number",
        )
    try:
        born = date(int(tidy[6:10]), int(tidy[10:12]), int(tidy[12:14]))
    except ValueError as error:
        raise Invalid(
            "identity.number_date",
            _("Characters 7 to 14 of the identity number are no date of birth."),
            remedy=_("Compare it with the card."),
            field="id_number",
        ) from error
    if check_digit(tidy[:17]) != tidy[17]:
        raise Invalid(
            "identity.number_check",
            _("The last character of the identity number does not belong to the others (GB 11643)."),
            remedy=_("One character is wrong or two are swapped: compare it with the card."),
            field="id_number",
        )
    return ResidentId(tidy[:6], born, "M" if int(tidy[16]) % 2 else "F")
