"""What the commands of ``fangxian epidemic`` print: progress, refusals, one epidemic, the figures of a disease."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

from fangxian.cli.printing import word
from fangxian.cli.words import language


@contextmanager
def refusals() -> Iterator[None]:
    """Show what is refused in the reader's language, and exit 2."""
    from fangxian.errors import FangxianError
    from fangxian.protocol.errors import ProtocolError

    try:
        yield
    except (FangxianError, ProtocolError) as error:
        text = error.text(language()) if hasattr(error, "text") else str(error)
        typer.secho(text, fg=typer.colors.RED, err=True)
        raise typer.Exit(2) from error


@contextmanager
def bar(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where somebody sees it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    names = {"days": "天", "runs": "次", "checks": "项", "variants": "组"}
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task(word(what, names[what]), total=total)
        yield lambda done, _: progress.update(task, completed=done)


def print_epidemic(found: dict[str, Any]) -> None:
    rows = [
        (word("people", "人口"), f"{found['people']:,}"),
        (word("infections", "感染"), f"{found['infections']:,} ({100 * found['attack_rate']:.2f} %)"),
        (word("found", "发现"), f"{found['found']:,}"),
        (word("deaths", "死亡"), f"{found['deaths']:,}"),
        *((f"  {name}", f"{count:,}") for name, count in found["by_setting"].items()),
        *((f"  {name}", f"{count:,}") for name, count in found["operations"].items()),
        (word("seconds", "秒"), f"{found['seconds']['ready']} + {found['seconds']['run']}"),
    ]
    for name, value in rows:
        typer.echo(f"{name:<18} {value:>20}")


def sourced(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Figures with their source, by their path."""
    if isinstance(value, list):
        for item in value:
            yield from sourced(item, f"{path}.{item['id']}" if isinstance(item, dict) and "id" in item else path)
    elif isinstance(value, dict):
        if value.get("cite", "-") != "-":
            yield path, value
            return
        for name, item in value.items():
            yield from sourced(item, f"{path}.{name}".strip("."))


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    return text if len(text) < 60 else text[:59] + "…"
