"""``fangxian import``: bring in line lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from rich.console import Console

    from fangxian.response.casework.actions.import_linelist import ImportResult
    from fangxian.response.casework.linelist.mapping import Guess, Mapping
    from fangxian.response.casework.linelist.table import Table
    from fangxian.response.ledger.models import Incident

app = typer.Typer(no_args_is_help=True, help="Bring in line lists.")

_SHOWN = 20
_COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "links", "unlinked")


@app.callback()
def _group() -> None:
    """Bring in line lists."""


@app.command()
def linelist(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB 18030) or XLSX; one case a row.", dir_okay=False)],
    incident: Annotated[str, typer.Option(help="Short name of the incident.")],
    mapping: Annotated[
        str | None,
        typer.Option(help="Mapping: a .toml file, or the name of a shipped or saved one. Guessed if absent."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take a guessed mapping without asking.")] = False,
    save_mapping: Annotated[str, typer.Option(help="Save the mapping under this name.")] = "",
    open_title: Annotated[
        str, typer.Option("--open", help="Open the incident under this title, if there is none.")
    ] = "",
    area: Annotated[str, typer.Option(help="With --open: area code of the incident.")] = "",
    disease: Annotated[str, typer.Option(help="With --open: disease.")] = "covid19",
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Import a line list into an incident.

    Rows that cannot be taken are listed with row, field and reason, and stop no other. The same file again changes
    nothing; a changed value becomes a correction.
    """
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from rich.console import Console

    from fangxian.response.casework.actions.import_linelist import import_linelist
    from fangxian.response.casework.actions.save_mapping import save_mapping as save
    from fangxian.response.casework.linelist.table import read_file
    from fangxian.response.jurisdiction import access

    console = Console(stderr=True)
    with access.everywhere():
        table = read_file(file)
        _require(incident, open_title, area)
        chosen = _mapping(table, mapping, console, yes=yes)
        where = _incident(incident, open_title, area, disease)
        if save_mapping:
            save(save_mapping, chosen)
        with _bar(console) as advance:
            result = import_linelist(where, table, chosen, dry_run=dry_run, on_progress=advance)
    _report(result, dry_run=dry_run)


def _mapping(table: Table, name: str | None, console: Console, *, yes: bool) -> Mapping:
    """The named mapping, or a guess that the user confirms."""
    from django.utils.translation import gettext as _

    from fangxian.errors import Invalid
    from fangxian.response.casework.linelist.mapping import guess, load_mapping

    if name is not None:
        return load_mapping(name)
    guessed = guess(table)
    _show(table, guessed, console)
    if not yes and not typer.confirm(_("Import with this mapping?"), err=True):
        raise Invalid(
            "mapping.declined",
            _("Nothing was imported."),
            remedy=_("Write a mapping and name it with --mapping; docs/en/linelist.md shows how."),
        )
    return guessed.mapping


def _show(table: Table, guessed: Guess, console: Console) -> None:
    from django.utils.translation import gettext as _
    from rich.table import Table as Shown

    from fangxian.response.casework.linelist.messages import field_title

    shown = Shown(_("Field"), _("Column"), _("First row"))
    first = table.rows[0].cells if table.rows else ()
    for field, heading in guessed.mapping.columns.items():
        place = table.headings.index(str(heading))
        shown.add_row(f"{field} · {field_title(field)}", str(heading), str(first[place]) if place < len(first) else "")
    console.print(shown)
    if guessed.unused:
        console.print(_("Not used: %(columns)s") % {"columns": ", ".join(guessed.unused)}, style="dim")
    if guessed.mapping.dates:
        console.print(_("Days are read as %(form)s.") % {"form": guessed.mapping.dates[0]})
    if guessed.ambiguous:
        console.print(_("The days of this list can be read in two ways: state the form in a mapping."), style="red")


def _require(slug: str, title: str, area: str) -> None:
    """Refuse before anything is asked: there must be such an incident, or all that is needed to open it."""
    from django.utils.translation import gettext_lazy as _

    from fangxian.errors import Invalid, NotFound
    from fangxian.response.ledger.models import Incident

    if Incident.objects.filter(slug=slug).exists():
        return
    if not title:
        known = ", ".join(Incident.objects.order_by("slug").values_list("slug", flat=True)) or "–"
        raise NotFound(
            "incident.unknown",
            _("There is no incident “%(slug)s”."),
            remedy=_("Known are: %(known)s. Or open it with --open TITLE --area CODE."),
            slug=slug,
            known=known,
        )
    if not area:
        raise Invalid("incident.area", _("An incident has an area."), remedy=_("Give its code with --area."))


def _incident(slug: str, title: str, area: str, disease: str) -> Incident:
    """The incident of that name; opened where there is none."""
    from fangxian.response.casework.actions import open_incident
    from fangxian.response.ledger import clock
    from fangxian.response.ledger.models import Incident

    found = Incident.objects.filter(slug=slug).first()
    return found or open_incident(slug=slug, title_zh=title, title_en=title, disease=disease, area=area, at=clock.now())


def _report(result: ImportResult, *, dry_run: bool) -> None:
    """What came of it, and what is for review."""
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.table import Table as Shown

    from fangxian.response.casework.linelist.messages import field_title, sentence

    console = Console()
    if dry_run:
        console.print(_("Dry run: nothing was changed."), style="bold")
    console.print(
        _(
            "%(rows)s rows = %(created)s created + %(updated)s updated + %(unchanged)s unchanged "
            "+ %(rejected)s rejected; %(links)s new links, %(unlinked)s withdrawn"
        )
        % {name: f"{getattr(result, name):,}" for name in _COUNTS},
        highlight=False,
    )
    if not result.problems:
        return
    title = _("For review: %(count)s") % {"count": f"{len(result.problems):,}"}
    shown = Shown(_("Row"), _("Field"), _("What stands there"), _("Reason"), title=title)
    for problem in result.problems[:_SHOWN]:
        name = field_title(problem.field)
        shown.add_row(str(problem.line), name, problem.text[:40], sentence(problem.code, problem.params))
    console.print(shown)
    if len(result.problems) > _SHOWN:
        more = f"{len(result.problems) - _SHOWN:,}"
        console.print(_("… and %(more)s more, on the page of the import.") % {"more": more})


@contextmanager
def _bar(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A progress bar that takes rows done and rows in all."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
