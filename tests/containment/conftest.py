"""Zone tests play in a workspace whose clock stands at noon of 8 December 2020, under the 7th edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fangxian.response.containment.actions import declare_zone
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from tests import factories
from tests.factories import NOON, TAIPING


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


@pytest.fixture
def clock_at() -> Callable[[datetime], None]:
    """Moves the workspace's clock forward."""
    from fangxian.response.ledger.clock import advance

    return advance
