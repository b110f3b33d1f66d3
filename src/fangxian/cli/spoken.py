"""The help of commands in the reader's language.

Commands are written in English; their Chinese stands in the catalogue of all sentences. It is put in place when a
group is loaded, without Django, so that ``--help`` stays quick.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fangxian.cli.words import language

_LOCALE = Path(__file__).parents[1] / "locale"
_THEIRS = {"help", "install_completion", "show_completion"}
"""Options that the command-line library adds to every command, with words of its own."""


def in_readers_language(command: Any) -> Any:
    """Put the help of a command, of its parameters and of all below it into the reader's language."""
    if language() == "zh":
        translate = gettext.translation("django", _LOCALE, ["zh_Hans"], fallback=True).gettext
        _each(command, translate)
    return command


def sentences(command: Any) -> Iterator[str]:
    """Every sentence of a command's help, of its parameters and of all below it."""
    found: list[str] = []

    def note(sentence: str) -> str:
        found.append(sentence)
        return sentence

    _each(command, note)
    yield from found


def _each(command: Any, change: Callable[[str], str]) -> None:
    for thing in (command, *command.params):
        if getattr(thing, "help", None) and thing.name not in _THEIRS:
            thing.help = change(thing.help)
    for below in getattr(command, "commands", {}).values():
        _each(below, change)
