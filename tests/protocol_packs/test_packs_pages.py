"""The two pages about packs name every pack, section and fragment, and the table of days is the packs' own."""

from __future__ import annotations

import re

import pytest

from fangxian.protocol.jsonschema import pack_schema
from fangxian.protocol.load import SHIPPED, shipped_ids
from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema.layering import LAYERING_FIELDS
from fangxian.protocol.schema.sections import PackSections
from tests.docs.documents import DOCS, table
from tests.protocol_packs.people import days, exposed, owed

PAGES = {"en": ("Pack", "Section", "Fragment", "As a whole"), "zh": ("方案包", "节", "片段", "总体可信程度")}
both = pytest.mark.parametrize("language", sorted(PAGES))


def page(language: str) -> str:
    return (DOCS / language / "packs.md").read_text(encoding="utf-8")


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@both
def test_every_shipped_pack_is_listed_with_its_mark(language: str) -> None:
    pack, _, _, mark = PAGES[language]
    rows = {codes(row[pack])[0]: row[mark] for row in table(page(language), mark)}
    assert set(rows) == set(shipped_ids())
    assert {name: load_pack(name).source_mark for name in rows} == rows


@both
def test_every_section_is_explained(language: str) -> None:
    _, section, _, _ = PAGES[language]
    named = {codes(row[section])[0] for row in table(page(language), section)}
    fields = {field.alias or name for name, field in PackSections.model_fields.items()} - {"layers"}
    assert named == fields
    assert fields | LAYERING_FIELDS <= set(pack_schema()["properties"])


@both
def test_every_fragment_is_explained(language: str) -> None:
    _, _, fragment, _ = PAGES[language]
    named = {name for row in table(page(language), fragment) for name in codes(row[fragment])}
    assert named == {file.stem for file in (SHIPPED / "fragments").glob("*.toml")}


@both
def test_the_table_of_days_is_what_the_packs_compute(language: str) -> None:
    headings = {
        "en": ("Pack", "Tests on days", "Let go on", "Monitored until"),
        "zh": ("方案包", "检测日", "解除", "监测至"),
    }[language]
    rows = list(table(page(language), headings[1]))
    assert len(rows) == 10
    for row in rows:
        name = codes(row[headings[0]])[0]
        tasks = owed(name, exposed())
        assert numbers(row[headings[2]]) == days(tasks, "contact.release"), name
        assert numbers(row[headings[3]]) == days(tasks, "contact.monitoring_end"), name
        if name != "cholera":
            assert numbers(row[headings[1]]) == days(tasks, "contact.tests"), name


def numbers(cell: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", cell)]
