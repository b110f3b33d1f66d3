"""Request, allot, send, receive: every step has its clock, and the goods are always somewhere."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import NotAllowed
from fangxian.response.ledger.models import TaskRow
from fangxian.response.resources.actions import ask, close_request, free, open_store, send, turn_back
from fangxian.response.resources.models import Request
from fangxian.response.resources.queries.requests import asked, packed, suggestion
from fangxian.response.resources.queries.stock import runway
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU
from tests.resources.conftest import DAY, HOUR, give, held, lines_of, on_the_road, refused, sign, stocked, wish


def task(clause: str) -> TaskRow:
    return TaskRow.objects.get(clause=clause)


def line_of(request: Request):
    (line,) = asked(Request.objects.filter(id=request.id))
    return line


def test_a_request_opens_the_clocks_of_its_answer_and_of_the_delivery(clinic, masks):
    request = wish(clinic, masks, urgency="critical", reason="明日三轮采样")
    assert task("stock.answer_urgent").due_at == NOON + 2 * HOUR
    assert task("stock.delivery").due_at == NOON + DAY
    assert not TaskRow.objects.filter(clause="stock.answer").exists()
    assert set(TaskRow.objects.values_list("subject", flat=True)) == {one.subject for one in lines_of(request)}


def test_from_the_request_to_the_shelf(depot, clinic, masks):
    stocked(depot, masks, 300, "L1")
    request = wish(clinic, masks, 100)
    shipment = give(request, depot, 100, id=uuid4())
    assert (held(depot), held(depot, "aside"), task("stock.answer").state) == (200, 100, "discharged")
    factories.workspace(clock=NOON + HOUR)
    send(shipment, giver="李库管", carrier="王师傅")
    assert (held(depot, "aside"), held(depot, "road"), task("stock.receipt").due_at) == (0, 100, NOON + 25 * HOUR)
    factories.workspace(clock=NOON + 3 * HOUR)
    done = sign(shipment, 100, receiver="赵护士")
    assert (held(clinic), held(depot, "road"), done.lines.get().missing) == (100, 0, 0)
    request.refresh_from_db()
    assert request.state == "met"
    assert not TaskRow.objects.filter(state="open").exists()
    (only,) = packed(done)
    assert [(lot.number, quantity) for lot, quantity in only.lots] == [("L1", 100)]


def test_what_did_not_arrive_is_booked_as_lost_with_the_reason_and_still_asked_for(depot, clinic, masks):
    stocked(depot, masks, 300, "L1")
    shipment = on_the_road(wish(clinic, masks, 100), depot, 100)
    assert refused(lambda: sign(shipment, 90, receiver="赵护士")) == "shipment.no_reason"
    assert refused(lambda: sign(shipment, 101, receiver="赵护士")) == "shipment.more"
    assert refused(lambda: sign(shipment, 100, receiver="李库管")) == "shipment.one_hand"
    sign(shipment, 90, receiver="赵护士", note="一箱浸水")
    assert (held(clinic), held(depot, "lost"), held(depot, "road")) == (90, 10, 0)
    line = line_of(shipment.request)
    assert (line.request.state, line.lines[0].open, task("stock.delivery").state) == ("open", 10, "open")
    sign(on_the_road(shipment.request, depot, 10), 10, receiver="赵护士")
    assert (line_of(shipment.request).request.state, task("stock.delivery").state) == ("met", "discharged")


def test_several_stores_meet_one_request_in_parts_and_never_more_than_was_asked(depot, clinic, masks):
    stocked(depot, masks, 60)
    other = stocked(open_store(name="西片库", area=PIDU, kind="depot"), masks, 60)
    request = wish(clinic, masks, 100)
    give(request, depot, 60)
    assert refused(lambda: give(request, other, 41)) == "request.enough"
    give(request, other, 40)
    assert refused(lambda: give(request, other, 1)) == "request.enough"
    assert (held(other), line_of(request).lines[0].promised) == (20, 100)


def test_a_store_gives_what_it_has_and_not_to_itself(depot, clinic, masks):
    stocked(depot, masks, 10)
    request = wish(clinic, masks)
    assert refused(lambda: give(request, depot, 11)) == "stock.short"
    assert refused(lambda: give(request, clinic, 1)) == "shipment.same"


def test_steps_follow_one_another_and_sent_twice_count_once(depot, clinic, masks):
    stocked(depot, masks, 100)
    request, key = wish(clinic, masks), uuid4()
    shipment = give(request, depot, 60, id=key)
    assert give(request, depot, 60, id=key) == shipment
    assert refused(lambda: sign(shipment, 60, receiver="赵")) == "shipment.state"
    for _ in range(2):
        send(shipment, giver="李", carrier="王")
    assert refused(lambda: free(shipment, reason="x")) == "shipment.state"
    for _ in range(2):
        sign(shipment, 60, receiver="赵")
    assert refused(lambda: turn_back(shipment, reason="x")) == "shipment.state"
    assert (held(depot), held(clinic)) == (40, 60)


def test_an_allotment_taken_back_and_a_shipment_turned_back_return_to_the_shelf(depot, clinic, masks):
    stocked(depot, masks, 100)
    request = wish(clinic, masks)
    free(give(request, depot, 30), reason="改派")
    assert held(depot) == 100
    shipment = on_the_road(request, depot, 30)
    turn_back(shipment, reason="道路封闭")
    assert (held(depot), task("stock.receipt").state, line_of(request).lines[0].open) == (100, "discharged", 100)


def test_a_request_is_closed_with_its_reason_when_nothing_is_coming(depot, clinic, masks):
    stocked(depot, masks, 100)
    request = wish(clinic, masks)
    shipment = give(request, depot, 10)
    assert refused(lambda: close_request(request, reason="已自购")) == "request.coming"
    free(shipment, reason="已自购")
    close_request(request, reason="已自购")
    assert TaskRow.objects.get(clause="stock.delivery").state == "lapsed"
    assert refused(lambda: give(request, depot, 10)) == "request.ended"


def test_a_store_has_one_open_request_of_the_goods_and_needs_them_later_than_now(clinic, masks):
    wish(clinic, masks)
    assert refused(lambda: wish(clinic, masks)) == "request.open"
    assert refused(lambda: wish(clinic, masks, needed_by=NOON)) == "request.when"


def test_each_step_belongs_to_those_where_it_happens(depot, clinic, masks):
    stocked(depot, masks, 100)
    city, district = factories.post(CHENGDU, "duty_officer"), factories.post(PIDU, "duty_officer")
    elsewhere, reader = factories.post("510108", "duty_officer"), factories.post(PIDU, "inspector")
    for post in (elsewhere, reader):
        with pytest.raises(NotAllowed):
            wish(clinic, masks, by=post)
    request = wish(clinic, masks, by=district)
    with pytest.raises(NotAllowed):
        give(request, depot, 10, by=district)  # the goods are the city's
    shipment = give(request, depot, 10, by=city)
    with pytest.raises(NotAllowed):
        send(shipment, giver="李", carrier="王", by=district)
    send(shipment, giver="李", carrier="王", by=city)
    with pytest.raises(NotAllowed):
        sign(shipment, 10, receiver="赵", by=elsewhere)
    assert sign(shipment, 10, receiver="赵", by=district).state == "received"


def test_the_suggestion_names_the_nearest_store_that_can_spare_some(depot, clinic, masks):
    stocked(depot, masks, 500)
    near = stocked(open_store(name="近库", area=PIDU, kind="depot", lon=103.90, lat=30.80), masks, 30)
    nowhere = stocked(open_store(name="无坐标", area=PIDU, kind="depot"), masks, 30)
    found = suggestion(line_of(wish(clinic, masks, 100)))
    assert [(one.store, one.gives[0].take) for one in found.offers] == [(near, 30), (depot, 70), (nowhere, 0)]
    assert found.offers[0].km == pytest.approx(0.96, abs=0.02)
    assert [(one.spare, one.fair) for one in found.shares] == [(560, 100)]


def test_what_is_short_is_shared_by_urgency_then_fairly(depot, clinic, masks):
    stocked(depot, masks, 100)
    others = [open_store(name=f"点{number}", area=PIDU, kind="depot") for number in range(2)]
    wish(others[0], masks, 40, urgency="critical")
    wish(others[1], masks, 90)
    assert suggestion(line_of(wish(clinic, masks, 90))).shares[0].fair == 30


def test_a_store_keeps_three_days_of_its_own_use(depot, clinic, masks):
    from fangxian.response.resources.actions import use_goods

    stocked(depot, masks, 100, at=NOON - DAY)
    use_goods(depot, masks, 20, at=NOON - HOUR)
    (line,) = runway([depot])
    assert (line.usable, line.daily, line.lasts) == (80, 20.0, 4.0)
    assert suggestion(line_of(wish(clinic, masks, 100))).shares[0].spare == 20


def test_an_overdue_delivery_is_late(clinic, masks):
    request = wish(clinic, masks, needed_by=NOON + HOUR)
    assert not line_of(request).late
    factories.workspace(clock=NOON + 2 * HOUR)
    assert line_of(request).late


def test_an_unknown_urgency_is_refused(clinic, masks, outbreak):
    assert (
        refused(lambda: ask(clinic, [(masks, 1)], incident=outbreak, needed_by=NOON + DAY, urgency="asap"))
        == "value.unknown"
    )
