"""``fangxian workspace``: the databases this installation holds."""

from __future__ import annotations

from typing import Annotated

import typer

from fangxian.cli.serve import Data

app = typer.Typer(no_args_is_help=True, help="Workspaces: live, samples and exercises, each a database of its own.")


@app.command("create")
def create(
    slug: Annotated[str, typer.Argument(help="Name: lower-case letters, digits, hyphens.")],
    title_zh: Annotated[str, typer.Option(help="Title in Chinese.")],
    title_en: Annotated[str, typer.Option(help="Title in English.")],
    kind: Annotated[str, typer.Option(help="live, sample or drill.")] = "live",
    home: Annotated[str, typer.Option(help="Area code the workspace is about.")] = "",
    data: Data = None,
) -> None:
    """Make a workspace."""
    from fangxian.cli.boot import boot

    boot(slug, data)
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    made = create_workspace(slug=slug, kind=kind, title_zh=title_zh, title_en=title_en, home=home)
    typer.echo(f"{made.slug}: {made.title_zh} · {made.title_en} ({made.kind})")


@app.command("list")
def listing(data: Data = None) -> None:
    """List the workspaces of this installation."""
    from fangxian.cli.boot import boot

    boot("live", data)
    from rich.console import Console
    from rich.table import Table

    from fangxian.site.workspaces import every

    table = Table("workspace", "kind", "title", "clock")
    for slug, kind, title, clock in every():
        table.add_row(slug, kind, title, str(clock or "–"))
    Console().print(table)
