"""``fangxian epidemic``: run an epidemic in a synthetic city, once or many times, and check the engine. No database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.epidemic_print import bar, print_epidemic, refusals, short, sourced
from fangxian.cli.printing import print_json, print_table, table, word
from fangxian.cli.words import language

if TYPE_CHECKING:
    from fangxian.science.city.model import City
    from fangxian.science.epidemic.disease import Disease
    from fangxian.science.epidemic.measures import Plan
    from fangxian.science.epidemic.model import Epidemic

app = typer.Typer(no_args_is_help=True, help="Epidemics in a synthetic city: run, repeat, validate.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
People = Annotated[int, typer.Option(min=100, help="Residents of a made-up town.")]
Place = Annotated[
    str | None,
    typer.Option("--city", help="Folder or name of a built city instead.", show_default=False),
]
DaysOption = Annotated[int, typer.Option(min=1, max=1000, help="Days.")]
Seeds = Annotated[int, typer.Option(min=0, help="First infections.")]
SeedOption = Annotated[int, typer.Option(help="Chance of the run.")]
PackOption = Annotated[
    str | None,
    typer.Option(help="A protocol pack; its disease and date choose the natural history.", show_default=False),
]
DiseaseOption = Annotated[str | None, typer.Option(help="A natural history by id, or a TOML file.", show_default=False)]
Measures = Annotated[
    str | None,
    typer.Option(help="A plan of measures by name, or a TOML file.", show_default=False),
]
Start = Annotated[str | None, typer.Option(help="First day; by default the pack's.", show_default=False)]
Reproduction = Annotated[float | None, typer.Option("--r0", help="Reproduction number instead.", show_default=False)]


@app.command()
def run(
    people: People = 100_000,
    city: Place = None,
    days: DaysOption = 30,
    seeds: Seeds = 10,
    pack: PackOption = None,
    disease: DiseaseOption = None,
    measures: Measures = None,
    r0: Reproduction = None,
    start: Start = None,
    seed: SeedOption = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads; results do not depend on it.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Line list: .parquet or .arrow.", show_default=False)] = None,
    plots: Annotated[Path | None, typer.Option(help="Folder for plots.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Run one epidemic and say what came of it.

    The same options and seed give the same infections, to the minute, on any machine with any number of threads.
    """
    with refusals():
        illness, first_day = _disease(pack, disease, r0, start)
        plan = _plan(measures)
        _enough(people, city, seeds)  # what can be refused is refused before anything is compiled or built
        from fangxian.science.epidemic.model import Epidemic

        place = _city(people, city)
        began = perf_counter(), process_time()
        epidemic = Epidemic(
            place, illness, plan=plan, first_infections=seeds, seed=seed, start=first_day, threads=threads
        )
        ready = perf_counter(), process_time()
        with bar("days", days, quiet=as_json) as tell:
            for day in range(days):
                epidemic.run(1)
                tell(day + 1, days)
        ended = perf_counter(), process_time()
        if out is not None:
            from fangxian.science.epidemic.results import write_line_list

            write_line_list(epidemic, out)
        if plots is not None:
            _draw(epidemic, plots)
    seconds = {
        "ready": round(ready[0] - began[0], 3),
        "run": round(ended[0] - ready[0], 3),
        "run_cpu": round(ended[1] - ready[1], 3),
    }
    found = {**epidemic.summary(), "seconds": seconds, "city_fingerprint": place.fingerprint}
    if as_json:
        print_json(found)
    else:
        print_epidemic(found)


