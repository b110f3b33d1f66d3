"""The pages of goods and teams, as the duty officer of a district and of the city see them."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from fangxian.response.photos.models import Photo
from fangxian.response.resources.actions import open_store, use_goods
from fangxian.response.resources.models import CallUp, Item, Lot, Request, Shipment, Store, Team, Voucher
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU
from tests.resources.conftest import DAY, give, held, lines_of, on_the_road, stocked, wish


def signed_in(duty: str = "duty_officer", at: str = PIDU) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(at, duty).holder)
    return client


@pytest.fixture
def officer(outbreak) -> Client:
    """The district's duty officer."""
    return signed_in()


@pytest.fixture
def city(outbreak) -> Client:
    """The city's duty officer."""
    return signed_in(at=CHENGDU)


def address(name: str, *args) -> str:
    return reverse(f"resources:{name}", args=args)


def text(client: Client, name: str, *args, **query) -> str:
    response = client.get(address(name, *args), query)
    assert response.status_code == 200, response.content.decode()[:600]
    return response.content.decode()


def post(client: Client, page: str, /, *args, status: int = 302, **said) -> str:
    response = client.post(address(page, *args), {"request_id": uuid4(), **said})
    assert response.status_code == status, response.content.decode()[:3000]
    return response.headers.get("Location", "") or response.content.decode()


def test_empty_pages_say_what_to_do(officer):
    assert "No goods yet" in text(officer, "overview")
    assert "No store yet" in text(officer, "stores")
    assert "The catalogue is empty" in text(officer, "items")
    assert "No request is open" in text(officer, "requests")
    assert "No team is on the list" in text(officer, "teams")


def test_from_the_catalogue_to_the_shelf_and_back(officer, outbreak):
    post(officer, "new_item", code="n95", name="N95口罩", category="ppe", unit="只", pack=50)
    post(officer, "new_store", name="郫都区物资点", area=PIDU, kind="depot")
    store, item = Store.objects.get(), Item.objects.get()
    assert "This store is empty" in text(officer, "store", store.id)
    post(
        officer,
        "book",
        store.id,
        "receive",
        item=item.id,
        quantity=200,
        lot="L1",
        expires_on="2021-03-01",
        origin="采购",
    )
    post(officer, "book", store.id, "use", item=item.id, quantity=60, reason="采样")
    page = text(officer, "store", store.id)
    assert "2 packages" in page
    assert "L1" in page
    lot = Lot.objects.get()
    refusal = post(officer, "count", store.id, item.id, status=422, **{f"lot-{lot.id}": 139})
    assert "say why" in refusal
    post(officer, "count", store.id, item.id, **{f"lot-{lot.id}": 139}, reason="破损")
    post(officer, "lose", store.id, lot.id, quantity=9, reason="受潮")
    post(officer, "reverse", Voucher.objects.get(kind="lost").id, reason="未受潮")
    assert held(store) == 139
    assert "reversed" in text(officer, "store", store.id)
    assert "N95口罩" in text(officer, "items")


def test_more_than_there_is_is_refused_at_the_field(officer, clinic, masks):
    stocked(clinic, masks, 10)
    refusal = post(officer, "book", clinic.id, "use", status=422, item=masks.id, quantity=11)
    assert "can be used, not 11" in refusal


def test_a_request_is_asked_allotted_sent_and_received(officer, city, depot, clinic, masks, gowns, outbreak):
    stocked(stocked(depot, masks, 300), gowns, 20)
    asked = {"incident": outbreak.id, "urgency": "urgent", "reason": "三轮采样", "needed_by": "2020-12-09T08:00"}
    goods = {"item-1": masks.id, "quantity-1": 100, "item-4": gowns.id, "quantity-4": 20}  # rows between are empty
    page = post(officer, "ask", clinic.id, **asked, **goods)
    assert "三轮采样" in officer.get(page).content.decode()
    request = Request.objects.get()
    of_gowns, of_masks = (f"quantity-{line.id}" for line in lines_of(request))
    assert "市级储备库" not in text(officer, "request", request.id)  # the city's store lies outside the district
    offer = text(city, "request", request.id, source=depot.id)
    assert "市级储备库" in offer
    assert "fair share of this request among all open ones is 100" in offer
    refusal = post(city, "request", request.id, status=422, source=depot.id, **{of_masks: 101})
    assert "Only 100 more of N95口罩 are asked for" in refusal
    post(city, "request", request.id, source=depot.id, **{of_masks: 100, of_gowns: 20})
    shipment = Shipment.objects.get()
    assert "Hand to the carrier" in text(city, "shipment", shipment.id)
    assert "Hand to the carrier" not in text(officer, "shipment", shipment.id)
    post(city, "act", shipment.id, "send", giver="李库管", carrier="川A12345")
    overview = text(officer, "overview")
    assert shipment.number in overview
    note = text(officer, "shipment", shipment.id)
    assert "市级储备库" in note
    assert "Sign for the goods" in note
    arrived = {f"quantity-{line.id}": line.quantity for line in shipment.lines.all()}
    short = {f"quantity-{shipment.lines.get(wanted__item=masks).id}": 95}
    assert "say why" in post(officer, "sign", shipment.id, status=422, **arrived | short, receiver="赵护士")
    post(officer, "sign", shipment.id, **arrived | short, receiver="赵护士", note="一箱浸水")
    assert text(officer, "shipment", shipment.id).count("less than was sent") == 1
    assert (held(clinic, item=masks), held(clinic, item=gowns)) == (95, 20)
    assert "5 missing" in text(officer, "request", request.id)


