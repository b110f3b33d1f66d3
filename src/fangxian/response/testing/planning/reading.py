"""A plan as a page shows it: figures, gaps, stations, points of the map."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger.language import chinese
from fangxian.response.testing.models import Plan
from fangxian.response.testing.planning.norms import ENTERED, ROLES, TITLES

SHOWN: Final = 500
"""Stations and places without a table that a page lists; a larger plan says how many more there are."""

COLUMNS: Final = 8
"""Slots up to which each stands in a column of the stations' table."""

POINTS: Final = 3000
"""Points of a map; of more the largest are shown."""


def read_plan(plan: Plan, zone: ZoneInfo) -> dict[str, Any]:
    """What the template of a plan takes."""
    result = plan.result
    stations, units = result["stations"], result["units"]
    names = area_names({one["area"] for one in (*stations, *units, *result["lost"])})
    unserved = [one for one in units if one["unserved"]]
    slots = [_slot(first, last, zone) for first, last in result["slots"]]
    columns = slots if len(slots) <= COLUMNS else []
    return {
        "figures": _figures(result, unserved),
        "stations": [_station(one, names, result["labs"], columns) for one in stations[:SHOWN]],
        "more_stations": max(0, len(stations) - SHOWN),
        "columns": columns,
        "slots": [(slot, sum(one["people"][row] for one in stations)) for row, slot in enumerate(slots)],
        "staff": _staff(result),
        "labs": result["labs"],
        "tubes_without_lab": result["tubes_without_lab"],
        "unserved": [
            {**one, "area_name": names[one["area"]], "reason": one["why"].get("zh" if chinese() else "en", "")}
            for one in unserved[:SHOWN]
        ],
        "lost": [{**one, "area_name": names[one["area"]]} for one in result["lost"][:SHOWN]],
        "unlisted": result["unlisted"],
        "vague": sum(one["people"] for one in units if not one["exact"]),
        "norms": [_norm(one) for one in result["norms"]],
        "gap": result["gap"],
        "timed_out": result["timed_out"],
        "hours": result["hours"],
        "hours_with_staff": result["hours_with_staff"],
        "ground": {"points": _points(result), "shapes": plan.round.drawn},
        "visits": _visits(result, names)[:SHOWN] if len(result["visits"]) <= SHOWN else [],
    }


def _figures(result: dict[str, Any], unserved: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tables = sum(one["tables"] for one in result["stations"])
    without = sum(one["unserved"] for one in unserved) + sum(one["people"] - one["done"] for one in result["lost"])
    people = result["people"] - result["done"]
    found = [
        {"key": "people", "label": _("Still to be tested"), "value": people, "unit": _("people")},
        {"key": "stations", "label": _("Stations"), "value": len(result["stations"]), "unit": ""},
        {"key": "tables", "label": _("Tables"), "value": tables, "unit": ""},
        {
            "key": "tubes",
            "label": _("Tubes"),
            "value": sum(sum(one["tubes"]) for one in result["stations"]),
            "unit": "",
        },
        {
            "key": "without",
            "label": _("Without a table"),
            "value": without,
            "unit": _("people"),
            "denominator": people,
            "tone": "alarm" if without else "",
        },
    ]
    if result["tubes_without_lab"]:
        label = _("Tubes without a laboratory in time")
        value = result["tubes_without_lab"]
        found.append({"key": "late", "label": label, "value": value, "unit": "", "tone": "alarm"})
    return found


def _station(
    one: dict[str, Any], names: dict[str, str], labs: list[dict[str, Any]], columns: list[str]
) -> dict[str, Any]:
    called = {lab["id"]: lab["name"] for lab in labs}
    return {
        **one,
        "area_name": names[one["area"]],
        "all_people": sum(one["people"]),
        "by_slot": list(zip(columns, one["people"], strict=False)),
        "all_tubes": sum(one["tubes"]),
        "more": one["tables"] - one["running"] if one["running"] else 0,
        "labs": ", ".join(f"{called.get(key, key)} {count}" for key, count in one["labs"].items()),
    }


def _slot(first: str, last: str, zone: ZoneInfo) -> str:
    begin, end = (datetime.fromisoformat(one).astimezone(zone) for one in (first, last))
    return f"{begin:%m-%d %H:%M}–{end:%H:%M}"


def _staff(result: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for key, one in result["staff"].items():
        there = one["available"]
        short = max(0, one["needed"] - there) if there is not None else None
        rows.append({"title": ROLES.get(key, key), **one, "available": there, "missing": short})
    norm = next((one["value"] for one in result["norms"] if one["key"] == "people_per_sampler"), None)
    if norm:
        needed = math.ceil((result["people"] - result["done"]) / norm)
        title = _("Samplers in all, by the rulebook's norm")
        rows.append({"title": title, "needed": needed, "available": None, "missing": None, "hours": None})
    return rows


def _norm(one: dict[str, Any]) -> dict[str, Any]:
    entered = one["source"] == ENTERED
    return {**one, "title": TITLES[one["key"]], "source": _("entered with this plan") if entered else one["source"]}


def _points(result: dict[str, Any]) -> list[dict[str, Any]]:
    stations = [
        {
            "kind": "running" if one["running"] else "station",
            "lon": one["lon"],
            "lat": one["lat"],
            "name": one["name"],
            "people": sum(one["people"]),
            "tables": one["tables"],
        }
        for one in result["stations"]
    ]
    homes = [
        {
            "kind": "short" if one["unserved"] else "unit",
            "lon": one["lon"],
            "lat": one["lat"],
            "name": one["building"] or one["area"],
            "people": one["unserved"] or one["people"] - one["done"],
        }
        for one in sorted(result["units"], key=lambda one: (-one["unserved"], -one["people"]))[:POINTS]
    ]
    return [*homes, *stations]


def _visits(result: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for unit, station, slot, people in result["visits"]:
        one = result["units"][unit]
        rows.append(
            {
                "home": f"{names[one['area']]} {one['building']}".strip(),
                "station": result["stations"][station]["name"],
                "slot": slot,
                "people": people,
            }
        )
    return rows
