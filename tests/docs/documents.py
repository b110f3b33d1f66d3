"""The documents of the repository, read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

FRONT = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
"""Documents at the root of the repository."""

PAGES = sorted(DOCS.rglob("*.md"))
"""Pages of the manual."""

_FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
SHELL = {"console", "bash", "sh", "shell"}


def name(page: Path) -> str:
    """Path of a document from the root, for messages."""
    return str(page.relative_to(ROOT))


def shell_lines(text: str) -> Iterator[str]:
    """Commands in shell blocks, without the prompt; continued lines are joined."""
    for block in _FENCE.finditer(text):
        if block["kind"] not in SHELL:
            continue
        body = block["body"].replace("\\\n", " ")
        prompted = [line.strip() for line in body.splitlines() if line.strip().startswith("$ ")]
        lines = [line[2:] for line in prompted] if block["kind"] == "console" else body.splitlines()
        yield from (line.split(" #")[0].strip() for line in lines if line.strip() and not line.strip().startswith("#"))


def inline_code(text: str) -> Iterator[str]:
    """Code between single backticks, outside of blocks."""
    yield from _INLINE.findall(_FENCE.sub("", text))


def prose(text: str) -> str:
    """The text without code blocks and code."""
    return _INLINE.sub("", _FENCE.sub("", text))


def table(text: str, column: str) -> Iterator[dict[str, str]]:
    """Rows of every table that has this column, by heading."""
    headings: list[str] | None = None
    for line in text.splitlines():
        if not line.startswith("|"):
            headings = None
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if headings is None:
            headings = cells
        elif column in headings and not all(set(cell) <= set(":-") for cell in cells):
            yield dict(zip(headings, cells, strict=True))
