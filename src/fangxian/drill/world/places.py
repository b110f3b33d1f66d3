"""What the places of a synthetic city are called in the record."""

from __future__ import annotations

from typing import Final

from fangxian.response.registry.models import Place
from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.model import City

_C = Place.Category

NAMES: Final[dict[PlaceKind, tuple[str, str]]] = {
    PlaceKind.KINDERGARTEN: ("幼儿园", _C.SCHOOL),
    PlaceKind.PRIMARY_SCHOOL: ("小学", _C.SCHOOL),
    PlaceKind.JUNIOR_SCHOOL: ("初级中学", _C.SCHOOL),
    PlaceKind.SENIOR_SCHOOL: ("高级中学", _C.SCHOOL),
    PlaceKind.UNIVERSITY: ("大学", _C.SCHOOL),
    PlaceKind.WORKPLACE: ("单位", _C.WORK),
    PlaceKind.HOSPITAL: ("医院", _C.MEDICAL),
    PlaceKind.FEVER_CLINIC: ("发热门诊", _C.MEDICAL),
    PlaceKind.COLD_CHAIN: ("冷链仓库", _C.WORK),
    PlaceKind.AIRPORT: ("机场", _C.TRANSPORT),
    PlaceKind.QUARANTINE_SITE: ("集中隔离点", _C.WORK),
    PlaceKind.MARKET_STALLS: ("市场摊位", _C.MARKET),
    PlaceKind.DEPOT: ("快递站点", _C.WORK),
    PlaceKind.TRANSIT_DEPOT: ("公交场站", _C.WORK),
    PlaceKind.PRISON: ("监所", _C.WORK),
    PlaceKind.CARE_HOME: ("养老机构", _C.WORK),
    PlaceKind.MARKET: ("农贸市场", _C.MARKET),
    PlaceKind.SHOP: ("超市", _C.SHOP),
    PlaceKind.RESTAURANT: ("餐馆", _C.MEAL),
    PlaceKind.CARD_ROOM: ("棋牌室", _C.ENTERTAINMENT),
    PlaceKind.BAR: ("酒吧", _C.ENTERTAINMENT),
    PlaceKind.MALL: ("商场", _C.SHOP),
    PlaceKind.CLINIC: ("诊所", _C.MEDICAL),
    PlaceKind.TRANSIT: ("公交车次", _C.TRANSPORT),
    PlaceKind.HUB: ("车站", _C.TRANSPORT),
}
"""Chinese name and category of each kind; proper names, like those of people, are not translated."""


def place_title(city: City, place: int) -> str:
    """A place's proper name: its kind and its number in the city, or the home of a household."""
    if place >= city.n_places:
        return f"住宅{place - city.n_places}"
    return f"{NAMES[PlaceKind(int(city.place_kind[place]))][0]}{place}"


def category_of(city: City, place: int) -> str:
    """A place's category in the register."""
    return str(_C.HOME if place >= city.n_places else NAMES[PlaceKind(int(city.place_kind[place]))][1])
