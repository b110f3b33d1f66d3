"""``fangxian city``: build a synthetic city, check it, ask who was where, write stays. No database."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.city_print import bar, count_word, print_rows, refusals, stages
from fangxian.cli.printing import print_json, print_table, table, word
from fangxian.cli.words import language

if TYPE_CHECKING:
    from fangxian.science.city.model import City


class Compression(StrEnum):
    """How the files are compressed."""

    none = "none"
    snappy = "snappy"
    zstd = "zstd"


app = typer.Typer(no_args_is_help=True, help="A synthetic city: people, places, who was where.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[str, typer.Argument(help="A city's folder, or its name.", show_default=False)]
Day = Annotated[str, typer.Option(help="A day such as 2021-11-01.")]


@app.command()
def build(
    place: Annotated[
        str,
        typer.Argument(
            help="chengdu, pidu, a division code, a CSV of totals (code,residents[,lon,lat,radius,urban]), or"
            " town:10000.",
            show_default=False,
        ),
    ],
    seed: Annotated[int, typer.Option(help="Seed.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder to write.", show_default=False)] = None,
    parameters: Annotated[Path | None, typer.Option(help="Parameters of one's own (TOML).", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if it stands.")] = False,
    threads: Annotated[int | None, typer.Option(help="Threads.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Build a city and write it; what stands already is opened instead.

    The same place, seed and parameters give the same city on any machine; its fingerprint says so.
    """
    with refusals():
        from fangxian.cli.city_sources import name_of, source_of, spec_of
        from fangxian.science.city.parameters import load_parameters
        from fangxian.science.city.store import holds, load_city, read_manifest, save_city

        rules = load_parameters(parameters)
        source = source_of(place, rules, seed)
        folder = out or _cities() / f"{name_of(place)}-{seed}"
        began = perf_counter()
        reused = not force and holds(folder, source)
        if reused:
            load_city(folder)
        else:
            from fangxian.science.city.build import build_city

            with stages() as tell:
                city = build_city(spec_of(place, rules), seed, threads=threads, progress=tell)
                tell("save")
                save_city(city, folder, rules, source)
        manifest = read_manifest(folder)
    seconds = round(perf_counter() - began, 2)
    if as_json:
        print_json({"folder": str(folder), "reused": reused, "seconds": seconds, **manifest})
        return
    done = word("opened", "已打开") if reused else word("built", "已构建")
    typer.echo(f"{done} {folder} · {seconds} s")
    for key in ("persons", "households", "buildings", "groups", "sites", "places", "areas"):
        typer.echo(f"  {count_word(key):<12} {manifest[key]:>12,}")
    typer.echo(f"  {word('fingerprint', '指纹')} {manifest['fingerprint']}")


@app.command()
def show(
    folder: Folder,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the margins into a file: .png, .svg or .pdf.", show_default=False)
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report with its plots as one page of HTML.", show_default=False)
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Compare the fingerprint.")] = False,
    as_json: Json = False,
) -> None:
    """Compare a city with the census it was built from. Exit 1 if a margin is not held."""
    with refusals():
        from fangxian.science.city.margins import counts, margins
        from fangxian.science.city.store import load_city, load_city_parameters

        path = _find(folder)
        city, rules = load_city(path, verify=verify), load_city_parameters(path)
        found = margins(city, rules)
        if plot is not None:
            from fangxian.science.city.plots import save_report

            save_report(city, rules, plot, language())
        if report is not None:
            from fangxian.science.city.report import report_page

            report.write_text(report_page(city, rules, language()), "utf-8")
    if as_json:
        rows = [
            {"name": m.name, "wanted": m.wanted, "found": m.found, "unit": m.unit, "tolerance": m.tolerance,
             "held": m.held}
            for m in found
        ]  # fmt: skip
        print_json({"name": city.name, "fingerprint": city.fingerprint, "counts": counts(city), "margins": rows})
    else:
        from fangxian.science.city.words import named, said

        shown = table(("margin", "边际"), ("wanted", "应为"), ("found", "实为"), ("unit", "单位"), ("held", "通过"))
        for m in found:
            mark = "[green]✓[/]" if m.held else "[bold red]✗[/]"
            unit = said(m.unit, language())
            shown.add_row(named(m.name, language()), f"{m.wanted:,.4g}", f"{m.found:,.4g}", unit, mark)
        print_table(shown)
        there = table(("what there is", "总量"), ("count", "数量"))
        for name, number in counts(city).items():
            there.add_row(named(name, language()), f"{number:,}")
        print_table(there)
    raise typer.Exit(0 if all(m.held for m in found) else 1)


@app.command()
def stays(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="A .parquet file, or a folder for a file a day.")],
    day: Day = "2021-11-01",
    days: Annotated[int, typer.Option(min=1, help="Days on end.")] = 1,
    persons: Annotated[
        str | None, typer.Option(help="Only these: FIRST:LAST, the last not included.", show_default=False)
    ] = None,
    home: Annotated[bool, typer.Option(help="Stays at home too.")] = True,
    compression: Annotated[Compression, typer.Option(help="Compression.")] = Compression.none,
    as_json: Json = False,
) -> None:
    """Write everybody's stays as Parquet: person_id, place_id, lon, lat, start, end.

    Times are UTC, coordinates WGS-84. This is what ``fangxian trace`` reads.
    """
    with refusals():
        from fangxian.science.city.stays import write_stays
        from fangxian.science.city.store import load_city

        city = load_city(_find(folder))
        first, chosen = _date(day), _persons(persons, city.n_persons)
        files = _files(out, first, days)
        began, rows = perf_counter(), 0
        with bar(word("stays", "停留记录"), days * len(chosen)) as advance:
            for file, today in files:
                file.parent.mkdir(parents=True, exist_ok=True)
                rows += write_stays(
                    city, file, today, home=home, persons=chosen, compression=compression.value, progress=advance
                )
    seconds = perf_counter() - began
    if as_json:
        print_json({"files": [str(file) for file, _ in files], "rows": rows, "seconds": round(seconds, 3)})
    else:
        typer.echo(f"{rows:,} · {seconds:.2f} s · {rows / max(seconds, 1e-9):,.0f}/s → {out}")


