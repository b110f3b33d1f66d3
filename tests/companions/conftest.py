"""Every test plays at noon of 8 December 2020 in Pidu, with a dozen phones whose stays can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as arrow
import pytest
from django.utils import translation

from fangxian.response.companions import stays
from fangxian.response.companions.actions import (
    Wish,
    answer_search,
    draw_line,
    keep_stays,
    request_search,
    sign_search,
    take_hits,
)
from fangxian.response.companions.pseudonyms import Subscriber
from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.science.tracing.reading.stays import Stays
from tests import factories
from tests.factories import NOON, PIDU, PITONG

CASE, FRIEND, GUEST, NEIGHBOUR, STRANGER = "13800000001", "13800000002", "13800000003", "13800000004", "13800000005"
"""Phones: of a case; of three who were together with it, the friend longest; of somebody who never was."""

BAR, BUS, SHOP = 1, 2, 3
DAY = NOON - timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.FANGXIAN_STAYS = tmp_path / "stays"
    settings.FANGXIAN_STAYS_KEY = "a key of the tests: test"


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    with access.everywhere():
        yield


@pytest.fixture
def outbreak(everywhere: None) -> object:
    """An incident under the order that asks for companions to be checked within 24 hours."""
    factories.areas()
    factories.workspace()
    return factories.incident("pidu", pack="order-city-companions-2021")


@pytest.fixture
def case(outbreak):
    """A case whose phone is on record."""
    made = factories.case(outbreak, number="C1")
    set_identity(made.person, IdentityCard(name="张三", phone=CASE))
    return made


@pytest.fixture
def asker(outbreak):
    """An epidemiologist of Pidu."""
    return factories.post(PIDU, "epidemiologist")


@pytest.fixture
def signer(outbreak):
    """A director of Pidu."""
    return factories.post(PIDU, "director")


def rows_to_stays(rows: list[tuple[str, int, float, float]]) -> Stays:
    """Stays from (phone, place, hours after the day's noon at which it begins and ends)."""
    base = int(DAY.timestamp())
    start, end = (np.array([base + int(row[k] * 3600) for row in rows], np.int64) for k in (2, 3))
    return Stays(arrow.array([row[0] for row in rows]), arrow.array([row[1] for row in rows]), start, end)


ROWS = [
    (CASE, BAR, 0, 4),
    (CASE, BUS, 5, 6),
    (FRIEND, BAR, 0, 3),
    (FRIEND, BUS, 5, 6),
    (GUEST, BAR, 1, 2),
    (NEIGHBOUR, BUS, 5.5, 6),
    (STRANGER, SHOP, 0, 6),
]


@pytest.fixture
def layer(outbreak) -> stays.Layer:
    """The stays, with what is known of the three places."""
    places = arrow.table(
        {
            "place_id": [BAR, BUS, SHOP],
            "kind": ["indoor", "vehicle", "indoor"],
            "name": ["Bar", "Bus 9", "Shop"],
            "lon": [103.88, None, 103.90],
            "lat": [30.80, None, 30.81],
        }
    )
    return keep_stays(
        outbreak,
        "venues",
        [rows_to_stays(ROWS)],
        kind="place_id",
        purpose="tests",
        places=places,
        subscribers=lambda phone: Subscriber(phone=phone, area=PITONG),
    )


def seats(outbreak) -> stays.Layer:
    """Stays on a flight: the case in row 10, the friend in row 13, the guest in row 14."""
    from fangxian.science.tracing.reading import Positions

    people = [(CASE, 10), (FRIEND, 13), (GUEST, 14)]
    rows = rows_to_stays([(phone, 0, 1, 3) for phone, _row in people])
    positions = Positions("place_id", within=("row",))
    flights = arrow.array(["CA1"] * len(people))
    spots = positions.spots_of(flights, {"row": arrow.array([row for _phone, row in people])})
    batch = Stays(rows.persons, spots, rows.start, rows.end)
    return keep_stays(outbreak, "seats", [batch], kind=positions.name, purpose="tests")


def wish(**said) -> Wish:
    """A question about the case, with what a test cares for."""
    return Wish(**{"numbers": ["C1"], "purpose": "source of C1", "layer": "venues", "min_minutes": 10,
                   "window_days": 14, "expected": 1.0, "restriction_days": 3.0} | said)  # fmt: skip


@pytest.fixture
def asked(case, layer, asker):
    """A search that waits for its signature."""
    return request_search(case.incident, wish(), area=PIDU, id=uuid4(), by=asker)


@pytest.fixture
def answered(asked, signer):
    """A search that was signed and run."""
    return answer_search(sign_search(asked, signed_by="Director Wang", by=signer))


@pytest.fixture
def review(answered, signer):
    """A search whose hits wait for judgement: all three who were there."""
    last = answered.answer["tiers"][-1]["number"]
    return take_hits(draw_line(answered, tier=last, reason="all of them", signed_by="Director Wang", by=signer))
