"""``fangxian trace``: companions of cases, the index of stays, synthetic stays, erasure. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from fangxian.cli import tracing as show

if TYPE_CHECKING:
    from fangxian.science.tracing.job import Engine, Source
    from fangxian.science.tracing.reading import Case, Positions
    from fangxian.science.tracing.rule import Rule
    from fangxian.science.tracing.search import Warrant

app = typer.Typer(no_args_is_help=True, help="Companions, contact graph: who was there.")


def _option(text: str, *names: str, **rest: Any) -> Any:
    return typer.Option(*names, help=text, show_default=False, **rest)


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
StaysIn = Annotated[Path, _option("Stays: .parquet, .csv, .arrow, or a folder of them.")]
Grid = Annotated[int | None, _option("Lay lon, lat on a grid of so many metres (or use the column cell).")]
H3 = Annotated[int | None, _option("Lay lon, lat on H3 at this resolution.")]
By = Annotated[str | None, _option("What stands for a place: place or cell.")]
Same = Annotated[str | None, _option("What in the place must be the same: room, table, carriage, cabin, bay, row.")]
Datum = Annotated[str, typer.Option(help="Coordinates of lon, lat: wgs84, gcj02 or bd09.")]
Zone = Annotated[str | None, _option("Zone of times without one, such as Asia/Shanghai.")]
Points = Annotated[bool, typer.Option("--points", help="Rows are points: person_id, time, where.")]
MaxGap = Annotated[int, typer.Option(help="Points: longest silence bridged, seconds.")]
MaxAccuracy = Annotated[float, typer.Option(help="Points: worst accuracy used, metres.")]


@app.command()
def companions(
    cases: Annotated[Path, _option("case_id, person_id[, from, to].")],
    out: Annotated[Path, _option("Hits: .parquet or .csv.")],
    stays: Annotated[Path | None, _option("Stays; or give --index.")] = None,
    index: Annotated[Path | None, _option("An index made by: fangxian trace index.")] = None,
    grid: Grid = None,
    h3: H3 = None,
    by: By = None,
    same: Same = None,
    rows_front: Annotated[int | None, _option("Rows in front of the case's that count.")] = None,
    rows_back: Annotated[int | None, _option("Rows behind the case's that count.")] = None,
    datum: Datum = "wgs84",
    zone: Zone = None,
    points: Points = False,
    max_gap: MaxGap = 1_800,
    max_accuracy: MaxAccuracy = 800.0,
    pack: Annotated[str | None, _option("Read the rule from a pack's [companion].")] = None,
    vehicle: Annotated[str | None, _option("Read the seats rule of a vehicle from the pack instead.")] = None,
    min_minutes: Annotated[float | None, _option("Least minutes together (10).")] = None,
    window_days: Annotated[int | None, _option("Days looked back (14).")] = None,
    min_hours: Annotated[float | None, _option("Least cumulative stay of either phone.")] = None,
    operator: Annotated[str | None, _option("How the two tests are joined: and, or.")] = None,
    continuous: Annotated[bool, typer.Option("--continuous", help="Ask minutes of one spell.")] = False,
    until: Annotated[str | None, _option("End of the window; by default of the last stay.")] = None,
    engine: Annotated[str, typer.Option(help="index, duckdb or spark.")] = "index",
    master: Annotated[str, typer.Option(help="Spark's master.")] = "local[*]",
    union: Annotated[bool, typer.Option("--union", help="All cases as one.")] = False,
    second: Annotated[int, typer.Option(help="Follow up so many strongest hits.")] = 0,
    top: Annotated[int | None, _option("Keep the strongest so many of each case.")] = None,
    detail: Annotated[bool, typer.Option("--detail", help="More columns: dose, days, hours, clause.")] = False,
    evidence: Annotated[int, typer.Option(help="Write every overlap of so many strongest people.")] = 0,
    random: Annotated[int, typer.Option(help="Compare with so many random phones.")] = 0,
    places: Annotated[Path | None, _option("place_id, kind[, lon, lat]: for the weights.")] = None,
    expected: Annotated[float | None, _option("Infections expected among all hits.")] = None,
    restriction_days: Annotated[float | None, _option("Days a companion is restricted.")] = None,
    purpose: Annotated[str | None, _option("Why (with --index).")] = None,
    signer: Annotated[str | None, _option("Who answers for it (with --index).")] = None,
    basis: Annotated[str, typer.Option(help="Fact, order or clause it rests on.")] = "",
    report: Annotated[Path | None, _option("Write the reading's report as JSON.")] = None,
    threads: Annotated[int, typer.Option(help="Cases searched at once.")] = 1,
    as_json: Json = False,
) -> None:
    """Find the companions of cases."""
    from fangxian.science.tracing.job import Wish, run
    from fangxian.science.tracing.reading import read_cases

    with show.refusals():
        rule = _rule(pack, vehicle, grid, {
            "min_minutes": min_minutes, "window_days": window_days, "min_hours": min_hours, "operator": operator,
            "continuous": continuous or None, "same": same, "front": rows_front, "back": rows_back,
        })  # fmt: skip
        where = (by, grid, h3, datum, rule.same)
        source = _source(stays, index, where, zone, (max_gap, max_accuracy) if points else None)
        wanted = read_cases(cases, zone=zone)
        kinds, positions = _places(places)
        wish = Wish(
            union=union,
            second=second,
            top=top,
            detail=detail,
            random=random,
            expected=expected,
            restriction_days=restriction_days,
            kinds=kinds,
            positions=positions,
            evidence=evidence,
            threads=threads,
        )
        if engine not in ("index", "duckdb", "spark"):
            raise typer.BadParameter(engine, param_hint="--engine")
        with show.progress(quiet=as_json) as progress:
            answer = run(
                source,
                wanted,
                rule,
                out,
                engine=cast("Engine", engine),
                until=_moment(until),
                wish=wish,
                warrant=_warrant(source, wanted, purpose, signer, basis),
                at=datetime.now(UTC),
                progress=progress,
                **({"master": master} if engine == "spark" else {}),
            )
        show.write_report(report, answer.report)
        show.answer(answer, rule, out, engine, len(wanted), as_json=as_json)


@app.command("index")
def build(
    stays: StaysIn,
    out: Annotated[Path, _option("Folder of the index, new or old.")],
    grid: Grid = None,
    h3: H3 = None,
    by: By = None,
    same: Same = None,
    datum: Datum = "wgs84",
    zone: Zone = None,
    points: Points = False,
    max_gap: MaxGap = 1_800,
    max_accuracy: MaxAccuracy = 800.0,
    keep_days: Annotated[int | None, _option("Erase what is older than so many days.")] = None,
    clause: Annotated[str, typer.Option(help="The retention clause, with --keep-days.")] = "",
    signer: Annotated[str, typer.Option(help="Who answers for the erasure.")] = "",
    report: Annotated[Path | None, _option("Write the reading's report as JSON.")] = None,
    threads: Annotated[int, typer.Option(help="Days laid out at once.")] = 1,
    as_json: Json = False,
) -> None:
    """Add stays to an index: only the days they touch are laid out anew."""
    from fangxian.science.tracing.index import Builder, Index
    from fangxian.science.tracing.index.erase import erase_before
    from fangxian.science.tracing.index.erase import keep_days as first_kept
    from fangxian.science.tracing.job import stays_of
    from fangxian.science.tracing.reading import Report

    with show.refusals():
        where = (by, grid, h3, datum, same or "")
        source = _source(stays, None, where, zone, (max_gap, max_accuracy) if points else None)
        assert source.positions is not None
        if keep_days is not None and not (clause and signer):
            raise typer.BadParameter("--clause --signer", param_hint="--keep-days")
        found = Report()
        begun = datetime.now(UTC)
        with (
            show.progress(quiet=as_json) as progress,
            Builder(out, source.positions.name, threads=threads, progress=progress) as builder,
        ):
            for batch in stays_of(source, found):
                builder.add(batch)
        erased = None
        if keep_days is not None and (first := first_kept(out, keep_days)) is not None:
            erased = erase_before(out, first, clause=clause, signer=signer, at=datetime.now(UTC))
        show.write_report(report, found)
        seconds = (datetime.now(UTC) - begun).total_seconds()
        show.built(Index(out), found, erased, seconds, as_json=as_json)


@app.command()
def erase(
    index: Annotated[Path, _option("Folder of the index.")],
    clause: Annotated[str, _option("The retention clause.")],
    signer: Annotated[str, _option("Who answers for it.")],
    before: Annotated[str, _option("First day that is kept, such as 2021-11-02.")],
    as_json: Json = False,
) -> None:
    """Erase the days before a day, with a proof."""
    from fangxian.science.tracing.index.erase import erase_before, verify_erasures

    with show.refusals():
        day = (_date(before) - date(1970, 1, 1)).days
        done = erase_before(index, day, clause=clause, signer=signer, at=datetime.now(UTC))
        verify_erasures(index)
        show.erased(done, as_json=as_json)


@app.command()
def synth(
    out: Annotated[Path, _option("Folder for stays and places.")],
    people: Annotated[int, typer.Option(help="Persons.")] = 10_000,
    days: Annotated[int, typer.Option(help="Days.")] = 14,
    seed: Annotated[int, typer.Option(help="The same seed gives the same stays.")] = 0,
    first: Annotated[str, typer.Option(help="The first day.")] = "2021-11-01",
    columns: Annotated[str, typer.Option(help="Of place_id, cell, lon, lat.")] = "place_id,cell",
    as_json: Json = False,
) -> None:
    """Make honest synthetic stays: homes, work, Zipf venues, transit."""
    from fangxian.science.tracing.synth import City, write

    with show.refusals():
        city = City(people, days, seed)
        names = tuple(name.strip() for name in columns.split(",") if name.strip())
        if not set(names) <= {"place_id", "cell", "lon", "lat"} or not names:
            raise typer.BadParameter(columns, param_hint="--columns")
        with show.progress(quiet=as_json) as progress:
            rows = write(city, out, first=_date(first), columns=names, progress=progress)
        show.made(rows, city, out, as_json=as_json)


def _source(
    stays: Path | None,
    index: Path | None,
    where: tuple[str | None, int | None, int | None, str, str],
    zone: str | None,
    points: tuple[int, float] | None,
) -> Source:
    from fangxian.science.tracing.job import Source
    from fangxian.science.tracing.reading.points import PointRule

    if (stays is None) == (index is None):
        raise typer.BadParameter("--stays | --index", param_hint="--stays")
    if index is not None:
        return Source(index, kept=True)
    assert stays is not None
    return Source(stays, _positions(stays, *where), points=PointRule(*points) if points else None, zone=zone)


def _positions(stays: Path, by: str | None, grid: int | None, h3: int | None, datum: str, same: str) -> Positions:
    from fangxian.science.tracing.reading.places import choose
    from fangxian.science.tracing.reading.source import columns_of, files_of
    from fangxian.science.tracing.rule import UNITS

    if by not in (None, "place", "cell"):
        raise typer.BadParameter(by, param_hint="--by")
    if same and (same not in UNITS or by == "cell" or grid is not None or h3 is not None):
        raise typer.BadParameter(same, param_hint="--same")
    if datum not in ("wgs84", "gcj02", "bd09"):
        raise typer.BadParameter(datum, param_hint="--datum")
    if grid is not None and grid < 10:
        raise typer.BadParameter(str(grid), param_hint="--grid")
    found = columns_of(files_of(stays)[0])
    return choose(found, by=by, grid=grid, h3=h3, datum=cast("Any", datum), path=str(stays), same=same)


def _rule(pack: str | None, vehicle: str | None, grid: int | None, given: dict[str, Any]) -> Rule:
    """The pack's rule, if one is named, with whatever is given by hand in its place."""
    from dataclasses import replace

    from fangxian.science.tracing.rule import Rule

    if given["operator"] not in (None, "and", "or"):
        raise typer.BadParameter(given["operator"], param_hint="--operator")
    if vehicle is not None and pack is None:
        raise typer.BadParameter("--pack", param_hint="--vehicle")
    found = Rule(10, 14) if pack is None else show.rule_of_pack(pack, vehicle)
    by_hand = {name: value for name, value in given.items() if value is not None}
    return replace(found, **by_hand, cell_m=grid or found.cell_m)


