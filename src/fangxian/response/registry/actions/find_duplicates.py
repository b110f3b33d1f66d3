"""Look for persons who may be one, and put the pairs into the queue; nobody is asked anything on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, LiteralString
from uuid import UUID

from django.db import connection, transaction

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.registry.likeness import WORTH, Traits, likeness, narrowest
from fangxian.response.registry.models import Duplicate, Identity, Person
from fangxian.response.registry.seal import unseal

AT_ONCE: Final = 20
"""Identities sealed in one call that are compared there and then; more wait for the job."""

_BATCH: Final = 500
_EACH: Final = 40  # pairs looked at for one person: a name that thousands bear says nothing

# Every branch is a look-up in one index, inside no more than an area where the key is a common one.
_NEAR: LiteralString = """
    SELECT own.person_id, near.person_id FROM registry_identity AS own CROSS JOIN LATERAL (
        (SELECT person_id FROM registry_identity AS other WHERE other.phone_index = own.phone_index
            AND other.person_id <> own.person_id LIMIT %(each)s)
        UNION (SELECT person_id FROM registry_identity AS other WHERE other.number_tail_index = own.number_tail_index
            AND other.birth_index = own.birth_index AND other.person_id <> own.person_id LIMIT %(each)s)
        UNION (SELECT person_id FROM registry_identity AS other WHERE other.pinyin_index = own.pinyin_index
            AND other.birth_index = own.birth_index AND other.person_id <> own.person_id LIMIT %(each)s)
        UNION (SELECT person_id FROM registry_identity AS other WHERE other.pinyin_index = own.pinyin_index
            AND other.area >= left(own.area, 6) AND other.area < left(own.area, 6) || chr(1114111)
            AND other.person_id <> own.person_id LIMIT %(each)s)
        UNION (SELECT person_id FROM registry_identity AS other WHERE other.initials_index = own.initials_index
            AND other.birth_index = own.birth_index
            AND other.area >= left(own.area, 6) AND other.area < left(own.area, 6) || chr(1114111)
            AND other.person_id <> own.person_id LIMIT %(each)s)
    ) AS near WHERE own.person_id = ANY(%(persons)s)
"""


def find_duplicates(limit: int | None = None, progress: Callable[[int], None] | None = None) -> int:
    """Compare the identities that have not been compared yet with all others; returns how many pairs were found.

    Parameters
    ----------
    limit : int or None
        Stop after so many identities.
    progress : callable or None
        Hears how many have been compared.

    Notes
    -----
    Each batch is a transaction of its own, so that stopping it loses nothing; two at a time share the work.
    """
    found = done = 0
    while limit is None or done < limit:
        with transaction.atomic(), access.everywhere():
            size = _BATCH if limit is None else min(_BATCH, limit - done)
            waiting = Identity.objects.select_for_update(skip_locked=True).filter(compared_at=None).order_by("area")
            persons = list(waiting.values_list("person_id", flat=True)[:size])
            if not persons:
                break
            found += compare(persons)
        done += len(persons)
        if progress is not None:
            progress(done)
    return found


def compare(persons: Iterable[UUID]) -> int:
    """Compare some persons with all others now; returns how many new pairs wait for a decision."""
    wanted = list(persons)
    with access.everywhere():
        with connection.cursor() as cursor:
            cursor.execute(_NEAR, {"persons": wanted, "each": _EACH})
            pairs = {tuple(sorted(pair)) for pair in cursor.fetchall()}
        known = set(Duplicate.objects.filter(first__in={one for one, _ in pairs}).values_list("first", "second"))
        fresh = pairs - known
        traits = _traits({person for pair in fresh for person in pair})
        rows = [row for one, other in fresh if (row := _judge(one, other, traits)) is not None]
        Duplicate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        Identity.objects.filter(person__in=wanted).update(compared_at=clock.now())
    return len(rows)


def _traits(persons: set[UUID]) -> dict[UUID, tuple[Person, Traits]]:
    """What is compared of each, opened here and shown to nobody; merged entries are left out."""
    rows = Identity.objects.filter(person__in=persons, person__merged_into=None).select_related("person")
    return {
        row.person_id: (
            row.person,
            Traits(unseal(row.person_id, bytes(row.sealed)), row.person.sex, row.person.age),
        )
        for row in rows
    }


def _judge(one: UUID, other: UUID, traits: dict[UUID, tuple[Person, Traits]]) -> Duplicate | None:
    if one not in traits or other not in traits:
        return None
    (first, left), (second, right) = traits[one], traits[other]
    alike = likeness(left, right)
    if alike.score < WORTH:
        return None
    return Duplicate(
        first=first,
        second=second,
        area=narrowest(first.area, second.area),
        score=alike.score,
        reasons=list(alike.reasons),
        found_at=clock.now(),
    )
