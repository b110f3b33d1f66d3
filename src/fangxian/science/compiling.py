"""How kernels are kept on disk: compiled once, and again when any file that goes into them has changed.

numba renews what it keeps when a function's own file changes, not when one does that the function calls or takes a
number from. So each room stamps what it keeps with all the files of its compiled code.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba

njit: Any = numba.njit  # its stubs do not know every option


@cache
def stamp(files: tuple[Path, ...]) -> str:
    """Return a digest of when files were written, and how long they are."""
    marks = [(file.name, stat.st_mtime_ns, stat.st_size) for file in files for stat in [file.stat()]]
    return hashlib.sha256(repr(marks).encode()).hexdigest()


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
        found._cache._cache_file._source_stamp = stamp(files)
    except (AttributeError, OSError):  # another numba, or no files to look at: recompile rather than trust the disk
        return njit(**options)(function)
    return found
