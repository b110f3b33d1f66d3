"""Kinds of identity document 证件类型: what a number of each looks like, and what of it names the person.

Shapes: GB 11643-1999 (resident identity number, also on residence permits of Hong Kong, Macao and Taiwan
residents, whose address codes begin 81, 82 and 83); notice of the exit and entry administration of 10 March 2010
(permit of Hong Kong and Macao residents: a letter, eight digits for life, two that count renewals); 2023 rules of
the foreigner's permanent residence card (eighteen characters beginning with 9, check digit as GB 11643; before
that three letters and twelve digits). The shapes of passports and of the Taiwan residents' permit are [D]: wide
enough for every number met, so they find slips of the pen and prove nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.registry.resident_id import RESIDENT_ID, check_digit, check_number

NO_DOCUMENT: Final = "none"
"""Kind of those who have no document: children, people who lost theirs."""

_PERMIT: Final = "hk_macao_permit"
_RESIDENCE: Final = "hk_macao_taiwan_residence"
_FOREIGN: Final = "foreign_residence"

DOCUMENTS: Final[dict[str, str | Promise]] = {
    RESIDENT_ID: _("resident identity card"),
    "passport": _("passport"),
    _PERMIT: _("Hong Kong and Macao residents' permit"),
    "taiwan_permit": _("Taiwan residents' permit"),
    _RESIDENCE: _("residence permit of Hong Kong, Macao and Taiwan residents"),
    _FOREIGN: _("foreigner's permanent residence card"),
    "other": _("other document"),
    NO_DOCUMENT: _("no document"),
}
"""Kinds of identity document."""

_SHAPES: Final[dict[str, tuple[re.Pattern[str], str | Promise]]] = {
    "passport": (re.compile(r"[A-Z0-9]{5,20}"), _("A passport number has 5 to 20 letters and digits.")),
    _PERMIT: (
        re.compile(r"[HM]\d{8}(\d{2})?"),
        _("The number of this permit is H or M and eight digits, and two more that count renewals."),
    ),
    "taiwan_permit": (
        re.compile(r"\d{8}|\d{10}[A-Z]?"),
        _("The number of this permit has eight digits, or ten on older ones."),
    ),
    _FOREIGN: (
        re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}", re.ASCII),
        _("The number of this card has eighteen characters beginning with 9, or three letters and twelve digits."),
    ),
}


def tidy_number(kind: str, number: str) -> str:
    """The number without blanks, dashes and brackets, in capital letters.

    Raises
    ------
    Invalid
        The kind is unknown, the number has not the shape of its kind, or its check digit is wrong. The number
        itself is never repeated in the message.
    """
    if kind not in DOCUMENTS:
        raise Invalid(
            "identity.document",
            _("“%(value)s” is no kind of identity document."),
            remedy=_("Choose one of: %(known)s."),
            field="id_kind",
            value=kind,
            known=", ".join(DOCUMENTS),
        )
    plain = number.isascii() and number.isalnum()  # as most are: nothing to take out
    tidy = (number if plain else re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", number))).upper()
    if tidy:
        _CHECKS.get(kind, _check_shape)(kind, tidy)
    return tidy


def key_of(kind: str, number: str) -> str:
    """What of a number in normal form stays the same for life: the permit's last two digits only count renewals."""
    return number[:9] if kind == _PERMIT else number


def born(kind: str, number: str) -> date | None:
    """The date of birth that a number in normal form says; None where it says none."""
    if kind in (RESIDENT_ID, _RESIDENCE) or (kind == _FOREIGN and number[:1] == "9"):
        try:
            return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            return None
    return None


def _check_shape(kind: str, number: str) -> None:
    shape, sentence = _SHAPES.get(kind, (None, ""))
    if shape is not None and not shape.fullmatch(number):
        raise Invalid("identity.number_shape", sentence, remedy=_("Compare it with the card."), field="id_number")


def _check_foreign(kind: str, number: str) -> None:
    _check_shape(kind, number)
    if len(number) == 18:
        _check_born(kind, number)
        if check_digit(number[:17]) != number[17]:
            raise Invalid(
                "identity.number_check",
                _("The last character of the identity number does not belong to the others (GB 11643)."),
                remedy=_("One character is wrong or two are swapped: compare it with the card."),
                field="id_number",
            )


def _check_born(kind: str, number: str) -> None:
    if born(kind, number) is None:
        raise Invalid(
            "identity.number_date",
            _("Characters 7 to 14 of the identity number are no date of birth."),
            remedy=_("Compare it with the card."),
            field="id_number",
        )


def _check_residence(kind: str, number: str) -> None:
    check_number(number)
    if number[:2] not in ("81", "82", "83"):
        raise Invalid(
            "identity.number_shape",
            _("The number of this permit begins with 81, 82 or 83."),
            remedy=_("Choose the kind of document that the number belongs to."),
            field="id_number",
        )


def _check_none(kind: str, number: str) -> None:
    raise Invalid(
        "identity.number_without_document",
        _("“No document” goes with no number."),
        remedy=_("Choose the kind of document, or leave the number empty."),
        field="id_number",
    )


_CHECKS: Final[dict[str, Callable[[str, str], object]]] = {
    RESIDENT_ID: lambda _kind, number: check_number(number),
    _RESIDENCE: _check_residence,
    _FOREIGN: _check_foreign,
    NO_DOCUMENT: _check_none,
}
