"""``fangxian protocol``: list, show, check and compare rulebooks, and evaluate facts under one. No database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fangxian.cli.words import language, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangxian.protocol.clause import Clause
    from fangxian.protocol.errors import Problem
    from fangxian.protocol.pack import Pack
    from fangxian.protocol.report import Row
    from fangxian.protocol.schema.base import Text

app = typer.Typer(no_args_is_help=True, help="Rulebooks: list, show, check, compare, evaluate.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PackName = Annotated[str, typer.Argument(help="A pack's id, or a TOML file.", show_default=False)]
Moment = Annotated[str | None, typer.Option(help="A time such as 2020-12-08T12:00+08:00.", show_default=False)]

_STATUS_COLOUR = {
    "overdue": "bold red",
    "missed": "red",
    "late": "yellow",
    "due_soon": "yellow",
    "discharged": "green",
    "waiting": "dim",
    "lapsed": "dim",
}


@app.command("list")
def list_packs(as_json: Json = False) -> None:
    """List the packs that come with Fangxian."""
    from fangxian.protocol.pack import packs

    found = packs()
    if as_json:
        _print_json([_summary(pack) for pack in found])
        return
    table = _table("pack", "disease", "title", "in_force", "clauses", "mark")
    for pack in found:
        period = f"{pack.valid_from} – {pack.valid_to or ''}"
        table.add_row(pack.id, pack.disease, _text(pack.title), period, str(len(pack.clauses)), pack.source_mark)
    _print(table)


@app.command()
def show(pack: PackName, clause: str | None = None, as_json: Json = False) -> None:
    """Show a pack's clauses, each with its owner, clock, citation and certainty mark."""
    with _refusals():
        found = _load(pack)
    if as_json:
        _print_json(found.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    chosen = [item for item in found.clauses if clause is None or clause in item.id]
    table = _table("clause", "title", "opens", "owner", "clock", "discharged_by", "source")
    for item in chosen:
        source = escape(f"{item.cite} [{item.mark}]")
        title = f"[bold]{_text(item.title)}[/]"
        table.add_row(
            item.id, title, _kinds(item.opens), _owner(item), _clock(item), _kinds(item.discharged_by), source
        )
    from rich.console import Console

    console = Console()
    console.print(f"[bold]{_text(found.title)}[/]  {found.id} · {found.jurisdiction} · {found.valid_from}")
    for basis in found.legal_basis:
        console.print(f"  {basis}", style="dim", highlight=False)
    console.print(table)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A pack's TOML file.")], as_json: Json = False) -> None:
    """Check a pack's file; every problem is named with file, line, field and reason.

    Exit 1 if the file is refused; warnings alone do not refuse it.
    """
    from fangxian.protocol.errors import ProtocolError
    from fangxian.protocol.load import build, read_source

    try:
        problems = list(build(read_source(file))[1])
    except ProtocolError as error:
        problems = list(error.problems)
    refused = [problem for problem in problems if not problem.warning]
    if as_json:
        _print_json([_problem(problem) for problem in problems])
    else:
        _print_problems(problems)
        if not refused:
            typer.secho(say("sound").format(file=file), fg=typer.colors.GREEN)
    raise typer.Exit(1 if refused else 0)


@app.command()
def diff(old: PackName, new: PackName, as_json: Json = False) -> None:
    """Compare two packs clause by clause and figure by figure."""
    from fangxian.protocol.diff import diff as compare

    with _refusals():
        changes = compare(_load(old), _load(new))
    if as_json:
        _print_json(changes.to_data())
        return
    table = _table("place", "field", old, new)
    for line in changes.changes(language()):
        table.add_row(escape(line.place), line.field or say(line.status), escape(line.old), escape(line.new))
    _print(table)


@app.command()
def evaluate(
    pack: PackName,
    facts: Annotated[Path, typer.Argument(help="Facts as JSON lines; - reads standard input.")],
    at: Moment = None,
    known_at: Moment = None,
    as_json: Json = False,
) -> None:
    """Print every task the facts give rise to, as it stood at a time (by default now).

    --at asks how things stood at a time; --known-at leaves out what the system had not yet learned then.
    """
    from fangxian.protocol.report import evaluate_jsonl

    with _refusals():
        rulebook = _load(pack)
        now = _moment("--at", at) or datetime.now(UTC)
        known = _moment("--known-at", known_at)
        rows = evaluate_jsonl(rulebook, _lines(facts), now, known_at=known, file=str(facts))
    if as_json:
        _print_json([row.plain() for row in rows])
        return
    _print_rows(rulebook, rows)


@contextmanager
def _refusals() -> Iterator[None]:
    """Show what is refused in the reader's language, and exit 2."""
    from fangxian.protocol.errors import ProtocolError

    try:
        yield
    except ProtocolError as error:
        _print_problems(list(error.problems))
        raise typer.Exit(2) from error


def _load(name: str) -> Pack:
    from fangxian.protocol.pack import load_pack

    return load_pack(name)


def _lines(file: Path) -> Iterable[str]:
    from fangxian.protocol.errors import Problem, ProtocolError

    if str(file) == "-":
        return sys.stdin
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(Problem("pack.file_unreadable", "", {"reason": str(error)}, str(file))) from error


def _moment(option: str, text: str | None) -> datetime | None:
    from fangxian.protocol.errors import Problem, ProtocolError

    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ProtocolError(Problem("fact.time_malformed", option, {"value": text})) from error
    if time.utcoffset() is None:
        raise ProtocolError(Problem("evaluate.now_naive", option, {"value": text}))
    return time


def _print_rows(pack: Pack, rows: list[Row]) -> None:
    if not rows:
        typer.echo(say("no_tasks"))
        return
    table = _table("subject", "clause", "step", "owner", "opened", "due", "state", "discharged_by")
    for row in rows:
        task = row.task
        colour = _STATUS_COLOUR.get(row.status, "default")
        owner = "/".join(part for part in (task.owner.level, task.owner.role) if part)
        when = task.discharged_at or task.lapsed_at
        table.add_row(
            _short(task.subject),
            f"{task.clause}\n[dim]{_text(pack.clause(task.clause).title)}[/]",
            task.step if task.occasion == 1 else f"{task.step} ({task.occasion})",
            owner,
            _local(task.opened_at, pack),
            _local(task.due_at, pack),
            f"[{colour}]{say(row.status)}[/]",
            f"{row.evidence or task.reason}\n[dim]{_local(when, pack)}[/]" if when else "",
        )
    _print(table)


def _local(time: datetime, pack: Pack) -> str:
    return time.astimezone(pack.zone).strftime("%Y-%m-%d %H:%M")


def _short(name: str) -> str:
    """A long id by its beginning, enough to tell it from others in one table."""
    kind, colon, ident = name.rpartition(":")
    return f"{kind}{colon}{ident[:8]}…" if len(ident) == 36 else name


def _summary(pack: Pack) -> dict[str, Any]:
    fields = {
        "id",
        "disease",
        "edition",
        "title",
        "jurisdiction",
        "valid_from",
        "valid_to",
        "supersedes",
        "source_mark",
    }
    return {**pack.model_dump(mode="json", include=fields), "clauses": len(pack.clauses)}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "message": problem.text(language()),
        "warning": problem.warning,
    }


