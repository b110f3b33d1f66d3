"""A round speaks for a zone once everybody of its homes has a result: all negative, or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import override

from fangxian.response.containment.actions import declare_zone
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.registry.actions import House, load_units
from fangxian.response.registry.models import Unit
from fangxian.response.registry.units import home_labels
from fangxian.response.testing.actions import Resident, load_roll, note_absence
from fangxian.response.testing.models import Laboratory, RollEntry, Round
from fangxian.response.testing.queries.clean import last_full_round
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone
from tests.testing.test_laboratory import run

WHOLE: dict[str, list[str]] = {TAIPING: []}


def put_on_roll(of: Round, *people: tuple[int, str]) -> None:
    load_roll(of, [Resident(number_of(n), "王", TAIPING, building, f"{n}室") for n, building in people])


def test_everybody_has_a_result_before_a_round_speaks(
    round_: Round, phone: Phone, laboratory: Laboratory
) -> None:  # fmt: skip
    assert last_full_round(round_.incident_id, WHOLE, NOON) is None, "without a roll nobody knows who everybody is"
    put_on_roll(round_, (1, "1幢"), (2, "1幢"), (3, "2幢"))
    phone.send(make_batch([someone(1), someone(2, "T-2")]))
    said = last_full_round(round_.incident_id, WHOLE, NOON)
    assert said is not None
    assert (said.missing, said.decided) == (1, None)
    run(round_, laboratory, ["T-1"])
    said = last_full_round(round_.incident_id, {TAIPING: ["1幢"]}, NOON)
    assert said is not None
    assert (said.missing, said.waiting, said.decided) == (0, 1, None)
    run(round_, laboratory, ["T-2"])
    said = last_full_round(round_.incident_id, {TAIPING: ["1幢"]}, NOON)
    assert said is not None
    assert (said.decided, said.positive) == (NOON, 0)
    note_absence(round_, RollEntry.objects.get(building="2幢").id, absence="away")
    said = last_full_round(round_.incident_id, WHOLE, NOON)
    assert said is not None
    assert said.complete, "who is excused is not owed a swab"


def test_a_positive_tube_is_open_until_the_single_swabs_are_read(
    round_: Round, phone: Phone, laboratory: Laboratory
) -> None:  # fmt: skip
    put_on_roll(round_, (1, "1幢"), (2, "1幢"))
    phone.send(make_batch([someone(1), someone(2)]))
    run(round_, laboratory, ["T-1"], T_1="positive")
    said = last_full_round(round_.incident_id, WHOLE, NOON)
    assert said is not None
    assert (said.waiting, said.positive, said.decided) == (2, 0, None)
    later = (NOON + timedelta(seconds=1)).isoformat()
    singles = [someone(1, "S-1", at=later), someone(2, "S-2", at=later)]
    from fangxian.response.ledger.clock import advance

    advance(NOON + timedelta(hours=1))
    phone.send(make_batch(singles, {"S-1": "retest", "S-2": "retest"}, sent_at=NOON + timedelta(hours=1)))
    run(round_, laboratory, ["S-1"])
    run(round_, laboratory, ["S-2"], S_2="positive")
    said = last_full_round(round_.incident_id, WHOLE, NOON + timedelta(hours=2))
    assert said is not None
    assert (said.waiting, said.positive, said.decided) == (0, 1, NOON + timedelta(hours=1))


def test_the_lift_of_a_zone_rests_on_the_round(
    round_: Round, phone: Phone, laboratory: Laboratory, clock_at: Callable[[datetime], None]
) -> None:  # fmt: skip
    zone = declare_zone(
        round_.incident, name="太平村", kind="sealed", unit="village", area=TAIPING,
        effective_from=NOON - timedelta(hours=1), signed_by="指挥部", last_case_at=NOON - timedelta(hours=1),
    )  # fmt: skip

    def told(at: datetime) -> tuple[bool | None, str]:
        with override("en"):
            checks = criteria_to_lift(zone, at).checks
        (check,) = [one for one in checks if one.condition.figure == "hours_since_round_all_negative"]
        return check.truth, check.evidence

    put_on_roll(round_, (1, "1幢"))
    truth, evidence = told(NOON)
    assert truth is None
    assert "1 still to be tested" in evidence
    phone.send(make_batch([someone(1)]))
    run(round_, laboratory, ["T-1"])
    truth, evidence = told(NOON)
    assert truth is True
    assert "0 positive" in evidence
    assert told(NOON + timedelta(hours=49))[0] is False, "two days later another round is needed"


def test_units_of_a_zone_are_found_on_the_roll_by_their_homes(round_: Round) -> None:
    load_units([
        House(TAIPING, "1栋", "40", compound="阳光苑", stairwell="1单元"),
        House(TAIPING, "2栋", "90", compound="阳光苑"),
        House(TAIPING, "老楼", "24"), House(PIDU, "", "9", compound="大院"),
    ])  # fmt: skip
    ids = dict(Unit.objects.values_list("label", "id"))
    assert home_labels([ids["阳光苑"]]) == {TAIPING: ["阳光苑 1栋", "阳光苑 2栋"]}
    assert home_labels([ids["阳光苑 1栋 1单元"], ids["老楼"]]) == {TAIPING: ["老楼", "阳光苑 1栋"]}
    assert home_labels([ids["大院"]]) == {PIDU: ["大院"]}
