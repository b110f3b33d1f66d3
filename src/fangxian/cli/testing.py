"""``fangxian testing``: what is too large for a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from fangxian.response.testing.actions.load_roll import Loaded
    from fangxian.response.testing.models import Round

app = typer.Typer(no_args_is_help=True, help="Mass testing.")

_SHOWN = 20


@app.callback()
def _group() -> None:
    """Mass testing."""


@app.command()
def roll(
    file: Annotated[Path, typer.Argument(help="CSV of any size: number, name, area; building, door …", dir_okay=False)],
    serial: Annotated[int, typer.Option("--round", help="Serial of the round, as printed codes begin with it.")],
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Put the people of a grid's register on the roll of a round.

    Whoever is on it already stays; a row that breaks a rule stays out alone and is named.
    """
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from fangxian.response.jurisdiction import access
    from fangxian.response.testing.actions import load_roll
    from fangxian.response.testing.rolls import stream_residents

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with access.everywhere(), Progress(*columns, transient=True) as progress:
        of = _round(serial)
        line = progress.add_task(file.name, total=_size(file))
        loaded = load_roll(of, stream_residents(file, lambda done: progress.update(line, completed=done)))
    _report(loaded)


def _round(serial: int) -> Round:
    from django.utils.translation import gettext_lazy as _

    from fangxian.errors import NotFound
    from fangxian.response.testing.models import Round

    found = Round.objects.filter(serial=serial).first()
    if found is None:
        raise NotFound("round.serial", _("There is no testing round with the serial %(serial)s."), serial=serial)
    return found


def _size(file: Path) -> int:
    from django.utils.translation import gettext_lazy as _

    from fangxian.errors import Invalid

    try:
        return file.stat().st_size
    except OSError as error:
        raise Invalid(
            "table.unreadable",
            _("%(name)s cannot be read: %(reason)s."),
            remedy=_("Check the name of the file and your rights to read it."),
            name=file.name,
            reason=error.strerror,
        ) from error


def _report(loaded: Loaded) -> None:
    from django.utils.translation import gettext as _

    counts = {"new": loaded.new, "known": loaded.known, "out": len(loaded.refused)}
    typer.echo(_("%(new)s new, %(known)s on the roll before, %(out)s rows stay out.") % counts)
    for line, field, why in loaded.refused[:_SHOWN]:
        typer.echo(_("Row %(line)s, %(field)s: %(why)s") % {"line": line, "field": field, "why": why})
    if len(loaded.refused) > _SHOWN:
        typer.echo(_("… and %(more)s more.") % {"more": len(loaded.refused) - _SHOWN})
