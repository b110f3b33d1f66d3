"""Bring the message catalogue up to date: ``make messages``; ``--check`` fails on what is missing.

Reads every translatable sentence out of the Python sources and the templates and merges it into
``src/fangxian/locale/zh_Hans``. English sentences are their own keys, so the English catalogue is empty.
Needs no GNU gettext: Python sources are read by Babel, templates by Django's own lexer, the help of commands from
the commands.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_from_file
from django.template.base import Lexer, TokenType
from typer.main import get_command

from fangxian.cli import COMMANDS
from fangxian.cli.spoken import sentences

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fangxian"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip

Message = tuple[str, str, str, str]
"""Context, singular, plural (empty if none), place."""

_TRANS = re.compile(r"""^(?:trans|translate)\s+(["'])(?P<text>.*?)(?<!\\)\1(?P<rest>.*)$""", re.DOTALL)
_CONTEXT = re.compile(r"""context\s+(["'])(.*?)\1""")
_CONSTANT = re.compile(r"""_\((["'])(.*?)(?<!\\)\1\)""")


def messages() -> Iterator[Message]:
    """Every translatable sentence of the sources."""
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        place = str(file.relative_to(ROOT))
        for _line, text, _comments, context in extract_from_file("python", str(file), KEYWORDS):
            singular, plural = (text, "") if isinstance(text, str) else (text[0], text[1])
            yield context or "", singular, plural or "", place
    for name, module in COMMANDS.items():
        place = str(SOURCE.relative_to(ROOT).joinpath(*module.split(".")[1:])) + ".py"
        command = get_command(importlib.import_module(module).app)
        command.name = name
        yield from (("", sentence, "", place) for sentence in sentences(command))
    for file in sorted(SOURCE.rglob("*.html")):
        place = str(file.relative_to(ROOT))
        for context, singular, plural in template_messages(file.read_text()):
            yield context, singular, plural, place


def template_messages(text: str) -> Iterator[tuple[str, str, str]]:
    """Sentences of one template: ``{% trans %}``, ``{% blocktrans %}`` and ``_("…")`` constants."""
    block: list[str] | None = None
    plural: list[str] = []
    trimmed, context, in_plural = False, "", False
    for token in Lexer(text).tokenize():
        words = token.contents
        if block is not None:
            if token.token_type is TokenType.BLOCK and words.startswith(
                ("endblocktrans", "endtranslate", "endblocktranslate")
            ):
                yield context, _joined(block, trimmed), _joined(plural, trimmed) if in_plural else ""
                block = None
            elif token.token_type is TokenType.BLOCK and words.startswith("plural"):
                in_plural = True
            else:
                piece = f"%({words})s" if token.token_type is TokenType.VAR else words.replace("%", "%%")
                (plural if in_plural else block).append(piece)
        elif token.token_type is TokenType.BLOCK:
            if words.startswith(("blocktrans", "blocktranslate")):
                found = _CONTEXT.search(words)
                block, plural, in_plural = [], [], False
                trimmed, context = "trimmed" in words.split(), found.group(2) if found else ""
            elif match := _TRANS.match(words):
                found = _CONTEXT.search(match["rest"])
                yield found.group(2) if found else "", match["text"], ""
            else:
                yield from (("", constant, "") for _quote, constant in _CONSTANT.findall(words))
        elif token.token_type is TokenType.VAR:
            yield from (("", constant, "") for _quote, constant in _CONSTANT.findall(words))


def _joined(pieces: list[str], trimmed: bool) -> str:
    text = "".join(pieces)
    return " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text


def merge(catalogue: polib.POFile, found: list[Message]) -> None:
    """Add what is new, drop what is gone, refresh where each sentence stands."""
    places: dict[tuple[str, str], list[str]] = {}
    plurals: dict[tuple[str, str], str] = {}
    for context, singular, plural, place in found:
        key = (context, singular)
        if place not in places.setdefault(key, []):
            places[key].append(place)
        plurals[key] = plurals.get(key) or plural
    held = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    for key, entry in held.items():
        if key not in places:
            catalogue.remove(entry)
    for key, where in places.items():
        entry = held.get(key)
        if entry is None:
            entry = polib.POEntry(msgid=key[1], msgctxt=key[0] or None)
            if plurals[key]:
                entry.msgid_plural, entry.msgstr_plural = plurals[key], {0: ""}
            catalogue.append(entry)
        entry.occurrences = [(place, "") for place in where]
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""))


def missing(catalogue: polib.POFile) -> list[str]:
    """Sentences without a translation, or with one that was guessed."""
    return [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete and (entry.fuzzy or not (entry.msgstr or any(entry.msgstr_plural.values())))
    ]


def load() -> polib.POFile:
    """The catalogue as it stands."""
    return polib.pofile(str(CATALOGUE), wrapwidth=110)


def main() -> int:
    catalogue = load()
    merge(catalogue, list(messages()))
    lacking = missing(catalogue)
    if "--check" not in sys.argv:
        catalogue.save()
    for sentence in lacking:
        print(f"not translated: {sentence}")
    print(f"{len(catalogue)} sentences, {len(lacking)} not translated")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
