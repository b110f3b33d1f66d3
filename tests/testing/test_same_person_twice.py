"""The same person at two stations at the same moment: both swabs are stored, and one of them is counted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.db import connection, transaction

from fangxian.response.jurisdiction import access
from fangxian.response.testing.actions import issue_device, open_round, open_station
from fangxian.response.testing.lane import seats, storing
from fangxian.response.testing.lane.reading import read
from fangxian.response.testing.lane.seats import Seat, seat_of
from fangxian.response.testing.lane.storing import store
from fangxian.response.testing.models import Device, Registration, Round
from fangxian.response.testing.queries.coverage import recount
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import make_batch, someone

PEOPLE = 12


@pytest.fixture
def places(own_database: str) -> Iterator[list[Seat]]:
    """Devices at stations of one round, in a database that really commits."""
    seats.forget()
    with access.everywhere():
        factories.workspace()
        factories.areas()
        of = open_round(
            factories.incident("pidu", pack="covid19-cn-8"), scope=[PIDU], deadline=NOON + timedelta(hours=20),
            signed_by="指挥部", opened_at=NOON,
        )  # fmt: skip
        stations = [open_station(of, name=f"{n}", area=TAIPING) for n in range(2)]
        devices = [issue_device(one, name="手机")[0] for one in stations]
        yield [seat_of(Device.objects.select_related("station__round").get(id=one.id)) for one in devices]


def test_whoever_comes_to_two_stations_at_once_is_counted_once(
    places: list[Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second batch comes while the first is written and not yet committed."""
    written, over = Event(), Event()
    write = storing._write

    def slowly(*said: Any) -> None:
        write(*said)
        if not written.is_set():
            written.set()
            over.wait(0.5)  # the second is either through by then, or waits for this one's commit

    def send(place: int) -> int:
        people = [someone(n, f"{place}-{n // 10}") for n in range(PEOPLE)]
        parcel = read(msgspec.json.encode(make_batch(people[:: 1 - 2 * place])))
        if place:
            assert written.wait(20)
        stored = store(parcel, places[place], NOON).accepted
        if place:
            over.set()
        connection.close()
        return stored

    monkeypatch.setattr(storing, "_write", slowly)
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, (0, 1))) == [PEOPLE, PEOPLE]
    with access.everywhere():
        assert recount(Round.objects.get()) == 0
        assert Registration.objects.filter(counted=True).count() == PEOPLE


def test_a_swab_taken_back_hands_its_count_to_the_other(places: list[Seat]) -> None:
    first, second = someone(1, "A-1"), someone(1, "B-1")
    for place, one in zip(places, (first, second), strict=False):
        store(read(msgspec.json.encode(make_batch([one]))), place, NOON)
    store(read(msgspec.json.encode(make_batch([], voids=[UUID(first["id"])]))), places[0], NOON)
    with access.everywhere(), transaction.atomic():
        assert [str(one.id) for one in Registration.objects.filter(counted=True)] == [second["id"]]
        assert recount(Round.objects.get()) == 0


@pytest.mark.parametrize("void_first", [True, False])
def test_a_swab_taken_back_while_the_other_comes_leaves_the_other_counted(
    places: list[Seat], monkeypatch: pytest.MonkeyPatch, void_first: bool
) -> None:
    """Whichever is written first is not yet committed when the other comes."""
    first, second = someone(1, "A-1"), someone(1, "B-1")
    store(read(msgspec.json.encode(make_batch([first]))), places[0], NOON)
    batches = [(make_batch([], voids=[UUID(first["id"])]), places[0]), (make_batch([second]), places[1])]
    written, over = Event(), Event()
    write = storing._write

    def slowly(*said: Any) -> None:
        write(*said)
        if not written.is_set():
            written.set()
            over.wait(0.5)  # the other waits for this one's commit, or has not understood

    def send(turn: int) -> None:
        batch, place = batches[turn if void_first else 1 - turn]
        if turn:
            assert written.wait(20)
        store(read(msgspec.json.encode(batch)), place, NOON)
        if turn:
            over.set()
        connection.close()

    monkeypatch.setattr(storing, "_write", slowly)
    with ThreadPoolExecutor(2) as both:
        list(both.map(send, (0, 1)))
    with access.everywhere(), transaction.atomic():
        assert [str(one.id) for one in Registration.objects.filter(counted=True)] == [second["id"]]
        assert recount(Round.objects.get()) == 0
