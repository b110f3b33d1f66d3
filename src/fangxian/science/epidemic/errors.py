"""What is refused, with a machine code and a sentence in both languages."""

from __future__ import annotations

from typing import Any, Final, Literal

from fangxian.errors import FangxianError

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "disease.unknown": (
        "There is no natural history '%(name)s'. There are: %(known)s.",
        "没有名为“%(name)s”的自然史参数。现有：%(known)s。",
    ),
    "disease.none_for_pack": (
        "No natural history goes with the disease '%(disease)s' of the pack. Name one: %(known)s.",
        "没有与该方案病种“%(disease)s”对应的自然史参数。请指定其一：%(known)s。",
    ),
    "disease.invalid": (
        "%(file)s: %(field)s: %(reason)s",
        "%(file)s：%(field)s：%(reason)s",
    ),
    "measures.invalid": (
        "%(file)s: %(field)s: %(reason)s",
        "%(file)s：%(field)s：%(reason)s",
    ),
    "measures.place_unknown": (
        "A measure names the kind of place '%(name)s'. There are: %(known)s.",
        "措施中的场所类型“%(name)s”不存在。现有：%(known)s。",
    ),
    "epidemic.backwards": (
        "Time runs forward only: it is minute %(now)s, %(until)s was asked for.",
        "时间只能向前：现在是第 %(now)s 分钟，要求的是第 %(until)s 分钟。",
    ),
    "epidemic.seeds": (
        "%(seeds)s first infections were asked for in a city of %(people)s susceptible people.",
        "要求 %(seeds)s 例首发感染，但全城只有 %(people)s 名易感者。",
    ),
    "epidemic.day": (
        "'%(text)s' is no day such as 2021-05-31.",
        "“%(text)s”不是日期（如 2021-05-31）。",
    ),
    "epidemic.person_unknown": (
        "There is no person %(person)s; the city has %(people)s.",
        "没有编号为 %(person)s 的人；全城共 %(people)s 人。",
    ),
    "epidemic.area_unknown": (
        "There is no area with the code '%(code)s' in this city.",
        "本市没有代码为“%(code)s”的区域。",
    ),
    "epidemic.test_unknown": (
        "The natural history of %(disease)s has no test '%(test)s'. There are: %(known)s.",
        "%(disease)s 的参数中没有检测方法“%(test)s”。现有：%(known)s。",
    ),
    "check.unknown": (
        "There is no check '%(name)s'. There are: %(known)s.",
        "没有名为“%(name)s”的检查。现有：%(known)s。",
    ),
    "ensemble.other_plan": (
        "%(folder)s holds an ensemble of another plan. Choose another folder, or remove it.",
        "%(folder)s 中是另一组设定的结果。请另选目录或将其删除。",
    ),
}
"""Code → (English, Chinese)."""


class EpidemicError(FangxianError):
    """A refusal of the epidemic room.

    Parameters
    ----------
    code : str
        A key of :data:`MESSAGES`.
    **context
        Values of the sentence's placeholders.
    """

    status = 422

    def __init__(self, code: str, /, **context: Any) -> None:
        super().__init__(code, MESSAGES[code][0], **context)

    def text(self, language: Literal["en", "zh"] = "en") -> str:
        """Return the sentence in one of the two languages."""
        return MESSAGES[self.code][1 if language == "zh" else 0] % self.context
