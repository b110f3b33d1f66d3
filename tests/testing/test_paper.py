"""A station on paper: what is printed for it, and what is entered from it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.testing.actions import Line, Resident, enter_paper, load_roll
from fangxian.response.testing.labels import new_codes
from fangxian.response.testing.models import Registration, Round, Station, Tube
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone
from tests.testing.test_pages import signed_in
from tests.testing.test_station_app import sealed

AT = NOON - timedelta(minutes=30)


def lines(*people: int) -> list[Line]:
    return [Line(number_of(n), "王五") for n in people]


def entered(station: Station, said: list[Line], **fields: Any) -> Any:
    return enter_paper(
        station, **{"tube": "P-1", "group": "population", "at": AT, "lines": said, "id": uuid4(), **fields}
    )


@given(serial=st.integers(1, 999_999), count=st.integers(1, 100))
def test_printed_codes_are_read_as_labels_of_their_round_and_never_come_twice(serial: int, count: int) -> None:
    codes = new_codes(serial, count) + new_codes(serial, count)
    assert len(set(codes)) == 2 * count
    for code in codes:
        # The page reads the same form: frontend/src/station/scan.ts.
        assert re.fullmatch(rf"{serial}-[0-9A-HJKMNP-TV-Z]{{6}}-\d{{2,3}}", code)
        assert len(code) <= 40


def test_a_sheet_is_stored_with_its_tube_sealed_at_the_time_on_it(station: Station) -> None:
    assert entered(station, lines(1, 2), staff="李四").stored == 2
    tube = Tube.objects.get()
    assert (tube.people, tube.stated, tube.sealed_at) == (2, 2, AT)
    assert {(row.at, row.staff) for row in Registration.objects.all()} == {(AT, "李四")}


def test_a_sheet_that_two_people_enter_is_stored_once(station: Station) -> None:
    for _clerk in range(2):
        assert entered(station, lines(1, 2)).stored == 2
    assert Registration.objects.count() == 2


def test_a_wrong_line_stays_out_alone_and_goes_in_once_it_is_right(station: Station) -> None:
    wrong = Line(number_of(2)[:-1] + ("0" if number_of(2)[-1] != "0" else "1"), "赵六")
    first = entered(station, [*lines(1), wrong, *lines(3)])
    assert (first.stored, {place: one.code for place, one in first.refused.items()}) == (
        2,
        {1: "identity.number_check"},
    )
    second = entered(station, lines(1, 2, 3))
    assert (second.stored, second.refused) == (3, {})
    assert Registration.objects.count() == 3


def test_two_without_a_document_on_a_sheet_are_two(station: Station) -> None:
    assert entered(station, [Line(name="王五", kind="none")] * 2).stored == 2
    assert Registration.objects.count() == 2


def test_a_sheet_of_later_than_now_or_without_a_line_is_refused(station: Station) -> None:
    for said in ({"at": NOON + timedelta(minutes=1), "lines": lines(1)}, {"lines": []}):
        with pytest.raises(Invalid):
            entered(station, said.pop("lines"), **said)


def test_only_who_runs_stations_there_enters_a_sheet(station: Station) -> None:
    with pytest.raises(NotAllowed):
        entered(station, lines(1), by=factories.post(PIDU, "inspector"))


def test_the_page_keeps_a_line_that_was_refused_with_its_reason(station: Station) -> None:
    director = signed_in("director")
    address = reverse("testing:paper_enter", args=[station.id])
    assert director.get(address).status_code == 200
    bad = number_of(2)[:-1] + ("0" if number_of(2)[-1] != "0" else "1")
    said = {
        "tube": "P-1", "group": "population", "at": "2020-12-08T11:30", "staff": "李四", "request_id": uuid4(),
        "line-TOTAL_FORMS": 3, "line-INITIAL_FORMS": 3,
        "line-0-kind": "resident_id", "line-0-number": number_of(1), "line-0-name": "王五",
        "line-1-kind": "resident_id",
        "line-2-kind": "resident_id", "line-2-number": bad, "line-2-name": "赵六",
    }  # fmt: skip
    response = director.post(address, said)
    page = response.content.decode()
    assert response.status_code == 422
    assert bad in page
    assert "does not belong to the others" in page
    assert director.post(address, {**said, "line-2-number": number_of(2)}).status_code == 302
    assert Registration.objects.count() == 2


def test_labels_and_sheets_are_printed_with_codes_of_the_round(station: Station, round_: Round) -> None:
    director = signed_in("director")
    address = reverse("testing:paper", args=[station.id])
    labels = director.get(address, {"count": 3, "group": "population"}).content.decode()
    codes = set(re.findall(rf"{round_.serial}-[0-9A-Z]{{6}}-\d\d", labels))
    assert len(codes) == 3
    sheet = director.get(address, {"count": 1, "group": "population", "sheets": "1"}).content.decode()
    assert sheet.count('<th scope="row">') == round_.methods["population"]
    assert director.get(address, {"count": 1000, "group": "population"}).status_code == 422


def test_the_roll_on_paper_names_nobody_in_full(station: Station, round_: Round) -> None:
    load_roll(round_, [Resident(number_of(1), "王五", TAIPING, "1幢", "101室")])
    page = signed_in("community_worker", TAIPING).get(reverse("testing:paper_roll", args=[station.id])).content.decode()
    assert "101室" in page
    assert "王*" in page
    assert "王五" not in page


def test_a_devices_file_is_taken_in_and_counted(phone: Phone) -> None:
    bad = {**someone(2), "number": "1"}
    data = sealed(phone.device.id, [make_batch([someone(1), bad])])
    address = reverse("testing:take_file", args=[phone.station.id])
    director: Client = signed_in("director")
    page = director.post(address, {"file": SimpleUploadedFile("a.fxo", data)}).content.decode()
    assert "shape of its kind" in page
    assert Registration.objects.count() == 1
    assert director.post(address, {"file": SimpleUploadedFile("a.fxo", b"x" * 50)}).status_code == 422


def test_signing_a_device_in_shows_a_link_that_opens_the_station_page(station: Station) -> None:
    page = signed_in("director").post(
        reverse("testing:station", args=[station.id]), {"name": "手机", "request_id": uuid4()}
    )
    text = page.content.decode()
    assert re.search(r'href="http://testserver/station/#fxd_[\w-]{51}"', text)
    assert "<svg" in text
