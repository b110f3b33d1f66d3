"""Which rulebook is proposed for a disease, an area and a date."""

from __future__ import annotations

import pytest

from fangxian.protocol.choice import in_force
from fangxian.protocol.pack import packs
from tests.protocol.cast import at


def proposed(disease: str, area: str, time: str) -> list[str]:
    return [pack.id for pack in in_force(packs(), disease=disease, area=area, at=at(time))]


@pytest.mark.parametrize(
    ("time", "pack"),
    [
        ("2020-02-20T12:00", "covid19-cn-3"),
        ("2020-12-07T16:00", "covid19-cn-7"),
        ("2021-07-20T12:00", "covid19-cn-8"),
        ("2022-09-01T12:00", "covid19-cn-9"),
        ("2022-11-11T00:00", "covid19-cn-20measures"),
        ("2022-11-10T23:59", "covid19-cn-9"),
        ("2023-01-08T00:00", "covid19-cn-classb"),
    ],
)
def test_an_edition_is_in_force_from_the_first_minute_of_its_day(time: str, pack: str) -> None:
    assert proposed("covid19", "510117", time) == [pack]


def test_an_order_of_the_city_comes_before_the_edition_it_lies_on() -> None:
    assert proposed("covid19", "510117001", "2021-11-10T12:00") == ["order-chengdu-companions-2021", "covid19-cn-8"]


def test_an_order_does_not_reach_beyond_its_city() -> None:
    assert proposed("covid19", "120101", "2021-11-10T12:00") == ["covid19-cn-8"]


def test_no_pack_is_proposed_before_any_was_in_force() -> None:
    assert proposed("mpox", "510117", "2020-12-07T16:00") == []
