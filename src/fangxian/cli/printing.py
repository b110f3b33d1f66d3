"""Words, tables and JSON on a terminal, for commands that work without Django."""

from __future__ import annotations

import json
from typing import Any

import typer

from fangxian.cli.words import language


def word(english: str, chinese: str) -> str:
    return chinese if language() == "zh" else english


def table(*columns: tuple[str, str]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for english, chinese in columns:
        made.add_column(word(english, chinese), overflow="fold")
    return made


def print_table(shown: Any) -> None:
    from rich.console import Console

    Console().print(shown)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
