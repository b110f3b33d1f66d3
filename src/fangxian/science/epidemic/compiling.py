"""How this room's code is compiled.

A bundle of arrays that is handed to a function which is not inlined costs a copy of the bundle and a count of
references for each array: far more than most of our functions do. None of ours makes an array, so that counting is
left out everywhere, and small functions are compiled into their callers: see :mod:`fangxian.science.compiling`.

numba renews what it keeps on disk when a function's own file changes, not when one that it calls does. Ours call the
city's, so that what is kept here is stamped with all the files that go into it (:mod:`fangxian.science.compiling`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fangxian.science.city.chance import FILES as CITY
from fangxian.science.compiling import inlined, inner, kept

_OURS = (
    "arrays", "assay", "codes", "company", "compiling", "contacts", "course", "dense", "exposure", "infection",
    "permission", "presence", "profile", "quantiles", "rates", "surfaces", "watching",
)  # fmt: skip
"""Our files that hold compiled code, or numbers that are compiled into it; the city's count, too."""


_HERE: Final = Path(__file__).parent
FILES: Final = (*(_HERE / f"{name}.py" for name in _OURS), *CITY)


def kernel(function: Any) -> Any:
    """Compile a function that the interpreter calls, that makes no array and works on those it is given."""
    return kept(function, FILES, _nrt=False)


__all__ = ["inlined", "inner", "kernel"]
