"""The register of buildings: one list for rolls, rounds and zones; loaded, loaded again, refused by row and field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions import House, load_units
from fangxian.response.registry.models import Unit
from fangxian.response.registry.units import homes, units_in
from tests import factories
from tests.factories import TAIPING

NEXT = "510117001219"

LIST = (
    House(TAIPING, "1栋", "40", "103.887", "30.808", compound="阳光苑", stairwell="1单元"),
    House(TAIPING, "1栋", "36", "103.889", "30.808", compound="阳光苑", stairwell="2单元"),
    House(TAIPING, "2栋", "90", "103.889", "30.808", compound="阳光苑"),
    House(TAIPING, "老楼", "24", "103.899", "30.818"),
    House(NEXT, "", "300", compound="河边院"),
)


@pytest.fixture
def villages(db: None) -> Iterator[None]:
    with access.everywhere():
        factories.workspace()
        factories.areas()
        factories.area(NEXT, "河边村")
        yield


def people() -> dict[str, int]:
    return dict(Unit.objects.values_list("label", "people"))


def test_compounds_buildings_and_stairwells_form_a_tree_with_the_people_of_their_parts(villages: None) -> None:
    loaded = load_units(LIST)
    assert (loaded.loaded, loaded.refused) == (5, [])
    assert people() == {
        "阳光苑": 166, "阳光苑 1栋": 76, "阳光苑 1栋 1单元": 40, "阳光苑 1栋 2单元": 36, "阳光苑 2栋": 90, "老楼": 24,
        "河边院": 300,
    }  # fmt: skip
    first = Unit.objects.get(label="阳光苑 1栋")
    assert (first.parent and first.parent.label, first.level, first.name) == ("阳光苑", "building", "1栋")
    assert first.lon == pytest.approx(103.888), "where nobody says it, in the middle of its parts"


def test_homes_count_everybody_once(villages: None) -> None:
    load_units(LIST)
    assert {one.label for one in homes()} == {"阳光苑 1栋", "阳光苑 2栋", "老楼", "河边院"}
    assert {one.label for one in homes(units_in(TAIPING))} == {"阳光苑 1栋", "阳光苑 2栋", "老楼"}


def test_a_list_loaded_again_says_anew_what_it_says_and_makes_nothing_twice(villages: None) -> None:
    load_units(LIST)
    load_units([House(TAIPING, "1栋", "50", compound="阳光苑", stairwell="1单元"), House(TAIPING, "老楼")])
    assert Unit.objects.count() == 7
    assert (people()["阳光苑"], people()["阳光苑 1栋"], people()["老楼"]) == (176, 86, 24)
    load_units([House(NEXT, "1栋", "120", compound="河边院")])
    assert people()["河边院"] == 120, "once its buildings are known, they say who lives there"


def test_a_list_names_the_homes_that_a_round_tests(villages: None) -> None:
    load_units(LIST)
    assert load_units([House(TAIPING, "", compound="阳光苑")]).homes == {TAIPING: ("阳光苑 1栋", "阳光苑 2栋")}
    assert load_units([LIST[0]]).homes == {TAIPING: ("阳光苑 1栋",)}
    assert load_units([LIST[4]]).homes == {NEXT: ("河边院",)}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (House("510117999999", "1栋", line=3), "area"),
        (House(TAIPING, line=3), "building"),
        (House(TAIPING, compound="院", stairwell="1单元", line=3), "building"),
        (House(TAIPING, "楼" * 60, compound="院" * 30, line=3), "building"),
        (House(TAIPING, "阳光苑", line=3), "building"),
        (House(TAIPING, "1栋", "many", line=3), "people"),
        (House(TAIPING, "1栋", lon="203", lat="30", line=3), "lon"),
        (House(TAIPING, "1栋", lon="103", line=3), "lon"),
    ],
)
def test_a_bad_row_stays_out_with_its_number_and_field_and_keeps_no_other_out(
    villages: None, row: House, field: str
) -> None:
    load_units(LIST)
    loaded = load_units([House(TAIPING, "新楼", "5", line=2), row])
    assert [(line, column) for line, column, _why in loaded.refused] == [(3, field)]
    assert people()["新楼"] == 5


def test_whoever_plans_testing_or_records_cases_enters_buildings_of_their_own_area(villages: None) -> None:
    for duty in ("director", "epidemiologist"):
        assert not load_units(LIST[:1], by=factories.post("510117", duty)).refused
        assert [field for _line, field, _why in load_units(LIST[:1], by=factories.post("510108", duty)).refused] == [
            "area"
        ]
    assert load_units(LIST[:1], by=factories.post("510117", "inspector")).refused


ORDER = ("compound", "building", "stairwell")
NAMES = st.sampled_from(("甲", "乙", "甲 乙"))
ROWS = st.lists(
    st.builds(
        House,
        area=st.sampled_from((TAIPING, NEXT)),
        compound=st.one_of(st.just(""), NAMES),
        building=st.one_of(st.just(""), NAMES),
        stairwell=st.one_of(st.just(""), NAMES),
        people=st.sampled_from(("", "0", "7", "30")),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_whatever_a_list_says_every_part_lies_in_its_whole_and_a_second_load_changes_nothing(
    villages: None, rows: list[House]
) -> None:
    for level in reversed(ORDER):
        Unit.objects.filter(level=level).delete()
    first = load_units(rows)
    assert first.loaded + len(first.refused) >= len({row.key for row in rows})
    held = {one.id: one for one in Unit.objects.all()}
    for one in held.values():
        if one.parent_id is not None:
            above = held[one.parent_id]
            assert (above.area, ORDER.index(above.level) < ORDER.index(one.level)) == (one.area, True)
            assert one.label == f"{above.label} {one.name}"
    before = sorted(Unit.objects.values_list("id", "label", "people"))
    assert load_units(rows).homes == first.homes
    assert sorted(Unit.objects.values_list("id", "label", "people")) == before
