"""Which clocks of a replay were met and which were missed, by clause."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.protocol.clause import Clause
from fangxian.response.ledger.clauses import clause as clause_of
from fangxian.response.ledger.queries import tasks


@dataclass(frozen=True, slots=True)
class ClauseSummary:
    """What became of one clause's steps.

    Attributes
    ----------
    clause : str
        Its id; `title`, `mark` and `basis` are those of the rulebook, `title` in both languages.
    met, late : int
        Steps discharged in time, and after.
    missed : int
        Steps that ended undone after they were due, or are overdue.
    open : int
        Steps still owed whose time has not run out.
    lapsed : int
        Steps that ceased to be owed in time.
    """

    clause: str
    title: str
    title_en: str
    mark: str
    basis: str
    steps: int
    met: int
    late: int
    missed: int
    open: int
    lapsed: int


def clocks_by_clause(incident: UUID, at: datetime) -> list[ClauseSummary]:
    """Every clause that owed anything by `at`, those with most missed or late first."""
    groups: dict[tuple[str, str], list[tasks.TaskView]] = defaultdict(list)
    for view in tasks.as_of(incident, at):
        groups[view.pack, view.clause_id].append(view)
    rows = [_row(pack, clause, views) for (pack, clause), views in groups.items()]
    return sorted(rows, key=lambda row: (-(row.missed + row.late), row.clause))


def _row(pack: str, clause: str, views: list[tasks.TaskView]) -> ClauseSummary:
    states = Counter(view.status for view in views)
    rule: Clause | None = clause_of(pack, clause)
    return ClauseSummary(
        clause=clause,
        title=rule.title.zh if rule else clause,
        title_en=rule.title.en if rule else clause,
        mark=rule.mark if rule else "",
        basis=views[0].basis,
        steps=len(views),
        met=states["discharged"],
        late=states["late"],
        missed=states["missed"] + states["overdue"],
        open=states["open"] + states["due_soon"] + states["waiting"],
        lapsed=states["lapsed"],
    )


def lines(rows: list[ClauseSummary]) -> Iterator[str]:
    """The summary as a plain table."""
    yield f"{'clause':<26}{'steps':>7}{'met':>7}{'late':>6}{'missed':>8}{'open':>6}{'lapsed':>8}"
    for row in rows:
        yield (f"{row.clause:<26}{row.steps:>7}{row.met:>7}{row.late:>6}{row.missed:>8}{row.open:>6}{row.lapsed:>8}")
