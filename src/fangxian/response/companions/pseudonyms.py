"""Whose phone is whose: pseudonyms under the workspace's key, and who stands behind one, sealed.

The stays know pseudonyms only: HMAC-SHA-256 of ``phone:<number>``, or of ``person:<id>`` where the record knows no
phone. The key is the workspace's and stays here. From a person to the pseudonym leads the key; from a pseudonym to a
phone leads only the sealed list of subscribers, which the command that accepts a hit opens, one entry at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings

from fangxian.response.companions import stays
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.merges import members
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.seal import seal_bytes, unseal, unseal_bytes
from fangxian.science.tracing.pseudonym import pseudonyms

_AT_ONCE: Final = 5_000
"""Entries of the register read in one statement."""

_TABLE: Final = "CREATE TABLE IF NOT EXISTS subscriber (pseudonym TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"


class Subscriber(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who stands behind a pseudonym, as whoever delivered the stays says it."""

    phone: str = ""
    person: str = ""
    """Id of a person of the register, where the stays were made for one."""
    area: str = ""
    """Where they live, as exactly as it is known."""


def of(texts: Iterable[str]) -> list[str]:
    """The pseudonyms of ``phone:<number>`` or ``person:<id>`` under the workspace's key."""
    return pseudonyms(texts, settings.FANGXIAN_STAYS_KEY.encode())


def of_persons(persons: Iterable[Person]) -> dict[UUID, list[str]]:
    """The pseudonyms under which each person's phones may stand in the stays, every entry of theirs included."""
    entries: dict[str, list[str]] = {person.subject: [person.subject] for person in persons}
    for subject, read_as in members(entries).items():
        if read_as in entries and subject != read_as:
            entries[read_as].append(subject)
    phones = _phones_of(UUID(subject.removeprefix("person:")) for held in entries.values() for subject in held)
    found: dict[UUID, list[str]] = {}
    for held in entries.values():
        ids = [UUID(one.removeprefix("person:")) for one in held]
        texts = dict.fromkeys(f"phone:{phones[id_]}" for id_ in ids if id_ in phones)
        found[ids[0]] = of([*texts, *held])
    return found


def _phones_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The phone that each entry of the register holds, thousands at a time; it is shown to nobody."""
    wanted = list(ids)
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        held = Identity.objects.filter(person__in=wanted[start : start + _AT_ONCE])
        with access.everywhere():
            cards = {id_: unseal(id_, bytes(sealed)) for id_, sealed in held.values_list("person_id", "sealed")}
        found |= {id_: card.phone for id_, card in cards.items() if card.phone}
    return found


def keep(subscribers: Mapping[str, Subscriber]) -> None:
    """Put sealed entries into the list of subscribers, in place of what stood there."""
    rows = (
        (pseudonym, seal_bytes(UUID(pseudonym), msgspec.json.encode(who))) for pseudonym, who in subscribers.items()
    )
    with _opened(write=True) as database, database:
        database.executemany("INSERT OR REPLACE INTO subscriber VALUES (?, ?)", rows)


def resolve(pseudonym: str) -> Subscriber:
    """Open the entry of one pseudonym; an empty one where nobody delivered any."""
    with _opened() as database:
        row = database.execute("SELECT sealed FROM subscriber WHERE pseudonym = ?", [pseudonym]).fetchone()
    return Subscriber() if row is None else msgspec.json.decode(unseal_bytes(UUID(pseudonym), row[0]), type=Subscriber)


def forget(known: Iterable[str]) -> int:
    """Erase every entry but those of the pseudonyms that still have stays; returns how many are gone."""
    with _opened(write=True) as database, database:
        database.execute("CREATE TEMP TABLE known (pseudonym TEXT PRIMARY KEY)")
        database.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((one,) for one in known))
        return database.execute("DELETE FROM subscriber WHERE pseudonym NOT IN (SELECT pseudonym FROM known)").rowcount


@contextmanager
def _opened(*, write: bool = False) -> Iterator[sqlite3.Connection]:
    file = _file()
    if write:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(file if file.exists() or write else ":memory:")) as database:
        database.execute("PRAGMA secure_delete = ON")
        database.execute(_TABLE)
        yield database


def _file() -> Path:
    return stays.folder() / "subscribers.sqlite"
