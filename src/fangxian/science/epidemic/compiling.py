"""How this room's code is compiled.

A bundle of arrays that is handed to a function which is not inlined costs a copy of the bundle and a count of
references for each array: far more than most of our functions do. None of ours makes an array, so that counting is
left out everywhere, and small functions are compiled into their callers.

numba renews what it keeps on disk when a function's own file changes, not when one that it calls does. Ours call the
city's, so that what is kept here is stamped with all the files that go into it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba

njit: Any = numba.njit  # its stubs do not know `_nrt`

_OURS = (
    "arrays", "assay", "codes", "company", "compiling", "contacts", "course", "dense", "exposure", "infection",
    "permission", "presence", "profile", "quantiles", "rates",
)  # fmt: skip
"""Our files that hold compiled code, or numbers that are compiled into it; of the city's, all count."""


@cache
def _stamp() -> str:
    """A digest of when the files that go into compiled code were written, and how long they are."""
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in _OURS] + sorted((here.parent / "city").glob("*.py"))
    marks = [(file.name, stat.st_mtime_ns, stat.st_size) for file in files for stat in [file.stat()]]
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def _compiled(function: Any, **options: Any) -> Any:
    try:
        found = njit(cache=True, nogil=True, _nrt=False, **options)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(nogil=True, _nrt=False, **options)(function)
    try:
        found._cache._cache_file._source_stamp = _stamp()
    except (AttributeError, OSError):  # another numba, or no files to look at: recompile rather than trust the disk
        return njit(nogil=True, _nrt=False, **options)(function)
    return found


def kernel(function: Any) -> Any:
    """Compile a function that makes no array and works on those it is given."""
    return _compiled(function)


def helper(function: Any) -> Any:
    """Compile a small function, as :func:`kernel`, into whatever calls it."""
    return _compiled(function, forceinline=True)
