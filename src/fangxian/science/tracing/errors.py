"""Refusals of the tracing room: a machine code, a sentence in both languages, a way out."""

from __future__ import annotations

from typing import Any, Literal

from fangxian.errors import FangxianError
from fangxian.science.tracing.messages import MESSAGES


class TracingError(FangxianError):
    """A refusal with its code; the sentence is looked up in :mod:`fangxian.science.tracing.messages`.

    Parameters
    ----------
    code : str
        Stable machine code, such as ``stays.column_missing``.
    **context
        Values of the sentence's placeholders.
    """

    def __init__(self, code: str, /, **context: Any) -> None:
        super().__init__(code, code, **context)

    def text(self, language: Literal["en", "zh"] = "en") -> str:
        """Return the sentence in one of the two languages."""
        english, chinese = MESSAGES.get(self.code, (self.code, self.code))
        return (chinese if language == "zh" else english).format(**self.context)

    def __str__(self) -> str:
        return f"{self.text()} [{self.code}]"
