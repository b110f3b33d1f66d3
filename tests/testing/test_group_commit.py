"""Batches that wait are committed together, and each is answered as if it had come alone."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.ledger.models import Incident
from fangxian.response.testing.actions import open_round, open_station
from fangxian.response.testing.lane import grouping
from fangxian.response.testing.lane.reading import Parcel, read
from fangxian.response.testing.lane.seats import Seat, seat
from fangxian.response.testing.lane.storing import Outcome, store, store_together
from fangxian.response.testing.models import Pace, Registration, Round, Tube
from fangxian.response.testing.queries.coverage import recount
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, someone


def parcel(people: list[dict[str, Any]], **more: Any) -> Parcel:
    return read(msgspec.json.encode(make_batch(people, **more)))


def test_batches_of_two_stations_are_stored_in_one_transaction(phone: Phone, round_: Round) -> None:
    other = Phone(open_station(round_, name="二号点", area=TAIPING))
    seats = [seat(one.key, NOON) for one in (phone, other)]
    first, second = [someone(n, "T-1") for n in range(3)], [someone(n, "T-2") for n in range(3, 15)]
    outcomes = store_together(
        [(parcel(first), seats[0]), (parcel(second + second[:1]), seats[1]), (parcel([someone(1, "T-9")]), seats[0])],
        NOON,
    )
    assert [(one.accepted, one.duplicates, len(one.refused)) for one in outcomes] == [(3, 0, 0), (10, 1, 2), (1, 0, 0)]
    assert {tube.code: tube.people for tube in Tube.objects.all()} == {"T-1": 3, "T-2": 10, "T-9": 1}
    assert sum(Pace.objects.values_list("people", flat=True)) == 14
    assert recount(round_) == 0


def test_an_item_that_cannot_be_stored_keeps_no_batch_of_its_group_back(phone: Phone, round_: Round) -> None:
    good, bad = parcel([someone(1, "T-1")]), parcel([someone(2, "T-2", staff="a\x00b"), someone(3, "T-2")])
    held = seat(phone.key, NOON)
    outcomes = store_together([(good, held), (bad, held)], NOON)
    assert [(one.accepted, [item.code for item in one.refused]) for one in outcomes] == [
        (1, []),
        (1, ["item.unstorable"]),
    ]


def test_who_waits_is_taken_along_and_a_retry_of_the_same_batch_waits_for_its_own_turn(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, groups = threading.Event(), threading.Event(), list[int]()

    def written(batches: list[tuple[Parcel, Seat]], _now: object) -> list[Outcome]:
        groups.append(len(batches))
        begun.set()
        assert go_on.wait(20)
        return [Outcome(accepted=len(one.people)) for one, _seat in batches]

    monkeypatch.setattr(grouping, "store_together", written)
    held, turns, answers = seat(phone.key, NOON), grouping.turns(), dict[str, int]()
    again = parcel([someone(8, "T-8")])
    parcels = {"first": parcel([someone(1)]), "a": parcel([someone(2, "T-2")]), "b": again, "b again": again}

    def send(name: str) -> None:
        answers[name] = turns.ask(grouping.Sent(parcels[name], held, NOON)).accepted

    threads = [threading.Thread(target=send, args=(name,)) for name in parcels]
    threads[0].start()
    assert begun.wait(20)
    for number, one in enumerate(threads[1:], start=1):
        one.start()
        while len(turns._waiting) < number:
            pass
    go_on.set()
    for one in threads:
        one.join(20)
    assert answers == dict.fromkeys(parcels, 1)
    assert groups == [1, 2, 1]


def test_when_the_database_goes_nobody_of_the_group_is_answered(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_said: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(grouping, "store_together", gone)
    monkeypatch.setattr(grouping.connection, "close", lambda: None)
    with pytest.raises(psycopg.OperationalError):
        grouping.turns().ask(grouping.Sent(parcel([someone(1)]), seat(phone.key, NOON), NOON))


ITEMS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["P-1", "P-2", "P-3"])), max_size=15)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(ITEMS, min_size=1, max_size=4), voided=st.sets(st.integers(0, 12), max_size=4))
def test_counters_say_what_the_rows_say_whatever_is_sent_and_taken_back(
    outbreak: Incident, batches: list[list[tuple[int, str]]], voided: set[int]
) -> None:
    of = open_round(outbreak, scope=[PIDU], deadline=NOON + timedelta(hours=20), signed_by="指挥部")
    held = seat(Phone(open_station(of, name="站", area=TAIPING)).key, NOON)
    sent: dict[int, UUID] = {}
    for items in batches:
        people = [someone(serial, tube) for serial, tube in items]
        sent |= {serial: UUID(one["id"]) for (serial, _tube), one in zip(items, people, strict=True)}
        outcome = store(parcel(people), held, NOON)
        assert outcome.accepted + outcome.duplicates + len(outcome.refused) == len(people)
    store(parcel([], voids=[sent[serial] for serial in voided & set(sent)]), held, NOON)
    rows = list(Registration.objects.filter(round=of.serial, voided_at=None))
    assert recount(of) == 0
    assert len({bytes(row.hash) for row in rows}) == sum(row.counted for row in rows)
    for tube in Tube.objects.filter(round=of.serial):
        assert tube.people == sum(row.tube == tube.code for row in rows) <= tube.capacity
