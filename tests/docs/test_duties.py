"""The table of duties and rights says what the program does."""

from __future__ import annotations

import pytest

from fangxian.response.jurisdiction.policies import DUTIES, RIGHTS
from tests.docs.documents import DOCS, table


@pytest.mark.parametrize(("language", "column"), [("en", "Right"), ("zh", "权限")])
def test_the_table_shows_which_duty_has_which_right(language: str, column: str) -> None:
    rows = list(table((DOCS / language / "using.md").read_text(encoding="utf-8"), column))
    shown = {
        duty: {row[column].strip("`") for row in rows if row[f"`{duty}`"]} for duty in DUTIES if f"`{duty}`" in rows[0]
    }
    assert {row[column].strip("`") for row in rows} == set(RIGHTS)
    assert shown == {duty: set(rights) for duty, rights in DUTIES.items()}
