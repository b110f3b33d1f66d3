"""Plates, results by four eyes, and what a positive tube sets off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, FangxianError, Invalid
from fangxian.response.ledger.models import FactRow, Incident, TaskRow
from fangxian.response.registry.models import Identity
from fangxian.response.testing.actions import (
    Reading,
    enter_results,
    hand_over,
    hold_members,
    lay_plate,
    open_round,
    open_station,
    release_results,
    take_over,
)
from fangxian.response.testing.actions.lay_plate import CONTROLS, waiting
from fangxian.response.testing.models import Laboratory, Plate, Registration, Retest, Round, Tube
from fangxian.response.testing.results import read_results
from fangxian.response.testing.retests import report_tubes
from fangxian.response.testing.telling import tell_ledger
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, someone


def receive(of: Round, laboratory: Laboratory, codes: list[str]) -> None:
    """Hand tubes to the laboratory."""
    held = hand_over(of, leg="laboratory", tubes=codes, given_by="乙", laboratory=laboratory)
    take_over(held, tubes=codes, taken_by="丙")


def readings(plate: Plate, **results: str) -> list[Reading]:
    """Every well of a plate: controls as they must be, tubes negative unless said (``T_1="positive"``)."""
    said = {code.replace("_", "-"): result for code, result in results.items()}
    return [Reading(well.position, well.control or said.get(well.tube, "negative")) for well in plate.wells.all()]


def run(of: Round, laboratory: Laboratory, codes: list[str], **results: str) -> Plate:
    """Receive, lay out, enter and release."""
    receive(of, laboratory, codes)
    plate = lay_plate(of, laboratory, name=f"板 {uuid4().hex[:6]}", tubes=codes)
    enter_results(plate, readings(plate, **results), entered_by="检验甲")
    return release_results(plate, released_by="审核乙")


def test_a_plate_holds_the_94_that_wait_longest_and_two_controls(
    phone: Phone, round_: Round, laboratory: Laboratory
) -> None:
    codes = [f"T-{n:03}" for n in range(100)]
    phone.send(make_batch([someone(n, code) for n, code in enumerate(codes)]))
    receive(round_, laboratory, codes)
    plate = lay_plate(round_, laboratory, name="1 号板")
    wells = {well.position: well for well in plate.wells.all()}
    assert len(wells) == 96
    assert {at: well.control for at, well in wells.items() if well.control} == CONTROLS
    assert (wells["A1"].tube, wells["B1"].tube, wells["A2"].tube) == ("T-000", "T-001", "T-008")
    assert waiting(round_, laboratory) == codes[94:]


def test_a_tube_that_was_not_received_goes_on_no_plate(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    with pytest.raises(Invalid) as refused:
        lay_plate(round_, laboratory, name="1", tubes=["T-1", "T-2"])
    assert refused.value.code == "plate.tube"


@pytest.mark.parametrize("change", ["missing", "twice", "unknown"])
def test_as_many_results_come_back_as_wells_went_in(
    phone: Phone, round_: Round, laboratory: Laboratory, change: str
) -> None:
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2")]))
    receive(round_, laboratory, ["T-1", "T-2"])
    plate = lay_plate(round_, laboratory, name="1")
    said = readings(plate)
    said = {"missing": said[1:], "twice": [*said, said[0]], "unknown": [*said, Reading("H1", "negative")]}[change]
    with pytest.raises(Invalid) as refused:
        enter_results(plate, said, entered_by="甲")
    assert refused.value.code == "plate.wells"
    assert plate.wells.exclude(reading="").count() == 0


def test_whoever_enters_does_not_release(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    receive(round_, laboratory, ["T-1"])
    plate = lay_plate(round_, laboratory, name="1")
    by = factories.post(PIDU, "laboratorian")
    with pytest.raises(Conflict):
        release_results(plate, released_by="乙")
    enter_results(plate, readings(plate), entered_by="甲", by=by)
    for name, post in (("甲", factories.post(PIDU, "laboratorian")), ("乙", by)):
        with pytest.raises(Conflict) as refused:
            release_results(plate, released_by=name, by=post)
        assert refused.value.code == "plate.four_eyes"
    release_results(plate, released_by="乙", by=factories.post(PIDU, "laboratorian"))
    assert Tube.objects.get(code="T-1").result == "negative"
    with pytest.raises(Conflict):
        enter_results(plate, readings(plate), entered_by="甲")


def test_a_plate_whose_controls_fail_is_not_released(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    receive(round_, laboratory, ["T-1"])
    plate = lay_plate(round_, laboratory, name="1")
    said = [Reading(one.well, "negative") for one in readings(plate)]
    enter_results(plate, said, entered_by="甲")
    with pytest.raises(Invalid) as refused:
        release_results(plate, released_by="乙")
    assert refused.value.code == "plate.controls"
    assert Tube.objects.get(code="T-1").result == ""


def test_an_invalid_well_waits_for_another_plate(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2")]))
    run(round_, laboratory, ["T-1", "T-2"], T_1="invalid")
    assert Tube.objects.get(code="T-1").result == ""
    assert waiting(round_, laboratory) == ["T-1"]


def test_a_positive_tube_holds_and_retests_everybody_in_it(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    people = [someone(n, "T-1") for n in range(10)] + [someone(30, "T-2")]
    phone.send(make_batch(people))
    run(round_, laboratory, ["T-1", "T-2"], T_1="positive")
    tube = Tube.objects.get(code="T-1")
    fact = FactRow.objects.get(subject=tube.subject, kind="tube.resulted")
    assert (fact.attributes["result"], fact.attributes["people"]) == ("positive", 10)
    tasks = dict(TaskRow.objects.filter(subject=tube.subject).values_list("clause", "state"))
    assert tasks == {"tube.members_held": "open", "tube.members_retested": "open"}
    orders = Retest.objects.filter(round=round_.serial)
    assert {order.registration for order in orders} == {UUID(one["id"]) for one in people[:10]}
    assert Identity.objects.filter(person_id__in=[order.person for order in orders]).count() == 10
    assert not FactRow.objects.filter(kind="tube.resulted").exclude(subject=tube.subject).exists()
    report_tubes(round_)
    assert Retest.objects.count() == 10
    assert FactRow.objects.filter(kind="tube.resulted").count() == 1


def test_the_clocks_of_a_positive_tube_stop_when_everybody_is_held_and_sampled(
    phone: Phone, round_: Round, laboratory: Laboratory, clock_at: Callable[[datetime], None]
) -> None:
    people = [someone(n, "T-1") for n in range(3)]
    phone.send(make_batch(people))
    run(round_, laboratory, ["T-1"], T_1="grey")
    subject = Tube.objects.get(code="T-1").subject
    ids = [UUID(one["id"]) for one in people]
    hold_members(round_, ids[:2])
    assert not FactRow.objects.filter(kind="tube.members_held").exists()
    hold_members(round_, ids)
    states = TaskRow.objects.filter(subject=subject)
    assert states.get(clause="tube.members_held").state == "discharged"

    later = NOON + timedelta(hours=2)
    clock_at(later)
    again = [someone(n, f"S-{n}", at=later.isoformat()) for n in range(3)]
    for part in (again[:2], again[2:]):
        phone.send(make_batch(part, {one["tube"]: "retest" for one in part}, sent_at=later))
        report_tubes(round_)
    tell_ledger()
    assert set(Retest.objects.values_list("sample", flat=True)) == {UUID(one["id"]) for one in again}
    assert states.get(clause="tube.members_retested").state == "discharged"
    assert FactRow.objects.filter(kind="sample.taken", attributes__method="single").count() == 3
    run(round_, laboratory, ["S-0", "S-1", "S-2"], S_1="positive")
    assert Retest.objects.count() == 3, "a single re-test orders no other"
    results = FactRow.objects.filter(kind="sample.resulted").values_list("attributes__result", flat=True)
    assert sorted(results) == ["negative", "negative", "positive"]


def test_a_swab_before_the_order_is_no_retest(
    phone: Phone, round_: Round, laboratory: Laboratory, clock_at: Callable[[datetime], None]
) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    run(round_, laboratory, ["T-1"], T_1="positive")
    clock_at(NOON + timedelta(hours=1))
    phone.send(make_batch([someone(1, "S-1")], {"S-1": "retest"}, sent_at=NOON + timedelta(hours=1)))
    assert Retest.objects.get().sample is None


def test_a_registration_that_comes_late_to_a_positive_tube_is_retested_too(
    phone: Phone, round_: Round, laboratory: Laboratory
) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    run(round_, laboratory, ["T-1"], T_1="positive")
    phone.send(make_batch([someone(2, "T-1")]))
    report_tubes(round_)
    assert Retest.objects.count() == 2


def test_whoever_owes_a_test_has_it_on_record_and_the_crowd_stays_in_its_rows(
    phone: Phone, round_: Round, outbreak: Incident
) -> None:
    from fangxian.response.ledger.entry import Entry
    from fangxian.response.ledger.record import record
    from fangxian.response.registry.actions import create_person
    from fangxian.response.registry.identity import IdentityCard
    from tests.testing.conftest import number_of

    contact = create_person(label="K-1", area=TAIPING, identity=IdentityCard("李四", id_number=number_of(1)))
    create_person(label="P-2", area=TAIPING, identity=IdentityCard("王五", id_number=number_of(2)))
    said = {"kind": "close", "relationship": str(uuid4()), "last_exposure": (NOON - timedelta(days=1)).isoformat()}
    at = NOON - timedelta(hours=2)
    record([Entry("exposure.recorded", contact.subject, at, TAIPING, said, outbreak.id)])
    phone.send(make_batch([someone(n, "T-1") for n in range(6)]))
    assert tell_ledger() == 2
    taken = FactRow.objects.filter(kind="sample.taken")
    assert [fact.subject for fact in taken] == [contact.subject]
    assert tell_ledger() == 0


def test_results_are_read_from_an_instruments_file(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2")]))
    receive(round_, laboratory, ["T-1", "T-2"])
    plate = lay_plate(round_, laboratory, name="1")
    text = (
        "孔位,样本编号,Ct ORF1ab,Ct N,结果\n"
        "A01,T-1,28.4,29.1,阳性\nB01,T-2,-,未检出,阴性\nG12,PC,25,26,阳性\nH12,NC,,,阴性\n"
    )
    enter_results(plate, read_results(text.encode("gb18030"), "板.csv", plate), entered_by="甲")
    wells = {well.position: well for well in plate.wells.all()}
    assert (wells["A1"].reading, wells["A1"].cts) == ("positive", {"orf1ab": 28.4, "n": 29.1})
    assert (wells["B1"].reading, wells["B1"].cts) == ("negative", {"orf1ab": None, "n": None})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("孔位,结果\nA1,阳性\n", "plate.wells"),
        ("孔位,采样管,结果\nB1,T-1,阴性\n", "results.row"),
        ("采样管,结果\nT-9,阴性\n", "results.row"),
        ("孔位,结果,Ct N\nA1,阴性,ninety\n", "results.row"),
        ("孔位,结论是什么\nA1,阴性\n", "results.columns"),
        ("well,result\nA1,maybe\nG12,positive\nH12,negative\n", "plate.reading"),
    ],
)
def test_a_file_that_breaks_a_rule_enters_nothing(
    phone: Phone, round_: Round, laboratory: Laboratory, text: str, told: str
) -> None:
    phone.send(make_batch([someone(1, "T-1")]))
    receive(round_, laboratory, ["T-1"])
    plate = lay_plate(round_, laboratory, name="1")
    with pytest.raises(FangxianError) as refused:
        enter_results(plate, read_results(text.encode(), "板.csv", plate), entered_by="甲")
    assert refused.value.code == told
    assert str(refused.value)
    assert plate.wells.exclude(reading="").count() == 0


CODES = [f"P-{n}" for n in range(4)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])  # a round of its own each
@given(
    sent=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(CODES)), min_size=1, max_size=60),
    results=st.lists(st.sampled_from(["positive", "grey", "negative"]), min_size=4, max_size=4),
    cut=st.integers(0, 60),
)
def test_no_tube_holds_too_many_and_every_positive_one_orders_one_retest_for_each(
    outbreak: Incident, sent: list[tuple[int, str]], results: list[str], cut: int
) -> None:
    """Whatever is sent, in whatever batches, some of it twice: person, tube and result stay complete."""
    of = open_round(outbreak, scope=[PIDU], deadline=NOON + timedelta(hours=20), signed_by="指挥部")
    laboratory = Laboratory.objects.get_or_create(area=PIDU, name="实验室")[0]
    phone = Phone(open_station(of, name="站", area=TAIPING))
    people = [someone(serial, code) for serial, code in sent]
    accepted: set[str] = set()
    for part in (people[:cut], people, people[cut:]):
        said: dict[str, Any] = phone.send(make_batch(part)).json()
        refused = {one["id"] for one in said["rejected"]}
        accepted |= {one["id"] for one in part} - refused
    rows = {str(row.id): row.tube for row in Registration.objects.filter(round=of.serial)}
    assert set(rows) == accepted
    tubes = {tube.code: tube for tube in Tube.objects.filter(round=of.serial)}
    for code, tube in tubes.items():
        assert tube.people == sum(at == code for at in rows.values()) <= tube.capacity
    outcome = {code: result for code, result in zip(CODES, results, strict=True) if code in tubes}
    run(of, laboratory, list(outcome), **{code.replace("-", "_"): result for code, result in outcome.items()})
    report_tubes(of)
    orders = [str(one) for one in Retest.objects.filter(round=of.serial).values_list("registration", flat=True)]
    assert sorted(orders) == sorted(one for one, code in rows.items() if outcome[code] != "negative")
    assert {tube.result for tube in Tube.objects.filter(round=of.serial)} == set(outcome.values())
