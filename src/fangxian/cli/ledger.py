"""``fangxian ledger``: seal the record and prove it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName

app = typer.Typer(no_args_is_help=True, help="The record of facts: verify it, seal it.")


@app.command()
def verify(
    workspace: WorkspaceName = "live",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    data: Data = None,
) -> None:
    """Check every fact's digest and the chain of seals, rebuild all tasks and compare. Exit 1 on a difference."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from fangxian.response.ledger.verify import verify as run

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bars: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(stage, total=total)
            progress.update(bars[stage], completed=done)  # type: ignore[arg-type]

        result = run(on_progress=show)
    if as_json:
        typer.echo(json.dumps(result.as_dict(), ensure_ascii=False, indent=2, default=str))
    else:
        for line in result.lines():
            typer.echo(line)
    raise typer.Exit(0 if result.sound else 1)


@app.command()
def seal(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Put every fact that is not sealed yet under a seal."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.ledger.seal import seal_all

    typer.echo(f"{seal_all():,}")
