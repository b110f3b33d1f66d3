"""``fangxian export``: write cases, contacts and what belongs to them into a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName

app = typer.Typer(add_completion=False)

KINDS = (
    "cases", "contacts", "relationships", "classes", "measures", "visits", "follow_ups", "samples", "tasks",
)  # fmt: skip


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; its ending says the format.", dir_okay=False)],
    purpose: Annotated[str, typer.Option(help="What it is for; recorded with the export.")],
    kind: Annotated[list[str] | None, typer.Option(help="Kind of rows; repeat it for several. All if absent.")] = None,
    incident: Annotated[str, typer.Option(help="Short name of an incident; all if absent.")] = "",
    area: Annotated[str, typer.Option(help="Area code; all areas if absent.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    format: Annotated[str, typer.Option(help="csv, xlsx, jsonl, parquet or fhir; else by the ending.")] = "",
    identities: Annotated[
        bool, typer.Option("--identities", help="With names, identity numbers, phones and addresses.")
    ] = False,
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Write cases, contacts and all that belongs to them into a file; the export and its purpose are recorded."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _
    from rich.console import Console

    from fangxian.cli.imports import _bar
    from fangxian.response.interchange.actions.write_file import write_file

    console = Console(stderr=True)
    with _bar(console) as advance:
        written = write_file(
            file,
            kinds=tuple(kind or KINDS),
            format=format,
            purpose=purpose,
            incident=incident,
            area=area,
            since=since.date() if since else None,
            until=until.date() if until else None,
            identities=identities,
            on_progress=advance,
        )
    console.print(_("%(rows)s rows in %(file)s.") % {"rows": f"{written:,}", "file": str(file)}, highlight=False)
