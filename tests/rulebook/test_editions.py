"""One incident under two editions: the same facts, each clause with its steps on both sides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.containment.actions import declare_zone, notice_zone
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import packs
from fangxian.response.ledger.clock import advance
from fangxian.response.rulebook.queries import editions as module
from fangxian.response.rulebook.queries.editions import editions
from tests import factories
from tests.factories import NOON, PIDU, TAIPING

DAY = timedelta(days=1)


@pytest.fixture
def outbreak(db):
    factories.workspace()
    incident = factories.incident("pidu", pack="covid19-cn-7")
    with access.everywhere():
        declare_zone(
            incident, name="太平村", kind="medium", unit="village", area=TAIPING, effective_from=NOON,
            signed_by="指挥部", last_case_at=NOON,
        )  # fmt: skip
    advance(NOON + 9 * DAY)
    return incident


def pack(name):
    return next(one for one in packs.shipped() if one.id == name)


def test_a_zone_is_overdue_under_one_edition_and_has_time_under_the_other(outbreak):
    with access.everywhere():
        found = editions(outbreak.id, pack("covid19-cn-7"), pack("covid19-cn-9"), NOON + 9 * DAY)
    rows = {row.clause.id: row for row in found.rows}
    assert rows["zone.lift"].counts[0].total() == 1
    assert rows["zone.lift"].counts[1].total() == 0
    assert rows["zone.medium_lifted"].counts[1]["overdue"] == 1
    assert not rows["zone.notice"].differs


def test_the_same_edition_on_both_sides_differs_in_nothing(outbreak):
    with access.everywhere():
        found = editions(outbreak.id, pack("covid19-cn-7"), pack("covid19-cn-7"), NOON + 9 * DAY)
    assert found.rows
    assert not any(row.differs for row in found.rows)


def test_a_second_look_reads_nothing_until_a_fact_is_added(outbreak, monkeypatch):
    read = []
    real = module.evaluate_many

    def reading(pack, *args, **more):
        read.append(pack.id)
        return real(pack, *args, **more)

    monkeypatch.setattr(module, "evaluate_many", reading)
    both, now = (pack("covid19-cn-7"), pack("covid19-cn-9")), NOON + 9 * DAY
    with access.everywhere():
        assert not module.are_read(outbreak.id, both, now)
        first = editions(outbreak.id, *both, now)
        assert module.are_read(outbreak.id, both, now)
        assert editions(outbreak.id, *both, now) == first
        assert read == ["covid19-cn-7", "covid19-cn-9"]
        notice_zone(Zone.objects.get(), at=NOON + DAY, until=NOON + 14 * DAY, help_line="12320")
        again = editions(outbreak.id, *both, now)
    assert again != first
    assert len(read) == 4


def test_what_one_area_sees_is_not_shown_to_another(outbreak):
    both, now = (pack("covid19-cn-7"), pack("covid19-cn-9")), NOON + 9 * DAY
    with access.area(PIDU):
        assert editions(outbreak.id, *both, now).subjects == 1
    with access.area("510108"):
        assert editions(outbreak.id, *both, now).subjects == 0


def test_the_page_comes_at_once_and_fetches_the_comparison(outbreak, client):
    client.force_login(factories.post(PIDU, "inspector").holder)
    page = client.get("/packs/side-by-side/", {"b": "covid19-cn-8"})
    assert page.context["waits"]
    part = client.get("/packs/side-by-side/", {"b": "covid19-cn-8"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<table" in part
    assert not client.get("/packs/side-by-side/", {"b": "covid19-cn-8"}).context["waits"], "it is kept"


def test_the_page_shows_both_sides_and_only_what_differs_unless_asked(outbreak, client):
    client.force_login(factories.post(PIDU, "inspector").holder)
    page = client.get("/packs/side-by-side/", {"wait": "1"}).content.decode()
    assert "降为低风险区" in page or "lift" in page
    every = client.get("/packs/side-by-side/", {"all": "1", "wait": "1"}).content.decode()
    assert len(every) > len(page)
