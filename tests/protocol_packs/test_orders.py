"""Orders of cities: the seed's 24 and 48 hours, and Chengdu's companions."""

from __future__ import annotations

import json
from datetime import timedelta

from fangxian.protocol.pack import load_pack
from tests.protocol.cast import fact
from tests.protocol_packs.people import exposed, of, owed

ORDER = "order-city-companions-2021"


def test_a_companion_is_checked_within_24_hours_on_the_basis_of_an_order() -> None:
    (task,) = of(owed(ORDER, exposed("companion")), "companion.checked")
    assert task.due_at - task.opened_at == timedelta(hours=24)
    assert task.basis == "order"


def test_a_stayer_of_a_key_area_is_checked_within_48_hours() -> None:
    stay = fact("stay.recorded", "2020-12-06T09:00", area="150100", last_stay="2020-12-01T09:00:00+08:00")
    (task,) = of(owed(ORDER, stay), "key_area.checked")
    assert task.due_at - task.opened_at == timedelta(hours=48)
    assert task.basis == "order"


def test_the_order_quotes_the_speech() -> None:
    pack = load_pack(ORDER)
    for name, words in (("companion.checked", "24小时"), ("key_area.checked", "48小时")):
        clause = pack.clause(name)
        assert words in clause.cite
        assert clause.mark == "S"


def test_a_check_closes_the_task_and_the_edition_beneath_still_holds() -> None:
    checked = fact("person.checked", "2020-12-06T20:00", outcome="controlled")
    assert of(owed(ORDER, exposed("companion"), checked), "companion.checked")[0].state == "discharged"
    assert of(owed(ORDER, exposed("close")), "contact.release")
    assert "covid19-cn-8" in load_pack(ORDER).layers


def test_the_national_edition_knows_no_companions() -> None:
    assert load_pack("covid19-cn-8").companion is None
    assert not [task for task in owed("covid19-cn-8", exposed("companion")) if task.clause.startswith("companion")]


def test_chengdu_s_rule_is_a_set_of_parameters() -> None:
    rule = load_pack("order-chengdu-companions-2021").companion
    assert rule is not None
    assert (rule.cell_m, rule.minutes, rule.window_days, rule.cumulative_hours) == (800, 10, 14, 30)
    assert rule.operator == "and"
    assert rule.mark == "V"
    json.dumps(rule.model_dump(mode="json"))


def test_a_companion_in_chengdu_owes_two_tests_a_day_apart_within_three_days() -> None:
    story = [
        exposed("companion"),
        fact("sample.taken", "2020-12-06T12:00"),
        fact("sample.taken", "2020-12-06T18:00"),
        fact("sample.taken", "2020-12-07T12:00"),
    ]
    tasks = of(owed("order-chengdu-companions-2021", *story), "companion.tests")
    assert [task.state for task in tasks] == ["discharged", "discharged"]
    assert {task.discharged_at.day for task in tasks if task.discharged_at} == {6, 7}
