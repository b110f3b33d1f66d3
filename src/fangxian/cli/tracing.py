"""What ``fangxian trace`` shows: answers as tables or JSON, refusals in the reader's language, progress."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import typer

from fangxian.cli.words import language

if TYPE_CHECKING:
    from fangxian.science.tracing.index import Index
    from fangxian.science.tracing.index.erase import Erasure
    from fangxian.science.tracing.job import Answer
    from fangxian.science.tracing.reading import Report
    from fangxian.science.tracing.rule import Rule
    from fangxian.science.tracing.search import Tier
    from fangxian.science.tracing.synth import City

WORDS: Final[dict[str, tuple[str, str]]] = {
    "hits": (
        "{hits:,} hits of {cases:,} cases, {persons:,} different persons → {out}",
        "{cases:,} 例病例命中 {hits:,} 条,涉及 {persons:,} 人 → {out}",
    ),
    "window": ("Window {start} to {end} (Beijing time)", "检索时段 {start} 至 {end}(北京时间)"),
    "unknown": ("No stay at all: {cases}", "没有任何停留记录的病例:{cases}"),
    "second": ("Companions of companions: {rows:,}", "伴随者的伴随者:{rows:,} 人"),
    "evidence": ("Overlaps written: {rows:,}", "已写出共处明细 {rows:,} 条"),
    "chance": (
        "A random phone has {mean:,.0f} hits ({low:,.0f} to {high:,.0f}; {phones} phones)",
        "随机一部手机平均命中 {mean:,.0f} 人(5%–95%:{low:,.0f} 至 {high:,.0f};{phones} 部)",
    ),
    "read": ("{rows:,} rows read, {kept:,} kept; left out: {bad}", "读取 {rows:,} 行,采用 {kept:,} 行;剔除:{bad}"),
    "nothing": ("none", "无"),
    "built": (
        "{days} days, {stays:,} stays, {people:,} persons, {places:,} places, {size:.1f} bytes a stay",
        "{days} 天,{stays:,} 条停留,{people:,} 人,{places:,} 处位置,每条 {size:.1f} 字节",
    ),
    "erased": (
        "Erased {days}: {stays:,} stays, {persons:,} persons. Proof: {hash}",
        "已删除 {days}:{stays:,} 条停留,{persons:,} 人。证明:{hash}",
    ),
    "made": ("{rows:,} stays of {people:,} people → {out}", "{people:,} 人的 {rows:,} 条停留 → {out}"),
    "hint": (
        "A hit is a hint for a person to check, never a contact by itself.",
        "命中只是线索,须经人工核实,不等于接触者。",
    ),
    "tier": ("Tier", "档次"),
    "persons": ("Persons", "人数"),
    "so_far": ("So far", "累计"),
    "least_dose": ("Least dose", "最低剂量"),
    "least_minutes": ("Least minutes", "最少分钟"),
    "share": ("Share of dose", "剂量占比"),
    "infections": ("Infections", "预计感染"),
    "person_days": ("Person-days", "管控人日"),
    "each": ("Person-days each", "每例人日"),
}
"""Word → (English, Chinese)."""

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Of what a reader sees; JSON and files are in UTC."""


def say(word: str, **values: Any) -> str:
    """Return a sentence in the language of the terminal."""
    english, chinese = WORDS[word]
    return (chinese if language() == "zh" else english).format(**values)


@contextmanager
def refusals() -> Iterator[None]:
    """Show what is refused in the reader's language, and exit 2."""
    from fangxian.science.tracing.errors import TracingError

    try:
        yield
    except TracingError as error:
        typer.secho(f"{error.text(language())} [{error.code}]", fg=typer.colors.RED, err=True)
        raise typer.Exit(2) from error


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal's error side, if there is one to see it."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def rule_of_pack(name: str, vehicle: str | None = None) -> Rule:
    """Return the rule of a pack's section ``[companion]``, or of its seats on a vehicle.

    The seats rule says neither how long together nor how far back: any time together counts, and 14 days unless
    something else is given.
    """
    from fangxian.protocol.pack import load_pack
    from fangxian.science.tracing.rule import Rule

    pack = load_pack(name)
    if vehicle is not None:
        for kind in pack.contact_kinds:
            seats = kind.transport(vehicle)
            if seats is not None:
                clause = f"{pack.id}: {kind.id}, {vehicle}"
                return Rule.of_seats(seats, min_minutes=0, window_days=14, clause=clause)
        known = sorted({one.vehicle for kind in pack.contact_kinds for one in kind.transports})
        raise typer.BadParameter(f"{vehicle}: {', '.join(known)}", param_hint="--vehicle")
    if pack.companion is None:
        raise typer.BadParameter(f"{name}: [companion]?", param_hint="--pack")
    return Rule.of(pack.companion, clause=f"{pack.id}: companion")


