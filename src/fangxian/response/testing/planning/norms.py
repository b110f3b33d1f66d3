"""The figures that a plan rests on, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.masstest import MassTest, PeopleRange
from fangxian.response.testing.planning.wish import Wish
from fangxian.science.logistics.geometry import DETOUR
from fangxian.science.logistics.stations import Role

ENTERED: Final = "entered"
"""Stands as source where whoever asked for the plan entered the figure."""

TABLES_A_SITE: Final = 10
"""Tables of a station at most where the rulebook names no people a site (our own choice)."""

ROLES: Final = {
    "sampler": _("Samplers"),
    "registrar": _("Registrars"),
    "runner": _("Runners"),
}
"""Who works at a station, as people call them."""

TITLES: Final = {
    "table_people": _("People a table in the round"),
    "table_hour": _("People a table and hour"),
    "people_per_site": _("People a station in the round"),
    "people_per_sampler": _("People a sampler in the round"),
    "sampler": _("Samplers a table"),
    "registrar": _("Registrars a table"),
    "runner": _("Runners a station"),
    "walk_m": _("Longest way on foot, metres"),
    "pool": _("Swabs a tube"),
    "detour": _("Way on foot over straight line"),
}
"""What each figure is called."""


@dataclass(frozen=True, slots=True)
class Norm:
    """A figure.

    Attributes
    ----------
    key : str
        Of :data:`TITLES`.
    value : float
        As the plan uses it.
    within : str
        The rulebook's range, where it names one.
    source : str
        The rulebook's own words, or :data:`ENTERED`.
    mark : str
        How sure the rulebook is of it.
    """

    key: str
    value: float
    within: str = ""
    source: str = ENTERED
    mark: str = ""


def check_norms(pack: Pack, wish: Wish) -> None:
    """Refuse figures that the pack's own range excludes.

    Raises
    ------
    Invalid
        ``plan.norm``: names the range and the text it stands in.
    """
    rules = pack.mass_test
    if rules is None:
        return
    for field in ("table_people", "table_hour"):
        allowed = _range(rules, field)
        value = getattr(wish, field)
        if allowed is not None and value > allowed.high:
            raise Invalid(
                "plan.norm",
                _("The rulebook in force plans no more than %(high)s (%(source)s)."),
                remedy=_("Plan with %(low)s to %(high)s, or fewer."),
                field=field,
                low=allowed.low,
                high=allowed.high,
                source=rules.cite,
            )


def norms_of(pack: Pack, wish: Wish, methods: Mapping[str, int]) -> list[Norm]:
    """Every figure of a plan with its source."""
    rules = pack.mass_test
    found = [_norm(rules, "table_people", wish.table_people), _norm(rules, "table_hour", wish.table_hour)]
    if rules is not None and rules.people_per_site is not None:
        site = rules.people_per_site
        found.append(Norm("people_per_site", site.high, _span(site), rules.cite, rules.mark_of("people_per_site")))
    if rules is not None and rules.people_per_sampler is not None:
        mark = rules.mark_of("people_per_sampler")
        found.append(Norm("people_per_sampler", rules.people_per_sampler, "", rules.cite, mark))
    staffed = {one.id: one for one in rules.staff} if rules is not None else {}
    for role in roles_of(pack, wish):
        norm = staffed.get(role.id)
        value = role.per_table or role.per_station
        found.append(Norm(role.id, value, "", norm.cite, norm.mark) if norm else Norm(role.id, value))
    pool = tube_people(methods)
    cites = {one.id: one for one in pack.testing.pools} if pack.testing else {}
    group = next((key for key, size in methods.items() if size == pool), "")
    found.append(Norm("pool", pool, "", cites[group].cite, cites[group].mark) if group in cites else Norm("pool", pool))
    detour_source = "Boscoe, Henry & Zdeb, The Professional Geographer 64:188, 2012"
    return [*found, Norm("walk_m", wish.walk_m), Norm("detour", DETOUR, "", detour_source)]


def roles_of(pack: Pack, wish: Wish) -> tuple[Role, ...]:
    """Who works at a station; a role that nobody counted is taken to have as many as it needs."""
    rules = pack.mass_test
    norms = {one.id: (one.per_table, one.per_station) for one in rules.staff} if rules is not None else {}
    wanted = {"sampler": (1.0, 0.0), "registrar": (1.0, 0.0)} | norms | {"runner": (0.0, wish.station_runners)}
    return tuple(
        Role(name, per_table, per_station, wish.staff.get(name, 1_000_000))
        for name, (per_table, per_station) in wanted.items()
    )


def tables_a_site(pack: Pack, wish: Wish) -> int:
    """Tables of a station at most: as many as test the people that the pack gives a site."""
    site = pack.mass_test.people_per_site if pack.mass_test else None
    return max(1, site.high // wish.table_people) if site else TABLES_A_SITE


def table_limit(pack: Pack, field: str) -> PeopleRange | None:
    """The pack's range for a figure of the form."""
    return _range(pack.mass_test, field) if pack.mass_test else None


def tube_people(methods: Mapping[str, int]) -> int:
    """Swabs in a tube, for planning: the largest of the round's groups; households count as one, to be safe."""
    return max([size for size in methods.values() if size > 0], default=1)


def _range(rules: MassTest, field: str) -> PeopleRange | None:
    return rules.people_per_table if field == "table_people" else rules.people_per_table_hour


def _norm(rules: MassTest | None, field: str, value: float) -> Norm:
    allowed = _range(rules, field) if rules is not None else None
    if rules is None or allowed is None:
        return Norm(field, value)
    name = "people_per_table" if field == "table_people" else "people_per_table_hour"
    return Norm(field, value, _span(allowed), rules.cite, rules.mark_of(name))


def _span(one: PeopleRange) -> str:
    return f"{one.low}–{one.high}"
