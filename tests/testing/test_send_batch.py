"""What a station sends is stored once, whatever happens on the way, and a bad item keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from fangxian.response.registry.queries import document_index
from fangxian.response.testing.actions import archive_round, close_round, open_station, revoke_device
from fangxian.response.testing.lane import seats, storing, view
from fangxian.response.testing.models import Pace, Progress, Receipt, Refusal, Registration, Round, Tube
from tests.factories import NOON, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone


def stored() -> set[UUID]:
    return set(Registration.objects.filter(voided_at=None).values_list("id", flat=True))


def test_a_batch_is_stored_and_answered(phone: Phone, round_: Round) -> None:
    people = [someone(n, "T-1") for n in range(3)] + [someone(9, "T-2")]
    response = phone.send(make_batch(people))
    assert response.status_code == 200
    said = response.json()
    assert (said["accepted"], said["duplicates"], said["rejected"]) == (4, 0, [])
    assert stored() == {UUID(one["id"]) for one in people}
    tubes = {tube.code: tube for tube in Tube.objects.filter(round=round_.serial)}
    assert {code: (tube.people, tube.capacity) for code, tube in tubes.items()} == {"T-1": (3, 10), "T-2": (1, 10)}
    row = Registration.objects.get(id=people[0]["id"])
    assert bytes(row.hash) == document_index("resident_id", number_of(0))
    assert (row.area, row.home, row.listed, row.counted) == (TAIPING, TAIPING, False, True)
    assert Receipt.objects.get(batch=said["batch"]).people == 4
    assert Progress.objects.get(round=round_.serial, area=TAIPING).others == 4
    pace = Pace.objects.get(round=round_.serial)
    assert (pace.people, pace.tubes) == (4, 2)


def test_a_batch_sent_twice_is_stored_once(phone: Phone, round_: Round) -> None:
    body = make_batch([someone(n) for n in range(5)])
    phone.send(body)
    again = phone.send(body).json()
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, 5, [])
    assert len(stored()) == 5
    assert Tube.objects.get(code="T-1").people == 5
    assert Progress.objects.get(round=round_.serial).others == 5
    assert Receipt.objects.count() == 1


def test_an_item_sent_again_in_another_batch_is_stored_once(phone: Phone) -> None:
    people = [someone(n) for n in range(4)]
    phone.send(make_batch(people[:3]))
    said = phone.send(make_batch(people[1:] + people[1:2])).json()
    assert (said["accepted"], said["duplicates"]) == (1, 3)
    assert len(stored()) == 4


def test_a_tube_never_takes_more_than_it_may(phone: Phone) -> None:
    phone.send(make_batch([someone(n) for n in range(8)]))
    people = [someone(n) for n in range(20, 25)]
    said = phone.send(make_batch(people)).json()
    assert said["accepted"] == 2
    assert [one["code"] for one in said["rejected"]] == ["tube.full"] * 3
    assert {one["id"] for one in said["rejected"]} == {one["id"] for one in people[2:]}
    assert Tube.objects.get(code="T-1").people == 10
    assert Refusal.objects.filter(code="tube.full").count() == 3


def test_a_bad_number_is_refused_alone_and_kept_sealed(phone: Phone) -> None:
    bad = someone(1, number="510117195001011235")
    good = someone(2)
    said = phone.send(make_batch([bad, good])).json()
    assert said["accepted"] == 1
    (refused,) = said["rejected"]
    assert (refused["id"], refused["code"], refused["field"]) == (bad["id"], "identity.number_check", "number")
    assert refused["message_zh"]
    assert refused["message_en"]
    kept = Refusal.objects.get()
    assert bad["number"].encode() not in bytes(kept.sealed)
    phone.send(make_batch([bad]))
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": "yesterday"}, "at"),
        ({"at": "2020-12-08T12:00:00"}, "at"),
        ({"id": "no-id"}, "id"),
        ({"tube": "x" * 41}, "tube"),
        ({"tube": "管 1"}, "tube"),
        ({"colour": "green"}, ""),
        ({"name": 7}, "name"),
    ],
)
def test_an_item_that_cannot_be_read_is_refused_alone(phone: Phone, change: dict[str, Any], field: str) -> None:
    good = someone(2)
    said = phone.send(make_batch([{**someone(1), **change}, good], {"T-1": "population"})).json()
    assert said["accepted"] == 1
    assert [(one["code"], one["field"]) for one in said["rejected"]] == [("item.malformed", field)]
    assert stored() == {UUID(good["id"])}


def test_what_only_the_database_refuses_is_refused_alone(phone: Phone) -> None:
    people = [someone(n) for n in range(4)]
    people[2]["staff"] = "a\x00b"
    said = phone.send(make_batch(people)).json()
    assert said["accepted"] == 3
    assert [(one["id"], one["code"]) for one in said["rejected"]] == [(people[2]["id"], "item.unstorable")]


def test_a_tube_in_use_at_another_station_is_refused(phone: Phone, round_: Round) -> None:
    phone.send(make_batch([someone(1)]))
    other = Phone(open_station(round_, name="二号点", area=TAIPING))
    said = other.send(make_batch([someone(2)])).json()
    assert [one["code"] for one in said["rejected"]] == ["tube.elsewhere"]
    assert Tube.objects.get(code="T-1").people == 1


def test_a_group_that_the_round_does_not_test_is_refused_with_its_people(phone: Phone) -> None:
    said = phone.send(make_batch([someone(1)], {"T-1": "everybody"})).json()
    assert {one["code"] for one in said["rejected"]} == {"tube.group", "tube.unknown"}
    assert stored() == set()


def test_a_single_tube_holds_one(phone: Phone) -> None:
    said = phone.send(make_batch([someone(1), someone(2)], {"T-1": "key_people"})).json()
    assert said["accepted"] == 1
    assert [one["code"] for one in said["rejected"]] == ["tube.full"]


def test_a_seal_is_kept_with_the_count_it_states(phone: Phone) -> None:
    body = make_batch([someone(1), someone(2)])
    body["tubes"][0] |= {"sealed_at": NOON.isoformat(), "people": 3}
    phone.send(body)
    tube = Tube.objects.get(code="T-1")
    assert (tube.sealed_at, tube.people, tube.stated) == (NOON, 2, 3)


def test_a_mistake_is_taken_back_and_makes_room(phone: Phone, round_: Round) -> None:
    people = [someone(n) for n in range(10)]
    phone.send(make_batch(people))
    right = someone(77)
    said = phone.send(make_batch([right], voids=[UUID(people[0]["id"])])).json()
    assert (said["accepted"], said["rejected"]) == (1, [])
    assert stored() == {UUID(one["id"]) for one in [*people[1:], right]}
    assert Tube.objects.get(code="T-1").people == 10
    assert Progress.objects.get(round=round_.serial).others == 10
    again = phone.send(make_batch(voids=[UUID(people[0]["id"]), uuid4()])).json()
    assert [one["code"] for one in again["rejected"]] == ["registration.unknown"]
    assert Tube.objects.get(code="T-1").people == 10


def test_a_person_sampled_twice_counts_once_even_if_the_first_is_taken_back(phone: Phone, round_: Round) -> None:
    first, second = someone(1, "T-1"), someone(1, "T-2")
    phone.send(make_batch([first]))
    phone.send(make_batch([second]))
    assert Progress.objects.get(round=round_.serial).others == 1
    phone.send(make_batch(voids=[UUID(first["id"])]))
    assert Progress.objects.get(round=round_.serial).others == 1
    phone.send(make_batch(voids=[UUID(second["id"])]))
    assert Progress.objects.get(round=round_.serial).others == 0


def test_a_device_whose_clock_is_wrong_is_set_right(phone: Phone) -> None:
    ahead = timedelta(hours=7)
    person = someone(1, at=(NOON + ahead - timedelta(minutes=5)).isoformat())
    phone.send(make_batch([person], sent_at=NOON + ahead))
    assert Registration.objects.get().at == NOON - timedelta(minutes=5)
    assert Receipt.objects.get().skew_s == -ahead.total_seconds()


def test_somebody_without_a_document_is_registered(phone: Phone) -> None:
    people = [someone(0, number="", kind="none"), someone(0, number="", kind="none")]
    assert phone.send(make_batch(people)).json()["accepted"] == 2


@pytest.mark.parametrize("key", ["", "fxd_", "fxd_AAAA", "fx_" + "a" * 43, "fxd_" + "é" * 40])
def test_a_key_that_we_did_not_sign_is_refused(phone: Phone, key: str) -> None:
    response = phone.send(make_batch([someone(1)]), key=key)
    assert (response.status_code, response.json()["code"]) == (401, "device.key")
    assert stored() == set()


def test_a_device_signed_out_is_refused(phone: Phone) -> None:
    revoke_device(phone.device)
    seats.forget()
    assert phone.send(make_batch([someone(1)])).status_code == 401


def test_a_device_signed_out_is_refused_within_seconds_and_the_others_go_on(
    phone: Phone, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Phone(open_station(round_, name="二号点", area=TAIPING))
    for number, one in enumerate((phone, other)):
        assert one.send(make_batch([someone(number, f"T-{number}")])).status_code == 200
    revoke_device(phone.device)
    monkeypatch.setattr(seats, "FRESH_S", 0.0)
    assert phone.send(make_batch([someone(3, "T-3")])).status_code == 401
    assert other.send(make_batch([someone(4, "T-4")])).status_code == 200


def test_a_key_ends(phone: Phone, clock_at: Callable[[Any], None]) -> None:
    clock_at(NOON + timedelta(hours=36, seconds=1))
    assert phone.send(make_batch([someone(1)])).status_code == 401


def test_a_closed_round_takes_what_devices_still_hold_and_an_archived_one_nothing(phone: Phone, round_: Round) -> None:
    close_round(round_)
    assert phone.send(make_batch([someone(1)])).status_code == 200
    archive_round(round_)
    seats.forget()
    response = phone.send(make_batch([someone(2)]))
    assert (response.status_code, response.json()["code"]) == (409, "round.archived")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"batch": 1}', b"\xff", b'{"people": []}'])
def test_what_is_no_batch_is_refused(phone: Phone, body: bytes) -> None:
    response = phone.send(body)
    assert (response.status_code, response.json()["code"]) == (400, "batch.malformed")


def test_a_database_that_is_gone_asks_to_come_back_later(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> None:
        raise psycopg.OperationalError("the connection is closed")

    monkeypatch.setattr(view, "store", gone)
    monkeypatch.setattr(view.connection, "close", lambda: None)
    response = phone.send(make_batch([someone(1)]))
    assert response.status_code == 503
    assert 1 <= int(response["Retry-After"]) <= 8


def test_more_batches_than_have_a_turn_are_asked_to_come_back(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PATIENCE_S", 0.01)
    for _turn in range(view.AT_ONCE):
        view._turn.acquire()
    try:
        response = phone.send(make_batch([someone(1)]))
    finally:
        for _turn in range(view.AT_ONCE):
            view._turn.release()
    assert (response.status_code, response.json()["code"]) == (503, "lane.full")
    assert stored() == set()
    assert phone.send(make_batch([someone(1)])).status_code == 200


def test_a_device_that_sends_too_fast_is_told_so(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "BATCHES_A_SECOND", 1.0)
    answers = [phone.send(make_batch()).status_code for _ in range(4)]
    assert 429 in answers
    assert answers[0] == 200


def test_a_slot_of_the_pace_is_ten_minutes() -> None:
    assert storing._slot(NOON + timedelta(minutes=19, seconds=59)) == NOON + timedelta(minutes=10)
