"""What commands that make a workspace have in common: progress bars, the division tree, beginning anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID


def prepare(
    console: Console, *, slug: str, kind: str, title_zh: str, title_en: str, area: str, time_zone: str,
    clock: datetime | None = None,
) -> None:  # fmt: skip
    """The workspace, the division tree, boundaries, census and offices: each is skipped where it stands."""
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.loading import census, divisions, offices, shapes
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    with access.everywhere():
        create_workspace(
            slug=slug, kind=kind, title_zh=title_zh, title_en=title_en, home=area, time_zone=time_zone, clock=clock
        )
    with bars(console, _("Division tree")) as (progress,):
        divisions.load(progress=progress)
    with bars(console, _("Boundaries")) as (progress,):
        shapes.load(progress=progress)
    census.load()
    with bars(console, _("Offices")), access.everywhere():
        offices.seed(area)


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

            create_demo_users(home, password)
        for post in posts.all():
            assert post.holder is not None
            table.add_row(post.holder.username, password, either(post.title, post.title_en), post.area)
    console.print(f"[bold]{either(title_zh, title_en)}[/]", highlight=False)
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
