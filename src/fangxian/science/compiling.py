"""How kernels are compiled and kept on disk: once, and again when any file that goes into them has changed.

Compiling costs what is compiled apart: every function kept for itself brings a wrapper for the interpreter, which
unpacks each array of each bundle, and is optimised and written alone, and once more within each that calls it. So
only what the interpreter calls is *kept*. What compiled code alone calls is `inlined` where it is short or called from
one place, `inner` elsewhere; from the interpreter both are no faster than Python.

numba renews what it keeps when a function's own file changes, not when one does that the function calls or takes a
number from. So each room stamps what it keeps with all the files of its compiled code.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.extending import register_jitable

njit: Any = numba.njit  # its stubs do not know every option


@cache
def stamp(files: tuple[Path, ...]) -> str:
    """Return a digest of what stands in files: a copy of them, or a later date, compiles nothing anew."""
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name}\0".encode() + file.read_bytes())
    return found.hexdigest()


def kept(function: Any, files: tuple[Path, ...], **options: Any) -> Any:
    """Compile a function for threads, without the interpreter's lock, and keep it on disk where there is a place.

    Parameters
    ----------
    function : callable
        What to compile.
    files : tuple of Path
        Every file whose code or numbers go into it.
    **options
        Of `numba.njit`.
    """
    options = {"nogil": True, **options}
    try:
        found = njit(cache=True, **options)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(**options)(function)
    try:
        found._cache._cache_file._source_stamp = stamp((*files, Path(__file__)))
    except (AttributeError, OSError):  # another numba, or no files to look at: recompile rather than trust the disk
        return njit(**options)(function)
    return found


def inlined(function: Any) -> Any:
    """Compile into whatever calls it, as if it were written there."""
    return njit(inline="always", nogil=True)(function)


def inner(function: Any) -> Any:
    """Compile into those that call it, as a call of its own; once for all of them that are compiled together.

    It counts no references to the arrays it is lent, and so can make none.
    """
    return register_jitable(nogil=True, _nrt=False, no_cfunc_wrapper=True)(function)
