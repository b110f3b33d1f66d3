"""Finding areas by code or name."""

from __future__ import annotations

import pytest

from fangxian.response.casework.linelist.areas import look_up, shorten
from fangxian.response.casework.linelist.cells import Bad
from tests import factories


@pytest.fixture
def tree(db):
    factories.areas()
    factories.area("510108001", "猛追湾街道")
    factories.area("510117002", "犀浦街道")
    factories.area("510108002", "太平街道")
    factories.area("510117003", "太平街道")


def find(text: str, root: str = "5101"):
    return look_up(root, [text]).find(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("510117", "510117"),
        ("510117000000", "510117"),
        ("郫都区", "510117"),
        ("郫都", "510117"),
        ("成都市郫都区", "510117"),
        ("四川省 成都市 郫都区 犀浦街道", "510117002"),
        ("Pidu", "510117"),
        ("郫都区太平街道", "510117003"),
        ("成华区太平街道", "510108002"),
        ("太平村", "510117001218"),
        ("Pidu, Chengdu, Sichuan", "510117"),
        ("Taiping, Pitong, Pidu, Chengdu, Sichuan", "510117001218"),
    ],
)
def test_a_code_or_a_name_leads_to_the_most_exact_area(tree, text, code):
    assert find(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("天津市", "value.area_unknown"),
        ("120100", "value.area_outside"),
        ("510199", "value.area_unknown"),
        ("太平街道", "value.area_ambiguous"),
        ("", "value.area_unknown"),
    ],
)
def test_what_is_not_one_area_of_the_incident_is_said_to_be_so(tree, text, code):
    found = find(text)
    assert isinstance(found, Bad)
    assert found.code == code


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("510000", "51"),
        ("510100", "5101"),
        ("510117", "510117"),
        ("510117001000", "510117001"),
        ("510117001218", "510117001218"),
    ],
)
def test_zeros_that_fill_a_code_up_are_dropped(code, short):
    assert shorten(code) == short
