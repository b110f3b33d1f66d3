"""What the commands of ``fangxian city`` print: progress, refusals, rows and the names of counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from fangxian.cli.printing import print_json, print_table, table, word
from fangxian.cli.words import language

_STAGES = {
    "lay_out": ("areas", "区域"),
    "settle": ("households and buildings", "家庭与楼栋"),
    "occupy": ("work and school", "就业与就学"),
    "gather": ("classes and teams", "班级与班组"),
    "place": ("places", "场所"),
    "save": ("writing", "写盘"),
}


@contextmanager
def refusals() -> Iterator[None]:
    """Show what is refused in the reader's language, and exit 2."""
    from fangxian.science.city.errors import CityError

    try:
        yield
    except CityError as error:
        typer.secho(f"{error.text(language())} [{error.code}]", fg=typer.colors.RED, err=True)
        raise typer.Exit(2) from error


@contextmanager
def stages() -> Iterator[Any]:
    """Tell each stage of the build on a line that is gone when it is over."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda stage: status.update(word(*_STAGES[stage]))


@contextmanager
def bar(what: str, total: int) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _rows: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, total=total * 4)  # some four stays a person and day
        yield lambda rows: bars.advance(task, rows)


def print_rows(content: dict[str, Any], key: str, as_json: bool) -> None:
    if as_json:
        print_json(content)
        return
    typer.echo("  ".join(f"{name} {value}" for name, value in content.items() if name != key))
    rows = content[key]
    shown = table(*((name, name) for name in (rows[0] if rows else {})))
    for row in rows:
        shown.add_row(*(str(value) for value in row.values()))
    print_table(shown)


def count_word(key: str) -> str:
    words = {
        "persons": "人口", "households": "家庭户", "buildings": "楼栋", "groups": "班组", "sites": "单位",
        "places": "场所", "areas": "社区(村)",
    }  # fmt: skip
    return word(key, words[key])
