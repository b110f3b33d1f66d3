"""Both languages say the same things: the same pages, sections and tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.documents import DOCS, ROOT, inline_code, name, prose

_HAN = re.compile(r"[\u4e00-\u9fff]")
PAIRS = [(page, DOCS / "zh" / page.name) for page in sorted((DOCS / "en").glob("*.md"))]
PAIRS.append((ROOT / "README.md", ROOT / "README.zh-CN.md"))
OURS = {"index", "concepts", "architecture", "using", "running", "security", "api", "development", "README"}


def names(folder: str) -> set[str]:
    return {page.name for page in (DOCS / folder).glob("*.md")}


def test_both_languages_have_the_same_pages() -> None:
    assert names("en") == names("zh")


def outline(page: Path) -> list[int]:
    """Levels of the headings, in order."""
    text = prose(page.read_text(encoding="utf-8"))
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


@pytest.mark.parametrize(
    # The reference is generated from the sources, in English; its Chinese page is a guide to it.
    ("english", "chinese"),
    [pair for pair in PAIRS if pair[0].stem != "reference"],
    ids=lambda page: name(page),
)
def test_both_languages_have_the_same_sections(english: Path, chinese: Path) -> None:
    assert outline(english) == outline(chinese)


@pytest.mark.parametrize(
    ("english", "chinese"), [pair for pair in PAIRS if pair[0].stem in OURS], ids=lambda page: name(page)
)
def test_both_languages_name_the_same_settings_and_commands(english: Path, chinese: Path) -> None:
    def spoken(page: Path) -> set[str]:
        words = inline_code(page.read_text(encoding="utf-8"))
        return {word for word in words if word.startswith(("FANGXIAN_", "fangxian ", "make ", "/api/"))}

    assert spoken(english) == spoken(chinese)


@pytest.mark.parametrize("page", sorted((DOCS / "en").glob("*.md")), ids=name)
def test_english_pages_are_in_english(page: Path) -> None:
    """Chinese stands in English pages only as terms."""
    text = prose(page.read_text(encoding="utf-8"))
    assert len(_HAN.findall(text)) < len(text) / 8


@pytest.mark.parametrize("page", sorted((DOCS / "adr").glob("0*.md")), ids=name)
def test_every_decision_is_told_in_both_languages(page: Path) -> None:
    english, chinese = page.read_text(encoding="utf-8").split("\n---\n")
    for heading in ("Context", "Decision", "Consequences", "Rejected"):
        assert f"**{heading}.**" in english
    for heading in ("背景", "决定", "后果", "未采纳"):
        assert f"**{heading}。**" in chinese
