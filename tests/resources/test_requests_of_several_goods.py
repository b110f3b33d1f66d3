"""A request of several goods: every line has its own clocks, and a shipment takes all of its lines or none."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import FangxianError
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.resources.actions import add_item, allot, ask, close_request, open_store, receive, turn_back
from fangxian.response.resources.actions.ask import MOST
from fangxian.response.resources.models import Request, RequestLine, Shipment, Voucher
from fangxian.response.resources.queries.requests import asked, packed, suggestion, timed
from tests import factories
from tests.factories import NOON, PIDU
from tests.resources.conftest import DAY, HOUR, give, held, lines_of, on_the_road, refused, sign, stocked, wish


@pytest.fixture
def both(depot, masks, gowns):
    """A depot with masks and gowns."""
    return stocked(stocked(depot, masks, 300, "M1"), gowns, 30, "G1")


def line(request: Request, row: int) -> RequestLine:
    return lines_of(request)[row]


def states(clause: str) -> dict[str, str]:
    return dict(TaskRow.objects.filter(clause=clause).values_list("subject", "state"))


def field(command) -> str:
    with pytest.raises(FangxianError) as error:
        command()
    return error.value.context["field"]


def test_every_line_has_its_own_clocks(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40))
    of_gowns, of_masks = lines_of(request)
    assert states("stock.answer") == {of_gowns.subject: "open", of_masks.subject: "open"}
    give(request, both, 0, 60)
    assert states("stock.answer") == {of_gowns.subject: "open", of_masks.subject: "discharged"}
    said = FactRow.objects.filter(kind="stock.requested").order_by("subject")
    assert {one.subject: (one.attributes["item"], one.attributes["quantity"]) for one in said} == {
        of_gowns.subject: ("GOWN-1 防护服", 40),
        of_masks.subject: ("N95-1 N95口罩", 100),
    }


def test_a_request_is_met_with_the_last_of_its_lines(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40))
    of_gowns, of_masks = lines_of(request)
    sign(on_the_road(request, both, 30, 100), 30, 90, note="一箱浸水")
    request.refresh_from_db()
    assert (request.state, line(request, 0).met_at, line(request, 1).met_at) == ("open", None, None)
    assert [(one.promised, one.received, one.open) for one in asked(Request.objects.all())[0].lines] == [
        (30, 30, 10), (90, 90, 10),
    ]  # fmt: skip
    sign(on_the_road(request, both, 0, 10), 10)
    assert states("stock.delivery") == {of_gowns.subject: "open", of_masks.subject: "discharged"}
    stocked(both, gowns, 10)
    sign(on_the_road(request, both, 10, 0), 10)
    request.refresh_from_db()
    assert (request.state, set(states("stock.delivery").values())) == ("met", {"discharged"})
    assert [held(clinic, item=item) for item in (gowns, masks)] == [40, 100]
    assert held(both, "lost", masks) == 10


def test_one_line_too_short_refuses_the_shipment_whole_and_is_named(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40))
    assert refused(lambda: give(request, both, 31, 100)) == "stock.short"
    assert field(lambda: give(request, both, 31, 100)) == f"quantity-{line(request, 0).id}"
    assert field(lambda: give(request, both, 30, 101)) == f"quantity-{line(request, 1).id}"
    assert not Shipment.objects.exists()
    assert not Voucher.objects.filter(kind="allotted").exists()
    assert held(both) == 330


def test_nothing_and_goods_of_another_request_cannot_be_allotted(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100)
    other = wish(open_store(name="另一点", area=PIDU, kind="depot"), gowns, 5)
    assert refused(lambda: allot(request, both, {})) == "shipment.empty"
    assert refused(lambda: allot(request, both, {line(other, 0).id: 1})) == "request.no_line"


def test_goods_stand_in_a_request_once_and_the_row_is_named(clinic, masks, gowns, outbreak):
    said = {"incident": outbreak, "needed_by": NOON + DAY}
    twice = [(masks, 1), (gowns, 2), (masks, 3)]
    assert refused(lambda: ask(clinic, twice, **said)) == "request.twice"
    assert field(lambda: ask(clinic, twice, **said)) == "item-3"
    assert refused(lambda: ask(clinic, [], **said)) == "request.empty"
    assert field(lambda: ask(clinic, [(masks, 1), (gowns, 0)], **said)) == "quantity-2"
    many = [(add_item(code=f"I{n}", name=f"物{n}", unit="件", category="other"), 1) for n in range(MOST + 1)]
    assert refused(lambda: ask(clinic, many, **said)) == "request.long"
    assert not Request.objects.exists()


def test_goods_that_were_received_may_be_asked_for_again_while_the_rest_is_waited_for(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40))
    again = [(gowns, 5), (masks, 20)]
    assert field(lambda: wish(clinic, *again[0], again[1])) == "item-1"
    sign(on_the_road(request, both, 0, 100), 100)
    assert field(lambda: wish(clinic, *again[1], again[0])) == "item-2"
    assert wish(clinic, masks, 20).lines.count() == 1


def test_a_receipt_says_of_every_line_what_arrived(both, clinic, masks, gowns):
    shipment = on_the_road(wish(clinic, masks, 100, (gowns, 30)), both, 30, 100)
    of_gowns, of_masks = shipment.lines.order_by("wanted__item__code")
    assert refused(lambda: receive(shipment, {of_gowns.id: 30}, receiver="赵")) == "shipment.lines"
    assert field(lambda: sign(shipment, 30, 101)) == f"quantity-{of_masks.id}"
    assert refused(lambda: sign(shipment, 0, 100)) == "shipment.no_reason"
    sign(shipment, 0, 100, note="防护服未装车")
    said = FactRow.objects.filter(kind="stock.received").values_list("attributes", flat=True)
    assert sorted((one["item"], one["quantity"], one["missing"], one.get("note")) for one in said) == [
        ("GOWN-1 防护服", 0, 30, "防护服未装车"),
        ("N95-1 N95口罩", 100, 0, None),
    ]
    assert set(states("stock.receipt").values()) == {"discharged"}


def test_turned_back_all_goods_are_on_their_shelf_and_asked_for_again(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 30))
    shipment = on_the_road(request, both, 30, 100)
    back = turn_back(shipment, reason="道路封闭")
    assert [one.open for one in asked(Request.objects.all())[0].lines] == [30, 100]
    assert [held(both, item=item) for item in (gowns, masks)] == [30, 300]
    assert [(one.line.wanted.item, one.lots[0][0].number) for one in packed(back)] == [(gowns, "G1"), (masks, "M1")]


def test_closing_ends_the_clocks_of_what_is_not_met_alone(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40))
    of_gowns, of_masks = lines_of(request)
    sign(on_the_road(request, both, 0, 100), 100)
    close_request(request, reason="已自购")
    assert states("stock.delivery") == {of_gowns.subject: "lapsed", of_masks.subject: "discharged"}
    closed = FactRow.objects.filter(kind="stock.request_closed").values_list("subject", flat=True)
    assert list(closed) == [of_gowns.subject]


def test_asked_twice_with_one_id_is_one_request(clinic, masks, gowns):
    key = uuid4()
    for _ in range(2):
        wish(clinic, masks, 100, (gowns, 40), id=key)
    assert (Request.objects.count(), RequestLine.objects.count()) == (1, 2)


def test_the_suggestion_says_of_each_store_what_of_each_line(both, clinic, masks, gowns):
    near = stocked(open_store(name="近库", area=PIDU, kind="depot", lon=103.90, lat=30.80), masks, 30)
    (one,) = asked(Request.objects.filter(id=wish(clinic, masks, 100, (gowns, 40)).id))
    found = suggestion(one)
    taken = [(it.store, [(give.wanted.line.item, give.take) for give in it.gives]) for it in found.offers]
    assert taken == [(near, [(masks, 30)]), (both, [(gowns, 30), (masks, 70)])]
    assert [(it.spare, it.fair) for it in found.shares] == [(30, 30), (330, 100)]


def test_a_request_stands_in_the_list_with_the_clock_that_is_due_first(both, clinic, masks, gowns):
    request = wish(clinic, masks, 100, (gowns, 40), needed_by=NOON + HOUR)
    (row,), _none = timed(asked(Request.objects.all()), [])
    assert (row.one.request, row.task.due_at) == (request, NOON + HOUR)
    factories.workspace(clock=NOON + 2 * HOUR)
    assert asked(Request.objects.all())[0].late
