"""The pages of the command office and the laboratory, from a round's opening to a result."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fangxian.response.ledger.models import Incident
from fangxian.response.testing.actions import Resident, hand_over, load_roll, take_over
from fangxian.response.testing.models import Device, Handover, Laboratory, Plate, Registration, Retest, Round, Station
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone


def signed_in(duty: str, at: str = PIDU) -> Client:
    """A browser in which somebody with a post of that duty is signed in."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(at, duty).holder)
    return client


@pytest.fixture
def director(outbreak: Incident) -> Client:
    """The district's director."""
    return signed_in("director")


@pytest.fixture
def laboratorian(outbreak: Incident) -> Client:
    """Somebody of the district's laboratory."""
    return signed_in("laboratorian")


def test_an_empty_list_says_so(director: Client) -> None:
    assert "No round has been opened" in director.get(reverse("testing:list")).content.decode()


def test_a_round_is_opened_with_what_the_pack_allows(director: Client, outbreak: Incident) -> None:
    page = director.get(reverse("testing:new")).content.decode()
    assert "10:1" in page
    assert "20:1" not in page
    said = {
        "incident": outbreak.id,
        "scope": PIDU,
        "deadline": "2020-12-09T12:00",
        "signed_by": "指挥部",
        "pool_population": "5",
        "pool_key_people": "1",
        "request_id": uuid4(),
    }
    response = director.post(reverse("testing:new"), said)
    made = Round.objects.get()
    assert response.headers["Location"] == reverse("testing:round", args=[made.id])
    assert made.methods == {"population": 5, "key_people": 1}
    director.post(reverse("testing:new"), said)
    assert Round.objects.count() == 1


def test_a_refusal_stands_at_its_field(director: Client, outbreak: Incident) -> None:
    said = {"incident": outbreak.id, "scope": "999999", "deadline": "2020-12-09T12:00", "signed_by": "x"}
    response = director.post(reverse("testing:new"), {**said, "pool_population": "5"})
    assert response.status_code == 422
    assert "999999" in response.content.decode()


def test_the_board_shows_rates_tubes_and_stations(director: Client, phone: Phone, round_: Round) -> None:
    load_roll(round_, [Resident(number_of(n), "王五", TAIPING, "1幢", f"{n}室") for n in range(4)])
    phone.send(make_batch([someone(1)]))
    page = director.get(reverse("testing:round", args=[round_.id])).content.decode()
    for text in ("25.0%", "太平村委会", "No tube yet"):
        assert (text in page) == (text != "No tube yet"), text
    listed = director.get(reverse("testing:list")).content.decode()
    assert "25.0%" in listed


def test_a_closed_round_is_archived_from_its_board_and_an_open_one_is_not(director: Client, round_: Round) -> None:
    board, archive = (reverse(f"testing:{name}", args=[round_.id]) for name in ("round", "archive"))
    assert archive not in director.get(board).content.decode()
    assert director.post(archive).status_code == 409
    director.post(reverse("testing:close", args=[round_.id]))
    assert archive in director.get(board).content.decode()
    assert director.post(archive).status_code == 302
    assert Round.objects.get().state == Round.State.ARCHIVED
    assert archive not in director.get(board).content.decode(), "the board of an archived round still opens"


def test_a_station_is_opened_and_shows_a_devices_key_once(director: Client, round_: Round) -> None:
    said = {"name": "一号点", "area": TAIPING, "tables": 3, "request_id": uuid4()}
    response = director.post(reverse("testing:new_station", args=[round_.id]), said)
    held = Station.objects.get()
    address = reverse("testing:station", args=[held.id])
    assert response.headers["Location"] == address
    assert "fxd_" in director.post(address, {"name": "手机", "request_id": uuid4()}).content.decode()
    assert "fxd_" not in director.get(address).content.decode()
    director.post(reverse("testing:revoke", args=[Device.objects.get().id]))
    assert Device.objects.get().revoked_at is not None


def test_the_grid_worker_sees_who_is_missing_and_says_why(phone: Phone, round_: Round) -> None:
    load_roll(round_, [Resident(number_of(n), "王五", TAIPING, "1幢", f"{n}室") for n in range(120)])
    worker = signed_in("community_worker", TAIPING)
    page = worker.get(reverse("testing:missing", args=[round_.id])).content.decode()
    assert "王*" in page
    assert "王五" not in page
    assert "after=" in page
    (entry, *_others) = re.findall(r"/missing/([0-9a-f-]{36})/", page)
    address = reverse("testing:absence", args=[round_.id, entry])
    row = worker.post(address, {"absence": "away"}, headers={"HX-Request": "true"}).content.decode()
    assert '<option value="away" selected>' in row
    assert signed_in("inspector").post(address, {"absence": "away"}).status_code == 403


def test_the_roll_is_loaded_from_a_file_and_bad_rows_are_named(director: Client, round_: Round) -> None:
    text = f"姓名,身份证号,社区代码,楼栋\n王五,{number_of(1)},{TAIPING},1幢\n赵六,123,{TAIPING},1幢\n"
    file = SimpleUploadedFile("名单.csv", text.encode("gb18030"))
    page = director.post(reverse("testing:roll", args=[round_.id]), {"file": file}).content.decode()
    assert "1 new" in page
    assert "Row 3, number" in page
    file = SimpleUploadedFile("x.csv", "姓名\n王五\n".encode())
    assert director.post(reverse("testing:roll", args=[round_.id]), {"file": file}).status_code == 422


