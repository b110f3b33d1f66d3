"""Swabs of surfaces and goods go the way of people's, count for nobody, and order what a positive one calls for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.models import Place
from fangxian.response.testing.actions import Reading, enter_results, lay_plate, release_results
from fangxian.response.testing.models import Laboratory, Registration, Retest, Round, Tube
from fangxian.response.testing.queries.coverage import recount
from fangxian.response.testing.queries.rounds import coverage_totals, totals
from fangxian.response.testing.retests import report_tubes
from fangxian.response.testing.surroundings import batch_id
from tests.factories import TAIPING
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import receive, run
from tests.testing.test_pages import signed_in

MARKET, HANDLE, LOT = "太平农贸市场", "3号摊位案板", "B-2020-117"


def surface(tube: str = "E-1", **fields: Any) -> dict[str, Any]:
    """A surface as a device sends it."""
    return {**someone(1, tube), "kind": "environment", "number": "", "name": MARKET, "address": HANDLE, **fields}


def goods(tube: str = "E-2", **fields: Any) -> dict[str, Any]:
    """Goods of a batch as a device sends them."""
    said = {"kind": "goods", "number": LOT, "name": "冷库二号", "address": "外包装"}
    return surface(tube, **{**said, **fields})


def things(*items: dict[str, Any]) -> dict[str, Any]:
    """A batch of them."""
    return make_batch(list(items), {one["tube"]: "environment" for one in items})


def read(of: Round, where: Laboratory, samples: list[dict[str, Any]], fates: list[str]) -> None:
    codes = [one["tube"] for one in samples]
    receive(of, where, codes)
    plate = lay_plate(of, where, name=f"板 {codes[0]}", tubes=codes)
    said = dict(zip(codes, fates, strict=True))
    wells = [Reading(well.position, well.control or said[well.tube]) for well in plate.wells.all()]
    enter_results(plate, wells, entered_by="甲")
    release_results(plate, released_by="乙")


def facts(kind: str) -> list[tuple[str, Any]]:
    rows = FactRow.objects.filter(kind=kind).order_by("seq")
    return [(row.subject, row.attributes) for row in rows]


def test_a_negative_surface_is_on_record_and_opens_nothing(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
) -> None:
    answer = phone.send(things(surface(), goods())).json()
    assert (answer["accepted"], answer["rejected"]) == (2, [])
    report_tubes(round_)
    place = Place.objects.get()
    assert (place.name, place.area) == (MARKET, TAIPING)
    assert {subject for subject, _said in facts("environment.sampled")} == {place.subject, f"batch:{batch_id(LOT)}"}
    assert not facts("environment.resulted")
    run(round_, laboratory, ["E-1", "E-2"])
    (first, second) = sorted(said["spot"] for _subject, said in facts("environment.resulted"))
    assert {first, second} == {HANDLE, "冷库二号 · 外包装"}
    assert not facts("place.exposed")
    assert not TaskRow.objects.filter(clause__in=["goods.hold", "place.decision"]).exists()


def test_a_positive_place_is_to_be_decided_on_and_a_positive_batch_to_be_held(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
) -> None:
    phone.send(things(surface(), goods()))
    run(round_, laboratory, ["E-1", "E-2"], E_1="positive", E_2="positive")
    for _time in range(2):
        report_tubes(round_)
    place, batch = Place.objects.get().subject, f"batch:{batch_id(LOT)}"
    owed = set(TaskRow.objects.filter(subject__in=[place, batch]).values_list("subject", "clause"))
    assert (place, "place.decision") in owed
    assert {(batch, "goods.hold"), (batch, "goods.trace")} <= owed
    assert len(facts("environment.resulted")) == 2, "said once, however often it is looked at"
    assert not Retest.objects.exists(), "nobody is in the tube"
    assert not facts("tube.resulted")


def test_surroundings_count_for_nobodys_coverage(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
) -> None:
    people = make_batch([someone(1, "T-1")])
    phone.send(people)
    phone.send(things(surface(), goods()))
    run(round_, laboratory, ["T-1", "E-1", "E-2"])
    counts = coverage_totals(round_)
    assert (counts.sampled, counts.others) == (0, 1)
    assert totals(round_).resulted == 1
    assert recount(round_) == 0


def test_people_and_surroundings_do_not_share_a_tube(phone: Phone, round_: Round) -> None:
    mixed = make_batch([someone(1, "E-1"), surface("T-1")], {"E-1": "environment", "T-1": "population"})
    answer = phone.send(mixed).json()
    assert [one["code"] for one in answer["rejected"]] == ["tube.kind", "tube.kind"]
    assert not Registration.objects.exists()


def test_a_sample_says_where_and_goods_their_batch(phone: Phone, round_: Round) -> None:
    answer = phone.send(things(surface(name=" "), goods(number=""), goods("E-3"))).json()
    assert sorted(one["code"] for one in answer["rejected"]) == ["thing.lot", "thing.place"]
    assert answer["accepted"] == 1


def test_one_surface_a_tube_and_what_is_sent_twice_is_stored_once(phone: Phone, round_: Round) -> None:
    batch = things(surface("E-1"), surface("E-1"))
    codes = [one["code"] for one in phone.send(batch).json()["rejected"]]
    assert codes == ["tube.full"]
    assert phone.send({**batch, "batch": str(uuid4())}).json()["duplicates"] == 1
    assert Tube.objects.get().people == 1


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.sampled_from(["positive", "negative", "grey"]), min_size=1, max_size=4))
def test_every_sample_has_its_result_on_record_once(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
    fates: list[str],
) -> None:
    mark = uuid4().hex[:6]
    samples = [surface(f"{mark}_{n}") for n in range(len(fates))]
    phone.send(things(*samples))
    read(round_, laboratory, samples, fates)
    said = {one["sample"]: one["result"] for _subject, one in facts("environment.resulted")}
    assert [said[one["id"]] for one in samples] == fates


def test_the_device_offers_the_group_and_the_office_enters_one_by_hand(phone: Phone, round_: Round) -> None:
    seat = phone.client.get("/station/seat", headers={"Authorization": f"Bearer {phone.key}"}).json()
    last = seat["groups"][-1]
    assert (last["id"], last["size"], last["en"]) == ("environment", 1, "Environment and goods samples")
    worker = signed_in("community_worker", TAIPING)
    address = reverse("testing:things", args=[round_.id])
    assert "No sample of surroundings or goods yet" in worker.get(address).content.decode()
    said = {
        "station": phone.station.id, "tube": "E-9", "kind": "goods", "place": "冷库", "spot": "箱", "lot": "",
        "at": "2020-12-08T11:00", "request_id": uuid4(),
    }  # fmt: skip
    refused = worker.post(address, said)
    assert refused.status_code == 422
    assert "names their batch" in refused.content.decode()
    assert worker.post(address, {**said, "lot": LOT}).status_code == 302
    page = worker.get(address).content.decode()
    for text in ("冷库", LOT, "E-9", "on the way"):
        assert text in page, text
    assert signed_in("inspector").post(address, {**said, "lot": LOT}).status_code == 403
