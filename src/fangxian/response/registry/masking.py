"""Masking: what is left of an identifying value where nobody has stated a purpose for reading it."""

from __future__ import annotations

from fangxian.response.registry.identity import IdentityCard

_HIDDEN = "*"


def mask_name(name: str) -> str:
    """The family name (first character) and one star for each other: 王**.

    A name of several words keeps the first letter of each.
    """
    words = name.split()
    return " ".join(word[0] + _HIDDEN * (len(word) - 1) if len(word) > 1 else word for word in words)


def mask_number(number: str) -> str:
    """The first four and the last four characters where enough lies between, else the last two at most."""
    if len(number) >= 12:
        return number[:4] + _HIDDEN * (len(number) - 8) + number[-4:]
    kept = 2 if len(number) > 4 else 0
    return _HIDDEN * (len(number) - kept) + number[len(number) - kept :]


def mask_phone(phone: str) -> str:
    """The first three and the last four digits: 138****0000."""
    if len(phone) >= 10:
        return phone[:3] + _HIDDEN * (len(phone) - 7) + phone[-4:]
    return mask_number(phone)


def mask_address(address: str) -> str:
    """The first six characters (as a rule down to the district) and nothing of the rest."""
    return address[:6] + _HIDDEN * 4 if len(address) > 6 else _HIDDEN * len(address)


def masked(card: IdentityCard) -> IdentityCard:
    """The card with every field masked; of a date of birth the year is left."""
    return IdentityCard(
        name=mask_name(card.name),
        id_kind=card.id_kind,
        id_number=mask_number(card.id_number),
        phone=mask_phone(card.phone),
        address=mask_address(card.address),
        born=card.born[:4],
    )