def write_report(path: Path | None, report: Report) -> None:
    """Write the report of a reading."""
    if path is not None:
        path.write_text(json.dumps(report.plain(), ensure_ascii=False, indent=2), encoding="utf-8")


def answer(found: Answer, rule: Rule, out: Path, engine: str, cases: int, *, as_json: bool) -> None:
    """Show what a search gave."""
    if as_json:
        _print_json(_plain(found, rule, out, engine, cases))
        return
    typer.echo(say("hits", hits=found.hits, cases=cases, persons=found.persons, out=out))
    start, end = (datetime.fromtimestamp(second, ZONE).strftime("%Y-%m-%d %H:%M:%S") for second in found.window)
    typer.echo(say("window", start=start, end=end))
    _reading(found.report)
    if found.unknown:
        typer.secho(say("unknown", cases=", ".join(found.unknown)), fg=typer.colors.YELLOW)
    if found.second:
        typer.echo(say("second", rows=found.second))
    if found.evidence:
        typer.echo(say("evidence", rows=found.evidence))
    if found.chance is not None:
        typer.echo(say("chance", **asdict(found.chance)))
    if found.tiers:
        _tiers(found.tiers)
    typer.secho(say("hint"), dim=True)


def _plain(found: Answer, rule: Rule, out: Path, engine: str, cases: int) -> dict[str, Any]:
    return {
        "engine": engine,
        "rule": dict(rule.parameters()),
        "window": {"from": _time(found.window[0]), "to": _time(found.window[1])},
        "cases": cases,
        "cases_without_stays": found.unknown,
        "hits": found.hits,
        "persons": found.persons,
        "second_order": found.second,
        "overlaps": found.evidence,
        "out": str(out),
        "report": found.report.plain(),
        "tiers": [asdict(tier) for tier in found.tiers],
        "chance": None if found.chance is None else asdict(found.chance),
        "seconds": found.seconds,
    }


def _reading(report: Report) -> None:
    if report.rows:
        bad = ", ".join(f"{reason} {rows:,}" for reason, rows in sorted(report.bad.items())) or say("nothing")
        typer.echo(say("read", rows=report.rows, kept=report.kept, bad=bad))


def _tiers(found: list[Tier]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    names = ("tier", "persons", "so_far", "least_dose", "least_minutes", "share", "infections", "person_days", "each")
    for name in names:
        table.add_column(say(name), justify="right")
    for tier in found:
        costs = (tier.infections, tier.person_days, tier.days_per_infection)
        table.add_row(
            str(tier.number),
            f"{tier.persons:,}",
            f"{tier.persons_so_far:,}",
            f"{tier.least_dose:.3g}",
            f"{tier.least_minutes:,.0f}",
            f"{tier.dose_share:.0%}",
            *("–" if value is None else f"{value:,.2f}" for value in costs),
        )
    Console().print(table)


def built(index: Index, report: Report, erasure: Erasure | None, seconds: float, *, as_json: bool) -> None:
    """Show an index after stays were added."""
    days, stays = len(index.meta.days), index.stays
    size = index.bytes / stays if stays else 0.0
    if as_json:
        plain = {"days": days, "stays": stays, "persons": index.people.size, "places": index.places.size}
        proof = None if erasure is None else asdict(erasure)
        _print_json({**plain, "bytes_a_stay": size, "seconds": seconds, "erased": proof, "report": report.plain()})
        return
    typer.echo(say("built", days=days, stays=stays, people=index.people.size, places=index.places.size, size=size))
    _reading(report)
    if erasure is not None:
        erased(erasure, as_json=False)


def erased(done: Erasure, *, as_json: bool) -> None:
    """Show what was erased."""
    if as_json:
        _print_json(asdict(done))
        return
    days = done.days[0] if len(done.days) == 1 else f"{done.days[0]} – {done.days[-1]}"
    typer.echo(say("erased", days=days, stays=done.stays, persons=done.persons, hash=done.hash))


def made(rows: int, city: City, out: Path, *, as_json: bool) -> None:
    """Show what was made."""
    if as_json:
        _print_json({"stays": rows, "people": city.people, "days": city.days, "seed": city.seed, "out": str(out)})
        return
    typer.echo(say("made", rows=rows, people=city.people, out=out))


def _time(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
