"""How long goods last: from what was used, from what will be needed, and what runs out first."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.resources.actions import add_item, open_store, reverse_voucher, use_goods, write_off
from fangxian.response.resources.models import Item, Lot, Store
from fangxian.response.resources.queries.stock import DAYS, Line, bookings, runway, shelf
from fangxian.response.testing.models import Round
from tests.factories import NOON, PIDU
from tests.resources.conftest import DAY, HOUR, on_the_road, refused, stocked, wish


def only(store, item=None) -> Line:
    (line,) = runway([store], None if item is None else [item])
    return line


def test_what_was_used_in_the_last_days_is_averaged(depot, masks):
    stocked(depot, masks, 1000, at=NOON - 20 * DAY)
    use_goods(depot, masks, 500, at=NOON - 9 * DAY)
    use_goods(depot, masks, 140, at=NOON - 3 * DAY)
    line = only(depot)
    assert (line.used, line.lasts, line.soon) == (140 / DAYS, 18.0, False)


def test_goods_that_came_yesterday_are_not_averaged_over_a_week(depot, masks):
    stocked(depot, masks, 100, at=NOON - 2 * DAY)
    use_goods(depot, masks, 60, at=NOON - HOUR)
    line = only(depot)
    assert (line.used, line.lasts, line.soon) == (30.0, 1.3, True)


def test_what_is_written_off_or_reversed_was_not_used(depot, masks):
    stocked(depot, masks, 100, at=NOON - 20 * DAY)
    reverse_voucher(use_goods(depot, masks, 70, at=NOON - DAY), reason="录错")
    write_off(depot, Lot.objects.get(), 50, reason="受潮")
    line = only(depot)
    assert (line.used, line.lasts, line.usable) == (0.0, None, 50)


def test_what_has_expired_cannot_be_counted_on(depot, masks, outbreak):
    from tests import factories

    stocked(depot, masks, 30, "A", date(2020, 12, 9))
    stocked(depot, masks, 70, "B", date(2020, 12, 20))
    factories.workspace(clock=NOON + 2 * DAY)
    line = only(depot)
    assert (line.usable, line.expired, line.expiring) == (70, 30, 70)
    assert [(one.lot.number, one.expired, one.expiring) for one in shelf(depot)] == [
        ("A", True, False), ("B", False, True),
    ]  # fmt: skip


def test_what_runs_out_first_stands_first(depot, clinic, masks):
    for store, quantity in ((depot, 900), (clinic, 20)):
        stocked(store, masks, quantity, at=NOON - 20 * DAY)
        use_goods(store, masks, 14, at=NOON - DAY)
    gowns = add_item(code="GOWN", name="防护服", unit="件", category="ppe")
    stocked(clinic, gowns, 5)
    assert [(line.store, line.item) for line in runway()] == [(clinic, masks), (depot, masks), (clinic, gowns)]


def test_what_is_on_the_way_is_shown_and_counts_for_what_is_still_wanted(depot, clinic, masks):
    stocked(depot, masks, 400)
    stocked(clinic, masks, 100, at=NOON - 20 * DAY)
    use_goods(clinic, masks, 70, at=NOON - DAY)
    assert only(clinic).wanted == 50  # a week is 70, there are 30: whole packages of fifty
    on_the_road(wish(clinic, masks, 40), depot, 40)
    assert (only(clinic).coming, only(clinic).wanted, only(depot).usable) == (40, 0, 360)


def test_people_at_the_site_are_planned_for(outbreak):
    from tests.quarantine.conftest import make_site, put, room  # a site with rooms that are ready

    site = make_site(outbreak)
    meals = add_item(code="MEAL", name="盒饭", unit="份", category="living", per="guest", rate=3)
    store = stocked(open_store(name="隔离点库房", area=PIDU, kind="site", place=site.place), meals, 60)
    assert (only(store).planned, only(store).lasts) == (0.0, None)
    from fangxian.response.casework.actions import record_relationship
    from fangxian.response.casework.models import Contact
    from tests import factories

    source = factories.case(outbreak).person
    for number in ("101", "102"):
        whom = factories.person()
        record_relationship(outbreak, source=source, person=whom, last_exposure=NOON - DAY, at=NOON)
        put(site, Contact.objects.select_related("incident", "person").get(person=whom), number=number)
    assert room(site, "101").stays.count() == 1
    assert (only(store).planned, only(store).lasts) == (6.0, 10.0)


def test_people_to_be_sampled_are_planned_for_and_shared_by_the_stores_of_the_area(outbreak):
    from fangxian.response.testing.models import Progress

    swabs = add_item(code="SWAB", name="拭子", unit="支", category="test", per="sample", rate=1.1)
    stores = [stocked(open_store(name=f"采样库{n}", area=PIDU, kind="station"), swabs, 1100) for n in range(2)]
    held = Round.objects.create(
        serial=1, incident=outbreak, number=1, area=PIDU, scope=[PIDU], methods={}, opened_at=NOON,
        deadline=NOON + 2 * DAY, signed_by="王",
    )  # fmt: skip
    Progress.objects.create(round=held.serial, area=PIDU, listed=4000, excused=100, sampled=900, others=0)
    for line in runway(stores):
        assert line.planned == pytest.approx(1.1 * 3000 / 2 / 2)
        assert line.lasts == 1.3
    held.state = Round.State.CLOSED
    held.save()
    assert {line.planned for line in runway(stores)} == {0.0}


@given(st.integers(0, 10_000), st.floats(0, 500), st.floats(0, 500), st.integers(1, 100), st.integers(0, 5000))
def test_what_is_wanted_makes_a_week_and_no_package_more(usable, used, planned, pack, coming):
    line = Line(Store(), Item(pack=pack), usable=usable, used=used, planned=planned, coming=coming)
    after = usable + coming + line.wanted
    assert line.wanted % pack == 0
    assert after >= line.daily * DAYS or math.isclose(after, line.daily * DAYS)
    if line.wanted:
        assert after - pack < math.ceil(line.daily * DAYS)


def test_the_last_bookings_say_what_moved(depot, clinic, masks):
    stocked(depot, masks, 100, "L1")
    reverse_voucher(use_goods(depot, masks, 30), reason="录错")
    said = {one.voucher.kind: (one.lines, one.reversed, one.may_be_reversed) for one in bookings(depot)}
    assert said["used"] == ([("N95口罩 L1", "−", 30)], True, False)
    assert said["reversed"] == ([("N95口罩 L1", "+", 30)], False, False)
    assert said["received"] == ([("N95口罩 L1", "+", 100)], False, True)
    on_the_road(wish(clinic, masks, 10), depot, 10)
    went = {one.voucher.kind: one.lines for one in bookings(depot)}
    assert (went["allotted"], went["sent"]) == ([("N95口罩 L1", "−", 10)], [("N95口罩 L1", "", 10)])


def test_a_planned_use_needs_both_what_it_follows_and_how_much(outbreak):
    assert refused(lambda: add_item(code="A", name="a", unit="x", category="other", per="guest")) == "item.rate"
    assert refused(lambda: add_item(code="A", name="a", unit="x", category="other", rate=2)) == "item.rate"
