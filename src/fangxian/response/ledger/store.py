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
from fangxian.response.ledger.lines import array, escape, quoted, stamp

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
        empty(cursor, "incoming_fact", _STAGING)
        with cursor.copy(f"COPY incoming_fact (ord, {_COLUMNS}) FROM STDIN") as copy:
            copy.write("".join([f"{order}\t{_line(new)}\n" for order, new in enumerate(facts)]))
        cursor.execute(
            f"INSERT INTO ledger_fact ({_COLUMNS}) "
            f"SELECT {_COLUMNS} FROM (SELECT * FROM incoming_fact ORDER BY ord) AS arrived "
            "ON CONFLICT (id) DO NOTHING RETURNING id"
        )
        fresh = {str(row[0]) for row in cursor.fetchall()}
        if len(fresh) < len(facts):
            cursor.execute(
                "SELECT arrived.id FROM incoming_fact AS arrived JOIN ledger_fact AS held USING (id) "
                "WHERE held.digest <> arrived.digest LIMIT 1"
            )
            taken = cursor.fetchone()
            if taken:
                raise Conflict(
                    "fact.id_taken",
                    _("A fact with the id %(id)s is recorded already and says something else."),
                    remedy=_("To amend a fact, record a new one that names it as corrected."),
                    id=taken[0],
                )
    return fresh


def empty(cursor: CursorWrapper, table: str, create: str) -> None:
    """Have a temporary table of the session's own that is empty.

    The end of a transaction empties it, so that only the second use in one transaction pays for `TRUNCATE`.
    """
    cursor.execute(create)
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    if cursor.fetchone()[0]:
        cursor.execute(f"TRUNCATE {table}")


def _line(new: NewFact) -> str:
    """The fact as COPY writes it, in the order of :data:`_COLUMNS`."""
    fact = new.fact
    return "\t".join(
        (
            fact.id, quoted(new.incident), escape(fact.subject), escape(fact.kind), escape(new.area), stamp(fact.at),
            stamp(fact.recorded_at), escape(new.attributes), quoted(fact.corrects), escape(new.actor),
            f"\\\\x{new.digest.hex()}",
        )
    )  # fmt: skip


_SELECT: LiteralString = (
    "SELECT id::text, kind, subject, at, recorded_at, attributes, corrects::text, incident_id, area, seq "
    "FROM ledger_fact "
)


def of_subjects(
    subjects: Collection[str], incidents: Iterable[UUID | None], belonging: Mapping[str, str] | None = None
) -> list[Stored]:
    """Every fact of these subjects in these incidents, and of those merged into them, as theirs.

    `belonging` is what :func:`merges.members` says of them and perhaps of others, for whoever has asked already.
    """
    if belonging is None:
        names = merges.members(subjects)
    else:
        wanted = set(subjects)
        names = {subject: into for subject, into in belonging.items() if into in wanted}
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT + "WHERE subject = ANY(%s::text[]) AND incident_id = ANY(%s)",
            [array(names), [i for i in incidents if i is not None]],
        )
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
