"""The stock ledger balances whatever is booked, by however many at once, and nothing falls below nothing."""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, Incident
from fangxian.response.resources.actions import (
    add_item,
    close_store,
    count_stock,
    free,
    open_store,
    receive_goods,
    reverse_voucher,
    send,
    turn_back,
    use_goods,
    write_off,
)
from fangxian.response.resources.booking import Line, account, book
from fangxian.response.resources.models import (
    Balance,
    Item,
    Lot,
    Move,
    Request,
    RequestLine,
    Shipment,
    ShipmentLine,
    Store,
    Voucher,
)
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU
from tests.resources.conftest import DAY, give, held, on_the_road, refused, sign, stocked, wish


def assert_it_balances() -> None:
    """All accounts of a lot add up to nothing, none that holds goods is below nothing, and balances are the moves'."""
    sums: dict[tuple, int] = {}
    for lot, source, target, quantity in Move.objects.values_list("lot", "source", "target", "quantity"):
        sums[source, lot] = sums.get((source, lot), 0) - quantity
        sums[target, lot] = sums.get((target, lot), 0) + quantity
    rows = Balance.objects.values_list("account", "lot", "quantity", "held")
    assert {(account, lot): quantity for account, lot, quantity, _held in rows} == sums
    by_lot: dict = {}
    for _account, lot, quantity, holds in rows:
        by_lot[lot] = by_lot.get(lot, 0) + quantity
        assert quantity >= 0 or not holds
    assert set(by_lot.values()) <= {0}
    for one in Shipment.objects.all():
        for line in one.lines.select_related("wanted"):
            stands = {"allotted": (line.quantity, 0), "sent": (0, line.quantity)}.get(one.state, (0, 0))
            assert tuple(_in(line, kind) for kind in ("aside", "road")) == stands
    for wanted in RequestLine.objects.select_related("request"):
        going = wanted.going.exclude(shipment__state__in=Shipment.BACK).values_list("quantity", "received")
        assert sum(sent if got is None else got for sent, got in going) <= wanted.quantity
        got = sum(got or 0 for _sent, got in going)
        assert (wanted.met_at is not None) == (got == wanted.quantity)
        assert wanted.met_at is not None or wanted.request.state != "met"


def _in(line: ShipmentLine, kind: str) -> int:
    rows = Balance.objects.filter(account__shipment=line.shipment_id, account__kind=kind, lot__item=line.wanted.item_id)
    return sum(rows.values_list("quantity", flat=True))


def test_what_came_in_less_what_went_out_is_on_the_shelf(depot, masks):
    stocked(depot, masks, 500)
    use_goods(depot, masks, 120)
    write_off(depot, Lot.objects.get(), 30, reason="受潮")
    assert (held(depot), held(depot, "used"), held(depot, "lost"), held(depot, "outside")) == (350, 120, 30, -500)
    assert_it_balances()


def test_nobody_takes_more_than_there_is(depot, masks):
    stocked(depot, masks, 10)
    assert refused(lambda: use_goods(depot, masks, 11)) == "stock.short"
    assert refused(lambda: write_off(depot, Lot.objects.get(), 11, reason="x")) == "stock.lot_short"
    assert refused(lambda: use_goods(depot, masks, 0)) == "stock.quantity"
    assert held(depot) == 10


def test_a_booking_sent_twice_is_booked_once(depot, masks):
    request, other = uuid4(), uuid4()
    for _ in range(2):
        stocked(depot, masks, 10, id=request)
        use_goods(depot, masks, 4, id=other)
    assert (held(depot), Voucher.objects.count()) == (6, 2)


def test_what_expires_first_goes_first_and_what_has_expired_does_not_go(depot, masks, outbreak):
    stocked(depot, masks, 10, "C")
    stocked(depot, masks, 10, "B", date(2021, 6, 1))
    stocked(depot, masks, 10, "A", date(2020, 12, 9))
    use_goods(depot, masks, 15)
    left = dict(Balance.objects.filter(account__kind="shelf").values_list("lot__number", "quantity"))
    assert left == {"A": 0, "B": 5, "C": 10}
    factories.workspace(clock=NOON + 200 * DAY)
    assert refused(lambda: use_goods(depot, masks, 11)) == "stock.short"
    assert refused(lambda: stocked(depot, masks, 1, "D", date(2020, 12, 9))) == "lot.expired"


