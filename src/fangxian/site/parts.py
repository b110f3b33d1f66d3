"""Long answers in few parts: each part costs a way from the thread that makes it to the loop that sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

PART: Final = 64 * 2**10
"""Bytes by which a long answer is sent."""


def in_larger_parts(application: Callable[..., Any]) -> Callable[..., Iterator[bytes]]:
    """A WSGI application like another, whose parts are gathered; no more than one of them is held."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        with closing(application(environ, start_response)) as answer:
            held = bytearray()
            for part in answer:
                held += part
                if len(held) >= PART:
                    yield bytes(held)
                    held.clear()
            yield bytes(held)

    return answered
