"""Two runs side by side, in words and numbers of a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fangxian.drill.evaluation.present import Language, figure_title, written

_TURNS: Final = {"better": ("better", "改善"), "worse": ("worse", "变差"), "same": ("same", "不变"), "": ("", "")}
_WORDS: Final = {
    "unequal": (
        "Not the same exercise: they differ in {names}; the difference is not the plan's alone.",
        "两次演练条件不同：{names}；差异不能只归于预案。",
    ),
    "turned": ("{better} figures better, {worse} worse.", "改善 {better} 项，变差 {worse} 项。"),
    "scenario": ("scenario", "情景"), "variant": ("variant", "变体"), "seed": ("seed", "随机种子"),
    "city": ("city", "城市"), "people": ("people", "人口"), "from": ("day 0", "第0天"),
}  # fmt: skip


def unequal(compared: Mapping[str, Any], language: Language) -> str:
    """What differs beside the plan; empty where nothing does."""
    names = ("、" if language == "zh" else ", ").join(_word(name, language) for name in compared["unequal"])
    return _word("unequal", language).format(names=names) if names else ""


def turned(compared: Mapping[str, Any], language: Language) -> str:
    """How many figures became better and worse."""
    turns = [one["turn"] for one in compared["figures"]]
    return _word("turned", language).format(better=turns.count("better"), worse=turns.count("worse"))


def figure_rows(compared: Mapping[str, Any], language: Language) -> list[tuple[str, ...]]:
    """Figure, before, after, change, better or worse."""
    return [
        (
            figure_title(one["key"], language),
            *("–" if one[side] is None else written(one["key"], one[side], language) for side in ("before", "after")),
            _change(one, language), _turn(one["turn"], language),
        )
        for one in compared["figures"]
    ]  # fmt: skip


def clock_rows(
    compared: Mapping[str, Any], titles: Mapping[str, Sequence[str]], language: Language
) -> list[tuple[str, ...]]:
    """Clause, met / late / not done before and after, better or worse."""
    side = 0 if language == "zh" else 1
    return [
        (
            titles[one["clause"]][side] if one["clause"] in titles else one["clause"],
            *(" / ".join(map(str, one[name])) for name in ("before", "after")), _turn(one["turn"], language),
        )
        for one in compared["clocks"]
    ]  # fmt: skip


def _change(one: Mapping[str, Any], language: Language) -> str:
    change = one["change"]
    if change is None:
        return "–"
    said = written(one["key"], abs(change), language)
    return f"{'+' if change > 0 else '−' if change < 0 else '±'}{said}"


def _turn(turn: str, language: Language) -> str:
    return _TURNS[turn][1 if language == "zh" else 0]


def _word(key: str, language: Language) -> str:
    return _WORDS[key][1 if language == "zh" else 0]
