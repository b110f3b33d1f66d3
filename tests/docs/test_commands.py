"""Every command that the documents name exists."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from fangxian.cli import COMMANDS
from tests.docs.documents import DOCS, FRONT, PAGES, ROOT, inline_code, name, shell_lines, table

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
PLACEHOLDER = re.compile(r"^[A-Z<…]")


def commands(page: Path, program: str) -> list[list[str]]:
    """Command lines of a page that call a program, split into words; the program itself left out."""
    text = page.read_text(encoding="utf-8")
    found = []
    for line in [*shell_lines(text), *inline_code(text)]:
        words = (
            shlex.split(line, comments=True) if line.count('"') % 2 == 0 and line.count("'") % 2 == 0 else line.split()
        )
        while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
            words = words[1:]
        if words and words[0] in {program, f".venv/bin/{program}"}:
            found.append(words[1:])
    return found


@pytest.mark.parametrize("page", [*FRONT, *PAGES], ids=name)
def test_every_make_target_exists(page: Path) -> None:
    named = {words[0] for words in commands(page, "make") if words and "=" not in words[0]}
    assert named <= TARGETS


@pytest.mark.parametrize("page", [*FRONT, *PAGES], ids=name)
def test_every_subcommand_and_option_exists(page: Path) -> None:
    for words in commands(page, "fangxian"):
        problem = first_problem(words)
        assert problem is None, f"fangxian {' '.join(words)}: {problem}"


def first_problem(words: list[str]) -> str | None:
    """What a command line names that does not exist; None if all does."""
    if not words or words[0].startswith("-") or PLACEHOLDER.match(words[0]):
        return None
    module = COMMANDS.get(words[0])
    if module is None:
        return f"there is no command {words[0]}"
    command: Any = typer.main.get_command(importlib.import_module(module).app)
    rest = words[1:]
    while hasattr(command, "commands") and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        below = command.commands.get(rest[0])
        if below is None:
            return f"there is no command {rest[0]}"
        command, rest = below, rest[1:]
    options = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    unknown = [
        word for word in rest if word.startswith("-") and word != "-" and word.split("=")[0] not in options | {"--help"}
    ]
    return f"no option {unknown[0]}" if unknown else None


def test_a_command_that_does_not_exist_would_be_found() -> None:
    assert first_problem(["ledgre", "verify"])
    assert first_problem(["ledger", "verfy"])
    assert first_problem(["ledger", "verify", "--qucik"])
    assert first_problem(["ledger", "verify", "--json", "--workspace", "live"]) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_error_code_in_the_manual_is_one_of_the_program(language: str) -> None:
    text = (DOCS / language / "running.md").read_text(encoding="utf-8")
    named = {row[column].strip("`") for column in ("Code", "代码") for row in table(text, column)}
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    assert named
    assert [code for code in named if f'"{code}"' not in source] == []
