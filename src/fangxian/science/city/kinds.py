"""What people do, which post they hold, and what a place is: small numbers that stand in a city's arrays."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Sex(IntEnum):
    """Sex as the census counts it."""

    FEMALE = 0
    MALE = 1


class Role(IntEnum):
    """What a person does on most days."""

    HOME = 0  # 居家: infants, pensioners, homemakers, those out of work
    PUPIL = 1  # 学生: kindergarten to senior high school
    STUDENT = 2  # 大学生
    WORKER = 3  # 在职


class Post(IntEnum):
    """A post that an outbreak looks at first 重点岗位; it decides which site a person works at."""

    NONE = 0
    TEACHER = 1  # 教职员工
    MEDICAL = 2  # 医务人员
    FEVER_CLINIC = 3  # 发热门诊
    COLD_CHAIN = 4  # 进口冷链从业人员
    AIRPORT = 5  # 机场一线
    QUARANTINE_SITE = 6  # 集中隔离场所工作人员
    MARKET_STALL = 7  # 农贸市场经营者
    COURIER = 8  # 快递、外卖
    DRIVER = 9  # 公共交通司乘
    PRISON = 10  # 监所
    CARE_HOME = 11  # 养老机构护理员


class PlaceKind(IntEnum):
    """What a place is. Below 20 people belong to it (a *site*), from 20 on they visit it (a *venue*)."""

    KINDERGARTEN = 0
    PRIMARY_SCHOOL = 1
    JUNIOR_SCHOOL = 2
    SENIOR_SCHOOL = 3
    UNIVERSITY = 4
    WORKPLACE = 5
    HOSPITAL = 6
    FEVER_CLINIC = 7
    COLD_CHAIN = 8
    AIRPORT = 9
    QUARANTINE_SITE = 10
    MARKET_STALLS = 11
    DEPOT = 12  # couriers
    TRANSIT_DEPOT = 13
    PRISON = 14
    CARE_HOME = 15
    MARKET = 20  # 农贸市场
    SHOP = 21  # 超市、便利店
    RESTAURANT = 22
    CARD_ROOM = 23  # 棋牌室、茶馆
    BAR = 24  # 酒吧、KTV
    MALL = 25  # 商场、影院
    CLINIC = 26  # 门诊
    TRANSIT = 27  # 公交、地铁: one vehicle's daily run out and back
    HUB = 28  # 车站、景区: open to the whole city


FIRST_VENUE: Final = 20
"""The first place kind that is visited, not belonged to."""

VENUE_KINDS: Final = tuple(kind for kind in PlaceKind if kind >= FIRST_VENUE)
"""Venue kinds in the order of the tables of :class:`~fangxian.science.city.law.VisitTables`."""

SITE_OF_POST: Final = {
    Post.MEDICAL: PlaceKind.HOSPITAL,
    Post.FEVER_CLINIC: PlaceKind.FEVER_CLINIC,
    Post.COLD_CHAIN: PlaceKind.COLD_CHAIN,
    Post.AIRPORT: PlaceKind.AIRPORT,
    Post.QUARANTINE_SITE: PlaceKind.QUARANTINE_SITE,
    Post.MARKET_STALL: PlaceKind.MARKET_STALLS,
    Post.COURIER: PlaceKind.DEPOT,
    Post.DRIVER: PlaceKind.TRANSIT_DEPOT,
    Post.PRISON: PlaceKind.PRISON,
    Post.CARE_HOME: PlaceKind.CARE_HOME,
}
"""Where the holders of a post work. Teachers belong to a school's class instead."""


class Dwelling(IntEnum):
    """What a building is."""

    FLATS = 0  # 楼栋
    HOUSES = 1  # 农村住宅: a few households in one yard
    DORMITORY = 2  # 集体户: student and workers' rooms


class Flag(IntEnum):
    """Bits of a person's ``flags``."""

    SHIFT = 1  # rests on two days of its own instead of Saturday and Sunday
    TRANSIT = 2  # rides a bus or train to work or school
    OUTSIDE = 4  # works or studies outside the zone it lives in
