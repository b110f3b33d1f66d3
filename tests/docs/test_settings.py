"""The tables of settings name exactly what the program reads."""

from __future__ import annotations

import re

import pytest

from tests.docs.documents import DOCS, ROOT, table

_READ = re.compile(r"[\"'](FANGXIAN_[A-Z_]+[A-Z])[\"']")
_SECRET = re.compile(r"\bsecret\(\"(\w+)\"\)")
INTERNAL = {
    "FANGXIAN_WORKSPACE",  # set by open_workspace for the processes it starts
    "FANGXIAN_OWNER_DSN",
    "FANGXIAN_APP_DSN",
    "FANGXIAN_THROWAWAY",  # tests' clusters
    "FANGXIAN_IDENTITY_KEY",  # a Django setting, not a variable
    "FANGXIAN_BANNER",
    "FANGXIAN_NAVIGATION",
    "FANGXIAN_NOTICES",
    "FANGXIAN_RIGHTS",
}


def read_by_the_program() -> set[str]:
    """Every variable, those of secrets (``FANGXIAN_SECRET_<NAME>``) among them."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    secrets = {f"FANGXIAN_SECRET_{name.upper()}" for name in _SECRET.findall(source)}
    return (set(_READ.findall(source)) | secrets) - INTERNAL


@pytest.mark.parametrize(
    ("page", "column"),
    [
        (ROOT / "README.md", "Variable"),
        (ROOT / "README.zh-CN.md", "变量"),
        (DOCS / "en/running.md", "Variable"),
        (DOCS / "zh/running.md", "变量"),
    ],
    ids=["README.md", "README.zh-CN.md", "en/running.md", "zh/running.md"],
)
def test_the_table_of_settings_is_complete_and_true(page, column) -> None:
    named = {row[column].strip("`") for row in table(page.read_text(encoding="utf-8"), column)}
    wanted = read_by_the_program()
    if page.name.startswith("README"):
        assert named <= wanted
        assert {"FANGXIAN_DATA", "FANGXIAN_DATABASE_URL", "FANGXIAN_APP_DATABASE_URL", "FANGXIAN_HOSTS"} <= named
    else:
        assert named == wanted