@app.command()
def person(
    folder: Folder,
    number: Annotated[int, typer.Argument(help="The person's number.")],
    day: Day = "2021-11-01",
    days: Annotated[int, typer.Option(min=1, help="Days on end.")] = 1,
    as_json: Json = False,
) -> None:
    """Where a person was: each place from when to when."""
    with refusals():
        from fangxian.science.city.ask import trajectory
        from fangxian.science.city.store import load_city

        city = load_city(_find(folder))
        rows = trajectory(city, number, _number(day), days)
    listed = [
        {"day": _iso(int(row["day"])), "start": _clock(row["start"]), "end": _clock(row["end"]),
         "place": int(row["place"]), "kind": _kind(city, int(row["place"])), "area": _area(city, int(row["place"]))}
        for row in rows
    ]  # fmt: skip
    about = {"person": number, "age": int(city.age[number]), "area": city.code_of(number)}
    print_rows({**about, "stays": listed}, "stays", as_json)


@app.command("place")
def at_place(
    folder: Folder,
    number: Annotated[int, typer.Argument(help="The place's number.")],
    day: Day = "2021-11-01",
    hour: Annotated[int | None, typer.Option(min=0, max=23, help="Only this hour.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Everybody at a place on a day or in an hour."""
    with refusals():
        from fangxian.science.city.ask import present
        from fangxian.science.city.store import load_city

        city = load_city(_find(folder))
        rows = present(city, number, _number(day), hour)
    listed = [
        {"person": int(row["person"]), "age": int(city.age[row["person"]]), "start": _clock(row["start"]),
         "end": _clock(row["end"])}
        for row in rows
    ]  # fmt: skip
    about = {"place": number, "kind": _kind(city, number), "area": _area(city, number), "day": day}
    print_rows({**about, "present": listed}, "present", as_json)


@app.command("parameters")
def list_parameters(
    file: Annotated[Path | None, typer.Argument(help="A TOML file of one's own.")] = None,
    as_json: Json = False,
) -> None:
    """List every named parameter with its unit, source and certainty."""
    with refusals():
        from fangxian.science.city.parameters import load_parameters

        rows = load_parameters(file).rows()
    if as_json:
        names = ("table", "name", "value", "unit", "mark", "cite")
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    shown = table(
        ("table", "表"), ("name", "名称"), ("value", "值"), ("unit", "单位"), ("mark", "可信度"), ("source", "出处")
    )
    for where, name, value, unit, mark, cite in rows:
        text = str(value)
        shown.add_row(where, name, text if len(text) < 40 else text[:39] + "…", unit, mark, cite)
    print_table(shown)


def _cities() -> Path:
    from fangxian.site.datadir import data_dir

    return data_dir() / "cities"


def _find(folder: str) -> Path:
    """A folder as given, or one of the cities that were built without a folder named."""
    for path in (Path(folder), _cities() / folder, _cities() / f"{folder}-1"):
        if (path / "city.json").exists():
            return path
    return Path(folder)


def _files(out: Path, first: date, days: int) -> list[tuple[Path, int]]:
    from fangxian.science.city.errors import CityError
    from fangxian.science.city.stays import day_number

    if out.suffix == ".parquet":
        if days > 1:
            raise CityError(
                "city.stays_folder",
                "Several days are written to a folder, a file a day; %(out)s names one file.",
                "多日记录按日分文件写入文件夹;%(out)s 是单个文件。",
                out=out,
            )
        return [(out, day_number(first))]
    dates = [first + timedelta(days=number) for number in range(days)]
    return [(out / f"day={one.isoformat()}" / "stays.parquet", day_number(one)) for one in dates]


def _persons(text: str | None, count: int) -> range:
    from fangxian.science.city.errors import CityError

    if text is None:
        return range(count)
    low, _, high = text.partition(":")
    if not (low.isdigit() and high.isdigit() and int(low) < int(high) <= count):
        raise CityError(
            "city.persons",
            "--persons is FIRST:LAST within 0:%(count)s, not “%(text)s”.",
            "--persons 应为 0:%(count)s 内的 起:止,而非“%(text)s”。",
            count=count,
            text=text,
        )
    return range(int(low), int(high))


def _date(text: str) -> date:
    from fangxian.science.city.errors import CityError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CityError(
            "city.day", "“%(text)s” is no day such as 2021-11-01.", "“%(text)s”不是日期(如 2021-11-01)。", text=text
        ) from error


def _number(text: str) -> int:
    from fangxian.science.city.stays import day_number

    return day_number(_date(text))


def _iso(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def _clock(minutes: Any) -> str:
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _kind(city: City, place: int) -> str:
    from fangxian.science.city.kinds import PlaceKind

    return PlaceKind(int(city.place_kind[place])).name.lower() if place < city.n_places else "home"


def _area(city: City, place: int) -> str:
    if place < city.n_places:
        return str(city.area_code[city.place_area[place]])
    return city.code_of(int(city.household_offsets[place - city.n_places]))
