"""Whoever comes to the turn first acts for those who wait behind; they find their answer when their turn comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Ticket(Generic[Asked, Answer]):
    __slots__ = ("answer", "asked", "error")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: list[Answer] = []
        """One answer, once there is one."""
        self.error: BaseException | None = None


class Turns(Generic[Asked, Answer]):
    """Whose turn it is, and who waits; one of a process.

    Parameters
    ----------
    act : callable
        Answers a group at once, in its order. What it raises is raised to everybody of the group.
    joins : callable
        Whether one who waits goes along with those of a group; by default everybody does.
    """

    def __init__(
        self,
        act: Callable[[list[Asked]], Sequence[Answer]],
        joins: Callable[[Asked, list[Asked]], bool] = lambda _one, _group: True,
    ) -> None:
        self._act = act
        self._joins = joins
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[_Ticket[Asked, Answer]] = []

    def ask(self, asked: Asked) -> Answer:
        """Wait for the turn, and return the answer; raises what the group met."""
        ticket: _Ticket[Asked, Answer] = _Ticket(asked)
        with self._lock:
            self._waiting.append(ticket)
        with self._turn:
            if not ticket.answer and ticket.error is None:
                self._answer(self._group(ticket))
        if ticket.error is not None:
            raise ticket.error
        return ticket.answer[0]

    def _group(self, first: _Ticket[Asked, Answer]) -> list[_Ticket[Asked, Answer]]:
        group, asked = [first], [first.asked]
        with self._lock:
            self._waiting.remove(first)
            for one in list(self._waiting):
                if self._joins(one.asked, asked):
                    group.append(one)
                    asked.append(one.asked)
                    self._waiting.remove(one)
        return group

    def _answer(self, group: list[_Ticket[Asked, Answer]]) -> None:
        try:
            answers = self._act([one.asked for one in group])
        except BaseException as error:
            for one in group:
                one.error = error
            return
        for one, answer in zip(group, answers, strict=True):
            one.answer.append(answer)
