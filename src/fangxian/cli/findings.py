"""``fangxian findings``: findings of exercises in the live record, taken in and back without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from fangxian.cli.printing import print_json, print_table, table
from fangxian.cli.serve import Data, WorkspaceName

app = typer.Typer(no_args_is_help=True, help="Findings of exercises: taken in, listed, taken back.")


@app.command("take-in")
def take_in(
    file: Annotated[Path, typer.Argument(help="The signed file of an exercise's report.", exists=True, dir_okay=False)],
    incident: Annotated[
        str, typer.Option(help="Short name of the incident; by default a standing record.", show_default=False)
    ] = "",
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Take in the findings of an exercise: each becomes a task with an owner and a clock. Again does nothing twice."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.errors import NotFound
    from fangxian.response.coinvestigation.exchange.signing import unreadable
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.models import Incident
    from fangxian.response.rectification.actions import opened_findings, take_in_findings

    try:
        document = json.loads(file.read_text("utf-8"))
    except ValueError:
        raise unreadable() from None
    signed, content = opened_findings(document)
    with access.everywhere():
        where = Incident.objects.filter(slug=incident).first() if incident else None
        if incident and where is None:
            raise NotFound("incident.unknown", _("There is no incident %(id)s."), id=incident)
        held = take_in_findings(signed, content, incident=where)
        typer.echo(f"{held.id}  {held.title}  {held.findings.count()}")


@app.command("list")
def listing(
    workspace: WorkspaceName = "live",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: Data = None,
) -> None:
    """List findings in force, those that are late first."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.jurisdiction import access
    from fangxian.response.rectification.queries import in_force

    with access.everywhere():
        rows = in_force()
    if as_json:
        print_json(
            [
                {"id": str(one.finding.id), "finding": one.what, "owner": one.owner, "state": one.state,
                 "late": one.late, "due": one.finding.due.isoformat(), "retest": one.finding.retest.isoformat(),
                 "clause": one.finding.clause}
                for one in rows
            ]
        )  # fmt: skip
        return
    shown = table(
        ("finding", "问题"), ("grave", "评级"), ("owner", "责任单位"), ("state", "状态"), ("due", "整改期限"),
        ("re-test", "复测日期"),
    )  # fmt: skip
    for one in rows:
        held = one.finding
        shown.add_row(one.what, held.rating, one.owner, one.state_words, held.due.isoformat(), held.retest.isoformat())
    print_table(shown)


@app.command()
def undo(
    file: Annotated[str, typer.Argument(metavar="ID", help="Id of the file, as take-in printed it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Take a file of findings back: its tasks are no longer owed."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.errors import NotFound
    from fangxian.response.jurisdiction import access
    from fangxian.response.rectification.actions import undo_intake
    from fangxian.response.rectification.models import Intake

    try:
        number = UUID(file)
    except ValueError:
        raise typer.BadParameter(file, param_hint="ID") from None
    with access.everywhere():
        held = Intake.objects.filter(id=number).first()
        if held is None:
            raise NotFound("findings.unknown", _("There is no such file of findings in your area."))
        undo_intake(held, reason)
    typer.echo(f"{held.id}")
