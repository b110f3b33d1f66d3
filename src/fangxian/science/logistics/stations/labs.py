"""Tubes to laboratories: the shortest ways, within what each can test before results are due."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fangxian.science.city.arrays import F64, I64
from fangxian.science.logistics.program import Program
from fangxian.science.logistics.stations.rows import LabLoad, Laboratory, RoundRule, Slot


def transport(supply: I64, room: F64, row: I64, column: I64, cost: F64, left: float) -> tuple[I64, I64]:
    """Whole goods from rows to columns at least cost (the transportation problem; its corners are whole numbers).

    Parameters
    ----------
    supply : int64[rows]
        What each row has.
    room : float64[columns]
        What each column takes, rounded down.
    row, column : int64[pairs]
        Which may go where.
    cost : float64[pairs]
        For each piece.
    left : float
        Cost of a piece that stays.

    Returns
    -------
    int64[pairs], int64[rows]
        Pieces sent, and kept back.
    """
    program = Program()
    sent = program.add_columns(cost, supply[row])
    stay = program.add_columns(np.full(len(supply), left), supply)
    number = np.arange(len(supply))
    program.add_rows(np.concatenate([row, number]), np.concatenate([sent, stay]), 1.0, supply, supply, len(supply))
    program.add_rows(column, sent, 1.0, -np.inf, np.floor(room + 1e-6), len(room))
    values = program.relax().values
    return np.rint(values[sent]).astype(np.int64), np.rint(values[stay]).astype(np.int64)


def lab_room(lab: Laboratory, slots: Sequence[Slot], rule: RoundRule, delay_h: float) -> float:
    """Tubes a laboratory can test in time, of tubes that come as the slots go by.

    What comes in slot ``k`` or later, a share ``φ_k`` of all, can be tested only after that slot's end: so for each
    ``k`` no more than ``rate · (due - end_k - delay) / φ_k``.
    """
    length = np.array([slot.until_h - slot.from_h for slot in slots])
    after = np.cumsum(length[::-1])[::-1] / length.sum()
    ends = np.array([slot.until_h for slot in slots])
    return float(max((lab.tubes_per_h * (rule.results_h - ends - delay_h) / after).min(), 0.0))


def lab_load(lab: Laboratory, tubes: I64, slots: Sequence[Slot], rule: RoundRule, delay_h: float) -> LabLoad:
    """Work through the tubes of each slot, which arrive a delay after its end, first come first served."""
    done, backlog = 0.0, 0.0
    for slot, number in zip(slots, tubes.tolist(), strict=True):
        arrival = slot.until_h + delay_h
        if number:
            waiting = max(done - arrival, 0.0) * lab.tubes_per_h + number
            backlog = max(backlog, waiting)
            done = max(done, arrival) + number / lab.tubes_per_h
    return LabLoad(int(tubes.sum()), round(backlog), done, max(done - rule.results_h, 0.0))
