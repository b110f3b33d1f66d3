"""Table 2.4 of the rules: one contact, exposed once, under every edition.

The days are counted from the last exposure, not from arrival.
"""

from __future__ import annotations

import pytest

from fangxian.protocol.pack import load_pack
from tests.protocol.cast import fact
from tests.protocol_packs.people import days, exposed, of, owed

CLOSE = {
    # pack: (test days, day of leaving the site, day of release, day monitoring ends)
    "covid19-cn-3": ([], [], [14], []),
    "covid19-cn-7": ([1, 4, 7, 14], [], [14], []),
    "covid19-cn-8": ([1, 4, 7, 14], [], [14], [21]),
    "covid19-cn-9": ([1, 2, 3, 5, 7, 10], [7], [10], []),
    "covid19-cn-20measures": ([1, 2, 3, 5, 6, 8], [5], [8], []),
    "covid19-cn-classb": ([], [], [], []),
    "measles": ([], [], [], [21]),
    "mpox": ([], [], [], [21]),
    "ebola": ([], [], [], [21]),
    "pertussis": ([], [], [], [21]),
    "novel-influenza": ([], [], [], [10]),
    "sars": ([], [], [14], []),
    "mers": ([], [], [14], []),
    "plague-pneumonic": ([], [], [9], []),
}

SECONDARY = {
    "covid19-cn-3": ([], []),
    "covid19-cn-7": ([1, 4, 7, 14], [14]),
    "covid19-cn-8": ([1, 4, 7], [7]),
    "covid19-cn-9": ([1, 4, 7], [7]),
    "covid19-cn-20measures": ([], []),
    "covid19-cn-classb": ([], []),
}

REGIMES = {
    # pack: (central, home, monitoring)
    "covid19-cn-3": (14, 0, 0),
    "covid19-cn-7": (14, 0, 0),
    "covid19-cn-8": (14, 0, 7),
    "covid19-cn-9": (7, 3, 0),
    "covid19-cn-20measures": (5, 3, 0),
    "measles": (0, 0, 21),
    "mpox": (0, 0, 21),
    "cholera": (0, 0, 5),
    "ebola": (0, 0, 21),
    "plague-pneumonic": (9, 0, 0),
}


@pytest.mark.parametrize("pack", CLOSE)
def test_a_close_contact_is_tested_and_released_on_the_days_of_the_edition(pack: str) -> None:
    tests, to_home, release, monitored = CLOSE[pack]
    tasks = owed(pack, exposed())
    assert days(tasks, "contact.tests") == tests
    assert days(tasks, "contact.to_home") == to_home
    assert days(tasks, "contact.release") == release
    assert days(tasks, "contact.monitoring_end") == monitored


@pytest.mark.parametrize("pack", SECONDARY)
def test_a_contact_of_a_contact_is_judged_only_where_the_edition_does_so(pack: str) -> None:
    tests, release = SECONDARY[pack]
    tasks = owed(pack, exposed("secondary"))
    assert days(tasks, "secondary.tests") == tests
    assert days(tasks, "secondary.release") == release
    assert of(tasks, "contact.tests") == []


@pytest.mark.parametrize("pack", REGIMES)
def test_the_regime_says_the_same_as_its_clauses(pack: str) -> None:
    regime = load_pack(pack).regime_of("close")
    assert regime is not None
    assert (regime.central_days, regime.home_days, regime.monitoring_days) == REGIMES[pack]
    assert list(regime.test_days) == CLOSE.get(pack, ([],))[0]


def test_the_eighth_edition_takes_two_samples_before_release() -> None:
    regime = load_pack("covid19-cn-8").regime_of("close")
    assert regime is not None
    assert {test.day: test.samples for test in regime.tests} == {1: 1, 4: 1, 7: 1, 14: 2}
    assert {test.specimen for test in regime.tests} == {"nasopharyngeal"}


def test_the_ninth_edition_takes_one_throat_swab() -> None:
    regime = load_pack("covid19-cn-9").regime_of("close")
    assert regime is not None
    assert {test.samples for test in regime.tests} == {1}
    assert {test.specimen for test in regime.tests} == {"oropharyngeal"}


@pytest.mark.parametrize(
    ("pack", "hours"), [("covid19-cn-7", 12), ("covid19-cn-8", 12), ("covid19-cn-9", 8), ("covid19-cn-20measures", 8)]
)
def test_a_close_contact_is_in_quarantine_within_hours_of_being_found(pack: str, hours: int) -> None:
    (task,) = of(owed(pack, exposed()), "contact.quarantined")
    assert (task.due_at - task.opened_at).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("pack", "kind", "specimens", "expected"),
    [
        ("covid19-cn-9", "high", [1, 2, 3, 5, 7], 7),
        ("covid19-cn-9", "medium", [1, 4, 7], 7),
        ("covid19-cn-20measures", "high", [1, 3, 5, 7], 7),
    ],
)
def test_a_returnee_is_tested_by_the_risk_of_where_they_were(
    pack: str, kind: str, specimens: list[int], expected: int
) -> None:
    back = fact("arrival.registered", "2020-12-06T12:00", risk=kind, left_at="2020-12-05T20:00:00+08:00")
    tasks = owed(pack, back)
    assert days(tasks, f"returnee.{kind}_tests") == specimens
    assert days(tasks, f"returnee.{kind}_release") == [expected]


def test_a_returnee_from_a_low_risk_area_owes_two_tests_a_day_apart() -> None:
    back = fact("arrival.registered", "2020-12-05T12:00", risk="low")
    first = fact("sample.taken", "2020-12-05T13:00")
    too_soon = fact("sample.taken", "2020-12-05T20:00")
    tasks = of(owed("covid19-cn-9", back, first, too_soon), "returnee.low_tests")
    assert [task.state for task in tasks] == ["discharged", "open"]


@pytest.mark.parametrize(
    ("pack", "release"),
    [("covid19-cn-7", 14), ("covid19-cn-8", 14), ("covid19-cn-9", 10), ("covid19-cn-20measures", 8)],
)
def test_a_person_from_abroad_is_let_go_on_the_day_of_the_edition(pack: str, release: int) -> None:
    entry = fact("arrival.registered", "2020-12-05T12:00", category="entry")
    assert days(owed(pack, entry), "entry.release") == [release]


def test_the_twenty_measures_count_a_person_from_abroad_positive_only_below_ct_35() -> None:
    testing = load_pack("covid19-cn-20measures").testing
    assert testing is not None
    assert testing.positivity is not None
    assert testing.positivity.ct_below == 35
