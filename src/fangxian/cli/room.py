"""``fangxian room``: open the control room of an exercise, and let its time pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from fangxian.drill.autopilot.play import Play
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
    from fangxian.cli.preparing import prepare, say_who_sits_where, throw_away
    from fangxian.drill.scenario.files import files_of
    from fangxian.drill.scenario.load import load_files

    # Before the workspace is open, whose database Django is set up for.
    files = files_of(scenario)
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
    say_who_sits_where(package, console)
    if serve:
        from fangxian.site.server import serve as run

        console.print(f"[bold]http://{host}:{port}/exercise/[/]  ({slug})")
        run(host=host, port=port)


@app.command()
def drive(workspace: WorkspaceName, data: Data = None) -> None:
    """Let the time of an exercise pass, as the control room wants it, until interrupted; serving it does this too."""
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from fangxian.drill.review.evaluating import conclude
    from fangxian.drill.room.driver import Driver
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        try:
            Driver(stage_here(), conclude).forever()
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
