"""How this room's code is compiled.

A bundle of arrays that is handed to a function which is not inlined costs a copy of the bundle and a count of
references for each array: far more than most of our functions do. None of ours makes an array, so that counting is
left out everywhere, and small functions are compiled into their callers.

numba renews what it keeps on disk when a function's own file changes, not when one that it calls does. Ours call the
city's, so that what is kept here is stamped with all the files that go into it (:mod:`fangxian.science.compiling`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fangxian.science.compiling import kept

_OURS = (
    "arrays", "assay", "codes", "company", "compiling", "contacts", "course", "dense", "exposure", "infection",
    "permission", "presence", "profile", "quantiles", "rates", "surfaces", "watching",
)  # fmt: skip
"""Our files that hold compiled code, or numbers that are compiled into it; of the city's, all count."""


_HERE: Final = Path(__file__).parent
_FILES: Final = (*(_HERE / f"{name}.py" for name in _OURS), *sorted((_HERE.parent / "city").glob("*.py")))


def _compiled(function: Any, **options: Any) -> Any:
    return kept(function, _FILES, _nrt=False, **options)


def kernel(function: Any) -> Any:
    """Compile a function that makes no array and works on those it is given."""
    return _compiled(function)


def helper(function: Any) -> Any:
    """Compile a small function, as :func:`kernel`, into whatever calls it."""
    return _compiled(function, forceinline=True)