def test_a_count_books_the_difference_with_its_reason(depot, masks):
    stocked(depot, masks, 100)
    lot = Lot.objects.get()
    assert refused(lambda: count_stock(depot, masks, {lot.id: 97})) == "count.no_reason"
    count_stock(depot, masks, {lot.id: 97}, reason="包装破损未登记")
    assert (held(depot), held(depot, "counted")) == (97, 3)
    count_stock(depot, masks, {lot.id: 99}, reason="找到两只")
    assert (held(depot), held(depot, "counted")) == (99, 1)
    count_stock(depot, masks, {lot.id: 99})
    said = FactRow.objects.filter(kind="stock.counted")
    assert sorted(one.attributes["quantity"] for one in said) == [97, 99, 99]
    assert_it_balances()


def test_lots_of_other_goods_and_counts_below_nothing_are_refused(depot, masks):
    stocked(depot, masks, 5)
    gloves = add_item(code="GLOVE", name="手套", unit="双", category="ppe")
    lot = Lot.objects.get()
    assert refused(lambda: count_stock(depot, gloves, {lot.id: 5})) == "count.lots"
    assert refused(lambda: count_stock(depot, masks, {})) == "count.lots"
    assert refused(lambda: count_stock(depot, masks, {lot.id: -1}, reason="x")) == "count.negative"


def test_a_booking_is_corrected_by_its_opposite_and_only_once(depot, masks):
    stocked(depot, masks, 100)
    wrong = use_goods(depot, masks, 80, reason="录错")
    undone = reverse_voucher(wrong, reason="应为 8 只", id=uuid4())
    assert (held(depot), undone.reverses, undone.at) == (100, wrong, wrong.at)
    assert refused(lambda: reverse_voucher(wrong, reason="again")) == "voucher.reversed"
    assert refused(lambda: reverse_voucher(undone, reason="again")) == "voucher.bound"
    assert_it_balances()


def test_what_is_used_up_cannot_be_taken_back_from_where_it_came(depot, masks):
    came = receive_goods(depot, masks, 100, origin="采购")
    use_goods(depot, masks, 50)
    assert refused(lambda: reverse_voucher(came, reason="未到货")) == "stock.lot_short"


def test_a_step_of_a_shipment_is_not_reversed_by_hand(depot, clinic, masks):
    stocked(depot, masks, 100)
    give(wish(clinic, masks), depot, 100)
    assert refused(lambda: reverse_voucher(Voucher.objects.get(kind="allotted"), reason="x")) == "voucher.bound"


def test_the_database_itself_refuses_a_balance_below_nothing(depot, masks):
    stocked(depot, masks, 5)
    line = Line(Lot.objects.get().id, account(depot, "shelf"), account(depot, "used"), 6)
    with pytest.raises(IntegrityError, match="balance_not_negative"), transaction.atomic():
        book("used", depot, [line], at=NOON, id=uuid4(), by=None)
    empty = open_store(name="空库", area=PIDU, kind="depot")
    line = Line(Lot.objects.get().id, account(empty, "shelf"), account(empty, "used"), 1)
    with pytest.raises(IntegrityError, match="balance_not_negative"), transaction.atomic():
        book("used", empty, [line], at=NOON, id=uuid4(), by=None)