def _print_problems(problems: list[Problem]) -> None:
    for problem in problems:
        colour = typer.colors.YELLOW if problem.warning else typer.colors.RED
        if problem.place():
            typer.secho(problem.place(), fg=colour, err=True)
        typer.secho(f"  {problem.text(language())} [{problem.code}]", err=True)


def _kinds(triggers: Iterable[Any]) -> str:
    parts = []
    for trigger in triggers:
        where = trigger.model_dump(mode="json", by_alias=True, exclude_none=True)["where"]
        parts.append(trigger.kind + (f" [dim]{escape(json.dumps(where, ensure_ascii=False))}[/]" if where else ""))
    return "\n".join(parts)


def _owner(clause: Clause) -> str:
    from fangxian.protocol.roles import ROLES

    names = ROLES.get(clause.owner.role)
    role = clause.owner.role if names is None else names[0 if language() == "zh" else 1]
    return f"{say(clause.owner.level)} · {role}" if clause.owner.level else role


def _clock(clause: Clause) -> str:
    from fangxian.protocol.clause import Clock, Schedule
    from fangxian.protocol.duration import written

    timing = clause.timing
    if isinstance(timing, Clock):
        text = f"≤ {timing.due}" if timing.within is None else f"{clause.anchor} + {written(timing.within)}"
    elif isinstance(timing, Schedule):
        text = f"{timing.anchor} + {', '.join(map(str, timing.days))} {say('days')}"
    else:
        text = f"{timing.anchor} / {written(timing.period)}"
    times = f" ×{timing.times}" if timing.times > 1 else ""
    basis = say("pack_basis" if timing.basis == "pack" else timing.basis)
    return f"{text}{times}\n[dim]{basis}[/]"


def _text(text: Text) -> str:
    return text.zh if language() == "zh" else text.en


def _table(*columns: str) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(say(column), overflow="fold")
    return table


def _print(table: Any) -> None:
    from rich.console import Console

    Console().print(table)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
