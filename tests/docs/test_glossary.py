"""One word for one thing: the glossary and the code have the same words."""

from __future__ import annotations

import re
from itertools import chain
from typing import get_args

import pytest

from fangxian.protocol.pack import packs
from fangxian.protocol.roles import ROLES
from fangxian.protocol.status import Status
from fangxian.protocol.task import Basis, State
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.casework.facts import SEVERITIES
from fangxian.response.casework.models import Certainty, Classification, ContactKind, Route
from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.jurisdiction.policies import DUTIES, DUTY_TITLES
from fangxian.response.ledger.models import Workspace
from tests.docs.documents import DOCS, ROOT, table

TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## [^{\n]*\{#(\w+)\}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
SOURCES = [file for ending in ("py", "toml") for file in sorted((ROOT / "src").rglob(f"*.{ending}"))]
CODE = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
WORDS = set(re.findall(r"\w+", CODE))


def rows(section: str) -> dict[str, dict[str, str]]:
    """Rows of a section by code word."""
    return {row["Code"].strip("`"): row for row in table(SECTIONS[section], "Code")}


EVERY = list(chain.from_iterable(table(part, "Code") for part in SECTIONS.values()))


def test_every_code_word_stands_in_the_code() -> None:
    words = [row["Code"].strip("`") for row in EVERY]
    missing = [
        word
        for word in words
        if word not in VOCABULARY and not (word in CODE and WORDS.issuperset(re.findall(r"\w+", word)))
    ]
    assert missing == []


def test_every_word_has_both_languages_and_stands_once_in_its_section() -> None:
    for section, text in SECTIONS.items():
        found = list(table(text, "Code"))
        assert len(rows(section)) == len(found), section
        assert all(row["中文"] and row["English"] for row in found)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("states", {*get_args(State), *get_args(Status), *get_args(Basis)}),
        ("cases", {*Classification.values, *SEVERITIES, *Route.values} - {""}),
        ("contacts", {*ContactKind.values, *Certainty.values} - {Certainty.RECONSTRUCTED.value}),
        ("zones", {*LEVEL_ORDER, *(zone.id for pack in packs() for zone in pack.zone_kinds)}),
        ("offices", set(DUTIES)),
        ("roles", set(ROLES)),
        ("subjects", {subject for kind in VOCABULARY.values() for subject in kind.subjects}),
        ("workspaces", set(Workspace.Kind.values)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_word_of_a_closed_list_is_explained(section: str, words: set[str]) -> None:
    assert sorted(words - rows(section).keys()) == []


def test_roles_are_called_as_in_the_code() -> None:
    assert {code: (row["中文"], row["English"]) for code, row in rows("roles").items()} == ROLES


def test_duties_are_called_as_in_the_code() -> None:
    told = {code: (row["中文"], row["English"].capitalize()) for code, row in rows("offices").items() if code in DUTIES}
    assert told == DUTY_TITLES


def test_zone_kinds_are_called_as_in_the_packs() -> None:
    """The glossary's word, less what stands in brackets, begins every pack's title of that kind."""
    told = rows("zones")
    for pack in packs():
        for zone in pack.zone_kinds:
            stem = re.sub(r"(地区)?（.*", "", told[zone.id]["中文"])
            assert zone.title.zh.startswith(stem), (pack.id, zone.id)
