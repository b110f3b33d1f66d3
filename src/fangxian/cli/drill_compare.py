"""``fangxian drill compare`` and ``fangxian drill findings``: what an exercise leaves behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.printing import print_json, print_table, table, word
from fangxian.cli.serve import Data

if TYPE_CHECKING:
    from fangxian.drill.evaluation.compare import Compared

findings = typer.Typer(no_args_is_help=True, help="Findings of a signed report.")

_CLOCKS = 20


@findings.command("export")
def export(
    workspace: Annotated[str, typer.Argument(help="Workspace of the exercise.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    data: Data = None,
) -> None:
    """Write the findings of a signed report as a signed file; a person carries it into the live record."""
    from fangxian.cli.boot import boot

    boot(workspace, data, create=False)
    from fangxian.drill.review.exchange import findings_file
    from fangxian.response.coinvestigation.exchange.signing import grouped
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        made = findings_file()
    out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    typer.echo(f"{out}  {len(made['content']['findings'])}")
    typer.echo(grouped(made["signature"]["fingerprint"]))


def compare_files(before: Path, after: Path, into: Path | None, *, as_json: bool) -> None:
    """Compare two evaluations, print them side by side, and put the comparison into one of them if that is wanted."""
    from fangxian.cli.boot import speak

    speak()
    from fangxian.drill.evaluation.compare import compare

    one, other = _read(before), _read(after)
    try:
        found = compare(one, other)
    except (KeyError, TypeError) as error:
        raise typer.BadParameter(f"{error!r}", param_hint="A, B") from error
    if into is not None:
        held = _read(into) | {"compared": found.as_data()}
        into.write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        print_json(found.as_data())
    else:
        _print(found, other)


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise typer.BadParameter(f"{path}: {error!r}") from error


def _print(found: Compared, after: dict[str, Any]) -> None:
    from fangxian.cli.words import language
    from fangxian.drill.evaluation.comparison import clock_rows, figure_rows, turned, unequal

    chosen = language()
    if found.unequal:
        typer.secho(unequal(found.as_data(), chosen), fg=typer.colors.YELLOW)
    shown = table(("figure", "指标"), ("before", "此前"), ("after", "此后"), ("change", "变化"), ("", ""))
    for row in figure_rows(found.as_data(), chosen):
        shown.add_row(*row)
    print_table(shown)
    clocks = table(("clause", "条款"), ("before", "此前"), ("after", "此后"), ("", ""))
    for row in clock_rows(found.as_data(), after.get("titles", {}), chosen)[:_CLOCKS]:
        clocks.add_row(*row)
    print_table(clocks)
    typer.echo(word("met / late / not done", "按时 / 逾期 / 未办"))
    typer.echo(turned(found.as_data(), chosen))
