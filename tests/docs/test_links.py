"""Every relative link and picture leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.documents import DOCS, FRONT, PAGES, ROOT, name, prose

_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|\b(?:src|href)=\"([^\"]+)\"")
_OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def targets(page: Path) -> list[str]:
    """Relative links of a page, without their anchors."""
    found = [one or other for one, other in _LINK.findall(prose(page.read_text(encoding="utf-8")))]
    paths = [unquote(link.split("#")[0]) for link in found if not _OUTSIDE.match(link)]
    return [path for path in paths if path]


@pytest.mark.parametrize("page", [*FRONT, *PAGES], ids=name)
def test_relative_links_resolve(page: Path) -> None:
    missing = [path for path in targets(page) if not (page.parent / path).exists()]
    assert missing == []


def test_links_are_found_at_all() -> None:
    assert "docs/en/concepts.md" in targets(ROOT / "README.md")


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    listed = set(re.findall(r"(\S+\.md)$", nav, re.MULTILINE))
    pages = {str(page.relative_to(DOCS)) for page in PAGES}
    assert listed == pages
