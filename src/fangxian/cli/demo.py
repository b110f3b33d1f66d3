"""``fangxian demo``: an exercise that plays itself, or a documented outbreak, in a workspace of its own and opened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fangxian.cli.preparing import bars, prepare, say_how_to_sign_in, throw_away
from fangxian.cli.serve import Data

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.replay.header import Header

app = typer.Typer()

DEFAULT: Final = "unknown-origin-18d"
OUTBREAKS: Final = {"pidu-2020": "pidu2020"}
"""Workspaces of the documented outbreaks, and the folders their records lie in."""


@app.command()
def demo(
    shown: Annotated[
        str, typer.Argument(help="pidu-2020, a documented outbreak; or a scenario, an exercise.")
    ] = DEFAULT,
    people: Annotated[
        int | None,
        typer.Option(help="Size of an exercise's city; by default the whole city.", min=1_000, show_default=False),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Open the pages when it is done.")] = True,
    check: Annotated[bool, typer.Option(help="Compare with every published figure, and list the clocks.")] = False,
    reset: Annotated[bool, typer.Option(help="Throw the workspace away and begin anew.")] = False,
    data: Data = None,
) -> None:
    """Play an exercise by itself in a whole city, or replay a documented outbreak, and open it. Again costs nothing."""
    from rich.console import Console

    console = Console()
    if shown in OUTBREAKS:
        workspace, page = _documented(shown, data, console, check=check, reset=reset), "/"
    else:
        from fangxian.cli.demo_drill import PAGE, show
        from fangxian.drill.scenario.files import shipped_ids

        if check:
            raise typer.BadParameter("--check: " + ", ".join(OUTBREAKS))
        if shown not in shipped_ids():
            raise typer.BadParameter(f"{shown}: {', '.join((*OUTBREAKS, *shipped_ids()))}")
        workspace, page = show(shown, people, data, console, reset=reset), PAGE
    if serve:
        from fangxian.site.server import serve as run

        console.print(f"[bold]http://{host}:{port}{page}[/]  ({workspace})")
        run(host=host, port=port)


def _documented(outbreak: str, data: Path | None, console: Console, *, check: bool, reset: bool) -> str:
    """Replay a documented outbreak where that is still to be done; returns its workspace."""
    from fangxian.cli.boot import boot

    if reset:
        throw_away(outbreak, data, "sample")
    boot(outbreak, data)
    from fangxian.drill.replay.header import is_complete, read_header

    header = read_header(OUTBREAKS[outbreak])
    if not is_complete(header):
        prepare(
            console, slug=header.slug, kind="sample", title_zh=header.title_zh, title_en=header.title_en,
            area=header.area, time_zone=header.timezone,
        )  # fmt: skip
        _replay(OUTBREAKS[outbreak], console)
    say_how_to_sign_in(console, header.home, header.title_zh, header.title_en)
    _companions(header, console)
    if check:
        _check(OUTBREAKS[outbreak], console)
    return outbreak


def _replay(outbreak: str, console: Console) -> None:
    from django.utils.translation import gettext as _

    from fangxian.drill.replay.load import load_record
    from fangxian.drill.replay.replay import replay
    from fangxian.response.ledger import clock

    zone = clock.zone()
    with bars(console, _("Facts"), _("Tasks")) as (facts, tasks):
        told = {"facts": facts, "tasks": tasks}

        def show(stage: str, done: int, total: int, at: datetime) -> None:
            told[stage](done, total, f"{at.astimezone(zone):%m-%d %H:%M}")

        replay(load_record(outbreak), progress=show)


def _companions(header: Header, console: Console) -> None:
    """Invented stays and a search in them, so that the pages of companions have something to show."""
    from fangxian.response.companions.models import Search
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        if Search.objects.exists():
            return
    from django.utils.translation import gettext as _

    from fangxian.drill.companions import show_search
    from fangxian.response.ledger.models import Incident

    with bars(console, _("Invented stays and a search for companions")):
        with access.everywhere():
            incident = Incident.objects.get(slug=header.slug)
        show_search(incident)


def _check(outbreak: str, console: Console) -> None:
    from django.utils.translation import gettext as _

    from fangxian.drill.names import Names
    from fangxian.drill.replay.load import load_record
    from fangxian.drill.replay.published import compare
    from fangxian.drill.replay.summary import clocks_by_clause, lines
    from fangxian.response.jurisdiction import access

    record = load_record(outbreak)
    with access.everywhere():
        figures = compare(record)
        rows = clocks_by_clause(Names(record.outbreak.slug).id("incident"), record.outbreak.ends_at)
    for line in lines(rows):
        console.print(line, highlight=False)
    apart = [one for one in figures if not one.agrees]
    for one in apart:
        console.print(f"{one.at:%m-%d %H:%M} {one.area} {one.figure}: {one.ledger} ≠ {one.published}")
    agreed = len(figures) - len(apart)
    console.print(_("%(agreed)s of %(all)s published figures agree.") % {"agreed": agreed, "all": len(figures)})
    if apart:
        raise typer.Exit(1)