def test_rows_that_are_half_filled_or_twice_the_same_are_refused_where_they_stand(
    officer, clinic, masks, gowns, outbreak
):
    asked = {"incident": outbreak.id, "urgency": "normal", "needed_by": "2020-12-09T08:00"}
    half = post(
        officer, "ask", clinic.id, status=422, **asked, **{"item-1": masks.id, "item-2": gowns.id, "quantity-2": 3}
    )
    assert half.count("A row has goods and how many of them") == 1
    twice = {"item-1": masks.id, "quantity-1": 1, "item-3": masks.id, "quantity-3": 2}
    refusal = post(officer, "ask", clinic.id, status=422, **asked, **twice)
    assert 'id="id_item-2_error"' in refusal  # the empty row between has gone
    assert "stand in row 1 already" in refusal
    assert "Nothing is asked for" in post(officer, "ask", clinic.id, status=422, **asked)
    assert not Request.objects.exists()


def test_more_rows_keep_what_was_filled_in_and_ask_for_nothing_yet(officer, clinic, masks):
    page = post(
        officer, "ask", clinic.id, status=200, more=1, reason="三轮采样", **{"item-4": masks.id, "quantity-4": 7}
    )
    assert 'value="三轮采样"' in page
    assert f'<option value="{masks.id}" selected>' in page
    assert 'name="item-5"' in page
    assert 'name="item-6"' not in page
    assert not Request.objects.exists()


def test_all_that_is_lacking_is_asked_for_at_once(officer, clinic, masks, gowns):
    for item, used in ((masks, 84), (gowns, 14)):
        stocked(clinic, item, 100, at=NOON - 20 * DAY)
        use_goods(clinic, item, used, at=NOON - DAY)
    assert f"{address('ask', clinic.id)}?lacking=1" in text(officer, "store", clinic.id)
    page = text(officer, "ask", clinic.id, lacking=1)
    assert f'<option value="{masks.id}" selected>' in page
    assert 'value="100"' in page  # two packages of fifty make the week
    assert f'<option value="{gowns.id}" selected>' not in page  # there are enough


def test_a_photo_proves_what_arrived_to_both_sides_alone(officer, city, depot, clinic, masks):
    stocked(depot, masks, 100)
    shipment = on_the_road(wish(clinic, masks), depot, 100)
    body = io.BytesIO()
    Image.new("RGB", (640, 480), "blue").save(body, "JPEG")
    body.seek(0)
    body.name = "box.jpg"
    post(officer, "photo", shipment.id, file=body, caption="到货")
    photo = Photo.objects.get()
    for client, status in ((officer, 200), (city, 200), (signed_in(at="510108"), 404)):
        assert client.get(reverse("photos:small", args=[photo.id])).status_code == status
        assert client.get(address("shipment", shipment.id)).status_code == status
    page = text(officer, "shipment", shipment.id)
    assert reverse("photos:photo", args=[photo.id]) in page
    assert "到货" in page


def test_the_overview_puts_first_what_runs_out_first(officer, clinic, masks):
    stocked(clinic, masks, 100, at=NOON - 20 * DAY)
    use_goods(clinic, masks, 84, at=NOON - DAY)
    page = text(officer, "overview")
    assert "1.3 days" in page
    assert f"{address('ask', clinic.id)}?item={masks.id}&amp;quantity=100" in page


def test_a_team_is_called_up_reports_and_is_handed_back(officer, outbreak):
    post(officer, "new_team", name="采样一队", area=PIDU, kind="sampling", members=12, skills="咽拭子，驾驶")
    team = Team.objects.get()
    assert team.skills == ["咽拭子", "驾驶"]
    assert "1 of 1 teams free, 12 people" in text(officer, "teams")
    page = post(
        officer, "call", team.id, incident=outbreak.id, to_area=PIDU, work="菁蓉镇", report_by="2020-12-08T16:00",
        until="2020-12-15T12:00", most_hours=12, signer="刘指挥长",
    )  # fmt: skip
    assert "菁蓉镇" in officer.get(page).content.decode()
    held_ = CallUp.objects.get()
    post(officer, "callup_act", held_.id, "acknowledge", who="周队长")
    post(officer, "report", held_.id)
    factories.workspace(clock=NOON + 13 * DAY / 24)
    assert "to be relieved" in text(officer, "overview")
    assert "13" in text(officer, "callup", held_.id)
    post(officer, "callup_act", held_.id, "back", rest_hours=8)
    assert "resting" in text(officer, "team", team.id)
    assert "No such team" in text(officer, "teams", state="duty")


