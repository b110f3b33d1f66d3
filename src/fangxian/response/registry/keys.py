"""Blind indexes of an identity: the keyed hashes by which a sealed one is found again, each for one question.

Equality is all that they answer. Of a phone and a document the last four characters have an index of their own
(tail search); of a name, the characters, the pinyin and its initials. A tail has only ten thousand values: whoever
holds a dump without the key learns which people share one, and not what it is.
"""

from __future__ import annotations

from collections.abc import Callable

from fangxian.response.registry import documents, spelling
from fangxian.response.registry.identity import IdentityCard, birth_of, main_number
from fangxian.response.registry.seal import Sealer, blind_index

Index = Callable[[str, str], bytes]
"""Keyed hash of a value of a kind: of one with :func:`blind_index`, of thousands with :meth:`Sealer.index`."""

TAIL = 4
"""Characters of a phone or a document number that are said on the telephone."""


def document_index(kind: str, number: str, index: Index = blind_index) -> bytes | None:
    """Blind index of an identity document in normal form; None where there is no number."""
    return index(kind, documents.key_of(kind, number)) if number else None


def phone_index(phone: str, index: Index = blind_index) -> bytes | None:
    """Blind index of a phone number in normal form; None where there is none."""
    return index("phone", phone) if phone else None


def phone_tail_index(phone: str, index: Index = blind_index) -> bytes | None:
    """Blind index of the last four digits of a phone number."""
    return _tail("phone_tail", main_number(phone), index)


def number_tail_index(number: str, index: Index = blind_index) -> bytes | None:
    """Blind index of the last four characters of a document number."""
    return _tail("number_tail", number, index)


def name_index(name: str, index: Index = blind_index) -> bytes | None:
    """Blind index of a name as it is written, blanks and case aside."""
    plain = "".join(name.split()).casefold()
    return index("name", plain) if plain else None


def pinyin_index(letters: str, index: Index = blind_index) -> bytes | None:
    """Blind index of a name's pinyin."""
    return index("pinyin", letters) if letters else None


def initials_index(letters: str, index: Index = blind_index) -> bytes | None:
    """Blind index of the initials of a name's pinyin; one letter alone is no key."""
    return index("initials", letters) if len(letters) > 1 else None


def of_card(card: IdentityCard, sealer: Sealer | None = None) -> dict[str, bytes | None]:
    """Every blind index of a card in normal form, by the column that holds it; `sealer` serves for many."""
    index, birth = (sealer or Sealer()).index, birth_of(card)
    return {
        "id_index": document_index(card.id_kind, card.id_number, index),
        "phone_index": phone_index(card.phone, index),
        "phone_tail_index": phone_tail_index(card.phone, index),
        "number_tail_index": number_tail_index(card.id_number, index),
        "name_index": name_index(card.name, index),
        "pinyin_index": pinyin_index(spelling.pinyin(card.name), index),
        "initials_index": initials_index(spelling.initials(card.name), index),
        "birth_index": index("born", birth.isoformat()) if birth else None,
    }


def _tail(kind: str, text: str, index: Index) -> bytes | None:
    return index(kind, text[-TAIL:]) if len(text) > TAIL else None
