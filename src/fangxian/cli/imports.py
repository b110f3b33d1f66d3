"""``fangxian import``: bring in files of cases and contacts, and take them back."""

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
    from fangxian.response.casework.linelist.formats import Delivery
    from fangxian.response.casework.linelist.mapping import Guess, Mapping
    from fangxian.response.casework.linelist.table import Table
    from fangxian.response.ledger.models import Incident

app = typer.Typer(no_args_is_help=True, help="Bring in files of cases and contacts.")

_SHOWN = 20
_COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "links", "unlinked")


@app.callback()
def _group() -> None:
    """Bring in files of cases and contacts."""


@app.command()
def linelist(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB 18030), XLSX, JSON or ZIP.", dir_okay=False)],
    incident: Annotated[str, typer.Option(help="Short name of the incident.")],
    mapping: Annotated[
        str | None,
        typer.Option(help="Mapping: a .toml file, or the name of a shipped or saved one. Guessed if absent."),
    ] = None,
    format: Annotated[
        str, typer.Option(help="Format: table, fangxian, godata, sormas, who or fhir. Found out if absent.")
    ] = "",
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
    """Import cases, contacts, exposures, visits, follow-ups and samples into an incident.

    Rows that cannot be taken are listed with row, field and reason, and stop no other. The same file again changes
    nothing; a changed value becomes a correction.
    """
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from rich.console import Console

    from fangxian.response.casework.actions.import_linelist import import_delivery
    from fangxian.response.casework.actions.save_mapping import save_mapping as save
    from fangxian.response.casework.linelist.formats import read_path
    from fangxian.response.jurisdiction import access

    console = Console(stderr=True)
    with access.everywhere():
        read = read_path(file, format)
        _require(incident, open_title, area)
        delivery = _confirmed(read, mapping, console, yes=yes)
        where = _incident(incident, open_title, area, disease)
        if save_mapping:
            save(save_mapping, delivery.sheets[0].mapping)
        with _bar(console) as advance:
            result = import_delivery(where, delivery, dry_run=dry_run, on_progress=advance)
    _report(result, dry_run=dry_run)


@app.command(name="list")
def list_imports(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """List the imports, the last first, with what came of each."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.table import Table as Shown

    from fangxian.response.casework.models import LineListImport
    from fangxian.response.jurisdiction import access

    shown = Shown(_("Import"), _("File"), _("Rows"), _("New"), _("Changed"), _("Left out"), _("Taken back"))
    with access.everywhere():
        for one in LineListImport.objects.order_by("-imported_at")[:50]:
            counts = (f"{value:,}" for value in (one.rows, one.created, one.updated, one.rejected))
            shown.add_row(str(one.id), one.filename, *counts, "" if one.undone_at is None else f"{one.undone_at:%F %R}")
    Console().print(shown)


@app.command()
def undo(
    import_: Annotated[
        str, typer.Argument(metavar="IMPORT", help="Id of the import; “fangxian import list” shows it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Take a whole import back; what others have built on it since stays and is listed."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.table import Table as Shown

    from fangxian.errors import NotFound
    from fangxian.response.casework.actions.undo_import import undo_import
    from fangxian.response.casework.linelist.messages import sentence
    from fangxian.response.casework.models import LineListImport
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        found = [one for one in LineListImport.objects.all() if str(one.id).startswith(import_)] if import_ else []
        if len(found) != 1:
            raise NotFound("import.unknown", _("There is no such import."), remedy=_("See “fangxian import list”."))
        if not yes and not typer.confirm(_("Take back %(name)s?") % {"name": found[0].filename}, err=True):
            return
        undone = undo_import(found[0])
    console = Console()
    console.print(
        _("%(undone)s rows were taken back; %(kept)s stay, because something has been built on them.")
        % {"undone": f"{undone.undone:,}", "kept": f"{len(undone.kept):,}"},
        highlight=False,
    )
    if undone.kept:
        shown = Shown(_("Row"), _("What"), _("Number"), _("Reason"))
        for one in undone.kept[:_SHOWN]:
            shown.add_row(str(one["line"]), one["kind"], one["number"], sentence(one["code"], {}))
        console.print(shown)


def _confirmed(read: Delivery, name: str | None, console: Console, *, yes: bool) -> Delivery:
    """The delivery read by the named mapping, or by its own; a guessed one the user confirms."""
    from django.utils.translation import gettext as _

    from fangxian.response.casework.linelist.formats import FORMATS, one_table

    if read.format == "table":
        sheet = read.sheets[0]
        if name is not None or sheet.kind.name == "cases":
            return one_table(sheet.table, _mapping(sheet.table, name, console, yes=yes))
    counts = ", ".join(f"{sheet.kind.title} {len(sheet.table.rows):,}" for sheet in read.sheets)
    console.print(_("Read as %(format)s: %(counts)s.") % {"format": FORMATS[read.format], "counts": counts})
    if read.left:
        left = ", ".join(f"{name} {count:,}" for name, count in read.left.items())
        console.print(_("Does not come in: %(left)s.") % {"left": left}, style="dim")
    return read


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