def test_long_lists_are_turned_and_the_rest_of_a_shelf_is_offered(city, depot, clinic, masks, monkeypatch):
    from fangxian.response.resources.pages import stores

    monkeypatch.setattr(stores, "PAGE", 1)
    first, second = text(city, "stores"), text(city, "stores", page=2)
    assert (depot.name in first, clinic.name in first, "?page=2" in first) == (True, False, True)
    assert (depot.name in second, clinic.name in second, "?page=1" in second) == (False, True, True)
    for lot in ("L1", "L2"):
        stocked(clinic, masks, 10, lot)
    assert text(city, "store", clinic.id).count("Write off …") == 1
    assert "and 1 more" in text(city, "store", clinic.id)
    every = text(city, "store", clinic.id, all=1)
    assert (every.count("Write off …"), "and 1 more" in every) == (2, False)


def test_whoever_reads_only_sees_no_way_to_book(clinic, masks):
    stocked(clinic, masks, 10)
    reader = signed_in("inspector")
    page = text(reader, "store", clinic.id)
    assert "N95口罩" in page
    assert address("book", clinic.id, "use") not in page
    assert reader.get(address("book", clinic.id, "use")).status_code == 403
    assert reader.get(address("new_team")).status_code == 403


def test_another_district_finds_nothing(clinic, masks):
    stocked(clinic, masks, 10)
    other = signed_in(at="510108")
    assert "N95" not in text(other, "overview")
    assert other.get(address("store", clinic.id)).status_code == 404
    request = wish(clinic, masks)
    assert other.get(address("request", request.id)).status_code == 404


@pytest.mark.parametrize("name", ["book", "act"])
def test_an_unknown_step_is_not_found(officer, clinic, depot, masks, name):
    stocked(depot, masks, 10)
    held_ = {"book": clinic, "act": give(wish(clinic, masks), depot, 10)}[name]
    assert officer.get(address(name, held_.id, "nothing")).status_code == 404


def test_the_api_books_asks_allots_sends_and_receives(depot, clinic, masks, outbreak):
    officer, city = signed_in(), signed_in(at=CHENGDU)

    def send(client: Client, path: str, status: int = 201, **said):
        answer = client.post(f"/api/v1/{path}", said, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    where = {"store": str(depot.id), "item": str(masks.id)}
    made = send(city, "stock/bookings", **where, quantity=100, what="received", words="采购")
    send(city, "stock/bookings", **where, quantity=20, what="used")
    refusal = send(city, "stock/bookings", 409, **where, quantity=200, what="used")
    assert refusal["code"] == "stock.short"
    assert send(city, f"stock/bookings/{made['id']}/reverse", 409, reason="x")["code"] == "stock.lot_short"
    lot = str(Lot.objects.get().id)
    send(city, "stock/counts", **where, counted={lot: 79}, reason="破损")
    asked = send(
        officer, "stock-requests", incident=str(outbreak.id), store=str(clinic.id), needed_by="2020-12-09T00:00:00Z",
        lines=[{"item": str(masks.id), "quantity": 50}],
    )  # fmt: skip
    (wanted,) = asked["lines"]
    assert (wanted["item"], wanted["quantity"], wanted["promised"]) == (str(masks.id), 50, 0)
    given = {"line": wanted["id"], "quantity": 50}
    path = f"stock-requests/{asked['id']}/allot"
    assert send(city, path, 422, source=str(depot.id), lines=[given, given])["code"] == "lines.twice"
    going = send(city, path, source=str(depot.id), lines=[given])
    send(city, f"shipments/{going['id']}/send", 200, giver="李", carrier="王")
    came = [{"line": going["lines"][0]["id"], "quantity": 50}]
    send(officer, f"shipments/{going['id']}/receive", 200, lines=came, receiver="赵")
    (line,) = officer.get("/api/v1/stock", {"store": str(clinic.id)}).json()
    assert (line["usable"], line["days"]) == (50, None)
    assert officer.get("/api/v1/stock-requests").json() == []
    (one,) = city.get(f"/api/v1/stock-requests/{asked['id']}/shipments").json()
    assert (one["state"], one["lines"][0]["received"]) == ("received", 50)
    assert [row["name"] for row in officer.get("/api/v1/stores").json()] == ["郫都区物资点"]
    assert officer.get("/api/v1/teams").json() == []


def test_a_store_of_a_site_is_opened_for_its_place(officer, outbreak):
    from tests.quarantine.conftest import make_site

    site = make_site(outbreak)
    post(officer, "new_store", name="酒店库房", area=PIDU, kind="site", site=str(site.place_id))
    store = Store.objects.get()
    assert store.place_id == site.place_id
    assert "郫筒酒店" in text(officer, "overview")
    post(officer, "close_store", store.id)
    assert "closed since" in text(officer, "store", store.id)
    assert open_store(name="另一库", area=PIDU, kind="site").place is None
