"""How often the public page may be asked: counted in the server's own memory, forgotten with it."""

from __future__ import annotations

from time import time
from typing import Final

from django.core.cache import cache

VIEWS_A_MINUTE: Final = 60
"""Of one link."""

REPORTS_AN_HOUR: Final = 12
"""Of one link; morning, afternoon and every slip of the finger fit in."""

WRONG_A_MINUTE: Final = 30
"""Secrets that are none, from one address. A right one is never turned away for them."""


def too_many(what: str, whose: str, most: int, seconds: int) -> bool:
    """Count one more, and say whether that is more than may be within so many seconds.

    Each worker of the server counts by itself, so that the true bound is as many times higher.
    """
    key = f"home:{what}:{whose}:{int(time() // seconds)}"
    cache.add(key, 0, seconds)
    return cache.incr(key) > most
