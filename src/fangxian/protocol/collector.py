"""Sparing the garbage collector while very many objects are made, none of them in a circle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the collector rest inside the block: thousands of new objects would wake it again and again for nothing.

    What no longer belongs to anybody is freed all the same; only circles wait until the block ends.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
