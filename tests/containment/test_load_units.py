"""The list of buildings: loaded, loaded again, refused with the row and the field."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.containment.actions import load_units
from fangxian.response.containment.models import Unit
from fangxian.response.containment.queries.units import full_name
from tests import factories
from tests.containment.conftest import BUILDINGS


def test_compounds_buildings_and_stairwells_form_a_tree_with_the_people_of_their_parts(ninth):
    people = {full_name(unit): unit.people for unit in Unit.objects.all()}
    assert people == {
        "阳光苑": 166, "阳光苑 1栋": 76, "阳光苑 1栋 1单元": 40, "阳光苑 1栋 2单元": 36, "阳光苑 2栋": 90, "老楼": 24,
        "河边院": 120, "河边院 1栋": 120,
    }  # fmt: skip


def test_a_list_loaded_again_changes_figures_and_makes_nothing_twice(ninth):
    loaded = load_units(BUILDINGS.replace(",90,", ",100,"))
    assert (loaded.new, loaded.changed) == (0, 8)
    assert Unit.objects.get(name="2栋").people == 100
    assert Unit.objects.get(name="阳光苑").people == 176


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("510117999999,,1栋,,5,,", "area"),
        ("510117001218,,,,5,,", "building"),
        ("510117001218,,,1单元,5,,", "building"),
        ("510117001218,,1栋,,many,,", "people"),
        ("510117001218,,1栋,,5,203,30", "lon"),
        ("510117001218,,1栋,,5,103,", "lat"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_field_and_nothing_is_loaded(ninth, row, field):
    with pytest.raises(Invalid) as refused:
        load_units(f"area,compound,building,stairwell,people,lon,lat\n510117001218,,新楼,,5,,\n{row}\n")
    assert (refused.value.context["row"], refused.value.context["column"]) == (3, field)
    assert not Unit.objects.filter(name="新楼").exists()


def test_a_post_loads_only_its_own_area(ninth):
    with pytest.raises(NotAllowed):
        load_units(BUILDINGS, by=factories.post("510108", "epidemiologist"))
