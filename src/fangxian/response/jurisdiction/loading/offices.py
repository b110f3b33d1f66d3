"""The standard offices of a city and those above it: what every Chinese city has before an outbreak begins.

Province: headquarters, CDC. City: headquarters, CDC, health commission. District: headquarters, CDC, health
bureau, designated hospital, quarantine site, laboratory, reporting institutions. Street: street office.
Community: residents' or villagers' committee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.loading.reference import Loaded
from fangxian.response.jurisdiction.models import Area, Office
from fangxian.response.jurisdiction.naming import english, is_placeholder
from fangxian.response.jurisdiction.owners import GENERAL


@dataclass(frozen=True, slots=True)
class Standard:
    """An office that every area of a level has; ``{}`` stands for the area's name."""

    role: str
    name: str
    name_en: str


STANDARD: Final[dict[str, tuple[Standard, ...]]] = {
    "province": (
        Standard("headquarters", "{}疫情防控指挥部", "{} Epidemic Response Headquarters"),
        Standard("cdc", "{}疾病预防控制中心", "{} CDC"),
    ),
    "city": (
        Standard("headquarters", "{}疫情防控指挥部", "{} Epidemic Response Headquarters"),
        Standard("cdc", "{}疾病预防控制中心", "{} CDC"),
        Standard("health_bureau", "{}卫生健康委员会", "{} Health Commission"),
    ),
    "district": (
        Standard("headquarters", "{}疫情防控指挥部", "{} Epidemic Response Headquarters"),
        Standard("cdc", "{}疾病预防控制中心", "{} CDC"),
        Standard("health_bureau", "{}卫生健康局", "{} Health Bureau"),
        Standard("designated_hospital", "{}定点医院", "{} Designated Hospital"),
        Standard("quarantine_site", "{}集中隔离点", "{} Quarantine Site"),
        Standard("laboratory", "{}核酸检测实验室", "{} Laboratory"),
        Standard("reporting_institution", "{}传染病报告单位", "{} Reporting Institutions"),
    ),
    "street": (Standard("street_office", "", ""),),
    "community": (Standard("community", "{}", "{} Committee"),),
}

_STREET_BODIES: Final = (
    ("街道办事处", "", ""),
    ("街道", "办事处", " Office"),
    ("镇", "人民政府", " Government"),
    ("乡", "人民政府", " Government"),
)
"""What runs a street, town or township: ending of its name, what is added in Chinese and in English."""


@transaction.atomic
def seed(city: str) -> Loaded:
    """Open the standard offices of a city, of all below it, and of its province; those that are open stay.

    Parameters
    ----------
    city : str
        Code of a city (``5101``) or of a municipality (``12``).

    Returns
    -------
    Loaded
        Its rows are the offices opened now; skipped where all were open already.
    """
    lo, hi = area_range(city)
    above = [city[:length] for length in range(1, len(city))]
    areas = [*Area.objects.filter(code__in=above), *Area.objects.filter(code__gte=lo, code__lt=hi)]
    wanted = [
        (area.code, area.level, *row)
        for area in sorted(areas, key=lambda one: one.code)
        if not is_placeholder(area.code, area.name)
        for row in _offices(area)
    ]
    if not wanted:
        return Loaded(0, skipped=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jurisdiction_office (area, level, role, name, name_en)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " ON CONFLICT (area, role, name) DO NOTHING",
            [list(column) for column in zip(*wanted, strict=True)],
        )
        opened = cursor.rowcount
    if opened:
        _report_upwards(lo, hi, above)
    return Loaded(opened, skipped=not opened)


def _offices(area: Area) -> list[tuple[str, str, str]]:
    """Role, name and English name of each standard office of an area."""
    area_en = area.name_en or english(area.name, area.level, area.code)
    if area.level == "street":
        for ending, added, added_en in _STREET_BODIES:
            if area.name.endswith(ending):
                return [("street_office", area.name + added, area_en + added_en)]
        return [("street_office", area.name, area_en)]
    return [
        (one.role, one.name.format(area.name), one.name_en.format(area_en)[:160])
        for one in STANDARD.get(area.level, ())
    ]


def _report_upwards(lo: str, hi: str, above: list[str]) -> None:
    """Each office reports to the one that answers for everything in its area, that one to the one above."""
    rows = list(
        Office.objects.filter(closed_at=None, area__gte=lo, area__lt=hi).values_list("id", "area", "level", "role")
    ) + list(Office.objects.filter(closed_at=None, area__in=above).values_list("id", "area", "level", "role"))
    general = {area: number for number, area, level, role in rows if role == GENERAL.get(level, "headquarters")}
    found = []
    for number, area, _level, _role in rows:
        longest = len(area) - (1 if general.get(area) == number else 0)
        superior = next((general[area[:n]] for n in range(longest, 0, -1) if area[:n] in general), None)
        if superior is not None:
            found.append((number, superior))
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jurisdiction_office SET superior_id = new.superior"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, superior)"
            " WHERE jurisdiction_office.id = new.id AND superior_id IS NULL",
            [list(column) for column in zip(*found, strict=True)],
        )
