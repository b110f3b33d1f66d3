"""Facts in PostgreSQL: written by COPY in batches, read back by subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.protocol.fact import Fact
from fangxian.response.ledger import merges
from fangxian.response.ledger.lines import NULL, Texts, Times, array, escape

SEALING_LOCK = 0x46584C44
"""Advisory lock: recorders share it, the sealer takes it alone, so that no fact slips below a seal."""

_BUCKETS = 512  # locks a batch can hold; far below PostgreSQL's lock table

_STAGING = """
    CREATE TEMP TABLE IF NOT EXISTS incoming_fact (
        ord int, id uuid, incident_id uuid, subject text, kind text, area text, at timestamptz,
        recorded_at timestamptz, attributes jsonb, corrects uuid, actor text, digest bytea
    ) ON COMMIT DELETE ROWS
"""
_COLUMNS: LiteralString = "id, incident_id, subject, kind, area, at, recorded_at, attributes, corrects, actor, digest"

FEW = 20
"""Up to so many facts go into one statement; more by way of COPY, which takes five."""
_FEW_ROW: LiteralString = "(%s::uuid, %s::uuid, %s, %s, %s, %s, %s, %s::jsonb, %s::uuid, %s, %s)"
_FEW_ROWS: LiteralString = f"INSERT INTO ledger_fact ({_COLUMNS}) VALUES {{}} ON CONFLICT (id) DO NOTHING RETURNING id"


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact as it stands in the ledger, with where it belongs."""

    fact: Fact
    incident: UUID | None
    area: str
    seq: int = 0


class NewFact(msgspec.Struct, frozen=True):
    """A fact on its way into the table."""

    fact: Fact
    incident: UUID | None
    area: str
    actor: str
    digest: bytes
    attributes: str


def lock_subjects(subjects: Iterable[str]) -> None:
    """Serialise writers of the same subjects until the transaction ends; also hold off the sealer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SEALING_LOCK])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM (SELECT DISTINCT abs(hashtext(s)) %% %s AS bucket "
            "FROM unnest(%s::text[]) AS s ORDER BY 1) AS buckets",
            [SEALING_LOCK, _BUCKETS, array(subjects)],
        )


def insert(facts: Sequence[NewFact]) -> set[str]:
    """Write facts; those already there are left alone.

    Returns
    -------
    set of str
        Ids that were new.

    Raises
    ------
    Conflict
        ``fact.id_taken``: an id is there already and says something else.
    """
    with connection.cursor() as cursor:
        if len(facts) <= FEW:
            cursor.execute(
                _FEW_ROWS.format(", ".join([_FEW_ROW] * len(facts))), [v for new in facts for v in _values(new)]
            )
        else:
            empty(cursor, "incoming_fact", _STAGING)
            with cursor.copy(f"COPY incoming_fact (ord, {_COLUMNS}) FROM STDIN") as copy:
                copy.write(_lines(facts))
            cursor.execute(
                f"INSERT INTO ledger_fact ({_COLUMNS}) "
                f"SELECT {_COLUMNS} FROM (SELECT * FROM incoming_fact ORDER BY ord) AS arrived "
                "ON CONFLICT (id) DO NOTHING RETURNING id"
            )
        fresh = {str(row[0]) for row in cursor.fetchall()}
        if len(fresh) < len(facts):
            _refuse_taken(cursor, facts)
    return fresh


def heard_of(subjects: Iterable[str]) -> set[str]:
    """Which of these subjects any fact is recorded of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM ledger_fact WHERE subject = ANY(%s::text[])", [array(subjects)])
        return {subject for (subject,) in cursor.fetchall()}


