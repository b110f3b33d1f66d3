"""What an identity holds, in its normal form."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

import msgspec
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.registry import documents
from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.resident_id import RESIDENT_ID

__all__ = ["DOCUMENTS", "IdentityCard", "birth_of", "main_number", "normal", "tidy_phone"]

_PHONE = re.compile(r"^\+?\d{5,20}(x\d{1,6})?$")
_MOBILE: Final = re.compile(r"1\d{10}", re.ASCII)  # as most are: nothing to take out
_EXTENSION: Final = re.compile(r"(转|ext\.?|#|,|;ext=)\s*(?=\d)", re.IGNORECASE)


class IdentityCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who a person is. Exists in the clear only between the seal and whoever stated a purpose."""

    name: str = ""
    id_kind: str = RESIDENT_ID
    id_number: str = ""
    phone: str = ""
    address: str = ""
    born: str = ""
    """Date of birth, ISO; needed only where the document does not say it."""


def normal(card: IdentityCard) -> IdentityCard:
    """The card in its normal form, so that the same person written in two ways is found once.

    Raises
    ------
    Invalid
        The identity number, the phone or the date of birth cannot be right; `context` names the field.
    """
    return IdentityCard(
        name=_plain(card.name),
        id_kind=card.id_kind,
        id_number=documents.tidy_number(card.id_kind, card.id_number),
        phone=tidy_phone(card.phone),
        address=_plain(card.address),
        born=_day(card.born),
    )


def birth_of(card: IdentityCard) -> date | None:
    """The date of birth: what the document says, else what was stated; None where neither does."""
    said = documents.born(card.id_kind, card.id_number)
    return said or (date.fromisoformat(card.born) if card.born else None)


def tidy_phone(phone: str) -> str:
    """A phone number in normal form: digits, ``+`` and the country code for numbers from abroad, ``x`` an extension.

    China's own code is left out (``+86 138…`` → ``138…``), and the trunk prefix of its landlines put back
    (``+86 28 8765 4321`` → ``02887654321``).

    Raises
    ------
    Invalid
        ``identity.phone``.
    """
    if _MOBILE.fullmatch(phone):
        return phone
    text = _EXTENSION.sub("x", unicodedata.normalize("NFKC", phone).strip())
    tidy = re.sub(r"[\s\-().–—]", "", text)
    tidy = re.sub(r"^00", "+", tidy)
    tidy = re.sub(r"^\+?86(?=1\d{10}(x|$))", "", tidy)
    tidy = re.sub(r"^\+860?(?=(10\d{8}|[2-9]\d{8,10})(x|$))", "0", tidy)
    if tidy and not _PHONE.match(tidy):
        raise Invalid(
            "identity.phone",
            _("This is no phone number: %(length)s characters with something other than digits."),
            remedy=_("Give digits only, with + and the country code for numbers from abroad."),
            field="phone",
            length=len(tidy),
        )
    return tidy


def main_number(phone: str) -> str:
    """A number in normal form without its extension."""
    return phone.partition("x")[0]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError as error:
        raise Invalid(
            "identity.born",
            _("This is no date of birth."),
            remedy=_("Write it as year-month-day, 1990-01-31."),
            field="born",
        ) from error
