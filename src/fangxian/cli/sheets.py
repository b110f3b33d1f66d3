"""``fangxian sheets``: files of co-investigation, checked and taken in without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from fangxian.cli.serve import Data, WorkspaceName

app = typer.Typer(no_args_is_help=True, help="Co-investigation sheets as files.")

File = Annotated[Path, typer.Argument(help="JSON or XLSX file of a sheet or an answer.", exists=True, dir_okay=False)]


@app.command()
def verify(file: File, workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Check a file's signature, and a workbook's cells against what was signed. Exit 1 on a difference."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.response.coinvestigation.exchange.document import SHEET, code_of
    from fangxian.response.coinvestigation.exchange.signing import grouped
    from fangxian.response.coinvestigation.models import TrustedSender

    signed, _rows, changed = _read(file)
    content = signed.content
    typer.echo(f"{content.get('number', '–')}  {content.get('from', {}).get('name', '–')}")
    if content.get("format") == SHEET:
        typer.echo(_("Verification code: %(code)s") % {"code": grouped(code_of(content))})
    sender = TrustedSender.objects.filter(fingerprint=signed.fingerprint, removed_at=None).first()
    whose = sender.name if sender else _("own key") if _is_own(signed) else _("not a trusted sender")
    typer.echo(_("Signature holds. Key: %(key)s (%(whose)s)") % {"key": grouped(signed.fingerprint), "whose": whose})
    for one in changed:
        typer.secho(f"{one.row}  {one.field}  {one.rule}", fg=typer.colors.RED)
    raise typer.Exit(1 if changed else 0)


@app.command()
def answer(file: File, workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Take in an answer to one of our sheets. Exit 1 where a row could not be taken in."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from django.utils.translation import gettext as _

    from fangxian.response.coinvestigation.actions import take_in_answer, take_in_workbook
    from fangxian.response.jurisdiction import access

    signed, rows, changed = _read(file)
    with access.everywhere():
        if rows is None:
            sheet, done = take_in_answer(signed)
        else:
            sheet, done = take_in_workbook(signed, rows, changed)
    counts = {"number": sheet.number, "taken": done.taken, "known": done.known}
    typer.echo(_("%(number)s: %(taken)s answers taken in, %(known)s said nothing new.") % counts)
    for one in done.problems:
        typer.secho(f"{one.row}  {one.field}  {one.rule}", fg=typer.colors.RED)
    raise typer.Exit(1 if done.problems else 0)


@app.command()
def key(workspace: WorkspaceName = "live", data: Data = None) -> None:
    """Print the workspace's public key and its fingerprint."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.coinvestigation.exchange.signing import fingerprint, grouped, public_key

    own = public_key()
    typer.echo(f"{own}\n{grouped(fingerprint(own))}")


@app.command()
def trust(
    name: Annotated[str, typer.Argument(help="Name of the sender.")],
    public: Annotated[str, typer.Argument(metavar="KEY", help="Its public key, 44 characters.")],
    workspace: WorkspaceName = "live",
    data: Data = None,
) -> None:
    """Take in files signed with this key from now on. Compare the fingerprint by telephone first."""
    from fangxian.cli.boot import boot

    boot(workspace, data)
    from fangxian.response.coinvestigation.actions import trust_sender
    from fangxian.response.coinvestigation.exchange.signing import grouped

    typer.echo(grouped(trust_sender(name=name, key=public).fingerprint))


def _read(file: Path) -> Any:
    """The signed content, the rows of a workbook (None for JSON), and what of its sent part was changed."""
    from fangxian.response.coinvestigation.exchange import workbook
    from fangxian.response.coinvestigation.exchange.signing import opened, unreadable

    if file.suffix.lower() == ".xlsx":
        with file.open("rb") as stream:
            return workbook.read(stream)
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        raise unreadable() from None
    return opened(document), None, []


def _is_own(signed: Any) -> bool:
    from fangxian.response.coinvestigation.exchange.signing import public_key

    return bool(signed.key == public_key())