def test_nobody_types_a_balance_and_nobody_edits_a_booking(depot, masks):
    stocked(depot, masks, 5)
    assert Balance.objects.update(quantity=500) == 0
    assert Balance.objects.all().delete()[0] == 0
    typed = Balance(account=account(depot, "lost"), lot=Lot.objects.get(), area=PIDU, held=False, quantity=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        typed.save(force_insert=True)
    for change in (lambda: Move.objects.update(quantity=1), lambda: Voucher.objects.update(reason="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert held(depot) == 5


def test_a_store_is_closed_when_it_is_empty(depot, masks):
    stocked(depot, masks, 5)
    assert refused(lambda: close_store(depot)) == "store.not_empty"
    use_goods(depot, masks, 5)
    assert close_store(depot).closed_at == NOON
    assert refused(lambda: stocked(depot, masks, 5)) == "store.closed"


def test_whoever_may_not_book_there_books_nothing(depot, clinic, masks):
    inspector, officer = factories.post(PIDU, "inspector"), factories.post(PIDU, "duty_officer")
    with pytest.raises(NotAllowed):
        receive_goods(clinic, masks, 5, origin="采购", by=inspector)
    with pytest.raises(NotAllowed):
        receive_goods(depot, masks, 5, origin="采购", by=officer)  # the city's
    receive_goods(clinic, masks, 5, origin="采购", by=officer)
    assert Voucher.objects.get().booked_by == str(officer)


def test_each_area_sees_its_own_stores_and_what_is_on_the_road_to_it(depot, clinic, masks):
    stocked(depot, masks, 100)
    on_the_road(wish(clinic, masks), depot, 40)
    with access.area(PIDU):
        assert list(Store.objects.all()) == [clinic]
        there = Balance.objects.filter(quantity__gt=0)
        assert list(there.values_list("account__kind", "quantity")) == [("road", 40)]
    with access.area("510108"):
        assert not Balance.objects.exists()
        assert not Shipment.objects.exists()


ACTS = ["come", "use", "lose", "count", "undo", "ask", "allot", "free", "send", "receive", "back"]
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 1), st.integers(1, 40))


@given(st.lists(STEP, max_size=20))
@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_tried_in_whatever_order_it_balances(db, steps):
    with access.everywhere():
        savepoint = connection.savepoint()
        try:
            factories.workspace()
            factories.areas()
            outbreak = factories.incident(pack="covid19-cn-8")
            stores = [open_store(name=f"库{number}", area=PIDU, kind="depot") for number in range(3)]
            items = [add_item(code=code, name=f"物{code}", unit="件", category="other") for code in ("I1", "I2")]
            begin = [("come", 0, 0, 40), ("come", 0, 1, 40), ("ask", 1, 0, 30), ("allot", 0, 1, 20), ("send", 0, 0, 1)]
            for step in [*begin, *steps]:
                _try(*step, stores=stores, items=items, outbreak=outbreak)
            assert_it_balances()
            assert Voucher.objects.filter(kind="sent").exists()
            assert ShipmentLine.objects.values("wanted__item").distinct().count() == 2
        finally:
            connection.savepoint_rollback(savepoint)


def _try(act: str, place: int, kind: int, number: int, *, stores: list[Store], items: list[Item], outbreak: Incident):
    store, item = stores[place], items[kind]
    lots = list(Lot.objects.filter(item=item))
    last = Shipment.objects.order_by("-allotted_at", "id").last()
    request = Request.objects.order_by("asked_at", "id").last()
    voucher = Voucher.objects.order_by("booked_at", "id").last()
    with transaction.atomic():
        try:
            match act:
                case "come":
                    receive_goods(store, item, number, origin="采购", lot=str(number % 2))
                case "use":
                    use_goods(store, item, number)
                case "lose" if lots:
                    write_off(store, lots[0], number, reason="破损")
                case "count" if lots:
                    count_stock(store, item, {one.id: number for one in lots}, reason="盘点")
                case "undo" if voucher:
                    reverse_voucher(voucher, reason="录错")
                case "ask":
                    wish(store, items[0], number, (items[1], 41 - number), incident=outbreak)
                case "allot" if request:
                    give(request, store, number, number // 2 if kind else 0)
                case "free" if last:
                    free(last, reason="改派")
                case "send" if last:
                    send(last, giver="甲", carrier="乙")
                case "receive" if last:
                    came = [min(number, line.quantity) for line in last.lines.order_by("wanted__item__code")]
                    sign(last, *came, note="短少")
                case "back" if last:
                    turn_back(last, reason="道路封闭")
        except FangxianError:
            pass


def test_many_who_allot_at_once_never_give_away_more_than_there_is(own_database):
    with access.everywhere():
        factories.workspace()
        factories.areas()
        outbreak = factories.incident(pack="covid19-cn-8")
        item = add_item(code="N95", name="口罩", unit="只", category="ppe")
        gowns = add_item(code="GOWN", name="防护服", unit="件", category="ppe")
        depot = open_store(name="总库", area=CHENGDU, kind="depot")
        stocked(depot, item, 60, "A")
        stocked(depot, item, 40, "B")
        stocked(depot, gowns, 500)
        stores = [open_store(name=f"点{number}", area=PIDU, kind="depot") for number in range(4)]
        requests = [wish(one, item, 60, (gowns, 60), incident=outbreak) for one in stores]
    start, given_, dressed, refusals = threading.Barrier(8), [], [], []

    def hand_out(number: int) -> None:
        try:
            start.wait(30)
            for _turn in range(3):
                try:
                    with access.everywhere():
                        give(requests[number % 4], depot, 3, 7)  # gowns and masks, or nothing
                    given_.append(7)
                    dressed.append(3)
                except FangxianError as error:
                    refusals.append(error.code)
        finally:
            connection.close()

    def use() -> None:
        try:
            start.wait(30)
            for _turn in range(3):
                with access.everywhere():
                    use_goods(depot, item, 5)
                given_.append(5)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_out, args=(number,)) for number in range(7)] + [
        threading.Thread(target=use)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    with access.everywhere():
        assert_it_balances()
        assert held(depot, item=item) == 100 - sum(given_)
        assert held(depot, item=item) < 7
        assert held(depot, item=gowns) == 500 - sum(dressed)
        assert set(refusals) == {"stock.short"}
