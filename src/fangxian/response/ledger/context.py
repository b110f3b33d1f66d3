"""Who acts: carried beside the call, so that every fact names its author without every function asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_actor: ContextVar[str] = ContextVar("actor", default="system")


def actor() -> str:
    """Who is acting now: ``user:<id>/post:<id>``, ``token:<id>``, or ``system``."""
    return _actor.get()


@contextmanager
def acting(who: str) -> Iterator[None]:
    """Record facts as `who` while the block runs."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)
