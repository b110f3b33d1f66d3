"""The machine's reasons in words: why a task stands as it does, and why it lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from fangxian.protocol.errors import Language
from fangxian.protocol.fact import moment
from fangxian.protocol.occasions import PACK_CHANGED
from fangxian.protocol.steps import BEFORE_OPENING
from fangxian.protocol.vocabulary import VOCABULARY

WHY: Final[dict[str, tuple[str, str]]] = {
    "anchor_moved": (
        "The clock now counts from {to}, no longer from {from}.",
        "起算时间由 {from} 改为 {to}。",
    ),
    "opening_retired": (
        "One of the exposures it rests on was taken back; others remain.",
        "所依据的一项起始事实已撤回,其余仍然有效。",
    ),
    PACK_CHANGED: (
        "Since {at} it is read under {pack}.",
        "自 {at} 起按 {pack} 执行。",
    ),
    "anchor_missing": (
        "The fact does not state the time to count from ({name}); the time at which it happened stands in.",
        "起始事实未填起算时间({name}),以其发生时间代替。",
    ),
    BEFORE_OPENING: (
        "It was already due when the system learned that it was owed.",
        "系统获知时,该步骤已经到期。",
    ),
    "put_off": (
        "By a signed extension it is due at {to}, no longer at {from}.",
        "经签发延长,期限由 {from} 改为 {to}。",
    ),
    "corrected": (
        "A fact it rests on was corrected.",
        "所依据的事实已更正。",
    ),
    "voided": (
        "A fact it rested on was voided.",
        "原先依据的事实已撤销。",
    ),
    "owed_again": (
        "It was done once, before the clock moved from {anchor}; since then it is owed again.",
        "曾经完成,但起算时间由 {anchor} 改动后须重新完成。",
    ),
}
"""Code of a :class:`fangxian.protocol.task.Why` → (English, Chinese)."""

_REASONS: Final[dict[str, tuple[str, str]]] = {
    PACK_CHANGED: ("The new rulebook no longer asks for it.", "新方案不再要求。"),
    BEFORE_OPENING: ("It was already due when it could first have been done.", "可以开始办理时已经到期。"),
}


def tell(code: str, params: Mapping[str, Any], language: Language, zone: ZoneInfo) -> str:
    """Return one reason as a sentence; times are shown on the local clock."""
    english, chinese = WHY.get(code, (code, code))
    shown = {name: _shown(value, zone) for name, value in params.items()}
    return (chinese if language == "zh" else english).format_map(shown)


def tell_lapse(reason: str, language: Language) -> str:
    """Return why a task lapsed: the ending fact's title, or a sentence."""
    word = VOCABULARY.get(reason)
    if word is not None:
        return word.zh if language == "zh" else word.en
    english, chinese = _REASONS.get(reason, (reason, reason))
    return chinese if language == "zh" else english


def _shown(value: Any, zone: ZoneInfo) -> str:
    time = moment(value)
    return str(value) if time is None else time.astimezone(zone).strftime("%Y-%m-%d %H:%M")
