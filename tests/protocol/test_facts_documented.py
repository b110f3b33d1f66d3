"""The documentation of the vocabulary is the vocabulary."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fangxian.protocol.facts_page import page
from fangxian.protocol.report import read_facts
from fangxian.protocol.vocabulary import VOCABULARY

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_as_the_vocabulary_writes_it(language):
    """To bring it up to date: python -m fangxian.protocol.facts_page docs."""
    assert (DOCS / language / "facts.md").read_text("utf-8") == page(language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_stands_on_the_page_once(language):
    rows = re.findall(r"^\| `([a-z_.]+)` \|", page(language), re.MULTILINE)
    kinds = [row for row in rows if "." in row]
    assert sorted(kinds) == sorted(VOCABULARY)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_of_the_page_can_be_read(language):
    example = page(language).split("```json\n")[1].split("```")[0]
    lines = [json.dumps(one) for one in _objects(example)]
    assert [fact.kind for fact in read_facts(lines)] == ["exposure.recorded", "sample.taken"]


def _objects(text):
    decoder = json.JSONDecoder()
    while text := text.strip():
        found, end = decoder.raw_decode(text)
        yield found
        text = text[end:]
