"""What is done to the hidden city, written down as it is done, so that a fresh city becomes the same city again.

The engine is a function of its seed and of what it is told, and when: replaying that is exact, and cheap beside
keeping the arrays of twenty million people after every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

import msgspec
import numpy as np

from fangxian.drill.room.models import Order
from fangxian.science.epidemic.model import Epidemic

KEPT: Final = frozenset(
    {
        "run_until", "isolate", "release", "mask", "vaccinate", "close", "open", "disinfect", "zone", "distance",
        "home_isolation", "report", "import_cases",
    }
)  # fmt: skip
"""Calls that change what happens. Tests and swabs only look, whatever is counted of them."""

_ADVANCE: Final = "advance"


def plain(value: Any) -> Any:
    """Numbers of arrays as numbers."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(type(value))  # what msgspec asks of a hook that knows no better


_encode = msgspec.msgpack.Encoder(enc_hook=plain).encode


class Recorder:
    """An epidemic whose orders are noted; everything else of it is as it was.

    Attributes
    ----------
    pending : list
        Orders since :meth:`write` was last called.
    """

    def __init__(self, truth: Epidemic) -> None:
        self._truth = truth
        self.pending: list[Order] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._truth, name)
        if name == _ADVANCE:
            return self._advance
        return self._noted(name, found) if name in KEPT else found

    def _advance(self, step: timedelta) -> Epidemic:
        minute = self._truth.clock.now + round(step.total_seconds() / 60)
        self._note("run_until", (minute,), {})
        return self._truth.run_until(minute)

    def _noted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: Any, **options: Any) -> Any:
            self._note(name, args, options)
            return call(*args, **options)

        return act

    def _note(self, name: str, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        self.pending.append(Order(name=name, said=_encode([args, options])))

    def write(self) -> None:
        """Put the pending orders on record."""
        Order.objects.bulk_create(self.pending)
        self.pending = []


def replay(truth: Epidemic, orders: Iterable[Order]) -> None:
    """Do to a fresh epidemic what was done to another."""
    for order in orders:
        args, options = msgspec.msgpack.decode(bytes(order.said))
        getattr(truth, order.name)(*args, **options)
