"""What the pictures share: fonts, colours, a sheet to draw on, and how it is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from fangxian.drill.evaluation.present import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Format = Literal["svg", "png"]
Words = Mapping[str, tuple[str, str]]
"""Key → in English and in Chinese."""

BLUE: Final = "#0072b2"
ORANGE: Final = "#e69f00"
RED: Final = "#d55e00"
GREY: Final = "#8a93a0"
PALE: Final = "#d5dae1"
INK: Final = "#1c2530"
"""Blue, orange and vermilion of Okabe and Ito (2008), which the colour-blind tell apart, and greys."""

WIDE: Final = 7.2
"""Inches: the text's width on A4."""


_DRAWING: Final = Lock()
"""Settings of matplotlib are the process's: of several pictures asked for at once one is drawn after the other."""


@contextmanager
def style() -> Iterator[None]:
    """The fonts that documents are set in, and the same bytes for the same picture."""
    import matplotlib as mpl

    settings: Any = {
        "font.family": _family(), "font.size": 9, "svg.hashsalt": "fangxian", "axes.unicode_minus": False,
        "hatch.linewidth": 0.6, "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": GREY,
    }  # fmt: skip
    with _DRAWING, mpl.rc_context(settings):
        yield


@cache
def _family() -> list[str]:
    """Names of the fonts, which matplotlib reads once: they are large."""
    from matplotlib import font_manager

    from fangxian.response.documents.typesetting import FONTS

    family = ["DejaVu Sans"]
    for font in sorted(FONTS.glob("*Regular.otf")):
        font_manager.fontManager.addfont(str(font))
        family.insert(0, font_manager.FontProperties(fname=str(font)).get_name())
    return family


def sheet(high: float) -> Figure:
    """An empty sheet, :data:`WIDE` inches wide."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDE, high), dpi=150, layout="constrained")


def kept(figure: Figure, format: Format) -> bytes:
    """The picture's file."""
    file = io.BytesIO()
    metadata = {"Date": None} if format == "svg" else {"Software": None}
    figure.savefig(file, format=format, metadata=metadata)
    return file.getvalue()


def word(words: Words, key: str, language: Language) -> str:
    """A word of a picture."""
    return words[key][1 if language == "zh" else 0]
