"""A round is opened under the rulebook, widened without losing what is done, closed with its counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, Incident, TaskRow
from fangxian.response.testing.actions import archive_round, close_round, open_round, open_station, widen_round
from fangxian.response.testing.models import Registration, Round, Tube
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU, PITONG, TAIPING
from tests.testing.conftest import MORNING, Phone, make_batch, someone

DEADLINE = NOON + timedelta(hours=20)


def test_opening_is_a_fact_that_starts_the_clocks(round_: Round) -> None:
    fact = FactRow.objects.get(subject=round_.subject)
    assert fact.kind == "testing.round_opened"
    tasks = set(TaskRow.objects.filter(subject=round_.subject).values_list("clause", "due_at"))
    assert tasks == {
        ("testing.round_done", DEADLINE),
        ("testing.stations_ready", MORNING + timedelta(hours=6)),
    }


def test_the_methods_are_the_packs_largest_unless_said(round_: Round) -> None:
    assert round_.methods == {"key_people": 1, "sealed_homes": 0, "population": 10}


@pytest.mark.parametrize(
    ("methods", "code"),
    [
        ({"population": 50}, "round.pool"),
        ({"key_people": 5}, "round.pool"),
        ({"sealed_homes": 10}, "round.pool"),
        ({"everybody": 10}, "round.group"),
        ({}, "round.methods"),
    ],
)
def test_what_the_pack_forbids_is_refused(outbreak: Incident, methods: dict[str, int], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_round(outbreak, scope=[PIDU], deadline=DEADLINE, signed_by="指挥部", methods=methods)
    assert refused.value.code == code
    assert code != "round.pool" or "2021-09-14" in str(refused.value), "it names the text it stands in"
    assert not Round.objects.exists()


def test_a_round_may_not_take_longer_than_the_pack_allows(outbreak: Incident) -> None:
    with pytest.raises(Invalid) as refused:
        open_round(
            outbreak, scope=[PIDU], deadline=NOON + timedelta(days=2, hours=1), signed_by="指挥部", population=900_000
        )
    assert refused.value.code == "round.too_long"


def test_sending_it_twice_opens_one(outbreak: Incident) -> None:
    request = uuid4()
    made = [open_round(outbreak, scope=[PIDU], deadline=DEADLINE, signed_by="指挥部", id=request) for _ in range(2)]
    assert made[0].id == made[1].id
    assert Round.objects.count() == 1
    with pytest.raises(Conflict):
        open_round(outbreak, scope=["510108"], deadline=DEADLINE, signed_by="指挥部", id=request)


def test_it_takes_the_right_in_every_area_of_it(outbreak: Incident) -> None:
    by = factories.post(PIDU, "director")
    with pytest.raises(NotAllowed):
        open_round(outbreak, scope=[PIDU, "510108"], deadline=DEADLINE, signed_by="指挥部", by=by)
    with pytest.raises(NotAllowed):
        open_round(outbreak, scope=[PIDU], deadline=DEADLINE, signed_by="指挥部", by=factories.post(PIDU, "inspector"))


def test_two_districts_make_a_round_of_the_city(outbreak: Incident) -> None:
    made = open_round(outbreak, scope=[PIDU, "510108", TAIPING], deadline=DEADLINE, signed_by="指挥部")
    assert (made.scope, made.area) == (["510108", PIDU], CHENGDU)


def test_two_stations_of_an_area_have_two_names(round_: Round) -> None:
    request = uuid4()
    first = open_station(round_, name="一号", area=TAIPING, id=request)
    assert open_station(round_, name="一号", area=TAIPING, id=request) == first
    with pytest.raises(Conflict) as refused:
        open_station(round_, name="一号", area=TAIPING)
    assert refused.value.code == "station.named"


def test_widening_keeps_what_is_done(outbreak: Incident) -> None:
    made = open_round(outbreak, scope=[TAIPING], deadline=DEADLINE, signed_by="指挥部")
    phone = Phone(open_station(made, name="村委会", area=TAIPING))
    phone.send(make_batch([someone(1)]))
    widen_round(made, scope=[PITONG])
    wide = widen_round(made, scope=[PIDU])
    assert (wide.scope, wide.area) == ([PIDU], PIDU)
    assert Registration.objects.filter(round=made.serial).count() == 1
    assert FactRow.objects.filter(subject=made.subject).count() == 3
    assert TaskRow.objects.filter(subject=made.subject, clause="testing.round_done").count() == 1


def test_a_closed_round_says_what_it_found_and_cannot_be_widened(round_: Round) -> None:
    closed = close_round(round_)
    assert FactRow.objects.filter(subject=round_.subject, kind="testing.round_closed").exists()
    assert TaskRow.objects.get(subject=round_.subject, clause="testing.round_done").state == "discharged"
    with pytest.raises(Conflict):
        widen_round(closed, scope=[CHENGDU])
    with pytest.raises(Conflict):
        close_round(closed)


def test_an_archived_round_leaves_every_query_and_others_stay(outbreak: Incident, round_: Round) -> None:
    Phone(open_station(round_, name="一", area=TAIPING)).send(make_batch([someone(1)]))
    other = open_round(outbreak, scope=[PIDU], deadline=DEADLINE, signed_by="指挥部")
    Phone(open_station(other, name="一", area=TAIPING)).send(make_batch([someone(1)]))
    with pytest.raises(Conflict):
        archive_round(round_)
    archive_round(close_round(round_))
    assert set(Tube.objects.values_list("round", flat=True)) == {other.serial}


def test_a_part_of_the_city_sees_the_citys_round_and_nobody_beside_it(outbreak: Incident) -> None:
    city = open_round(outbreak, scope=[CHENGDU], deadline=DEADLINE, signed_by="指挥部")
    with access.area(TAIPING):
        assert Round.objects.filter(id=city.id).exists()
    with access.area("12"):
        assert not Round.objects.exists()
    with access.nowhere():
        assert not Round.objects.exists()