def _refuse_taken(cursor: CursorWrapper, facts: Sequence[NewFact]) -> None:
    """Refuse ids that are there already and say something else."""
    cursor.execute(
        "SELECT id::text, digest FROM ledger_fact WHERE id = ANY(%s::uuid[])", [array(new.fact.id for new in facts)]
    )
    held = {id_: bytes(digest) for id_, digest in cursor.fetchall()}
    taken = next((new.fact.id for new in facts if held[new.fact.id] != new.digest), None)
    if taken:
        raise Conflict(
            "fact.id_taken",
            _("A fact with the id %(id)s is recorded already and says something else."),
            remedy=_("To amend a fact, record a new one that names it as corrected."),
            id=taken,
        )


def empty(cursor: CursorWrapper, table: str, create: str) -> None:
    """Have a temporary table of the session's own that is empty.

    The end of a transaction empties it, so that only the second use in one transaction pays for `TRUNCATE`.
    """
    cursor.execute(create)
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    if cursor.fetchone()[0]:
        cursor.execute(f"TRUNCATE {table}")


def _values(new: NewFact) -> tuple[Any, ...]:
    """The fact's values, in the order of :data:`_COLUMNS`."""
    fact = new.fact
    return (
        fact.id, new.incident, fact.subject, fact.kind, new.area, fact.at, fact.recorded_at, new.attributes,
        fact.corrects, new.actor, new.digest,
    )  # fmt: skip


def _lines(facts: Sequence[NewFact]) -> str:
    """The facts as COPY reads them, each with its place before it, in the order of :data:`_COLUMNS`."""
    times, texts = Times(), Texts()
    found = []
    for order, new in enumerate(facts):
        fact = new.fact
        found.append(
            f"{order}\t{fact.id}\t{texts[new.incident]}\t{escape(fact.subject)}\t{texts[fact.kind]}\t"
            f"{texts[new.area]}\t{times[fact.at]}\t{times[fact.recorded_at]}\t{escape(new.attributes)}\t"
            f"{fact.corrects or NULL}\t{texts[new.actor]}\t\\\\x{new.digest.hex()}\n"
        )
    return "".join(found)


_SELECT: LiteralString = (
    "SELECT id::text, kind, subject, at, recorded_at, attributes, corrects::text, incident_id, area, seq "
    "FROM ledger_fact "
)


def of_subjects(
    subjects: Collection[str],
    incidents: Iterable[UUID | None],
    belonging: Mapping[str, str] | None = None,
    kinds: Collection[str] | None = None,
) -> list[Stored]:
    """Every fact of these subjects in these incidents, and of those merged into them, as theirs.

    `belonging` is what :func:`merges.members` says of them and perhaps of others, for whoever has asked already. With
    `kinds`, those of these kinds, and every correction, for it may take one of them away.
    """
    if belonging is None:
        names = merges.members(subjects)
    else:
        wanted = set(subjects)
        names = {subject: into for subject, into in belonging.items() if into in wanted}
    where: LiteralString = "WHERE subject = ANY(%s::text[]) AND incident_id = ANY(%s)"
    said: list[Any] = [array(names), [i for i in incidents if i is not None]]
    if kinds is not None:
        where += " AND (kind = ANY(%s::text[]) OR corrects IS NOT NULL)"
        said.append(array(kinds))
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + where, said)
        return merges.read_as([_stored(row) for row in cursor.fetchall()], names)


def of_incident(incident: UUID, until: datetime | None = None) -> list[Stored]:
    """Facts of an incident, in the order recorded; only those the system had learned by `until`.

    Those of merged subjects are read as it then knew them: under the subject they were merged into by then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT + "WHERE incident_id = %s AND (%s::timestamptz IS NULL OR recorded_at <= %s) ORDER BY seq",
            [incident, until, until],
        )
        stored = [_stored(row) for row in cursor.fetchall()]
    return merges.read_as(stored, merges.roots(until))


def _stored(row: tuple[Any, ...]) -> Stored:
    import json

    attributes = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    fact = Fact(row[0], row[1], row[2], row[3], row[4], attributes, row[6])
    return Stored(fact, row[7], row[8], row[9])
