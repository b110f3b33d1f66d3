"""Finding people by what somebody says of them, without reading a register of names.

Every way is equality of a blind index or a range of labels, inside the area in scope: an index answers, however
many people there are. What comes back is masked; opening it takes a purpose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db.models import Q

from fangxian.errors import Invalid
from fangxian.response.registry import documents, keys, spelling
from fangxian.response.registry.identity import tidy_phone
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import surviving
from fangxian.response.registry.seal import unseal

_MASKED = re.compile(r"([0-9A-Z]{0,6})\*+([0-9X]{4})")
_TAIL = re.compile(r"\d{3}[\dX]")
_LETTERS = re.compile(r"[a-z][a-z '’\-]*")
_LAST: Final = "\U0010ffff"
_OPENED: Final = 60  # cards opened to compare what a masked number begins with


def find_people(text: str, *, names: bool, limit: int = 8) -> list[Person]:
    """Persons in scope whom a text may mean, the surest way first.

    Parameters
    ----------
    text : str
        A label or its beginning, a document number, a phone, the last four characters of either, a masked number
        (``1101**********002X``), pinyin (``zhang san``), initials (``zs``), or a name in characters.
    names : bool
        Whether names may be asked for (the caller may read identities).
    """
    wanted = " ".join(unicodedata.normalize("NFKC", text).split())
    found: dict[object, Person] = {}
    for people in _ways(wanted, names=names, limit=limit):
        for person in people:
            found.setdefault(person.id, person)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def asks_for_a_name(text: str) -> bool:
    """Whether a text can only be a name written in characters."""
    return any("CJK" in unicodedata.name(letter, "") for letter in text)


def _ways(text: str, *, names: bool, limit: int) -> Iterator[Iterable[Person]]:
    upper = text.upper().replace(" ", "")
    if masked := _MASKED.fullmatch(upper):
        yield _masked(masked[1], masked[2], limit)
        return
    for kind in documents.DOCUMENTS:
        if len(upper) > 7 and (index := _document(kind, upper)) is not None:
            yield _by(Q(id_index=index), limit)
    if (phone := _phone(text)) is not None:
        yield _by(Q(phone_index=phone), limit)
    if _TAIL.fullmatch(upper):
        yield _by(Q(phone_tail_index=keys.phone_tail_index("0" + upper)), limit)
        yield _by(Q(number_tail_index=keys.number_tail_index("0" + upper)), limit)
    if asks_for_a_name(text):
        if names:
            yield _by(Q(name_index=keys.name_index(text)), limit)
            yield _by(Q(pinyin_index=keys.pinyin_index(spelling.pinyin(text))), limit)
    elif _LETTERS.fullmatch(text.lower()):
        letters = "".join(spelling.syllables(text.replace("’", "").replace("'", "")))
        yield _by(Q(pinyin_index=keys.pinyin_index(letters)), limit)
        if 2 <= len(letters) <= 4:
            yield _by(Q(initials_index=keys.initials_index(letters)), limit)
    yield _labelled(text, limit)


def _by(condition: Q, limit: int) -> list[Person]:
    """The persons of some identities: condition and area are one range of one index."""
    rows = Identity.objects.filter(condition).order_by("area").values_list("person_id", flat=True)[: limit * 2]
    return _in_scope(list(rows))


def _in_scope(ids: Iterable[UUID]) -> list[Person]:
    entries = surviving(ids)
    people = Person.objects.in_bulk(set(entries.values()))
    return [people[entry] for entry in dict.fromkeys(entries.values()) if entry in people]


def _masked(head: str, tail: str, limit: int) -> list[Person]:
    condition = Q(number_tail_index=keys.number_tail_index("0" + tail))
    condition |= Q(phone_tail_index=keys.phone_tail_index("0" + tail))
    rows = Identity.objects.filter(condition)[:_OPENED]
    fitting = [row.person_id for row in rows if _begins(row, head, tail)]
    return _in_scope(fitting[:limit])


def _begins(row: Identity, head: str, tail: str) -> bool:
    card = unseal(row.person_id, bytes(row.sealed))
    return any(text.startswith(head) and text.endswith(tail) for text in (card.id_number, card.phone))


def _document(kind: str, number: str) -> bytes | None:
    try:
        return keys.document_index(kind, documents.tidy_number(kind, number))
    except Invalid:
        return None


def _phone(text: str) -> bytes | None:
    try:
        phone = tidy_phone(text)
    except Invalid:
        return None
    return keys.phone_index(phone) if len(phone) >= 7 else None


def _labelled(text: str, limit: int) -> list[Person]:
    condition = Q()
    for word in {text, text.upper()}:
        condition |= Q(label__gte=word, label__lt=word + _LAST)
    return list(Person.objects.filter(condition, merged_into=None).order_by("label")[:limit])
