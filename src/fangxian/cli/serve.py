"""``fangxian serve``: open the pages and the API of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Data = Annotated[Path | None, typer.Option(help="Data directory (default: FANGXIAN_DATA, or the system's place).")]
WorkspaceName = Annotated[str, typer.Option("--workspace", "-w", help="Workspace.")]


@app.command()
def serve(
    workspace: WorkspaceName = "live",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer requests.")] = 2,
    data: Data = None,
) -> None:
    """Serve a workspace until interrupted (Ctrl-C)."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from rich.console import Console

    from fangxian.site.server import serve as run

    Console().print(f"[bold]http://{host}:{port}[/]  ({workspace})")
    run(host=host, port=port, workers=workers)
