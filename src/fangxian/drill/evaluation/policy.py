"""The response of an exercise as a policy of the transmission engine: the same delays and shares, no database.

What the autopilot does by tasks and crews is said here in the engine's own words, so that a hundred outbreaks can be
run beside the one that was played. Its arms change one thing each, and so put a price on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fangxian.drill.autopilot.duty import Duties, default_duties
from fangxian.drill.scenario.manifest import MassTest, Variant
from fangxian.drill.scenario.schema import Package
from fangxian.drill.world.memory import Memory
from fangxian.protocol.pack import Pack, load_pack
from fangxian.science.epidemic.measures import Plan, read_plan

ARMS: Final[dict[str, tuple[str, str]]] = {
    "played": ("本次响应", "This response"),
    "none": ("不响应", "No response"),
    "faster": ("流调和转运快 24 小时", "Tracing and transfer 24 h faster"),
    "slower": ("流调和转运慢 24 小时", "Tracing and transfer 24 h slower"),
    "testing": ("检测频次加倍", "Testing doubled"),
    "no-testing": ("不做区域检测", "No mass testing"),
    "smaller": ("风险区缩小一级", "Zones one unit smaller"),
    "larger": ("风险区扩大一级", "Zones one unit larger"),
}
"""Key → what is changed. A zone is a community; one unit smaller is the building, one unit larger the street."""

_WIDTH: Final = {"community": "area", "street": "zone", "district": "district", "city": "city"}


def response(package: Package, variant: Variant, arm: str = "played") -> Plan:
    """The policy of one arm.

    Raises
    ------
    KeyError
        There is no such arm.
    """
    ARMS[arm]
    if arm == "none":
        return Plan()
    plan = package.manifest.plan
    duties, pack = default_duties().changed(plan.duties), load_pack(variant.pack)
    memory = plan.recall()
    begins = -package.truth.begins_day
    shift = {"faster": -24.0, "slower": 24.0}.get(arm, 0.0)
    strategies = [
        _clinic(duties, begins),
        _case(duties, memory, shift, _zone_width(arm), pack),
        _contact(duties, shift, pack),
    ]
    if arm != "no-testing":
        strategies += [
            _rounds(number, rule, duties, 2 if arm == "testing" else 1) for number, rule in enumerate(plan.mass_tests)
        ]
    return read_plan({"title": ARMS[arm][1], "strategy": strategies})


def _zone_width(arm: str) -> str:
    return {"smaller": "building", "larger": "zone"}.get(arm, "area")


def _hours(duties: Duties, kind: str) -> float:
    """From the task to its being done, when somebody is free at once."""
    duty = duties.duty[kind]
    return (duty.after + duty.work) / 60


def _clinic(duties: Duties, begins: float) -> dict[str, Any]:
    measure = {"do": "test", "after_hours": 0.5, "result_hours": duties.practice.result_hours}
    return {"id": "fever_clinic", "when": "care", "from_day": begins, "measure": [measure]}


def _case(duties: Duties, memory: Memory, shift: float, width: str, pack: Pack) -> dict[str, Any]:
    measures: list[dict[str, Any]] = [
        {"do": "isolate", "after_hours": _hours(duties, "case.hospitalised"), "days": duties.practice.in_hospital},
        {
            "do": "trace", "after_hours": max(0.0, _hours(duties, "case.core_facts_filed") + shift),
            "days_back": _asked_back(duties, pack), "group": memory.group, "venue": memory.venue,
        },
    ]  # fmt: skip
    if pack.zone_kinds:
        measures.append(
            {
                "do": "zone", "level": "sealed", "width": width, "days": duties.practice.notice,
                "keeps": duties.practice.keeps, "after_hours": _hours(duties, "zone.noticed"),
            }
        )  # fmt: skip
    return {"id": "case", "when": "positive", "measure": measures}


def _asked_back(duties: Duties, pack: Pack) -> float:
    """Days before onset that the rulebook asks about; else the practice's."""
    days = [-window.from_days for window in pack.infectious_windows if window.from_days is not None]
    return max(0.0, *map(float, days)) if days else duties.practice.asked_back


def _contact(duties: Duties, shift: float, pack: Pack) -> dict[str, Any]:
    """Exposed people, as the rulebook treats close contacts: quarantined and tested, or observed where they are."""
    kind = max(pack.contact_kinds, key=lambda one: one.rank, default=None)
    regime = pack.regime(kind.regime) if kind is not None and kind.regime else None
    if regime is None or not regime.central_days:
        return {"id": "contact", "when": "traced", "measure": [{"do": "test", "after_hours": 24, "on_days": [0, 7]}]}
    hours = max(0.0, _hours(duties, "quarantine.started") + shift)
    tests = sorted({max(0.0, float(one.day) - 1) for one in regime.tests if one.stage == "central"}) or [0.0]
    return {
        "id": "contact",
        "when": "traced",
        "measure": [
            {"do": "isolate", "at": "site", "after_hours": hours, "days": regime.central_days},
            {"do": "test", "after_hours": hours, "on_days": tests, "result_hours": duties.practice.result_hours},
        ],
    }


def _rounds(number: int, rule: MassTest, duties: Duties, times: int) -> dict[str, Any]:
    measure: Mapping[str, Any] = {
        "do": "mass_test", "after_hours": _hours(duties, "testing.round_opened"), "width": _WIDTH[rule.level],
        "pool": rule.pool, "rounds": rule.rounds * times, "every_days": rule.every_days / times,
        "takes_hours": rule.takes_hours, "result_hours": duties.practice.result_hours, "attends": rule.attends,
    }  # fmt: skip
    return {
        "id": f"rounds-{number}", "when": "cluster", "count": rule.cases, "within_days": rule.within_days,
        "width": _WIDTH[rule.level], "measure": [measure],
    }  # fmt: skip
