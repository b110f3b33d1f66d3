"""How this room's code is compiled.

A bundle of arrays that is handed to a function which is not inlined costs a copy of the bundle and a count of
references for each array: far more than most of our functions do. None of ours makes an array, so that counting is
left out everywhere, and small functions are compiled into their callers.

What is kept on disk is renewed when a function's own file changes, not when one that it calls does: after a change
of a helper, remove the package's ``__pycache__``.
"""

from __future__ import annotations

from typing import Any

from numba import njit


def _compiled(function: Any, **options: Any) -> Any:
    try:
        return njit(cache=True, nogil=True, _nrt=False, **options)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(nogil=True, _nrt=False, **options)(function)


def kernel(function: Any) -> Any:
    """Compile a function that makes no array and works on those it is given."""
    return _compiled(function)


def helper(function: Any) -> Any:
    """Compile a small function, as :func:`kernel`, into whatever calls it."""
    return _compiled(function, forceinline=True)
