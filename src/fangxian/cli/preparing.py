"""What commands that make a workspace have in common: progress bars, the division tree, beginning anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from fangxian.drill.scenario.schema import Package
    from fangxian.response.jurisdiction.models import Post


def prepare(
    console: Console, *, slug: str, kind: str, title_zh: str, title_en: str, area: str, time_zone: str,
    clock: datetime | None = None,
) -> None:  # fmt: skip
    """The workspace, the division tree, boundaries, census and offices: each is skipped where it stands."""
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.loading import census, divisions, offices, shapes
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    with bars(console, _("Division tree")) as (progress,):
        divisions.load(progress=progress)
    with bars(console, _("Boundaries")) as (progress,):
        shapes.load(progress=progress)
    census.load()
    _keep_blank()
    with access.everywhere():
        create_workspace(
            slug=slug, kind=kind, title_zh=title_zh, title_en=title_en, home=area, time_zone=time_zone, clock=clock
        )
    with bars(console, _("Offices")), access.everywhere():
        offices.seed(area)


def _keep_blank() -> None:
    """Leave a copy behind for the next workspace, while there is nothing in this one that is its own."""
    from django.db import connections

    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.models import Workspace
    from fangxian.site.blank import keep_blank

    with access.everywhere():
        if Workspace.objects.exists():
            return
    connections.close_all()
    keep_blank(os.environ["FANGXIAN_OWNER_DSN"])


def throw_away(slug: str, data: Path | None, *kinds: str) -> None:
    """Drop a workspace's database, if it is of one of these kinds."""
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
    _refuse_unless(kinds, conninfo.make_conninfo("", **owner))
    admin = conninfo.make_conninfo("", **{**owner, "dbname": "postgres"})
    with psycopg.connect(admin, autocommit=True) as connection:
        name = sql.Identifier(str(owner["dbname"]))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _refuse_unless(kinds: tuple[str, ...], dsn: str) -> None:
    import psycopg
    from django.utils.translation import gettext as _

    from fangxian.errors import Conflict

    with psycopg.connect(dsn) as connection:
        try:
            row = connection.execute("SELECT kind FROM ledger_workspace").fetchone()
        except psycopg.errors.UndefinedTable:
            return
    if row is not None and row[0] not in kinds:
        raise Conflict(
            "workspace.not_to_throw_away",
            _("Only a workspace of the kind %(kinds)s is thrown away here; this one is %(kind)s."),
            kinds=", ".join(kinds),
            kind=row[0],
        )


def say_how_to_sign_in(console: Console, home: str, title_zh: str, title_en: str) -> None:
    """One user a level around a community, made if nobody is there, and their passwords."""
    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.models import Post
    from fangxian.response.ledger.language import either

    with access.everywhere():
        posts = Post.objects.filter(holder__isnull=False).select_related("holder", "office").order_by("id")
        if not posts.exists():
            # Late: the commands of the response take a second to load, and a second start needs none of them.
            from fangxian.response.jurisdiction.actions.create_demo_users import create_demo_users

            create_demo_users(home, demo_password())
        _print_posts(console, either(title_zh, title_en), posts.all())


def say_who_sits_where(package: Package, console: Console) -> None:
    """The seats of an exercise, filled if they are empty, and their passwords."""
    from fangxian.drill.room.actions.seat_people import seat_people
    from fangxian.response.ledger.language import either

    _print_posts(console, either(package.title.zh, package.title.en), seat_people(demo_password()))


def demo_password() -> str:
    """The password of this installation's demonstration users."""
    from fangxian.site.secrets import secret

    return secret("demo")[:12]


def _print_posts(console: Console, title: str, posts: Iterable[Post]) -> None:
    from django.utils.translation import gettext as _
    from rich.table import Table

    from fangxian.response.ledger.language import either

    table = Table(_("User"), _("Password"), _("Post"), _("Area"), box=None)
    for post in posts:
        assert post.holder is not None
        table.add_row(post.holder.username, demo_password(), either(post.title, post.title_en), post.area)
    console.print(f"[bold]{title}[/]", highlight=False)
    console.print(table, highlight=False)


@contextmanager
def bars(console: Console, *titles: str) -> Iterator[list[Callable[..., None]]]:
    """A progress bar for each title; each function it gives is told what is done, of how much, and where it is."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[where]}"),
    )  # fmt: skip
    with Progress(*columns, console=console) as progress:
        made = [progress.add_task(title, total=None, start=False, where="") for title in titles]
        progress.start_task(made[0])

        def show(bar: TaskID, done: int, total: int, where: str = "") -> None:
            progress.start_task(bar)
            progress.update(bar, completed=done, total=total, where=where)

        yield [partial(show, bar) for bar in made]
        for task in progress.tasks:
            if task.total is None:
                progress.update(task.id, total=1, completed=1)
