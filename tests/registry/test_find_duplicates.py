"""Likely duplicates go into a queue; nobody is held up, and a decision is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.registry import spelling
from fangxian.response.registry.actions import (
    find_duplicates,
    merge_persons,
    reopen_pair,
    set_identities,
    set_identity,
    tell_apart,
    undo_merge,
)
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.likeness import WORTH, Traits, likeness, narrowest
from fangxian.response.registry.models import Duplicate, Identity
from fangxian.response.registry.resident_id import check_digit
from tests import factories
from tests.factories import CHENGDU, PIDU

pytestmark = pytest.mark.usefixtures("everywhere")


def number(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


ONE = IdentityCard(name="张小明", id_number=number("51010119900101001"), phone="13800000001")


def entered(card: IdentityCard, **fields):
    person = factories.person(**fields)
    set_identity(person, card)
    return person


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (IdentityCard(name="张晓明", phone="13800000001"), ["name_sounds", "phone_same"]),
        (IdentityCard(name="张小明", born="1990-01-01"), ["name_same", "born_same"]),
        (IdentityCard(name="Zhang Xiaoming", born="1990-01-01"), ["name_sounds", "born_same"]),
        (IdentityCard(name="张小明", id_number=number("51010119900101002")), ["name_same", "born_same", "number_like"]),
    ],
)
def test_a_second_entry_is_noticed_as_it_is_made(other, reasons):
    first = entered(ONE)
    second = entered(other)
    pair = Duplicate.objects.get()
    assert {pair.first, pair.second} == {first, second}
    assert (pair.reasons, pair.state) == (reasons, "waiting")
    assert pair.score >= WORTH


@pytest.mark.parametrize(
    "other",
    [
        IdentityCard(name="张小明"),
        IdentityCard(name="李雷", phone="13800000001"),
        IdentityCard(name="张小明", born="1960-01-01", phone="13800000009"),
        IdentityCard(),
    ],
)
def test_who_only_shares_a_name_or_a_phone_is_not_asked_about(other):
    entered(ONE)
    entered(other)
    assert not Duplicate.objects.exists()


def test_of_many_at_once_nothing_is_compared_until_the_job_runs():
    cards = {factories.person(): IdentityCard(name="王伟", born="1980-05-05") for _ in range(21)}
    set_identities(cards)
    assert not Duplicate.objects.exists()
    assert Identity.objects.filter(compared_at=None).count() == 21
    assert find_duplicates() == 21 * 20 // 2
    assert not Identity.objects.filter(compared_at=None).exists()
    assert find_duplicates() == 0, "nothing is compared twice"


def test_a_pair_lies_where_both_can_be_seen():
    entered(ONE, area=PIDU)
    entered(IdentityCard(name="张小明", phone="13800000001"), area="510108")
    assert Duplicate.objects.get().area == CHENGDU
    with access.area(PIDU):
        assert not Duplicate.objects.exists()
    with access.area(CHENGDU):
        assert Duplicate.objects.exists()


def test_not_the_same_is_remembered_and_can_be_taken_back():
    first, second = entered(ONE), entered(IdentityCard(name="张晓明", phone="13800000001"))
    pair = tell_apart(Duplicate.objects.get(), note="双胞胎")
    assert (pair.state, pair.note) == ("different", "双胞胎")
    set_identity(second, IdentityCard(name="张小明", phone="13800000001"))
    assert Duplicate.objects.get().state == "different", "it does not come up again"
    assert reopen_pair(pair).state == "waiting"
    merge = merge_persons(first, second)
    assert Duplicate.objects.get().state == "merged"
    with pytest.raises(Conflict):
        tell_apart(pair)
    undo_merge(merge, reason="看错了")
    assert Duplicate.objects.get().state == "different"


def test_deciding_needs_the_right():
    entered(ONE)
    entered(IdentityCard(name="张晓明", phone="13800000001"))
    with pytest.raises(NotAllowed):
        tell_apart(Duplicate.objects.get(), by=factories.post(PIDU, "inspector"))


def test_who_was_merged_away_is_not_proposed_again():
    first, second = entered(ONE), entered(IdentityCard(name="张晓明", phone="13800000001"))
    merge_persons(first, second)
    third = entered(IdentityCard(name="张小明", phone="13800000001"))
    waiting = Duplicate.objects.filter(state="waiting")
    assert {person for pair in waiting for person in (pair.first, pair.second)} == {first, third}


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [("张三", "zhangsan", "zs"), ("单雄信", "shanxiongxin", "sxx"), ("尉迟恭", "yuchigong", "ycg"),
     ("吕布", "lvbu", "lb"), ("O'Neil, Shaun", "oneilshaun", "ons"), ("", "", "")],
)  # fmt: skip
def test_how_a_name_sounds(name, pinyin, initials):
    assert (spelling.pinyin(name), spelling.initials(name)) == (pinyin, initials)


_CARDS = st.builds(
    IdentityCard,
    name=st.sampled_from(["张三", "章三", "张珊", "李雷", "", "Zhang San"]),
    phone=st.sampled_from(["", "13800000001", "13800000002"]),
    born=st.sampled_from(["", "1990-01-01", "1991-01-01"]),
)
_TRAITS = st.builds(Traits, _CARDS, st.sampled_from(["", "F", "M"]), st.none() | st.integers(0, 99))


@given(_TRAITS, _TRAITS)
def test_likeness_does_not_depend_on_the_order(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other).score <= 100


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [("510117001", "510117002", "510117"), ("510117", "510108", "5101"), ("51", "12", ""), (PIDU, PIDU, PIDU)],
)
def test_the_narrowest_area_that_holds_both(one, other, both):
    assert narrowest(one, other) == both
