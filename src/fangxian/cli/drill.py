"""``fangxian drill``: scenarios, their events as a workbook, an exercise on autopilot and what it showed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from fangxian.cli.drill_compare import compare_files, findings
from fangxian.cli.printing import print_json, print_table, table
from fangxian.cli.serve import Data

app = typer.Typer(no_args_is_help=True, help="Exercises: scenarios, runs on autopilot, evaluation, report.")
msel = typer.Typer(no_args_is_help=True, help="The events of a scenario as a workbook.")
app.add_typer(msel, name="msel")
app.add_typer(findings, name="findings")

Scenario = Annotated[
    str, typer.Argument(help="A scenario's id, or the folder or zip of a package.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def listing(as_json: Json = False) -> None:
    """List the scenarios that come with Fangxian."""
    from fangxian.cli.boot import speak

    speak()
    from fangxian.drill.scenario.load import scenarios
    from fangxian.response.ledger.language import say

    found = scenarios()
    if as_json:
        print_json([_about(one) for one in found])
        return
    shown = table(
        ("id", "编号"), ("version", "版本"), ("title", "名称"), ("days", "天数"), ("variants", "变体"),
        ("injects", "导调事件"), ("questions", "题目"),
    )  # fmt: skip
    for one in found:
        shown.add_row(
            one.id, one.manifest.version, say(one.title), str(one.manifest.length_days),
            ", ".join(variant.id for variant in one.manifest.variants), str(len(one.injects)), str(len(one.questions)),
        )  # fmt: skip
    print_table(shown)


@app.command()
def check(scenario: Scenario, as_json: Json = False) -> None:
    """Check a scenario package. Every problem names its file, its row and its field. Exit 1 if there is one."""
    from fangxian.cli.boot import speak

    speak()
    from fangxian.cli.words import language
    from fangxian.drill.scenario.errors import ScenarioError, line, sentence
    from fangxian.drill.scenario.load import load_scenario

    try:
        package = load_scenario(scenario)
    except ScenarioError as error:
        if as_json:
            print_json(
                [
                    {"file": one.file, "line": one.line, "field": one.field, "code": one.code,
                     "text": sentence(one, language())}
                    for one in error.problems
                ]
            )  # fmt: skip
        else:
            for one in error.problems:
                typer.echo(line(one, language()))
        raise typer.Exit(1) from error
    if as_json:
        print_json([])
        return
    from django.utils.translation import gettext as _

    sound = _("%(scenario)s %(version)s: sound. %(injects)s injects, %(questions)s questions, digest %(digest)s.")
    typer.echo(
        sound
        % {
            "scenario": package.id, "version": package.manifest.version, "injects": len(package.injects),
            "questions": len(package.questions), "digest": package.digest[:16],
        }
    )  # fmt: skip


@msel.command("export")
def export_msel(scenario: Scenario, out: Annotated[Path, typer.Argument(help="The workbook to write.")]) -> None:
    """Write a scenario's events as a workbook."""
    from fangxian.cli.boot import speak

    speak()
    from fangxian.drill.scenario.load import load_scenario
    from fangxian.drill.scenario.msel_sheet import write_sheet

    package = load_scenario(scenario)
    out.write_bytes(write_sheet(package.injects))
    typer.echo(f"{out}: {len(package.injects)}")


@msel.command("import")
def import_msel(
    folder: Annotated[Path, typer.Argument(help="Folder of the package.", exists=True, file_okay=False)],
    workbook: Annotated[Path, typer.Argument(help="The workbook to read.", exists=True, dir_okay=False)],
) -> None:
    """Put a workbook's events in the place of a package's. Nothing is written unless the whole package is sound."""
    from fangxian.cli.boot import speak

    speak()
    from fangxian.drill.scenario.files import MSEL, read_files
    from fangxian.drill.scenario.load import load_files

    others = {name: data for name, data in read_files(folder).items() if name not in MSEL}
    package = load_files(others | {"msel.xlsx": workbook.read_bytes()})
    for name in MSEL:
        (folder / name).unlink(missing_ok=True)
    (folder / "msel.xlsx").write_bytes(workbook.read_bytes())
    typer.echo(f"{folder / 'msel.xlsx'}: {len(package.injects)}")


def _about(one: object) -> dict[str, object]:
    from fangxian.drill.scenario.schema import Package

    assert isinstance(one, Package)
    return {
        "id": one.id, "version": one.manifest.version, "title": one.title.model_dump(),
        "days": one.manifest.length_days, "variants": [variant.id for variant in one.manifest.variants],
        "injects": len(one.injects), "questions": len(one.questions), "digest": one.digest,
    }  # fmt: skip


