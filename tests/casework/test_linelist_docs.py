"""The page on line lists names every field, and what it shows works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from fangxian.response.casework.linelist.fields import FIELDS
from fangxian.response.casework.linelist.mapping import SHIPPED, from_dict

PAGES = [Path(__file__).parents[2] / f"docs/{language}/linelist.md" for language in ("en", "zh")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_table_names_every_field_in_its_order(page):
    named = re.findall(r"^\| `([a-z_]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [field.name for field in FIELDS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_example_is_a_mapping(page):
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    mapping = from_dict(tomllib.loads(example))
    assert mapping.headings("source") == ["Infection_source", "notes"]
    assert mapping.clusters[0].words == ("mall", "superstore")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_shipped_mappings_are_named(page):
    text = page.read_text(encoding="utf-8")
    for file in SHIPPED.glob("*.toml"):
        assert f"`{file.stem}`" in text
