"""The pages of the vocabulary name every kind of fact."""

from __future__ import annotations

import pytest

from fangxian.protocol.vocabulary import VOCABULARY
from tests.docs.documents import DOCS


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_fact_is_described(language: str) -> None:
    page = DOCS / language / "facts.md"
    text = page.read_text(encoding="utf-8")
    assert [kind for kind in VOCABULARY if f"`{kind}`" not in text] == []