def test_from_the_box_to_the_released_plate(
    director: Client, laboratorian: Client, phone: Phone, round_: Round
) -> None:
    laboratory = Laboratory.objects.create(area=PIDU, name="检测中心")
    people = [someone(n, "T-1") for n in range(3)]
    phone.send(make_batch(people))
    said = {"tubes": "T-1\nT-2", "given_by": "乙", "laboratory": laboratory.id, "request_id": uuid4()}
    director.post(reverse("testing:give", args=[round_.id]), said)
    box = reverse("testing:handover", args=[Handover.objects.get().id])
    bench = reverse("testing:laboratory", args=[round_.id])
    assert box in laboratorian.get(bench).content.decode()
    page = laboratorian.post(box, {"tubes": "T-1", "taken_by": "丙"}, follow=True).content.decode()
    assert "given, did not arrive" in page
    laboratorian.post(bench, {"laboratory": laboratory.id, "name": "1 号板", "request_id": uuid4()})
    plate = reverse("testing:plate", args=[Plate.objects.get().id])
    assert "T-1" in laboratorian.get(plate).content.decode()
    short = SimpleUploadedFile("r.csv", b"well,result\nA1,positive\n")
    assert laboratorian.post(plate, {"file": short, "entered_by": "甲"}).status_code == 422
    whole = SimpleUploadedFile("r.csv", b"well,result\nA1,positive\nG12,positive\nH12,negative\n")
    laboratorian.post(plate, {"file": whole, "entered_by": "甲"})
    release = reverse("testing:release", args=[Plate.objects.get().id])
    assert laboratorian.post(release, {"name": "丁"}).status_code == 422, "the same post entered them"
    other = signed_in("laboratorian")
    assert other.post(release, {"name": "丁"}).status_code == 302
    assert Retest.objects.count() == 3
    positives = reverse("testing:positives", args=[round_.id])
    assert director.get(positives).content.decode().count('name="held"') == 3
    director.post(positives, {"held": [one["id"] for one in people]})
    assert Retest.objects.filter(held_at=None).count() == 0
    lookup = reverse("testing:result", args=[round_.serial, people[0]["id"]])
    assert "A further test is needed" in Client(headers={"Accept-Language": "en"}).get(lookup).content.decode()


def test_a_difference_is_explained_on_the_page_by_whoever_takes_over(
    director: Client, phone: Phone, round_: Round, station: Station
) -> None:
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2")]))
    held = hand_over(round_, leg="runner", tubes=["T-1", "T-2"], given_by="甲", station=station)
    take_over(held, tubes=["T-1"], taken_by="乙")
    page, explain = reverse("testing:handover", args=[held.id]), reverse("testing:explain", args=[held.id])
    assert explain in director.get(page).content.decode()
    assert director.post(explain, {"tube": "T-2", "reason": ""}).status_code == 422
    assert director.post(explain, {"tube": "T-2", "reason": "漏扫"}).status_code == 302
    shown = director.get(page).content.decode()
    assert "漏扫" in shown
    assert explain not in shown
    inspector = signed_in("inspector")
    assert inspector.post(explain, {"tube": "T-2", "reason": "再看"}).status_code == 403


def test_a_person_finds_the_result_without_signing_in_and_without_a_name(phone: Phone, round_: Round) -> None:
    person = someone(1)
    phone.send(make_batch([person]))
    anybody = Client(headers={"Accept-Language": "en"})
    response = anybody.get(reverse("testing:result", args=[round_.serial, person["id"]]))
    page = response.content.decode()
    assert "Not known yet" in page
    assert "no reason to refuse medical care" in page
    assert person["name"] not in page
    assert response.headers["Cache-Control"] == "public, max-age=30"
    assert anybody.get(reverse("testing:result", args=[round_.serial, uuid4()])).status_code == 404


def test_pages_are_for_those_who_may(round_: Round, phone: Phone) -> None:
    for duty, name, status in (
        ("administrator", "testing:list", 403),
        ("inspector", "testing:list", 200),
        ("inspector", "testing:new", 403),
    ):
        assert signed_in(duty).get(reverse(name)).status_code == status, (duty, name)
    elsewhere = signed_in("director", "510108")
    assert elsewhere.get(reverse("testing:round", args=[round_.id])).status_code == 404
    assert Client().get(reverse("testing:list")).status_code == 302
    assert round_.deadline > NOON + timedelta(hours=1)
    assert Registration.objects.count() == 0


def test_the_api_signs_a_device_in_and_gives_the_board(director: Client, round_: Round, station: Station) -> None:
    said = {"id": str(uuid4()), "name": "手机"}
    token = director.get("/").cookies.get("csrftoken")
    headers = {"X-CSRFToken": token.value} if token else {}
    response = director.post(
        f"/api/v1/testing/stations/{station.id}/devices", said, "application/json", headers=headers
    )
    assert response.status_code == 200
    phone = Phone(station)
    assert phone.send(make_batch([someone(1)]), key=response.json()["key"]).status_code == 200
    board = director.get(f"/api/v1/testing/rounds/{round_.id}/board").json()
    assert (board["others"], board["tubes"]["filled"]) == (1, 1)
    assert [one["id"] for one in director.get("/api/v1/testing/rounds").json()] == [str(round_.id)]
    assert director.get(f"/api/v1/testing/rounds/{round_.id}/missing").json() == []
