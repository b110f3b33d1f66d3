"""``fangxian people``: the register of persons."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The register of persons.")


@app.callback()
def _people() -> None:
    """The register of persons."""


@app.command()
def duplicates(
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="Workspace.")] = "live",
    limit: Annotated[int, typer.Option(help="At most so many persons; 0 for all.")] = 0,
) -> None:
    """Compare persons not compared yet; likely pairs go into the queue."""
    from fangxian.cli.boot import boot

    boot(workspace)
    from django.utils.translation import gettext as _
    from rich.progress import Progress

    from fangxian.response.registry.actions import find_duplicates

    with Progress(transient=True) as progress:
        line = progress.add_task(_("persons compared"), total=None)
        found = find_duplicates(limit or None, lambda done: progress.update(line, completed=done))
    typer.echo(_("%(count)s pairs wait for a decision.") % {"count": found})
