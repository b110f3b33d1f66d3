"""Nothing of zones, life inside or closed places is seen from another district."""

from __future__ import annotations

from django.db import connection

from fangxian.response.containment.actions import raise_need
from fangxian.response.containment.models import Need, Zone
from fangxian.response.jurisdiction import access
from tests.factories import PIDU


def test_every_table_is_under_row_level_security(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s AND NOT relrowsecurity",
            ["containment\\_%"],
        )
        assert cursor.fetchall() == []


def test_another_district_sees_neither_the_zone_nor_who_needs_what(draw):
    raise_need(draw(), "dialysis", where="3栋")
    with access.area(PIDU):
        assert (Zone.objects.count(), Need.objects.count()) == (1, 1)
    with access.area("510108"):
        assert (Zone.objects.count(), Need.objects.count()) == (0, 0)
