"""Whoever comes to the turn first acts for those who wait behind; they find their answer when their turn comes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import compress, repeat
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Ticket(Generic[Asked, Answer]):
    """What is asked, and where the answer is put: for a thread, or for a task of a loop."""

    __slots__ = ("answer", "asked", "loop")

    def __init__(self, asked: Asked, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.asked = asked
        self.loop = loop
        self.answer: Future[Answer] | asyncio.Future[Answer] = Future() if loop is None else loop.create_future()

    def settle(self, answer: Answer | BaseException) -> None:
        if self.answer.cancelled():
            return
        if isinstance(answer, BaseException):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


class Turns(Generic[Asked, Answer]):
    """Whose turn it is, and who waits; one of a process.

    Parameters
    ----------
    act : callable
        Answers a group at once, in its order. What it raises is raised to everybody of the group.
    along : callable
        Given all who wait, the first being whose turn it is, says of each whether it goes along; by default everybody
        does. The first always goes.
    """

    def __init__(
        self,
        act: Callable[[list[Asked]], Sequence[Answer]],
        along: Callable[[Sequence[Asked]], Iterable[bool]] = lambda _waiting: repeat(True),
    ) -> None:
        self._act = act
        self._along = along
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[_Ticket[Asked, Answer]] = []
        self._clerk = ThreadPoolExecutor(1, "turns")
        self._at_work = False

    def ask(self, asked: Asked) -> Answer:
        """Wait for the turn, and return the answer; raises what the group met."""
        ticket: _Ticket[Asked, Answer] = _Ticket(asked)
        with self._lock:
            self._waiting.append(ticket)
        with self._turn:
            if not ticket.answer.done():
                self._answer(self._group(ticket))
        return ticket.answer.result()

    async def asked(self, asked: Asked) -> Answer:
        """The same while nobody's thread waits: a thread of the turns' own acts for all."""
        ticket: _Ticket[Asked, Answer] = _Ticket(asked, asyncio.get_running_loop())
        with self._lock:
            self._waiting.append(ticket)
            idle, self._at_work = not self._at_work, True
        if idle:
            self._clerk.submit(self._work)
        answer: Answer = await ticket.answer  # type: ignore[misc]
        return answer

    def _work(self) -> None:
        while True:
            with self._turn:
                with self._lock:
                    if not self._waiting:
                        self._at_work = False
                        return
                    first = self._waiting[0]
                self._answer(self._group(first))

    def _group(self, first: _Ticket[Asked, Answer]) -> list[_Ticket[Asked, Answer]]:
        with self._lock:
            queue = [first, *(one for one in self._waiting if one is not first)]
            taken = {id(first), *map(id, compress(queue, self._along([one.asked for one in queue])))}
            self._waiting = [one for one in self._waiting if id(one) not in taken]
        # Whoever went away while waiting is not acted for.
        return [one for one in queue if id(one) in taken and not one.answer.cancelled()]

    def _answer(self, group: list[_Ticket[Asked, Answer]]) -> None:
        if not group:
            return
        try:
            answers: Sequence[Answer | BaseException] = self._act([one.asked for one in group])
        except BaseException as error:
            answers = [error] * len(group)
        pairs = list(zip(group, answers, strict=True))
        for loop in {one.loop for one in group}:
            told = [(one, answer) for one, answer in pairs if one.loop is loop]
            if loop is None:
                _settle(told)
            else:
                with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                    loop.call_soon_threadsafe(_settle, told)


def _settle(told: Iterable[tuple[_Ticket[Any, Answer], Answer | BaseException]]) -> None:
    for ticket, answer in told:
        ticket.settle(answer)
