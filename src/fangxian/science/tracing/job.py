"""A search from files to a file, with any engine: what the command line runs, and a notebook may.

The steps of :func:`run`: read and check the stays, or open an index; ask; write the hits; weigh them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.hits_file import evidence_of, sibling, table_of, with_rule, write_hits
from fangxian.science.tracing.index import Builder, Index
from fangxian.science.tracing.index.journal import append
from fangxian.science.tracing.reading.cases import Case
from fangxian.science.tracing.reading.places import Positions
from fangxian.science.tracing.reading.points import PointRule, read_points
from fangxian.science.tracing.reading.report import Report
from fangxian.science.tracing.reading.stays import Stays, read_stays
from fangxian.science.tracing.rule import DAY, Rule
from fangxian.science.tracing.search import (
    CaseHits,
    Chance,
    People,
    Search,
    Tier,
    Warrant,
    chance,
    groups_of,
    second_order,
    tiers,
)

Engine = Literal["index", "duckdb", "spark"]
SEARCHES: Final = "searches.jsonl"
"""The journal of an index: who asked, why, about which cases, under which rule."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the stays are.

    Attributes
    ----------
    path : Path
        A file or folder of stays, or, with `kept`, an index.
    positions : Positions or None
        What stands for a place; None for an index, which knows.
    kept : bool
        The path is an index.
    points : PointRule or None
        The rows are points, and become stays by this rule.
    zone : str or None
        Declared zone of times without one.
    """

    path: Path
    positions: Positions | None = None
    kept: bool = False
    points: PointRule | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked besides the hits themselves.

    Attributes
    ----------
    union : bool
        All cases as one.
    second : int
        Follow up so many of the strongest hits, too; 0 for none.
    top : int or None
        Keep only the strongest so many hits of each case.
    detail : bool
        More columns than the contract's.
    random : int
        Random phones to compare with; 0 for none.
    expected : float or None
        Infections expected among all hits.
    restriction_days : float or None
        Days a companion is restricted.
    kinds, positions : Mapping or None
        Kind of each place, and its longitude and latitude.
    evidence : int
        Write down every overlap of so many of the strongest people, too; 0 for none.
    threads, seed : int
        Cases searched at once; seed of the random phones.
    """

    union: bool = False
    second: int = 0
    top: int | None = None
    detail: bool = False
    random: int = 0
    expected: float | None = None
    restriction_days: float | None = None
    kinds: Mapping[Any, str] | None = None
    positions: Mapping[Any, tuple[float, float]] | None = None
    evidence: int = 0
    threads: int = 1
    seed: int = 0


@dataclass(slots=True)
class Answer:
    """What a search gave.

    Attributes
    ----------
    window : (int, int)
        The search window in UTC seconds.
    hits, persons : int
        Rows written, and how many different persons they name.
    second, evidence : int
        Rows written of companions of companions, and of overlaps.
    unknown : list of str
        Cases without a stay.
    report : Report
        Of the reading.
    tiers : list of Tier
        Every person once, doses of all cases added.
    chance : Chance or None
        Hits of random phones.
    seconds : dict
        Wall time of the steps.
    """

    window: tuple[int, int] = (0, 0)
    hits: int = 0
    persons: int = 0
    second: int = 0
    evidence: int = 0
    unknown: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    tiers: list[Tier] = field(default_factory=list)
    chance: Chance | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add a step's wall time."""
        begun = time.perf_counter()
        yield
        self.seconds[step] = round(self.seconds.get(step, 0.0) + time.perf_counter() - begun, 4)


