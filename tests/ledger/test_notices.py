"""Composing digests: pure, with times given, not taken."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.ledger import clauses
from fangxian.response.ledger.notices import Item, Wishes, compose, in_quiet_hours, ready, sentence

ZONE = ZoneInfo("Asia/Shanghai")
PACK = "covid19-cn-7"
LOUD = Wishes(quiet=None)


def at(text: str) -> datetime:
    """A local time of 8 December 2020."""
    return datetime.combine(date(2020, 12, 8), time.fromisoformat(text), ZONE)


def item(created: str = "10:00", kind: str = "new", **said: object) -> Item:
    critical = bool(said.pop("critical", False))
    return Item(kind, at(created), critical, {"count": 1, **said}, "/mine/#x")


def test_as_things_come_everything_goes_out_at_once() -> None:
    assert ready(LOUD, [item("10:00")], at("10:01"), ZONE) == [item("10:00")]


def test_who_wants_no_mail_gets_none_not_even_critical() -> None:
    assert ready(Wishes(email=False), [item(critical=True)], at("10:01"), ZONE) == []


def test_a_notice_waits_for_the_next_wished_time() -> None:
    wishes = Wishes(times=(time(8), time(12)), quiet=None)
    assert ready(wishes, [item("10:00")], at("11:59"), ZONE) == []
    assert ready(wishes, [item("10:00")], at("12:00"), ZONE) == [item("10:00")]
    assert ready(wishes, [item("12:01")], at("23:00"), ZONE) == []
    assert ready(wishes, [item("12:01")], at("08:00") + timedelta(days=1), ZONE) == [item("12:01")]


def test_quiet_hours_hold_back_all_but_what_is_critical() -> None:
    wishes = Wishes(quiet=(time(22), time(7)))
    notices = [item("21:59"), item("21:59", critical=True)]
    assert ready(wishes, notices, at("22:00"), ZONE) == notices[1:]
    assert ready(wishes, notices, at("07:00") + timedelta(days=1), ZONE) == notices


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        ((time(22), time(7)), "22:00", True),
        ((time(22), time(7)), "06:59", True),
        ((time(22), time(7)), "07:00", False),
        ((time(12), time(14)), "13:00", True),
        ((time(12), time(14)), "14:00", False),
        ((time(9), time(9)), "09:00", False),
        (None, "03:00", False),
    ],
)
def test_quiet_hours_may_run_past_midnight(quiet: tuple[time, time] | None, moment: str, expected: bool) -> None:
    assert in_quiet_hours(Wishes(quiet=quiet), time.fromisoformat(moment)) is expected


@given(
    st.lists(st.times(), max_size=4),
    st.none() | st.tuples(st.times(), st.times()),
    st.integers(0, 2 * 24 * 60),
    st.booleans(),
)
def test_nothing_waits_longer_than_a_day_and_a_night(
    times: list[time], quiet: tuple[time, time] | None, minutes: int, critical: bool
) -> None:
    wishes = Wishes(times=tuple(times), quiet=quiet)
    start = datetime(2020, 12, 8, tzinfo=UTC) + timedelta(minutes=minutes)
    notice = Item("new", start, critical)
    moments = [start + timedelta(minutes=5 * step) for step in range(2 * 288 + 2)]
    gone = [moment for moment in moments if ready(wishes, [notice], moment, ZONE)]
    silent = quiet is not None and all(in_quiet_hours(wishes, time(hour, m)) for hour in range(24) for m in (0, 30))
    assert gone or silent
    if critical:
        assert gone == moments


def test_a_digest_says_how_many_of_what_and_what_is_critical_first() -> None:
    first = item(count=3, clauses=[[PACK, "case.full_investigation", 2], [PACK, "case.to_hospital", 1]])
    urgent = Item("overdue", at("10:30"), True, {"count": 2, "critical": 2}, "/mine/#x")
    with translation.override("en"):
        mail = compose([first, urgent], "Chengdu live", clauses.clause, "https://fx.example")
    assert mail.subject == "[Chengdu live] Critical: 5 tasks for you"
    lines = mail.body.splitlines()
    assert lines[0] == "· 2 tasks are overdue (2 critical)"
    assert lines[1] == "  https://fx.example/mine/#x"
    assert lines[2].startswith("· 3 new tasks: ")
    assert "×2" in lines[2]


def test_without_an_address_of_the_site_there_are_no_links() -> None:
    assert "/mine/" not in compose([item()], "live", clauses.clause).body


def test_a_sentence_names_three_clauses_at_most_and_speaks_the_readers_language() -> None:
    named = [[PACK, clause, 1] for clause in ("case.core_facts", "case.to_hospital", "contact.tests", "gone.clause")]
    with translation.override("en"):
        said = sentence("new", {"count": 4, "clauses": named}, clauses.clause)
        assert said.endswith("and more")
        assert "gone.clause" not in said
        english = clauses.clause(PACK, "case.to_hospital")
        assert english is not None
        assert english.title.en in said
    with translation.override("zh-hans"):
        assert english.title.zh in sentence("new", {"count": 4, "clauses": named}, clauses.clause)


@pytest.mark.parametrize("kind", ["new", "due_soon", "overdue", "escalated", "offered", "returned", "declined", "part"])
def test_every_kind_has_a_sentence_for_one_and_for_many(kind: str) -> None:
    with translation.override("en"):
        assert sentence(kind, {"count": 1}, clauses.clause).startswith("1 ")
        assert sentence(kind, {"count": 7}, clauses.clause).startswith("7 ")
