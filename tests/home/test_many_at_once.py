"""Any number of stays in one statement; and of two transactions that do not know of each other, one wins."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from fangxian.response.home.models import HomeStay
from fangxian.response.jurisdiction import access
from fangxian.response.quarantine.models import Room, Stay
from tests import factories
from tests.factories import NOON, PIDU
from tests.quarantine.conftest import make_site

MANY = 10_000

_PEOPLE = """
    INSERT INTO registry_person (id, label, sex, age, area, residence, stay, reconstructed, created_at)
    SELECT gen_random_uuid(), 'B-' || n, '', 30, %(area)s, '', '', false, %(now)s FROM generate_series(1, %(many)s) AS n
"""
_CONTACTS = """
    INSERT INTO casework_contact (id, incident_id, person_id, number, kind, area, last_exposure, identified_at, team)
    SELECT p.id, %(incident)s, p.id, p.label, 'close', p.area, %(now)s, %(now)s, '' FROM registry_person AS p
    WHERE p.label LIKE 'B-%%'
"""
_HOMES = """
    INSERT INTO home_homestay (id, incident_id, person_id, contact_id, area, "group", help_line, began_at, ended_to,
                               calls_missed)
    SELECT gen_random_uuid(), c.incident_id, c.person_id, c.id, c.area, '', '', %(now)s, '', 0
    FROM casework_contact AS c WHERE c.number LIKE 'B-%%'
"""
_BEDS = """
    INSERT INTO quarantine_stay (id, incident_id, person_id, contact_id, site_id, room_id, bed, area, origin, family,
                                 "group", admitted_at, left_to)
    SELECT gen_random_uuid(), c.incident_id, c.person_id, c.id, r.site_id, r.id, row_number() OVER (), c.area, c.area,
           gen_random_uuid(), '', %(now)s, ''
    FROM casework_contact AS c, (SELECT id, site_id FROM quarantine_room LIMIT 1) AS r WHERE c.number LIKE 'B-%%'
"""


@pytest.fixture
def outbreak(own_database: str) -> Iterator[UUID]:
    """An incident with a site, in a database that commits."""
    with access.everywhere():
        factories.workspace()
        factories.areas()
        made = factories.incident("pidu", pack="covid19-cn-9")
        make_site(made)
    return made.id


def said(outbreak: UUID, many: int) -> dict[str, object]:
    return {"incident": outbreak, "now": NOON, "area": PIDU, "many": many}


@pytest.mark.parametrize(("table", "statement"), [("home_homestay", _HOMES), ("quarantine_stay", _BEDS)])
def test_ten_thousand_stays_go_in_one_statement(own_database, outbreak, table, statement):
    with psycopg.connect(own_database) as owner:
        for one in (_PEOPLE, _CONTACTS, statement):
            owner.execute(one, said(outbreak, MANY))
    with psycopg.connect(own_database) as owner:
        assert owner.execute(f"SELECT count(*) FROM {table}").fetchone() == (MANY,)


def test_among_many_one_who_is_in_two_places_stops_them_all(own_database, outbreak):
    with psycopg.connect(own_database) as owner:
        for one in (_PEOPLE, _CONTACTS, _HOMES):
            owner.execute(one, said(outbreak, 50))
        owner.execute("DELETE FROM home_homestay WHERE contact_id NOT IN (SELECT id FROM casework_contact LIMIT 1)")
    with pytest.raises(psycopg.errors.ExclusionViolation) as why, psycopg.connect(own_database) as owner:
        owner.execute(_BEDS, said(outbreak, 50))
    assert why.value.diag.constraint_name == "home_or_bed"


def test_of_a_bed_and_a_home_written_past_every_command_one_is_refused(own_database, outbreak):
    """Both rows are written before either transaction ends, and both end at once."""
    with access.everywhere():
        contact = factories.contact(factories.Incident.objects.get())
        room = Room.objects.first()
        told = {"incident_id": outbreak, "person_id": contact.person_id, "contact_id": contact.id, "area": PIDU}
    bed = {
        "site_id": room.site_id,
        "room_id": room.id,
        "bed": 1,
        "origin": PIDU,
        "family": uuid4(),
        "admitted_at": NOON,
    }
    with psycopg.connect(own_database) as one, psycopg.connect(own_database) as other:
        _insert(one, HomeStay(**told, began_at=NOON))
        _insert(other, Stay(**told, **bed))
        with ThreadPoolExecutor(2) as both:
            ends = list(both.map(_end, (one, other)))
    assert sorted(ends) == ["home_or_bed", "kept"]
    with access.everywhere():
        assert HomeStay.objects.count() + Stay.objects.count() == 1


def _insert(connection: psycopg.Connection, row: HomeStay | Stay) -> None:
    fields = row._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = [getattr(row, field.attname) for field in fields]
    marks = ", ".join(["%s"] * len(fields))
    connection.execute(f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({marks})", values)


def _end(connection: psycopg.Connection) -> str:
    try:
        connection.commit()
    except psycopg.errors.ExclusionViolation as error:
        connection.rollback()
        return str(error.diag.constraint_name)
    return "kept"
