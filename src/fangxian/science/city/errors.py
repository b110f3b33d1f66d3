"""What the city room refuses, in both languages; it has no Django to translate for it."""

from __future__ import annotations

from typing import Any

from fangxian.errors import FangxianError


class CityError(FangxianError):
    """Input of a city that cannot be used.

    Parameters
    ----------
    code : str
        Stable machine code, such as ``city.totals_row``.
    english, chinese : str
        The sentence with ``%(named)s`` values.
    **context
        The values: file, row, field, rule.
    """

    def __init__(self, code: str, english: str, chinese: str, /, **context: Any) -> None:
        super().__init__(code, english, **context)
        self.chinese = chinese

    def text(self, language: str = "en") -> str:
        """The sentence in ``en`` or ``zh``."""
        return (self.chinese if language == "zh" else str(self.message)) % self.context