def run(
    source: Source,
    cases: tuple[Case, ...],
    rule: Rule,
    out: Path,
    *,
    engine: Engine = "index",
    until: int | None = None,
    wish: Wish | None = None,
    warrant: Warrant | None = None,
    at: datetime | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Answer:
    """Search and write the hits.

    Parameters
    ----------
    source : Source
        The stays.
    cases : tuple of Case
        Whose companions.
    rule : Rule
        What counts as one.
    out : Path
        A ``.parquet`` or ``.csv`` file.
    engine : {"index", "duckdb", "spark"}
        Who answers.
    until : int or None
        UTC second at which the window ends; by default the end of the last stay.
    wish : Wish or None
        What else is wanted; engines other than the index give the pairs only.
    warrant : Warrant or None
        Required for an index that is kept.
    at : datetime or None
        The time of the search, aware; required with the warrant, for the index's journal.
    progress : callable or None
        Called with steps done and to do.
    **options
        Of the engine's session, such as ``master`` for Spark.
    """
    wish = wish or Wish()
    if engine != "index":
        return _ask(source, cases, rule, out, engine, until, wish, options)
    answer = Answer()
    if source.kept:
        enter(source.path, cases, rule, warrant, at, second=wish.second)
        _search(Index(source.path), cases, rule, out, until, wish, answer, warrant)
        return answer
    with tempfile.TemporaryDirectory(prefix="fangxian-trace-") as folder:
        with answer.timed("index"):
            index = _throw_away(source, Path(folder), rule, until, answer.report, progress)
        _search(index, cases, rule, out, until, wish, answer, warrant)
    return answer


def enter(
    folder: Path, cases: tuple[Case, ...], rule: Rule, warrant: Warrant | None, at: datetime | None, *, second: int = 0
) -> str:
    """Write a search into the index's journal before it is answered; returns the hash of its line.

    `second` says how many of its hits are followed up, too.

    Raises
    ------
    TracingError
        ``search.warrant_missing`` without warrant or time, ``search.not_authorised`` for a phone it does not name.
    """
    if warrant is None or at is None:
        raise TracingError("search.warrant_missing", field="purpose, signer", why="an index that is kept is searched")
    warrant.allows(cases)
    asked = {"cases": [case.id for case in cases], "rule": dict(rule.parameters()), "second": second}
    return append(folder / SEARCHES, {"at": at.isoformat(), **warrant.plain(), **asked})


def stays_of(source: Source, report: Report, window: tuple[int, int] | None = None) -> Iterator[Stays]:
    """Yield the checked stays of a source of files."""
    assert source.positions is not None
    if source.points is not None:
        return read_points(source.path, source.positions, report, source.points, window=window, zone=source.zone)
    return read_stays(source.path, source.positions, report, window=window, zone=source.zone)


class _Seen:
    """Passes stays on and remembers when they end, to count those a window leaves out that was not known before."""

    def __init__(self, batches: Iterator[Stays]) -> None:
        self._batches = batches
        self._ends: list[NDArray[np.int64]] = []

    def __iter__(self) -> Iterator[Stays]:
        for batch in self._batches:
            self._ends.append(batch.end)
            yield batch

    def before(self, second: int) -> int:
        return int(sum((ends <= second).sum() for ends in self._ends))


def _window(rule: Rule, until: int | None) -> tuple[int, int] | None:
    return None if until is None else (until - rule.window_days * DAY, until)


def _throw_away(
    source: Source, folder: Path, rule: Rule, until: int | None, report: Report, progress: Progress | None
) -> Index:
    """An index for one search."""
    assert source.positions is not None
    window = _window(rule, until)
    seen = _Seen(stays_of(source, report, window))
    with Builder(folder, source.positions.name, window=window, progress=progress) as builder:
        for batch in seen:
            builder.add(batch)
    _refuse_nothing(report)
    index = Index(folder)
    if until is None:
        report.set_outside(seen.before(index.last_second - rule.window_days * DAY))
    return index


def _refuse_nothing(report: Report) -> None:
    if not report.kept:
        reasons = ", ".join(f"{reason} {rows}" for reason, rows in report.bad.items()) or "-"
        raise TracingError("stays.none", rows=report.rows, reasons=reasons)


def _search(
    index: Index,
    cases: tuple[Case, ...],
    rule: Rule,
    out: Path,
    until: int | None,
    wish: Wish,
    answer: Answer,
    warrant: Warrant | None,
) -> None:
    with answer.timed("search"):
        search = Search(index, rule, until=until, kinds=wish.kinds, detail=True, threads=wish.threads)
        answer.window = search.window
        people = People(index.people.size, search.dose)
        answer.hits = write_hits(out, _tables(search, cases, wish, answer, people, warrant))
    if wish.second:
        with answer.timed("second"):
            _second(search, cases, out, wish, answer)
    with answer.timed("weigh"):
        hit = people.strongest()
        answer.persons = len(hit)
        days = wish.restriction_days
        answer.tiers = tiers(people.dose[hit], people.minutes[hit], expected=wish.expected, restriction_days=days)
        if wish.random:
            answer.chance = chance(search, cases, phones=wish.random, seed=wish.seed)
    if wish.evidence:
        with answer.timed("evidence"):
            rows = evidence_of(search, cases, people.strongest()[: wish.evidence])
            answer.evidence = write_hits(sibling(out, "evidence"), [rows])


def _tables(
    search: Search, cases: tuple[Case, ...], wish: Wish, answer: Answer, people: People, warrant: Warrant | None
) -> Iterator[Any]:
    """The hits of each case as tables, cases near to one another in a row; each is added to its people on the way."""
    if wish.union:
        found, groups = iter([search.union(cases, warrant=warrant)]), np.zeros(1, np.int64)
    else:
        groups = groups_of(search, cases, wish.positions)
        order = np.argsort(groups, kind="stable")
        found, groups = search.pairs([cases[k] for k in order], warrant=warrant), groups[order]
    for one, group in zip(found, groups.tolist(), strict=True):
        if not one.known:
            answer.unknown.append(one.case.id)
        people.add(one, group)
        ranked = CaseHits(one.case, one.hits.ranked(wish.top), one.known)
        yield table_of(ranked, search, detail=wish.detail)


def _second(search: Search, cases: tuple[Case, ...], out: Path, wish: Wish, answer: Answer) -> None:
    """Follow up the strongest hits of all cases, taken as one, into a file beside the first."""
    strongest = search.union(cases).hits.ranked(wish.second)
    found = second_order(search, cases, strongest)
    table = table_of(CaseHits(found.case, found.hits.ranked(wish.top), True), search, detail=wish.detail)
    answer.second = write_hits(sibling(out, "second"), [table])


def _ask(
    source: Source,
    cases: tuple[Case, ...],
    rule: Rule,
    out: Path,
    engine: Engine,
    until: int | None,
    wish: Wish,
    options: dict[str, Any],
) -> Answer:
    if source.kept or wish.union or wish.second or wish.random or wish.detail or wish.evidence:
        raise TracingError("engine.unsupported", what="--index, --union, --second, --random, --detail, --evidence")
    assert source.positions is not None
    rule.laid_on(source.positions.name)
    from fangxian.science.tracing.engine import Question, ask, connect  # brings Ibis, and with it a second of start

    answer = Answer()
    with tempfile.TemporaryDirectory(prefix="fangxian-trace-") as folder:
        staged = Path(folder) / "stays.parquet"
        with answer.timed("stage"):
            seen = _Seen(stays_of(source, answer.report, _window(rule, until)))
            last = ask.stage(staged, seen, rows=rule.rows)
        _refuse_nothing(answer.report)
        end = until if until is not None else (last or 0)
        answer.window = (end - rule.window_days * DAY, end)
        if until is None:
            answer.report.set_outside(seen.before(answer.window[0]))
        session = connect.duckdb if engine == "duckdb" else connect.spark
        with answer.timed("search"), session(**options) as connection:
            table = ask.ask(connection, staged, cases, Question(rule, end)) if last else ask.nothing()
    kept = _top(table, wish.top)
    answer.hits = write_hits(out, [with_rule(kept, rule, answer.window)])
    answer.persons = len(kept["person_id"].unique())
    return answer


def _top(table: Any, top: int | None) -> Any:
    """The first so many rows of each case; the rows stand case by case."""
    if top is None or not len(table):
        return table
    cases = np.asarray(table["case_id"].combine_chunks().dictionary_encode().indices)
    starts = np.flatnonzero(np.diff(cases, prepend=-1))
    place = np.arange(len(cases)) - np.repeat(starts, np.diff(np.append(starts, len(cases))))
    return table.filter(place < top)
