"""One way to compile a kernel of this room; see :mod:`fangxian.science.compiling`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from fangxian.science.compiling import kept

F = TypeVar("F", bound=Callable[..., Any])

_ROOM: Final = Path(__file__).parent
FILES: Final = tuple(
    _ROOM / f"{name}.py"
    for name in (
        "compiled", "pointer", "rule", "graph/csr", "graph/walk", "index/build", "index/day", "index/packing",
        "index/table", "reading/points", "reading/report", "reading/times", "search/kernel", "search/presence",
        "synth/city", "synth/day", "chains/layout/free",
    )
)  # fmt: skip
"""Files of this room that hold compiled code, or numbers that are compiled into it."""


def compiled(function: F) -> F:
    """Compile a kernel of arrays and numbers; the caller's types are kept for the checker."""
    return cast("F", kept(function, FILES))


def inlined(function: F) -> F:
    """Compile into whatever calls it: for helpers that make no array and would pass many on at every call."""
    return cast("F", kept(function, FILES, _nrt=False, forceinline=True))