@app.command()
def ensemble(
    folder: Annotated[Path, typer.Argument(help="Where results are kept; an unfinished one goes on.")],
    people: People = 100_000,
    city: Place = None,
    days: DaysOption = 30,
    seeds: Seeds = 10,
    pack: PackOption = None,
    disease: DiseaseOption = None,
    measures: Measures = None,
    r0: Reproduction = None,
    start: Start = None,
    runs: Annotated[int, typer.Option(min=1, help="How many runs.")] = 20,
    first_seed: Annotated[int, typer.Option(help="Seed of the first run.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 1,
    address: Annotated[
        str | None, typer.Option(help="A Dask scheduler, such as tcp://10.0.0.1:8786.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Run an experiment many times; interrupt it and start it again to go on."""
    with refusals():
        illness, first_day = _disease(pack, disease, r0, start)
        plan = _plan(measures)
        _enough(people, city, seeds)
        from fangxian.science.epidemic.ensemble import Experiment, run_ensemble

        experiment = Experiment(_saved(people, city, folder), illness, plan, seeds, days, first_day)
        with bar("runs", runs, quiet=as_json) as tell:
            results = run_ensemble(
                experiment,
                range(first_seed, first_seed + runs),
                folder,
                address=address,
                workers=workers,
                progress=tell,
            )
    found = _spread(results)
    if as_json:
        print_json({"folder": str(folder), **found})
        return
    shown = table(("day", "日"), ("5 %", "5%"), ("median", "中位数"), ("95 %", "95%"))
    for day, row in enumerate(found["infections"]):
        shown.add_row(str(day), *(f"{value:,.0f}" for value in row))
    print_table(shown)


@app.command()
def validate(
    checks: Annotated[
        list[str] | None, typer.Argument(help="Checks by name; all by default.", show_default=False)
    ] = None,
    plots: Annotated[Path | None, typer.Option(help="Folder for plots.", show_default=False)] = None,
    size: Annotated[float, typer.Option(min=0.1, help="Effort; 1 takes a minute or two.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Compare the engine with theory and with published figures. Exit 1 if a check fails."""
    with refusals():
        from fangxian.science.epidemic.validation import CHECKS, check

        names = checks or list(CHECKS)
        reports = []
        with bar("checks", len(names), quiet=as_json) as tell:
            for number, name in enumerate(names):
                reports.append(check(name, size))
                tell(number + 1, len(names))
        if plots is not None:
            plots.mkdir(parents=True, exist_ok=True)
            for report in reports:
                report.draw(plots / f"{report.name}.png")
    if as_json:
        print_json([report.plain() for report in reports])
    else:
        shown = table(
            ("check", "检查"), ("figure", "指标"), ("expected", "应为"), ("found", "实为"), ("passes", "通过")
        )
        for report in reports:
            for line in report.lines:
                mark = "[green]✓[/]" if line.passes else "[bold red]✗[/]"
                shown.add_row(report.name, line.figure, line.expected_text, f"{line.found:,.4g}", mark)
        print_table(shown)
    raise typer.Exit(0 if all(report.passes for report in reports) else 1)


@app.command()
def sensitivity(
    size: Annotated[float, typer.Option(min=0.1, help="Effort; 1 takes some minutes.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Halve and double every assumption and say what an epidemic of 18 days makes of it, as ratios."""
    from dataclasses import asdict

    from fangxian.science.epidemic.validation.sensitivity import ASSUMPTIONS, CHINESE
    from fangxian.science.epidemic.validation.sensitivity import sensitivity as halve_and_double

    with refusals(), bar("variants", 2 * len(ASSUMPTIONS), quiet=as_json) as tell:
        found = halve_and_double(size, tell)
    if as_json:
        print_json([asdict(row) for row in found])
        return
    shown = table(
        ("assumption", "假设"), ("factor", "倍数"), ("nothing done", "不干预"), ("containment", "围堵"),
        ("standard error", "标准误"), ("R₀", "R₀"), ("household", "家庭罹患率"),
    )  # fmt: skip
    for row in found:
        figures = (row.unhindered, row.contained, row.error, row.reproduction, row.household)
        shown.add_row(
            word(row.assumption, CHINESE[row.assumption]), f"× {row.factor:g}", *(f"{value:.2f}" for value in figures)
        )
    print_table(shown)


@app.command("diseases")
def list_diseases(as_json: Json = False) -> None:
    """List the natural histories that come with Fangxian."""
    from fangxian.science.epidemic.disease import diseases, load_disease

    rows = [load_disease(name) for name in diseases()]
    if as_json:
        print_json(
            [{"id": d.id, "disease": d.disease, "variant": d.variant, "from": str(d.circulated_from)} for d in rows]
        )
        return
    shown = table(("id", "编号"), ("name", "名称"), ("R0", "R0"), ("incubation", "潜伏期"), ("from", "流行起始"))
    for d in rows:
        title = d.title.zh if language() == "zh" else d.title.en
        incubation = f"{d.incubation.mean} ± {d.incubation.sd}"
        shown.add_row(d.id, title, f"{d.reproduction.value}", incubation, str(d.circulated_from))
    print_table(shown)


@app.command("disease")
def show_disease(name: Annotated[str, typer.Argument(help="Id, or a TOML file.")], as_json: Json = False) -> None:
    """Show every figure of a natural history with its source and certainty."""
    with refusals():
        from fangxian.science.epidemic.disease import load_disease

        found = load_disease(name).model_dump(mode="json", by_alias=True)
    if as_json:
        print_json(found)
        return
    shown = table(("figure", "参数"), ("value", "值"), ("mark", "可信度"), ("source", "出处"))
    for path, row in sourced(found, ""):
        values = {k: v for k, v in row.items() if k not in {"cite", "mark", "title", "id"} and v is not None}
        text = f"{values['value']}" if "value" in values else ", ".join(f"{k} {short(v)}" for k, v in values.items())
        shown.add_row(path, text, row["mark"], row["cite"])
    print_table(shown)


@app.command("plans")
def list_plans() -> None:
    """List the plans of measures that come with Fangxian."""
    from fangxian.science.epidemic.measures import load_plan, plans

    shown = table(("plan", "方案"), ("title", "名称"), ("strategies", "策略"))
    for name in plans():
        plan = load_plan(name)
        shown.add_row(name, plan.title, ", ".join(f"{s.id} ({s.when})" for s in plan.strategies))
    print_table(shown)


# ── what options mean ────────────────────────────────────────────────────────────────────────────────────


def _disease(pack: str | None, disease: str | None, r0: float | None, start: str | None) -> tuple[Disease, date]:
    from fangxian.science.epidemic.disease import disease_for, load_disease

    day = _day(start) if start else None
    if pack is not None:
        from fangxian.protocol.pack import load_pack

        rulebook = load_pack(pack)
        day = day or date.fromisoformat(str(rulebook.valid_from)[:10])
        found = load_disease(disease) if disease else disease_for(rulebook.disease, day)
    else:
        found = load_disease(disease or "covid19-delta")
    return (found if r0 is None else found.with_(reproduction=r0)), day or date(2021, 5, 31)


def _day(text: str) -> date:
    from fangxian.science.epidemic.errors import EpidemicError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise EpidemicError("epidemic.day", text=text) from error


def _enough(people: int, place: str | None, seeds: int) -> None:
    """Refuse more first infections than there are people."""
    from fangxian.science.city.store import read_manifest
    from fangxian.science.epidemic.errors import EpidemicError

    residents = people if place is None else int(read_manifest(_folder(place))["persons"])
    if seeds > residents:
        raise EpidemicError("epidemic.seeds", seeds=seeds, people=residents)


def _plan(measures: str | None) -> Plan:
    from fangxian.science.epidemic.measures import NOTHING, load_plan

    return NOTHING if measures is None else load_plan(measures)


def _city(people: int, place: str | None) -> City:
    if place is not None:
        from fangxian.science.city.store import load_city

        return load_city(_folder(place))
    from fangxian.science.city.build import build_city
    from fangxian.science.city.spec import town

    return build_city(town(people))


def _saved(people: int, place: str | None, folder: Path) -> Path:
    """Folder of the city, saved beside the results if it is a made-up one."""
    if place is not None:
        return _folder(place)
    from fangxian.science.city.parameters import load_parameters
    from fangxian.science.city.store import holds, save_city

    target = folder / f"town-{people}"
    source = {"place": f"town:{people}", "seed": 1}
    if not holds(target, source):
        save_city(_city(people, None), target, load_parameters(None), source)
    return target


def _folder(place: str) -> Path:
    from fangxian.site.datadir import data_dir

    cities = data_dir() / "cities"
    for path in (Path(place), cities / place, cities / f"{place}-1"):
        if (path / "city.json").exists():
            return path
    return Path(place)


def _draw(epidemic: Epidemic, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("curve", "map", "tree", "rt"):
        getattr(epidemic.plot, name)(folder / f"{name}.png")


def _spread(table: Any) -> dict[str, Any]:
    import numpy as np

    from fangxian.science.epidemic.ensemble import quantiles

    names = [name for name in table.column_names if name not in {"seed", "day"}]
    runs = int(np.unique(table.column("seed").to_numpy()).size)
    return {"runs": runs, **{name: quantiles(table, name, (0.05, 0.5, 0.95)).tolist() for name in names}}
