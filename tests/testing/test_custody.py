"""Tubes change hands, both sides confirm, and what differs is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.testing.actions import explain_difference, hand_over, open_round, open_station, take_over
from fangxian.response.testing.actions.hand_over import settle_custody
from fangxian.response.testing.models import Laboratory, Round, Station, Tube
from fangxian.response.testing.queries.custody import differences, hops, missing_tubes, passed
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, someone

OTHER = "510108"


@pytest.fixture
def laboratory(outbreak: Incident) -> Laboratory:
    """A laboratory in another district."""
    return Laboratory.objects.create(area=OTHER, name="成华区检测中心")


def fill(phone: Phone, codes: list[str]) -> None:
    """One person in each tube, sealed."""
    body = make_batch([someone(n, code) for n, code in enumerate(codes)])
    for tube in body["tubes"]:
        tube |= {"sealed_at": NOON.isoformat(), "people": 1}
    assert phone.send(body).json()["accepted"] == len(codes)


def test_a_tube_goes_from_the_station_to_the_laboratory(
    phone: Phone, round_: Round, station: Station, laboratory: Laboratory
) -> None:
    fill(phone, ["T-1", "T-2"])
    first = hand_over(round_, leg="runner", tubes=["T-1", "T-2"], given_by="甲", station=station)
    assert Tube.objects.get(code="T-1").handed_at is None
    take_over(first, tubes=["T-1", "T-2"], taken_by="乙")
    assert Tube.objects.get(code="T-1").handed_at == NOON
    second = hand_over(round_, leg="laboratory", tubes=["T-1", "T-2"], given_by="乙", laboratory=laboratory)
    with access.area(OTHER):
        assert Tube.objects.count() == 2
        take_over(second, tubes=["T-1", "T-2"], taken_by="丙", by=factories.post(OTHER, "laboratorian"))
    tube = Tube.objects.get(code="T-2")
    assert (tube.received_at, tube.lab_area) == (NOON, OTHER)
    assert differences(round_) == []


def test_the_laboratory_sees_tubes_but_nobody_in_them(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    from fangxian.response.testing.models import Registration

    fill(phone, ["T-1"])
    hand_over(round_, leg="laboratory", tubes=["T-1"], given_by="乙", laboratory=laboratory)
    with access.area(OTHER):
        assert Tube.objects.count() == 1
        assert Registration.objects.count() == 0


def test_a_difference_is_named_on_both_sides_until_it_is_explained(
    phone: Phone, round_: Round, station: Station
) -> None:
    fill(phone, ["T-1", "T-2", "T-3"])
    held = hand_over(round_, leg="runner", tubes=["T-1", "T-2"], given_by="甲", station=station)
    take_over(held, tubes=["T-2", "T-3"], taken_by="乙")
    assert {(one.tube, one.given) for one in differences(round_)} == {("T-1", True), ("T-3", False)}
    (leg,) = passed(round_)
    assert (leg.given, leg.taken, leg.missing, leg.unexpected) == (2, 2, 1, 1)
    explain_difference(held, "T-3", reason="漏扫")
    assert [one.tube for one in differences(round_)] == ["T-1"]
    with pytest.raises(Invalid):
        explain_difference(held, "T-1", reason=" ")


def test_a_tube_that_does_not_arrive_is_named_within_the_hour(
    phone: Phone, round_: Round, station: Station, clock_at: Callable[[datetime], None]
) -> None:
    fill(phone, ["T-1", "T-2"])
    take_over(
        hand_over(round_, leg="runner", tubes=["T-1"], given_by="甲", station=station), tubes=["T-1"], taken_by="乙"
    )
    hour = NOON + timedelta(hours=1)
    assert missing_tubes(round_, hour) == []
    later = missing_tubes(round_, hour + timedelta(minutes=1))
    assert {(one.code, one.place) for one in later} == {("T-1", "runner"), ("T-2", "station")}


def test_a_tube_may_arrive_before_its_stations_batch(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    held = hand_over(round_, leg="laboratory", tubes=["T-9"], given_by="乙", laboratory=laboratory)
    take_over(held, tubes=["T-9"], taken_by="丙")
    fill(phone, ["T-9"])
    assert Tube.objects.get(code="T-9").received_at is None
    assert settle_custody(round_) == 1
    assert Tube.objects.get(code="T-9").received_at == NOON
    assert settle_custody(round_) == 0


def test_sending_it_twice_hands_over_once(phone: Phone, round_: Round, station: Station) -> None:
    fill(phone, ["T-1"])
    request = uuid4()
    for _ in range(2):
        held = hand_over(round_, leg="runner", tubes=["T-1", "T-1"], given_by="甲", station=station, id=request)
        take_over(held, tubes=["T-1"], taken_by="乙")
    assert [one.given for one in passed(round_)] == [1]
    with pytest.raises(Conflict):
        take_over(held, tubes=[], taken_by="丁")


def test_only_the_laboratory_receives(round_: Round, laboratory: Laboratory) -> None:
    held = hand_over(round_, leg="laboratory", tubes=["T-1"], given_by="乙", laboratory=laboratory)
    for by in (factories.post(PIDU, "laboratorian"), factories.post(OTHER, "director")):
        with pytest.raises(NotAllowed):
            take_over(held, tubes=["T-1"], taken_by="丙", by=by)


@pytest.mark.parametrize("leg", ["runner", "laboratory"])
def test_a_hand_over_names_its_other_end(round_: Round, leg: str) -> None:
    with pytest.raises(Invalid):
        hand_over(round_, leg=leg, tubes=["T-1"], given_by="甲")


CODES = [f"P-{n}" for n in range(8)]
SOME = st.lists(st.sampled_from(CODES), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # a round of its own each
@given(given_=SOME.filter(bool), taken=SOME, arrived=SOME)
def test_what_goes_in_comes_out_or_is_named(
    outbreak: Incident, given_: list[str], taken: list[str], arrived: list[str]
) -> None:
    """At every hop: taken = given - missing + unexpected; and every tube is in exactly one place."""
    of = open_round(outbreak, scope=[PIDU], deadline=NOON + timedelta(hours=20), signed_by="指挥部")
    station = open_station(of, name="站", area=TAIPING)
    laboratory = Laboratory.objects.get_or_create(area=OTHER, name="实验室")[0]
    fill(Phone(station), CODES)
    take_over(hand_over(of, leg="runner", tubes=given_, given_by="甲", station=station), tubes=taken, taken_by="乙")
    if taken:
        last = hand_over(of, leg="laboratory", tubes=taken, given_by="乙", laboratory=laboratory)
        take_over(last, tubes=arrived, taken_by="丙")
    legs = {one.leg: one for one in passed(of)}
    for leg, gave, took in (("runner", given_, taken), ("laboratory", taken, arrived if taken else [])):
        if gave:
            one = legs[leg]
            assert (one.given, one.taken) == (len(set(gave)), len(set(took)))
            assert one.taken == one.given - one.missing + one.unexpected
            assert (one.missing, one.unexpected) == (len({*gave} - {*took}), len({*took} - {*gave}))
    counts = hops(of)
    assert counts.filled == len(CODES)
    assert counts.at_station + counts.on_the_way + counts.in_laboratory + counts.resulted == counts.filled
    assert counts.received == (len(set(arrived)) if taken else 0)
    open_differences = {one.tube for one in differences(of) if one.leg == "runner"}
    assert open_differences == {*given_} ^ {*taken}
