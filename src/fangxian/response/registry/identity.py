"""What an identity holds, in its normal form."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.registry.resident_id import RESIDENT_ID, check_resident_id

DOCUMENTS: Final = {
    RESIDENT_ID: _("resident identity card"),
    "passport": _("passport"),
    "hk_macao_permit": _("Hong Kong and Macao residents' permit"),
    "taiwan_permit": _("Taiwan residents' permit"),
    "foreign_residence": _("foreigner's permanent residence card"),
    "other": _("other document"),
}
"""Kinds of identity document 证件类型."""

_PHONE = re.compile(r"^\+?\d{5,20}$")


class IdentityCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who a person is. Exists in the clear only between the seal and whoever stated a purpose."""

    name: str = ""
    id_kind: str = RESIDENT_ID
    id_number: str = ""
    phone: str = ""
    address: str = ""


def normal(card: IdentityCard) -> IdentityCard:
    """The card in its normal form, so that the same person written in two ways is found once.

    Raises
    ------
    Invalid
        The identity number or the phone cannot be right; `context` names the field.
    """
    if card.id_kind not in DOCUMENTS:
        raise Invalid(
            "identity.document",
            _("“%(value)s” is no kind of identity document."),
            remedy=_("Choose one of: %(known)s."),
            field="id_kind",
            value=card.id_kind,
            known=", ".join(DOCUMENTS),
        )
    return IdentityCard(
        name=_plain(card.name),
        id_kind=card.id_kind,
        id_number=_number(card.id_kind, card.id_number),
        phone=_phone(card.phone),
        address=_plain(card.address),
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _number(kind: str, number: str) -> str:
    tidy = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number)).upper()
    if tidy and kind == RESIDENT_ID:
        check_resident_id(tidy)
    return tidy


def _phone(phone: str) -> str:
    tidy = re.sub(r"[\s\-().]", "", unicodedata.normalize("NFKC", phone))
    tidy = re.sub(r"^(\+|00)86(?=1\d{10}$)", "", tidy)
    if tidy and not _PHONE.match(tidy):
        raise Invalid(
            "identity.phone",
            _("This is no phone number: %(length)s characters with something other than digits."),
            remedy=_("Give digits only, with + and the country code for numbers from abroad."),
            field="phone",
            length=len(tidy),
        )
    return tidy
