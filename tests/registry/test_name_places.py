"""Places named by the hundred are the places that naming them one by one gives."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions import NamedPlace, name_place, name_places
from fangxian.response.registry.models import Place
from tests import factories
from tests.factories import PIDU, TAIPING


@pytest.fixture(autouse=True)
def _somewhere(db: None) -> Iterator[None]:
    with access.everywhere():
        factories.workspace()
        yield


named = st.builds(
    NamedPlace, st.sampled_from(["市场", " 市场 ", "ＭＡＲＫＥＴ", "MARKET", "学校"]), st.sampled_from([PIDU, TAIPING]),
    st.sampled_from(["market", "school"]),
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(named, max_size=12))
def test_at_once_as_one_by_one(places: list[NamedPlace]) -> None:
    Place.objects.all().delete()
    together = [(one.area, one.name, one.category) for one in name_places(places)]
    Place.objects.all().delete()
    singly = [name_place(one.name, area=one.area, category=one.category) for one in places]
    assert together == [(one.area, one.name, one.category) for one in singly]
    assert Place.objects.count() == len(set(together))


def test_a_place_keeps_its_id_and_category(db: None) -> None:
    mine = uuid4()
    first = name_place("市场", area=TAIPING, category="market", id=mine)
    again = name_places([NamedPlace("市场", TAIPING, "school", uuid4())])[0]
    assert (again.id, again.category) == (first.id, "market") == (mine, "market")


def test_sixty_take_as_many_statements_as_thirty() -> None:
    counts = []
    for number in (25, 30, 60):  # the first makes the table by which they come in
        with CaptureQueriesContext(connection) as asked:
            name_places([NamedPlace(f"{number}-{one}", TAIPING, "shop") for one in range(number)])
        counts.append(len(asked))
    assert counts[1] == counts[2] < 20


def test_one_that_is_wrong_enters_none() -> None:
    with pytest.raises(Invalid):
        name_places([NamedPlace("市场", TAIPING, "market"), NamedPlace("", TAIPING, "market")])
    assert not Place.objects.exists()
