"""``fangxian areas``: the division tree, boundaries, census, standard offices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from fangxian.response.jurisdiction.loading.reference import Loaded, Progress

app = typer.Typer(no_args_is_help=True, help="Areas: the division tree, boundaries, census, standard offices.")


@app.command()
def load(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Load China's division tree, the boundaries of Sichuan and Tianjin, and the census. Again costs nothing."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction.loading import census, divisions, shapes

    with _bar(_("Division tree")) as progress:
        _report(_("Division tree"), lambda: divisions.load(progress=progress))
    with _bar(_("Boundaries")) as progress:
        _report(_("Boundaries"), lambda: shapes.load(progress=progress))
    _report(_("Census of 2020"), census.load)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: code,name[,name_en,level,parent].")],
    shapes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="GeoJSON with a code for each feature.")
    ] = None,
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Take any country's hierarchical codes, as a whole or not at all."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction.loading.areafile import AreaFileRefused
    from fangxian.response.jurisdiction.loading.areafile import load as take

    try:
        _report(_("Areas"), lambda: take(file, shapes))
    except AreaFileRefused as refused:
        for fault in refused.faults:
            typer.echo(f"{fault} [{fault.rule}]", err=True)
        if refused.count > len(refused.faults):
            more = refused.count - len(refused.faults)
            typer.echo(_("… and %(more)s more.") % {"more": more}, err=True)
        raise


@app.command()
def offices(
    city: Annotated[str, typer.Argument(help="Code of a city (5101) or municipality (12).")],
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Open the standard offices of a city and all below it; those that are open stay."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.response.jurisdiction import queries
    from fangxian.response.jurisdiction.loading.offices import seed

    queries.area(city)
    _report(_("Offices"), lambda: seed(city))


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="Area code, such as 510117.")],
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Show an area, those around it, and those right below."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.jurisdiction import queries

    area = queries.area(code)
    below = queries.children(code)
    residents = queries.residents([code, *(one.code for one in below)])
    names = queries.area_names((one.code for one in below), "en")
    typer.secho(f"{area.code}  {area.name}  {queries.area_name(code, 'en')}", bold=True)
    typer.echo(queries.area_path(code))
    if code in residents:
        typer.echo(f"{residents[code]:,}")
    for one in below:
        count = f"  {residents[one.code]:,}" if one.code in residents else ""
        typer.echo(f"  {one.code}  {one.name}  {names[one.code]}{count}")


@app.command()
def search(
    name: Annotated[str, typer.Argument(help="A name in Chinese, pinyin or English, or the beginning of a code.")],
    within: Annotated[str, typer.Option(help="Only inside this area.")] = "",
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Find areas by name. Exit 1 if there is none."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.jurisdiction import queries

    found = queries.search(name, within=within, limit=30)
    for one in found:
        typer.echo(f"{one.code}  {one.name}  {queries.area_path(one.code)}")
    if not found:
        raise typer.Exit(1)


def _report(what: str, run: Callable[[], Loaded]) -> None:
    from django.utils.translation import gettext as _

    began = perf_counter()
    loaded = run()
    if loaded.skipped:
        typer.echo(_("%(what)s: unchanged") % {"what": what})
    else:
        seconds = f"{perf_counter() - began:.1f}"
        typer.echo(
            _("%(what)s: %(rows)s in %(seconds)s s") % {"what": what, "rows": f"{loaded.rows:,}", "seconds": seconds}
        )


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    """A progress bar that appears only where there is something to wait for, and somebody to see it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, visible=False, total=None)

        def progress(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total, visible=True)

        yield progress
