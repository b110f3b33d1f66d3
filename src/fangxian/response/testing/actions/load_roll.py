"""Load the roll of a round from the grids' registers: thousands or millions of people by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, LiteralString

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry import documents
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.keys import document_index
from fangxian.response.registry.masking import mask_name, mask_number
from fangxian.response.registry.resident_id import RESIDENT_ID
from fangxian.response.registry.seal import seal_bytes
from fangxian.response.testing.ids import roll_id
from fangxian.response.testing.models import Round
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import rolled
from fangxian.response.testing.scope import Scope

BLOCK: Final = 20_000
"""People in one COPY."""

_TYPES: Final = ["uuid", "bytea", "varchar", "varchar", "varchar", "varchar", "varchar", "bytea"]

_STAGE: LiteralString = """
    CREATE TEMP TABLE IF NOT EXISTS arriving_roll (
        id uuid, hash bytea, area varchar(32) COLLATE "C", building varchar(80) COLLATE "C", door varchar(40),
        kind varchar(40), masked varchar(60), sealed bytea
    ) ON COMMIT DELETE ROWS;
    TRUNCATE arriving_roll
"""

# Somebody who was sampled before being put on the roll is counted as listed and sampled from then on.
_TAKE: LiteralString = """
    WITH fresh AS (
        INSERT INTO testing_roll (round, id, hash, area, building, door, "group", masked, sealed)
        SELECT DISTINCT ON (hash) %(round)s, id, hash, area, building, door, kind, masked, sealed FROM arriving_roll
        ORDER BY hash
        ON CONFLICT (round, hash) DO NOTHING
        RETURNING hash, area, building
    ), early AS (
        UPDATE testing_registration AS r SET listed = true, home = fresh.area, building = fresh.building
        FROM fresh WHERE r.round = %(round)s AND r.hash = fresh.hash AND r.counted
        RETURNING r.area AS station_area, fresh.area, fresh.building
    ), again AS (
        UPDATE testing_registration AS r SET listed = true, home = fresh.area, building = fresh.building
        FROM fresh WHERE r.round = %(round)s AND r.hash = fresh.hash AND NOT r.counted AND r.voided_at IS NULL
    ), listed AS (
        SELECT area, building, count(*) AS listed, 0 AS sampled, 0 AS others FROM fresh GROUP BY area, building
        UNION ALL
        SELECT area, building, 0, count(*), 0 FROM early GROUP BY area, building
        UNION ALL
        SELECT station_area, '', 0, 0, -count(*) FROM early GROUP BY station_area
    ), counted AS (
        INSERT INTO testing_progress AS p (round, area, building, listed, excused, sampled, others)
        SELECT %(round)s, area, building, sum(listed), 0, sum(sampled), sum(others)
        FROM listed GROUP BY area, building ORDER BY area, building
        ON CONFLICT (round, area, building) DO UPDATE SET listed = p.listed + excluded.listed,
            sampled = p.sampled + excluded.sampled, others = p.others + excluded.others
    )
    SELECT count(*) FROM fresh
"""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Resident:
    """A person of a grid's register, as its list has them; `line` is the row of the file."""

    number: str
    name: str
    area: str
    building: str = ""
    door: str = ""
    group: str = "population"
    kind: str = RESIDENT_ID
    phone: str = ""
    line: int = 0


@dataclass(slots=True)
class Loaded:
    """What came of a list: new on the roll, there before, and which rows stay out with the field and the reason."""

    new: int = 0
    known: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def load_roll(of: Round, residents: Iterable[Resident], *, by: Post | None = None) -> Loaded:
    """Put people on the roll; whoever is on it already stays as they are, and a bad row keeps nobody else out.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    """
    require_in(by, PLAN, of.area)
    result = Loaded()
    rows = _rows(of, residents, result)
    with access.everywhere():
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            while block := list(islice(rows, BLOCK)):
                cursor.execute(_STAGE)
                with cursor.copy("COPY arriving_roll FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(_TYPES)
                    for row in block:
                        copy.write_row(row)
                cursor.execute(_TAKE, {"round": of.serial})
                new = cursor.fetchone()[0]
                result.new += new
                result.known += len(block) - new
        Round.objects.filter(id=of.id).update(population=rolled(of))
    of.refresh_from_db(fields=["population"])
    return result


def _rows(of: Round, residents: Iterable[Resident], result: Loaded) -> Iterator[tuple[Any, ...]]:
    scope = Scope.of(of)
    for one in residents:
        problem = _problem(of, scope, one)
        if problem is not None:
            result.refused.append((one.line, *problem))
            continue
        number = documents.tidy_number(one.kind, one.number)
        index = document_index(one.kind, number)
        assert index is not None
        entry = roll_id(of.serial, index)
        card = IdentityCard(one.name, one.kind, number, one.phone)
        shown = f"{mask_name(one.name)} {mask_number(number)[-4:]}".strip()[:60]
        yield entry, index, one.area, one.building, one.door, one.group, shown, seal_bytes(entry, _encode(card))


def _problem(of: Round, scope: Scope, one: Resident) -> tuple[str, str] | None:
    """The field and the reason for which a row stays out; None where it is good."""
    if not scope.covers(one.area, one.building):
        if one.area in scope.buildings:
            return "building", _("Of this area only some buildings are tested in this round; this is none of them.")
        return "area", _("The area is not tested in this round.")
    if one.group not in of.methods:
        return "group", _("This round does not test that group of people.")
    if len(one.building) > 80 or len(one.door) > 40 or "\x00" in one.building + one.door + one.name:
        return "building", _("This is longer than fits, or holds characters that cannot be stored.")
    return _number_problem(one)


def _number_problem(one: Resident) -> tuple[str, str] | None:
    if not one.number.strip():
        return "number", _("Without a number nobody can be found again at a station.")
    try:
        documents.tidy_number(one.kind, one.number)
    except FangxianError as error:
        return "number", str(error.message)
    return None