@app.command()
def run(
    scenario: Scenario,
    autopilot: Annotated[bool, typer.Option("--autopilot", help="Nobody at the desks: play to the end.")] = False,
    people: Annotated[
        int, typer.Option(help="Size of the city around the scenario's home; 0 for its district.", min=0)
    ] = 0,
    city: Annotated[bool, typer.Option("--city", help="The whole city instead of the district.")] = False,
    variant: Annotated[str | None, typer.Option(help="Variant of the scenario.", show_default=False)] = None,
    workspace: Annotated[
        str | None, typer.Option(help="Name of the workspace; by default drill-SCENARIO.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Chance of the drill.")] = 1,
    days: Annotated[int | None, typer.Option(help="Only so many days.", min=1, show_default=False)] = None,
    reset: Annotated[bool, typer.Option(help="Throw the workspace away and begin anew.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the evaluation as JSON.", show_default=False)] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Play a scenario in a workspace of its own and print the evaluation. Equal inputs give equal drills."""
    if not autopilot:
        raise typer.BadParameter(
            "a run without controllers needs --autopilot; a control room is opened by fangxian room open"
        )
    from fangxian.cli.drill_run import Wish, play

    wish = Wish(scenario, people, city, variant, workspace, seed, days, reset)
    play(wish, data, out=out, as_json=as_json)


@app.command()
def price(
    scenario: Scenario,
    people: Annotated[int, typer.Option(help="Size of the city; 0 for the scenario's district.", min=0)] = 0,
    city: Annotated[bool, typer.Option("--city", help="The whole city instead of the district.")] = False,
    variant: Annotated[str | None, typer.Option(help="Variant of the scenario.", show_default=False)] = None,
    seeds: Annotated[int, typer.Option(help="Outbreaks of each arm.", min=2)] = 100,
    arm: Annotated[
        list[str] | None,
        typer.Option(help="Only this arm, again for more; 'played' is always run.", show_default=False),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = 1,
    address: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.", show_default=False)] = None,
    folder: Annotated[Path | None, typer.Option(help="Where results are kept.", show_default=False)] = None,
    into: Annotated[
        Path | None, typer.Option(help="An evaluation (JSON) to put the prices into.", show_default=False)
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Price each weakness: the outbreak under other responses, with the same chance, in infections and person-days."""
    from fangxian.cli.drill_price import Asked, price_it

    price_it(Asked(scenario, people, city, variant, seeds, arm, workers, address, folder, into), data, as_json=as_json)


@app.command()
def report(
    evaluation: Annotated[Path, typer.Argument(help="An evaluation that run --out wrote.", exists=True)],
    out: Annotated[Path, typer.Argument(help="The report: .docx, .pdf or .html; or .json for the findings alone.")],
    language: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="By default the terminal's.", show_default=False)
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="The package, where it is not a shipped one.", show_default=False)
    ] = None,
) -> None:
    """Write the after-action report of an exercise, in either language."""
    from fangxian.cli.boot import speak

    speak()
    import json

    from fangxian.cli.words import language as terminal
    from fangxian.drill.evaluation.report import Format, findings_data
    from fangxian.drill.evaluation.report import report as written
    from fangxian.drill.scenario.load import load_scenario

    try:
        data = json.loads(evaluation.read_text("utf-8"))
        package = load_scenario(scenario or data["scenario"])
    except (ValueError, KeyError, TypeError) as error:
        raise typer.BadParameter(f"{evaluation}: {error!r}", param_hint="EVALUATION") from error
    chosen, kind = language or terminal(), out.suffix.removeprefix(".")
    formats: dict[str, Format] = {name: name for name in get_args(Format)}
    if kind == "json":
        out.write_text(json.dumps(findings_data(data, package), ensure_ascii=False, indent=2) + "\n", "utf-8")
    elif kind in formats:
        out.write_bytes(written(data, package, chosen, formats[kind]))
    else:
        raise typer.BadParameter(".docx, .pdf, .html, .json", param_hint="OUT")
    typer.echo(str(out))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="The evaluation of the earlier run.", exists=True, dir_okay=False)],
    after: Annotated[Path, typer.Argument(help="The evaluation on the changed plan.", exists=True, dir_okay=False)],
    into: Annotated[
        Path | None, typer.Option(help="An evaluation to put the comparison into, for its report.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare two runs of an exercise: figures side by side, clocks met and missed by clause."""
    compare_files(before, after, into, as_json=as_json)


@app.command()
def validate(
    seeds: Annotated[int, typer.Option(help="Outbreaks.", min=2)] = 200,
    people: Annotated[int, typer.Option(help="Size of the city; 0 for the whole district.", min=0)] = 0,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Compare many outbreaks of the Pidu scenario with the documented one. Exit 1 if a figure lies outside of 90 %."""
    from fangxian.cli.drill_price import validate_it

    if not validate_it(seeds, people, data, as_json=as_json):
        raise typer.Exit(1)
