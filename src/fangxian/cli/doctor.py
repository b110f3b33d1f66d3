"""``fangxian doctor``: look at everything a start depends on, and say what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fangxian.cli.serve import Data, WorkspaceName

if TYPE_CHECKING:
    from fangxian.errors import FangxianError

app = typer.Typer()

GOOD, POOR, BAD = "ok", "warning", "wrong"
_COLOURS = {GOOD: "green", POOR: "yellow", BAD: "red"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    state: str
    what: str
    remedy: str = ""


@app.command()
def doctor(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Check the installation and explain what is wrong. Exit 1 if anything is."""
    if data is not None:
        os.environ["FANGXIAN_DATA"] = str(data)
    from fangxian.cli.boot import speak
    from fangxian.errors import FangxianError
    from fangxian.site.workspace import open_workspace

    # Opened before the settings are read: they take the database's address from where this leaves it.
    refusal: FangxianError | None = None
    try:
        open_workspace(workspace, create=False)
    except FangxianError as error:
        refusal = error
    speak()
    from rich.console import Console

    console = Console()
    worst = GOOD
    for check in (_python, _data_dir, _disk, _assets, _browser, _server(refusal)):
        for finding in check():
            console.print(f"[{_COLOURS[finding.state]}]●[/] {finding.what}", highlight=False)
            if finding.remedy:
                console.print(f"  → {finding.remedy}", highlight=False, style="dim")
            worst = BAD if BAD in {worst, finding.state} else finding.state if worst == GOOD else worst
    raise typer.Exit(1 if worst == BAD else 0)


def _python() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    version = ".".join(map(str, sys.version_info[:3]))
    enough = sys.version_info >= (3, 11)
    yield Finding(GOOD if enough else BAD, f"Python {version}", "" if enough else _("Install Python 3.11 or newer."))


def _data_dir() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fangxian.site.datadir import data_dir

    root = data_dir()
    nearest = next(folder for folder in [root, *root.parents] if folder.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding(
            BAD,
            _("The data directory %(path)s is not writable for this user.") % {"path": root},
            _("Run as its owner, or choose another with --data or FANGXIAN_DATA."),
        )
        return
    yield Finding(GOOD, _("Data directory: %(path)s") % {"path": root})


def _disk() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fangxian.site.datadir import data_dir

    root = data_dir()
    nearest = next(folder for folder in [root, *root.parents] if folder.exists())
    free = shutil.disk_usage(nearest).free / 2**30
    state = GOOD if free > 5 else POOR if free > 0.5 else BAD
    yield Finding(
        state,
        _("%(free).1f GiB free on its disk") % {"free": free},
        "" if state == GOOD else _("A city's record needs some gigabytes; free some space or move the directory."),
    )


def _assets() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    import fangxian

    package = Path(fangxian.__file__).parent
    wanted = {
        _("pages' scripts and styles"): package / "ui/static/ui",
        _("division tree"): package / "response/jurisdiction/assets/divisions.csv.xz",
        _("Chinese catalogue"): package / "locale/zh_Hans/LC_MESSAGES/django.mo",
    }
    for name, path in wanted.items():
        if path.exists():
            yield Finding(GOOD, _("Built: %(name)s") % {"name": name})
        else:
            yield Finding(BAD, _("Not built: %(name)s") % {"name": name}, _("Run “make setup”."))


def _browser() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        yield Finding(GOOD, _("Chromium: %(path)s") % {"path": found})
    else:
        yield Finding(POOR, _("No Chromium was found; only the browser tests need one."), "apt-get install chromium")


def _server(refusal: FangxianError | None) -> Callable[[], Iterator[Finding]]:
    def check() -> Iterator[Finding]:
        from django.utils.translation import gettext as _

        from fangxian.site.workspace import embedded

        if refusal is not None:
            unknown = refusal.code == "workspace.unknown"
            message, remedy = str(refusal.message), str(refusal.remedy)
            yield Finding(POOR if unknown else BAD, message % refusal.context, remedy % refusal.context)
            return
        cluster = embedded()
        yield Finding(
            GOOD,
            _("Database: embedded PostgreSQL in %(path)s") % {"path": cluster.pgdata}
            if cluster
            else _("Database: the server named by FANGXIAN_DATABASE_URL"),
        )
        yield from _inside()

    return check


def _inside() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fangxian.site.database import needs_migration

    if needs_migration():
        yield Finding(POOR, _("The database waits for migrations."), _("They are applied at the next start."))
        return
    from fangxian.response.jurisdiction.models import Area
    from fangxian.response.ledger.models import Workspace
    from fangxian.response.ledger.seal import unsealed

    held = Workspace.objects.using("owner").first()
    if held is None:
        yield Finding(POOR, _("The workspace has no name yet."), _("Run “fangxian workspace create”."))
    else:
        yield Finding(GOOD, f"{held.slug}: {held.title_zh} · {held.title_en} ({held.kind})")
    areas = Area.objects.using("owner").count()
    yield Finding(
        GOOD if areas else POOR,
        _("%(count)s areas") % {"count": f"{areas:,}"},
        "" if areas else _("Run “fangxian areas load”."),
    )
    waiting = unsealed().count
    yield Finding(GOOD, _("%(count)s facts await a seal") % {"count": f"{waiting:,}"})
