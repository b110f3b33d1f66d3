"""``fangxian demo``: replay a documented outbreak in a workspace of its own and open its command screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fangxian.cli.serve import Data

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.replay.header import Header

app = typer.Typer()

OUTBREAKS: Final = {"pidu-2020": "pidu2020"}
"""Workspaces of the documented outbreaks, and the folders their records lie in."""


@app.command()
def demo(
    outbreak: Annotated[str, typer.Argument(help="Which outbreak: pidu-2020.")] = "pidu-2020",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Open the pages when it is done.")] = True,
    check: Annotated[bool, typer.Option(help="Compare with every published figure, and list the clocks.")] = False,
    reset: Annotated[bool, typer.Option(help="Throw the workspace away and begin anew.")] = False,
    data: Data = None,
) -> None:
    """Replay a documented outbreak on the real map, and open its command screen. Again costs nothing."""
    if outbreak not in OUTBREAKS:
        raise typer.BadParameter(f"{outbreak}: {', '.join(OUTBREAKS)}")
    from rich.console import Console

    from fangxian.cli.boot import boot

    console = Console()
    if reset:
        _throw_away(outbreak, data)
    boot(outbreak, data)
    from fangxian.drill.replay.header import is_complete, read_header

    header = read_header(OUTBREAKS[outbreak])
    if not is_complete(header):
        _prepare(header, console)
        _replay(OUTBREAKS[outbreak], console)
    _say_how_to_sign_in(header, console)
    _companions(header, console)
    if check:
        _check(OUTBREAKS[outbreak], console)
    if serve:
        from fangxian.site.server import serve as run

        console.print(f"[bold]http://{host}:{port}[/]  ({outbreak})")
        run(host=host, port=port)


def _throw_away(slug: str, data: Path | None) -> None:
    """Drop the workspace's database, if it is a sample."""
    if data is not None:
        os.environ["FANGXIAN_DATA"] = str(data.expanduser().resolve())
    import psycopg
    from psycopg import conninfo, sql

    from fangxian.cli.boot import fail, speak
    from fangxian.errors import FangxianError
    from fangxian.site.workspace import open_workspace

    try:
        open_workspace(slug)
        speak()
    except FangxianError as error:
        fail(error)
    owner = conninfo.conninfo_to_dict(os.environ["FANGXIAN_OWNER_DSN"])
    _refuse_unless_sample(conninfo.make_conninfo("", **owner))
    admin = conninfo.make_conninfo("", **{**owner, "dbname": "postgres"})
    with psycopg.connect(admin, autocommit=True) as connection:
        name = sql.Identifier(str(owner["dbname"]))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _refuse_unless_sample(dsn: str) -> None:
    import psycopg
    from django.utils.translation import gettext as _

    from fangxian.errors import Conflict

    with psycopg.connect(dsn) as connection:
        try:
            row = connection.execute("SELECT kind FROM ledger_workspace").fetchone()
        except psycopg.errors.UndefinedTable:
            return
    if row is not None and row[0] != "sample":
        raise Conflict(
            "workspace.not_sample",
            _("Only a sample workspace is thrown away; this one is %(kind)s."),
            kind=row[0],
        )


def _prepare(header: Header, console: Console) -> None:
    """The workspace, the division tree, boundaries, census and offices: each is skipped where it stands."""
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.loading import census, divisions, offices, shapes
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    with access.everywhere():
        create_workspace(
            slug=header.slug,
            kind="sample",
            title_zh=header.title_zh,
            title_en=header.title_en,
            home=header.area,
            time_zone=header.timezone,
        )
    with _bars(console, _("Division tree")) as (progress,):
        divisions.load(progress=progress)
    with _bars(console, _("Boundaries")) as (progress,):
        shapes.load(progress=progress)
    census.load()
    with _bars(console, _("Offices")), access.everywhere():
        offices.seed(header.area)


def _replay(outbreak: str, console: Console) -> None:
    from django.utils.translation import gettext as _

    from fangxian.drill.replay.load import load_record
    from fangxian.drill.replay.replay import replay
    from fangxian.response.ledger import clock

    zone = clock.zone()
    with _bars(console, _("Facts"), _("Tasks")) as (facts, tasks):
        bars = {"facts": facts, "tasks": tasks}

        def show(stage: str, done: int, total: int, at: datetime) -> None:
            bars[stage](done, total, f"{at.astimezone(zone):%m-%d %H:%M}")

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

    with _bars(console, _("Invented stays and a search for companions")):
        with access.everywhere():
            incident = Incident.objects.get(slug=header.slug)
        show_search(incident)


def _say_how_to_sign_in(header: Header, console: Console) -> None:
    from django.utils.translation import gettext as _
    from rich.table import Table

    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.models import Post
    from fangxian.response.ledger.language import either
    from fangxian.site.secrets import secret

    password = secret("demo")[:12]
    table = Table(_("User"), _("Password"), _("Post"), _("Area"), box=None)
    with access.everywhere():
        posts = Post.objects.filter(holder__isnull=False).select_related("holder", "office").order_by("id")
        if not posts.exists():
            # Late: the commands of the response take a second to load, and a second start needs none of them.
            from fangxian.response.jurisdiction.actions.create_demo_users import create_demo_users

            create_demo_users(header.home, password)
        for post in posts.all():
            assert post.holder is not None
            table.add_row(post.holder.username, password, either(post.title, post.title_en), post.area)
    console.print(f"[bold]{either(header.title_zh, header.title_en)}[/]", highlight=False)
    console.print(table, highlight=False)


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


@contextmanager
def _bars(console: Console, *titles: str) -> Iterator[list[Callable[..., None]]]:
    """A progress bar for each title; each function it gives is told what is done, of how much, and where it is."""
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[where]}"),
    )  # fmt: skip
    with Progress(*columns, console=console) as progress:
        bars = [progress.add_task(title, total=None, start=False, where="") for title in titles]
        progress.start_task(bars[0])

        def show(bar: TaskID, done: int, total: int, where: str = "") -> None:
            progress.start_task(bar)
            progress.update(bar, completed=done, total=total, where=where)

        yield [partial(show, bar) for bar in bars]
        for task in progress.tasks:
            if task.total is None:
                progress.update(task.id, total=1, completed=1)
