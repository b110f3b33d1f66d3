"""Packs written for a test: small files in a folder of their own."""

from __future__ import annotations

from pathlib import Path

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.load import build, load_file, read_source
from fangxian.protocol.pack import Pack

HEAD = """
id = "{id}"
disease = "test"
edition = "1"
title = {{ zh = "测试方案", en = "Test rulebook" }}
jurisdiction = "CN"
valid_from = 2020-01-01
legal_basis = ["none"]
source_mark = "D"
"""

CLAUSE = """
[[clause]]
id = "{id}"
title = {{ zh = "条款", en = "Clause" }}
opens = "{opens}"
owner = {{ level = "district", role = "cdc" }}
clock = {{ within = "{within}" }}
discharged_by = ["{by}"]
cite = "…"
mark = "D"
"""


def head(pack_id: str, **more: str) -> str:
    """The lines that name a pack; `more` are raw TOML values."""
    return HEAD.format(id=pack_id) + "".join(f"{name} = {value}\n" for name, value in more.items())


def clause(
    clause_id: str = "case.report", opens: str = "case.confirmed", within: str = "PT2H", by: str = "case.reported"
) -> str:
    """A plain clause."""
    return CLAUSE.format(id=clause_id, opens=opens, within=within, by=by)


def fragment(fragment_id: str, body: str, **more: str) -> str:
    """A file for others to extend."""
    extra = "".join(f"{name} = {value}\n" for name, value in more.items())
    return f'id = "{fragment_id}"\nabstract = true\n{extra}\n{body}'


def save(folder: Path, **files: str) -> Path:
    """Write files (``name`` → text) into a folder; return it. Underscores in names become hyphens."""
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, name: str) -> Pack:
    """Load one of them."""
    return load_file(folder / f"{name}.toml")


def refused(folder: Path, name: str) -> list[Problem]:
    """Everything for which one of them is refused."""
    try:
        _, problems = build(read_source(folder / f"{name}.toml"))
    except ProtocolError as error:
        return list(error.problems)
    return [problem for problem in problems if not problem.warning]


def line_of(folder: Path, name: str, needle: str) -> int:
    """The line on which a text first stands in a file."""
    text = (folder / f"{name}.toml").read_text(encoding="utf-8")
    return text[: text.index(needle)].count("\n") + 1
