"""Row-level security: the two sides and those above them, nobody else."""

from __future__ import annotations

from django.db import connection

from fangxian.response.coinvestigation.actions import accept_persons
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.jurisdiction import access
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, STREET
from tests.factories import CHENGDU, PIDU, PITONG


def seen(area: str) -> tuple[int, int]:
    with access.area(area):
        return Sheet.objects.count(), Listed.objects.count()


def test_sender_receiver_and_their_city_see_a_sheet_and_its_people(world):
    world.one()
    assert [seen(area) for area in (PIDU, CHENGHUA, CHENGDU, "")] == [(1, 1)] * 4


def test_a_third_district_and_streets_see_nothing(world):
    world.one(STREET)
    assert [seen(area) for area in (JINJIANG, PITONG, STREET, "12")] == [(0, 0)] * 4


def test_nothing_is_visible_without_a_scope(world):
    world.one()
    assert (Sheet.objects.count(), Listed.objects.count()) == (0, 0)


def test_a_third_district_cannot_write_what_it_does_not_see(world):
    listed = world.one()
    with access.area(JINJIANG):
        assert Listed.objects.filter(id=listed.id).update(reason="meddling") == 0
        assert Sheet.objects.filter(id=listed.sheet_id).update(note="meddling") == 0


def test_after_the_hand_over_the_person_belongs_to_the_receiver_and_both_still_see_the_sheet(world):
    listed = world.one(STREET)
    with access.area(CHENGHUA):
        accept_persons([listed.id], name="Wang", by=world.posts[CHENGHUA])
    for area, owns in ((PIDU, False), (CHENGHUA, True), (STREET, True)):
        with access.area(area):
            person = type(listed.person).objects.filter(id=listed.person_id).exists()
        assert person is owns, area
    assert seen(PIDU) == (1, 1)


def test_both_tables_are_under_a_policy_that_reads_both_areas(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual, with_check FROM pg_policies WHERE tablename LIKE 'coinvestigation_%%'")
        found = {table: (qual, check) for table, qual, check in cursor.fetchall()}
    assert found.keys() == {"coinvestigation_sheet", "coinvestigation_listed"}
    assert all("from_area" in rule and "to_area" in rule for rules in found.values() for rule in rules)
