"""The page of the API lists exactly the operations there are."""

from __future__ import annotations

import pytest

from tests.docs.documents import DOCS, table


@pytest.mark.parametrize(("language", "method", "path"), [("en", "Method", "Path"), ("zh", "方法", "路径")])
def test_every_operation_is_listed_and_every_listed_one_exists(language: str, method: str, path: str) -> None:
    from fangxian.site.api import api

    text = (DOCS / language / "api.md").read_text(encoding="utf-8")
    listed = {(row[method], row[path].strip("`")) for row in table(text, path)}
    offered = {
        (verb.upper(), address)
        for address, operations in api.get_openapi_schema()["paths"].items()
        for verb in operations
    }
    assert listed == offered
