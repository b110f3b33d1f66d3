"""The network of an incident: its chains of transmission as known at a moment, read and drawn by the kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.response.casework.queries.as_of import CaseAsOf, cases_as_of
from fangxian.response.casework.queries.chain import links_as_of
from fangxian.response.casework.titles import SETTING_TITLES
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.days import local_day
from fangxian.response.ledger.models import Incident
from fangxian.science.tracing.chains import Case, Chains, Link, read
from fangxian.science.tracing.chains.layout import Layout, along_days, tree
from fangxian.science.tracing.chains.record import downwards

LAYOUTS: Final = {"onset": gettext_lazy("by onset"), "tree": gettext_lazy("as a tree"), "free": gettext_lazy("freely")}
"""How a network can be drawn."""

UNLINKED: Final = "none"
"""The generation to ask for where cases without any link are meant."""


@dataclass(frozen=True, slots=True)
class NetworkFilter:
    """Which cases are shown; an empty field shows all.

    Attributes
    ----------
    cluster, setting : str
        Of the case; of an exposure of or by it.
    area : str
        This area and all below it.
    generation : str
        A number, or :data:`UNLINKED`.
    """

    cluster: str = ""
    setting: str = ""
    area: str = ""
    generation: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that say something, as in an address."""
        return {item.name: getattr(self, item.name) for item in fields(self) if getattr(self, item.name)}


@dataclass(frozen=True)
class Network:
    """Chains with what the record says of each case; case numbers are their ids.

    Attributes
    ----------
    whole : Chains
        All that the area in scope shows.
    chains : Chains
        Of it, what the filter lets through.
    cases : Mapping of str to CaseAsOf
        Those that the reader may see; a source outside the area in scope is in the chains and not here.
    kinds : Mapping of (str, str) to str
        Kind of contact of each link, by source and target.
    longest_incubation : int or None
        Days, from the rulebook in force; a link is impossible by it.
    """

    incident: Incident
    at: datetime
    whole: Chains
    chains: Chains
    cases: Mapping[str, CaseAsOf]
    kinds: Mapping[tuple[str, str], str]
    longest_incubation: int | None

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Names of areas, by code."""
        return area_names({case.area for case in self.cases.values()})

    @cached_property
    def wrong(self) -> Mapping[tuple[str, ...], str]:
        """What is wrong with links, by source and target."""
        return {one.cases: one.kind for one in self.chains.faults if one.kind in ("impossible", "backwards")}

    def label(self, id_: str) -> str:
        """Number of a case; of one outside the area in scope, only that it lies there."""
        return self.cases[id_].number if id_ in self.cases else _("outside your area")

    def area(self, id_: str) -> str:
        """Name of the area responsible; empty where it lies outside."""
        return self.areas[self.cases[id_].area] if id_ in self.cases else ""

    def order(self) -> list[str]:
        """The cases shown, chain by chain, infector before infectee, each line to its end; unlinked ones last."""
        children = self.chains.children()
        lines = [downwards(self.chains.roots(members), children) for members in self.chains.members()]
        return [id_ for line in lines for id_ in line] + list(self.chains.unlinked)


def network(incident: Incident, at: datetime, chosen: NetworkFilter | None = None) -> Network:
    """The network as the system knew it at `at`, as far as the area in scope shows it.

    Excluded cases are left out. The infector's side of an exposure from outside the area in scope is kept as a case
    of which nothing is known, so that nobody is taken for unlinked only because another area holds the source.
    """
    zone = clock.zone()
    cases = {case.number: case for case in cases_as_of(incident.id, at) if case.classification != "excluded"}
    names: dict[UUID, str] = {case.person: number for number, case in cases.items()}
    held = {
        number: Case(number, case.onset_on, local_day(case.first_reported, zone), case.cluster)
        for number, case in cases.items()
    }
    links: list[Link] = []
    kinds: dict[tuple[str, str], str] = {}
    for row in links_as_of(incident.id, at):
        if row.person not in names or not (row.outside or row.source in names):
            continue
        source = names.setdefault(row.source, f"outside {len(names)}")
        link = Link(source, names[row.person], row.certainty, row.setting)
        held.setdefault(source, Case(source))
        links.append(link)
        kinds.setdefault((source, link.target), row.kind)
    rulebook = pack_in_force(incident.id, at)
    longest = rulebook.incubation.max_days if rulebook is not None and rulebook.incubation is not None else None
    whole = read(held.values(), links, longest_incubation=longest)
    chains = whole.narrowed(_kept(whole, cases, chosen)) if chosen is not None and chosen.as_query() else whole
    return Network(incident, at, whole, chains, cases, kinds, longest)


def _kept(chains: Chains, cases: Mapping[str, CaseAsOf], chosen: NetworkFilter) -> set[str]:
    tests: dict[str, Callable[[str], bool]] = {
        "cluster": lambda id_: chains.cases[id_].cluster == chosen.cluster,
        "area": lambda id_: id_ in cases and cases[id_].area.startswith(chosen.area),
        "generation": lambda id_: str(chains.generation.get(id_, UNLINKED)) == chosen.generation,
    }
    kept = {id_ for id_ in chains.cases if all(tests[name](id_) for name in chosen.as_query() if name in tests)}
    if chosen.setting:
        kept &= {id_ for link in chains.links if link.setting == chosen.setting for id_ in (link.source, link.target)}
    return kept


def drawn(chains: Chains, layout: str) -> Layout:
    """Where the cases stand in one of :data:`LAYOUTS`."""
    if layout == "tree":
        return tree(chains)
    if layout == "free":
        from fangxian.science.tracing.chains.layout.free import free  # compiled: loaded where it is asked for

        return free(chains)
    return along_days(chains)


def picture(shown: Network, layout: str) -> dict[str, Any]:
    """The network as the island draws it; the shape is declared in ``frontend/src/types.ts``."""
    chains = shown.chains
    sheet = drawn(chains, layout)
    days = [case.day for case in chains.cases.values() if case.day is not None]
    return {
        "layout": layout,
        "first_day": _iso(min(days, default=None)),
        "width": round(sheet.width, 2),
        "height": round(sheet.height, 2),
        "nodes": [_node(shown, id_, *sheet.places[id_]) for id_ in shown.order()],
        "links": [
            {
                "from": link.source,
                "to": link.target,
                "kind": shown.kinds.get((link.source, link.target), ""),
                "certainty": link.certainty,
                "setting": str(SETTING_TITLES.get(link.setting, link.setting)),
                "counted": chains.infector.get(link.target) == link,
                "days": chains.interval(link),
                "wrong": shown.wrong.get((link.source, link.target), ""),
            }
            for link in chains.links
        ],
    }


def _node(shown: Network, id_: str, x: float, y: float) -> dict[str, Any]:
    case, read_as = shown.cases.get(id_), shown.chains.cases[id_]
    return {
        "id": id_,
        "label": shown.label(id_),
        "class": case.classification if case else "outside",
        "onset": _iso(read_as.onset),
        "reported": _iso(read_as.reported),
        "area": shown.area(id_),
        "cluster": read_as.cluster,
        "generation": shown.chains.generation.get(id_),
        "url": _case_url(case) if case else None,
        "x": round(x, 2),
        "y": round(y, 2),
    }


def _case_url(case: CaseAsOf) -> str:
    return reverse("casework:case", args=[case.id])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
