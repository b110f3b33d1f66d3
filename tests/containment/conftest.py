"""Zone tests play in a workspace whose clock stands at noon of 8 December 2020, under the 7th edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fangxian.response.casework.actions.record_visit import record_visit
from fangxian.response.casework.actions.report_case import report_case
from fangxian.response.containment.actions import declare_zone, settle_person
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions import load_units
from fangxian.response.registry.models import Unit
from fangxian.response.testing.forms_plan import read_houses
from tests import factories
from tests.factories import NOON, PIDU, TAIPING


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """An incident under the 7th edition, seeing every area."""
    with access.everywhere():
        factories.workspace()
        yield factories.incident("pidu", pack="covid19-cn-7")


@pytest.fixture
def draw(outbreak: Incident) -> Callable[..., Zone]:
    """Declares Taiping village a medium-risk area since three hours ago; keywords change it."""

    def declare(**changes: Any) -> Zone:
        said: dict[str, Any] = {
            "name": "郫都区郫筒街道太平村",
            "kind": "medium",
            "unit": "village",
            "area": TAIPING,
            "effective_from": NOON - timedelta(hours=3),
            "signed_by": "区指挥部",
            "last_case_at": NOON - timedelta(hours=9),
        }
        return declare_zone(outbreak, **{**said, **changes})

    return declare


BUILDINGS = """area,compound,building,stairwell,people,lon,lat
510117001218,阳光苑,1栋,1单元,40,103.8870,30.8080
510117001218,阳光苑,1栋,2单元,36,103.8870,30.8080
510117001218,阳光苑,2栋,,90,103.8890,30.8080
510117001218,,老楼,,24,103.8990,30.8180
510117001219,河边院,1栋,,120,103.9200,30.8300
"""
"""Two compounds and a house that stands alone, in two villages of one street."""


@pytest.fixture
def ninth(db: None) -> Iterator[Incident]:
    """An incident under the 9th edition, seeing every area, with a list of buildings."""
    with access.everywhere():
        factories.workspace()
        factories.areas()
        factories.area("510117001219", "河边村", name_en="Hebian")
        load_units(read_houses(BUILDINGS.encode(), "buildings.csv"))
        yield factories.incident("ninth", pack="covid19-cn-9")


@pytest.fixture
def live_in() -> Callable[..., Any]:
    """Makes a confirmed case that lives in a building, named by its last word in the list; keywords as for a case."""

    def settle(incident: Incident, building: str, **fields: Any) -> Any:
        case = factories.case(incident, area=TAIPING, **fields)
        settle_person(case.person, Unit.objects.get(label=building))
        return case

    return settle


@pytest.fixture
def clock_at() -> Callable[[datetime], None]:
    """Moves the workspace's clock forward."""
    from fangxian.response.ledger.clock import advance

    return advance


@pytest.fixture
def market(ninth):
    """A market that a case visited the day before."""
    case = report_case(ninth, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=2), area=PIDU)
    visit = record_visit(
        ninth, person=case.person, began_at=NOON - timedelta(hours=26), ended_at=NOON - timedelta(hours=22),
        place="菜市场", place_area=TAIPING, category="market",
    )  # fmt: skip
    return visit.place
