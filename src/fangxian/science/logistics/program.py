"""Linear and mixed-integer programmes over arrays, solved by HiGHS (Huangfu & Hall, Math. Prog. Comp. 10:119, 2018).

HiGHS runs on one thread with a fixed seed, so that the same programme gives the same answer wherever it ends by its gap
or by its count of nodes. The limit on seconds is the last resort; an answer it cut short says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fangxian.science.city.arrays import F64, I64, Bool

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Effort:
    """When a search ends: whichever comes first.

    Attributes
    ----------
    gap : float
        Relative distance of the answer from the best possible, at which it is good enough.
    nodes : int
        Nodes of the search tree.
    seconds : float
        Of the wall, for the whole function. The only limit that depends on the machine.
    """

    gap: float = 0.005
    nodes: int = 10_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer and how good it is at least.

    Attributes
    ----------
    values : float64[n]
        Of the columns.
    objective : float
        Of the answer.
    bound : float
        No answer is better.
    reduced : float64[n]
        Reduced costs, of a linear programme.
    timed_out : bool
        Cut short by the clock: another run may give another answer.
    """

    values: F64
    objective: float
    bound: float
    reduced: F64
    timed_out: bool


class Program:
    """Columns with costs and bounds, rows with limits; minimise the cost."""

    def __init__(self) -> None:
        self._columns: list[tuple[F64, F64, Bool]] = []
        self._entries: list[tuple[I64, I64, F64]] = []
        self._limits: list[tuple[F64, F64]] = []
        self.columns = 0
        self.rows = 0
        self._highs: Any = None

    def add_columns(self, cost: ArrayLike, upper: ArrayLike = math.inf, *, integer: bool = True) -> I64:
        """Add columns from 0 to `upper`; return their numbers."""
        costs = np.atleast_1d(np.asarray(cost, np.float64))
        count = len(costs)
        self._columns.append((costs, _full(upper, count), np.full(count, integer)))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, row: I64, column: I64, value: ArrayLike, lower: ArrayLike, upper: ArrayLike, count: int) -> None:
        """Add `count` rows; entries name them from 0 on. A row of no entries is kept."""
        self._entries.append((row + self.rows, column, _full(value, len(row))))
        self._limits.append((_full(lower, count), _full(upper, count)))
        self.rows += count

    def relax(self, keep: Bool | None = None) -> Solved:
        """Solve without asking for whole numbers; after the first time, from the last answer.

        Parameters
        ----------
        keep : bool[n], optional
            Columns that may be more than 0.
        """
        if self._highs is None:
            self._highs = self._build(integer=False)
        if keep is None:
            self._highs.run()
            return self._read(self._highs, integer=False)
        every, upper = np.arange(self.columns, dtype=np.int32), self.upper
        self._highs.changeColsBounds(self.columns, every, np.zeros(self.columns), np.where(keep, upper, 0.0))
        self._highs.run()
        solved = self._read(self._highs, integer=False)
        self._highs.changeColsBounds(self.columns, every, np.zeros(self.columns), upper)
        return solved

    def tighten(self, small: I64, large: I64, most: F64) -> None:
        """Add the cuts ``small <= most * large`` for pairs of columns, to the relaxation and to what comes after."""
        count = len(small)
        pairs = np.stack([small, large], axis=1).ravel()
        values = np.stack([np.ones(count), -most], axis=1).ravel()
        self.add_rows(np.repeat(np.arange(count), 2), pairs, values, -np.inf, 0.0, count)
        starts = np.arange(0, 2 * count, 2, dtype=np.int32)
        free = np.full(count, -np.inf)
        self._highs.addRows(count, free, np.zeros(count), 2 * count, starts, pairs.astype(np.int32), values)

    def lowest(self, cost: F64) -> float:
        """Return the least another cost can be in the relaxation; the programme's own cost stays."""
        highs, every = self._highs, np.arange(self.columns, dtype=np.int32)
        highs.changeColsCost(self.columns, every, cost)
        highs.run()
        least = float(highs.getInfo().objective_function_value)
        highs.changeColsCost(self.columns, every, np.concatenate([own for own, _, _ in self._columns]))
        return least

    def at_least(self, weights: F64, least: float) -> None:
        """Add the row ``weights · columns >= least``, to the relaxation and to what comes after."""
        some = np.flatnonzero(weights)
        self.add_rows(np.zeros(len(some), np.int64), some, weights[some], least, np.inf, 1)
        self._highs.addRow(least, np.inf, len(some), some.astype(np.int32), weights[some])

    def fill(self, values: F64, order: I64) -> F64:
        """Raise columns, one after another, by whole steps as far as bounds and the rows' upper limits allow."""
        row, column, value = self._matrix()
        _, upper_row = (np.concatenate(part) for part in zip(*self._limits, strict=True))
        free = upper_row - np.bincount(row, value * values[column], self.rows)
        starts = np.searchsorted(column, np.arange(self.columns + 1)).tolist()
        # Lists: one entry of an array at a time would take most of the time of a plan.
        slack, rows, entries, most = free.tolist(), row.tolist(), value.tolist(), (self.upper - values).tolist()
        filled = values.copy()
        for one in order.tolist():
            own = range(starts[one], starts[one + 1])
            room = min((slack[rows[at]] / entries[at] for at in own if entries[at] > 0), default=math.inf)
            steps = math.floor(min(most[one], room) + 1e-9)
            if steps > 0:
                filled[one] += steps
                for at in own:
                    slack[rows[at]] -= entries[at] * steps
        return filled

    def cost_of(self, values: F64) -> float:
        """What an answer costs."""
        return float(np.concatenate([cost for cost, _, _ in self._columns]) @ values)

    @property
    def upper(self) -> F64:
        """The most each column may be."""
        return np.concatenate([upper for _, upper, _ in self._columns])

    def solve(
        self, effort: Effort, seconds: float, *, start: F64, keep: Bool | None = None, enough: float = -math.inf
    ) -> Solved:
        """Solve in whole numbers.

        Parameters
        ----------
        effort : Effort
            Gap and nodes.
        seconds : float
            Of the wall.
        start : float64[n]
            An answer to begin from, returned where no better one is found in time.
        keep : bool[n], optional
            Columns that may be more than 0; the bound then holds for these only.
        enough : float
            A cost that is good enough to stop.
        """
        import highspy

        highs = self._build(integer=True, keep=keep)
        highs.setOptionValue("mip_rel_gap", effort.gap)
        highs.setOptionValue("mip_max_nodes", effort.nodes)
        highs.setOptionValue("time_limit", max(seconds, 0.1))
        highs.setOptionValue("objective_target", enough)
        solution = highspy.HighsSolution()
        solution.col_value = start
        highs.setSolution(solution)
        highs.run()
        solved = self._read(highs, integer=True)
        own = self.cost_of(start)
        return solved if solved.objective <= own else replace(solved, values=start, objective=own)

    def _build(self, *, integer: bool, keep: Bool | None = None) -> Any:
        import highspy

        cost, upper, whole = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        row, column, value = self._matrix()
        lower_row, upper_row = (np.concatenate(part) for part in zip(*self._limits, strict=True))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.columns, self.rows
        model.col_cost_, model.col_lower_ = cost, np.zeros(self.columns)
        model.col_upper_ = upper if keep is None else np.where(keep, upper, 0.0)
        model.row_lower_, model.row_upper_ = lower_row, upper_row
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=self.columns))])
        model.a_matrix_.index_, model.a_matrix_.value_ = row, value
        if integer:
            kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
            model.integrality_ = [kinds[int(is_whole)] for is_whole in whole]
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
            highs.setOptionValue(name, setting)
        highs.passModel(model)
        return highs

    def _matrix(self) -> tuple[I64, I64, F64]:
        """Rows, columns and values of the entries, by column."""
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        order = np.lexsort((row, column))
        return row[order], column[order], value[order]

    def _read(self, highs: Any, *, integer: bool) -> Solved:
        import highspy

        found, info = highs.getSolution(), highs.getInfo()
        objective = float(info.objective_function_value)
        timed_out = highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        if not found.value_valid:
            return Solved(np.empty(0), math.inf, -math.inf, np.empty(0), timed_out)
        reduced = np.empty(0) if integer else np.asarray(found.col_dual)
        bound = float(info.mip_dual_bound) if integer else objective
        return Solved(np.asarray(found.col_value), objective, bound, reduced, timed_out)


def _full(value: ArrayLike, count: int) -> F64:
    return np.asarray(np.broadcast_to(np.asarray(value, np.float64), (count,)))