def _warrant(
    source: Source, cases: tuple[Case, ...], purpose: str | None, signer: str | None, basis: str
) -> Warrant | None:
    from fangxian.science.tracing.search import Warrant

    if not source.kept and not (purpose or signer):
        return None
    return Warrant.of_cases(cases, purpose or "", signer or "", basis)


def _places(places: Path | None) -> tuple[dict[Any, str] | None, dict[Any, tuple[float, float]] | None]:
    """Kind of each place, and where it is, as far as the file says."""
    if places is None:
        return None, None
    from fangxian.science.tracing.reading.source import batches

    kinds: dict[Any, str] = {}
    positions: dict[Any, tuple[float, float]] = {}
    for batch in batches(places, ("place_id", "kind"), ("lon", "lat")):
        ids = batch.columns["place_id"].to_pylist()
        kinds.update(zip(ids, batch.columns["kind"].to_pylist(), strict=True))
        if {"lon", "lat"} <= batch.columns.keys():
            lon, lat = (batch.columns[name].to_pylist() for name in ("lon", "lat"))
            found = zip(ids, lon, lat, strict=True)
            positions.update({one: (float(x), float(y)) for one, x, y in found if x and y})
    return kinds, positions


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(text, param_hint="--until") from error
    if moment.utcoffset() is None:
        raise typer.BadParameter(f"{text}: +08:00?", param_hint="--until")
    return int(moment.timestamp())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(text) from error
