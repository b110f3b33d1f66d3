"""Pictures of an after-action report, each with the words that stand for it where nobody can see it.

Readable in print and without telling red from green: nothing is said by colour alone, but by filling, line or hatching
too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fangxian.drill.evaluation.pictures import chain, curve, gantt, maps
from fangxian.drill.evaluation.pictures.canvas import Format, style
from fangxian.drill.evaluation.present import Language

Draw = Callable[[Mapping[str, Any], Language, Format], bytes]
Tell = Callable[[Mapping[str, Any], Language], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the report.

    Attributes
    ----------
    needs : str
        What of an evaluation it is drawn from; without that there is no picture.
    tell : callable
        The words that stand for it.
    """

    zh: str
    en: str
    needs: str
    draw: Draw
    tell: Tell


PICTURES: Final[dict[str, Picture]] = {
    "curve": Picture(
        "疫情曲线与响应节点", "The outbreak by day, and what the response did", "curve", curve.draw, curve.tell
    ),
    "maps": Picture("实际与掌握：逐日地图", "Truth and what was known, on the map", "frames", maps.draw, maps.tell),
    "chain": Picture("传播链：查清与实际", "Chain found and true", "links", chain.draw, chain.tell),
    "gantt": Picture("条款办理时序图", "Tasks over time, by clause", "lanes", gantt.draw, gantt.tell),
}  # fmt: skip
"""Name → what it is, in the order of a report."""


def present(data: Mapping[str, Any]) -> list[str]:
    """Names of the pictures that an evaluation gives."""
    return [name for name, picture in PICTURES.items() if data.get(picture.needs)]


def drawn(name: str, data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """A picture; the same evaluation gives the same bytes."""
    with style():
        return PICTURES[name].draw(data, language, format)


def title(name: str, language: Language) -> str:
    """What a picture is called."""
    return PICTURES[name].zh if language == "zh" else PICTURES[name].en


def told(name: str, data: Mapping[str, Any], language: Language) -> str:
    """The words that stand for a picture."""
    return f"{title(name, language)}{'。' if language == 'zh' else '. '}{PICTURES[name].tell(data, language)}"
