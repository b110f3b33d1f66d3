"""The ten checks an epidemic simulator should pass, each against theory or against what was published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fangxian.science.epidemic.validation.city_checks import anchors, course, reproduction
from fangxian.science.epidemic.validation.homes import households
from fangxian.science.epidemic.validation.promises import determinism, operations
from fangxian.science.epidemic.validation.report import Line, Report
from fangxian.science.epidemic.validation.spread import dispersion, final_size, generation, growth

CHECKS: Final[dict[str, Callable[[float], Report]]] = {
    "growth": growth,
    "final_size": final_size,
    "households": households,
    "generation": generation,
    "dispersion": dispersion,
    "reproduction": reproduction,
    "course": course,
    "operations": operations,
    "determinism": determinism,
    "anchors": anchors,
}
"""Name → check; each takes the effort, 1 for the usual."""


def check(name: str, size: float = 1.0) -> Report:
    """Carry out one check.

    Raises
    ------
    EpidemicError
        ``check.unknown``.
    """
    if name not in CHECKS:
        from fangxian.science.epidemic.errors import EpidemicError

        raise EpidemicError("check.unknown", name=name, known=", ".join(CHECKS))
    return CHECKS[name](size)


__all__ = ["CHECKS", "Line", "Report", "check"]
