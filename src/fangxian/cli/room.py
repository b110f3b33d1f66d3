"""``fangxian room``: open the control room of an exercise, and let its time pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.drill.autopilot.play import Play
    from fangxian.drill.scenario.schema import Package
    from fangxian.science.city.model import City

app = typer.Typer(no_args_is_help=True, help="The control room of an exercise.")

PEOPLE: Final = 20_000
"""People of the hidden city unless said otherwise: an exercise for an afternoon begins within seconds."""


@app.command("open")
def open_(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario, or a folder or zip of one's own.")],
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="Workspace (default: room-SCENARIO).")] = "",
    people: Annotated[int, typer.Option(help="People of the hidden city, about; 0: the whole district.")] = PEOPLE,
    seed: Annotated[int, typer.Option(help="Chance of the exercise.")] = 1,
    variant: Annotated[str, typer.Option(help="Variant of the scenario (default: its first).")] = "",
    double_blind: Annotated[bool, typer.Option(help="Participants are not told what is an inject.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Open the pages when it is done.")] = True,
    reset: Annotated[bool, typer.Option(help="Throw the workspace away and begin anew.")] = False,
    data: Data = None,
) -> None:
    """Make a workspace for an exercise, open its control room and serve it. Again takes up where it was left."""
    from rich.console import Console

    from fangxian.cli.boot import boot
    from fangxian.cli.preparing import prepare, throw_away
    from fangxian.drill.scenario.files import SHIPPED, read_files, shipped_ids
    from fangxian.drill.scenario.load import load_files

    # Before the workspace is open, whose database Django is set up for.
    files = read_files(SHIPPED / scenario if scenario in shipped_ids() else Path(scenario))
    package = load_files(files)
    slug, console = workspace or f"room-{package.id}", Console()
    if reset:
        throw_away(slug, data, "drill")
    boot(slug, data)
    from fangxian.drill.room.actions import open_room
    from fangxian.response.jurisdiction import access

    prepare(
        console, slug=slug, kind="drill", title_zh=package.title.zh, title_en=package.title.en,
        area=package.manifest.city.district[:4], time_zone=package.manifest.timezone,
        clock=package.starts_at(package.manifest.variant(variant or None)),
    )  # fmt: skip
    with access.everywhere():
        open_room(files, seed=seed, people=people, variant=variant, double_blind=double_blind)
    _say_how_to_sign_in(package, console)
    if serve:
        from fangxian.site.server import serve as run

        console.print(f"[bold]http://{host}:{port}/exercise/[/]  ({slug})")
        run(host=host, port=port)


@app.command()
def drive(workspace: WorkspaceName, data: Data = None) -> None:
    """Let the time of an exercise pass, as the control room wants it, until interrupted; serving it does this too."""
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from fangxian.drill.room.driver import Driver
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        try:
            Driver(stage_here()).forever()
        except KeyboardInterrupt:
            return


def stage_here() -> Callable[[], Play]:
    """What stages the exercise of the open workspace; its city is built once."""

    @cache
    def city() -> City:
        from rich.console import Console

        from fangxian.cli.drill_price import saved_city
        from fangxian.drill.room.queries.standing import script
        from fangxian.science.city.store import load_city

        held, package = script()
        return load_city(saved_city(package, held.people, whole=False, console=Console(stderr=True)))

    def stage() -> Play:
        from fangxian.drill.room.queries.standing import script
        from fangxian.drill.scenario.stage import stage as staged
        from fangxian.response.ledger import clock

        held, package = script()
        slug = clock.workspace().slug
        return staged(package, city(), variant=held.variant, seed=held.seed, slug=slug).play

    return stage


def _say_how_to_sign_in(package: Package, console: Console) -> None:
    from django.utils.translation import gettext as _
    from rich.table import Table

    from fangxian.drill.room.actions.seat_people import seat_people
    from fangxian.response.ledger.language import either
    from fangxian.site.secrets import secret

    password = secret("demo")[:12]
    table = Table(_("User"), _("Password"), _("Post"), _("Area"), box=None)
    for post in seat_people(password):
        assert post.holder is not None
        table.add_row(post.holder.username, password, either(post.title, post.title_en), post.area)
    console.print(f"[bold]{either(package.title.zh, package.title.en)}[/]", highlight=False)
    console.print(table, highlight=False)
