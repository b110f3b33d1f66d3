"""Who the people of a synthetic city are: a name, an identity number, a telephone and an address for each.

Nobody's: the numbers begin with region codes that were never given out, the telephones with a prefix that no operator
uses, and two people never share either. Everything is a pure function of the seed and the person, so that nobody has
to be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fangxian.drill.world.chance import Purpose, below, second_below, word
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.resident_id import check_digit
from fangxian.science.city.kinds import Sex
from fangxian.science.city.model import City

SURNAMES: Final = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余")
"""The commonest, most common first (公安部户政管理研究中心《二〇二〇年全国姓名报告》 names the first five)."""

_WEIGHTS: Final = tuple(100 // (rank + 4) for rank in range(len(SURNAMES)))
"""Falling by rank; the report gives shares only for the hundred commonest together (85.9 %), so these are assumed."""

GIVEN: Final = {
    Sex.FEMALE: tuple("芳娜敏静丽艳娟霞秀燕玲桂英华慧巧美红莉雪梅兰萍琴佳琪萱涵怡婷"),
    Sex.MALE: tuple("伟强磊军洋勇杰涛明超平刚辉鹏斌波宇浩凯健俊帆鑫博文轩晨阳建国"),
}
"""Characters of given names, one or two of them."""

REGIONS: Final = 1_000
"""Region codes 519000 to 519999: no city of Sichuan has a number of 90 or above (GB/T 2260)."""

_LETTERS_OF_A_DAY: Final = 500
"""Sequence numbers of one sex on one day of birth in one region (GB 11643-1999: three digits, odd for men)."""

PHONE_PREFIX: Final = "100"
"""A mobile number begins with 13 to 19; these eleven digits ring nowhere."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody of the city is."""

    name: str
    sex: str
    """``F`` or ``M``."""
    age: int
    born: date
    number: str
    phone: str
    address: str
    area: str
    """National code of where the person lives."""

    @property
    def card(self) -> IdentityCard:
        """As the register takes it."""
        return IdentityCard(name=self.name, id_number=self.number, phone=self.phone, address=self.address)


def who(city: City, person: int, counted: date) -> Identity:
    """Who a person of a city is.

    Parameters
    ----------
    city : City
    person : int
        Number of the person.
    counted : date
        The day on which the city counted completed years: it decides the day of birth, so one drill has one such day.
    """
    sex, age = Sex(int(city.sex[person])), int(city.age[person])
    born = birthday(city, person, counted)
    return Identity(
        name=_name(city.seed, person, sex),
        sex="F" if sex is Sex.FEMALE else "M",
        age=age,
        born=born,
        number=_number(person, sex, born),
        phone=f"{PHONE_PREFIX}{person:08d}",
        address=address(city, person),
        area=city.code_of(person),
    )


def birthday(city: City, person: int, counted: date) -> date:
    """A day of birth that makes the person as old as the city says on the day it counted.

    Those who share a region and a sequence number are born eight days of the year apart, so that no number is given
    twice among 22 million people.
    """
    round_, seat = divmod(person, REGIONS * _LETTERS_OF_A_DAY)
    days = (below(word(city.seed, Purpose.BORN, seat), 365) + 8 * round_) % 365
    return _years_before(counted, int(city.age[person])) - timedelta(days=days)


def address(city: City, person: int) -> str:
    """Building and door, numbered as the city numbers them."""
    household = int(city.household[person])
    building = int(city.household_building[household])
    area = int(city.area_of(person))
    first = int(city.area_building_offsets[area])
    door = household - int(city.building_household_offsets[building]) + 1
    return f"{building - first + 1}栋{door}号"


def _name(seed: int, person: int, sex: Sex) -> str:
    chance = word(seed, Purpose.NAME, person)
    spot = below(chance, sum(_WEIGHTS))
    surname = SURNAMES[-1]
    for letter, weight in zip(SURNAMES, _WEIGHTS, strict=True):
        if spot < weight:
            surname = letter
            break
        spot -= weight
    pool, given = GIVEN[sex], word(seed, Purpose.GIVEN, person)
    first = pool[below(given, len(pool))]
    second = pool[second_below(given, len(pool))] if second_below(chance, 4) else ""
    return surname + first + second


def _number(person: int, sex: Sex, born: date) -> str:
    """Region and sequence are 500,000 seats; the person's own number says which."""
    region, letter = person % REGIONS, person // REGIONS % _LETTERS_OF_A_DAY
    first = f"{519_000 + region}{born:%Y%m%d}{2 * letter + (sex is Sex.MALE):03d}"
    return first + check_digit(first)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
