"""Titles in the reader's language, for what the packs and the vocabulary say in both."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language


class TwoLanguages(Protocol):
    """Anything with a Chinese and an English form."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def say(text: TwoLanguages) -> str:
    """The form in the reader's language."""
    return text.zh if chinese() else text.en


def either(zh: str, en: str) -> str:
    """The one of two columns that the reader reads; the other where it is empty."""
    return (zh or en) if chinese() else (en or zh)
