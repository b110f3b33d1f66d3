"""Both languages are complete: nothing missing, nothing guessed, every placeholder kept."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import messages  # noqa: E402 -- the script that makes the catalogue is what reads it here

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%\((\w+)\)\.\d[f]")


@pytest.fixture(scope="module")
def catalogue():
    """The catalogue, brought up to date with the sources in memory."""
    held = messages.load()
    before = {(entry.msgctxt, entry.msgid) for entry in held}
    messages.merge(held, list(messages.messages()))
    after = {(entry.msgctxt, entry.msgid) for entry in held}
    assert before == after, "run “make messages”: sentences came or went"
    return held


def test_every_sentence_has_a_translation_and_none_is_fuzzy(catalogue) -> None:
    assert messages.missing(catalogue) == []


def test_every_placeholder_of_the_english_stands_in_the_chinese(catalogue) -> None:
    wrong = []
    for entry in catalogue:
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            wanted = {"".join(found) for found in PLACEHOLDER.findall(entry.msgid)}
            plural = {"".join(found) for found in PLACEHOLDER.findall(entry.msgid_plural or "")}
            given = {"".join(found) for found in PLACEHOLDER.findall(translated)}
            if (translated and not wanted <= given | (wanted - plural if plural else set())) or given - wanted - plural:
                wrong.append(entry.msgid)
    assert wrong == []


def test_the_chinese_is_chinese(catalogue) -> None:
    """A translation may be a name or a code, but a sentence of four English words is none."""
    english = re.compile(r"^[\x00-\x7f“”…–·]*$")
    untranslated = [
        entry.msgid
        for entry in catalogue
        if english.match(entry.msgstr) and len(re.findall(r"[a-z]{3,}", entry.msgstr)) > 3
    ]
    assert untranslated == []


def test_the_islands_say_the_same_things_in_both_languages() -> None:
    folder = ROOT / "frontend/src/i18n"
    english, chinese = (json.loads((folder / f"{name}.json").read_text()) for name in ("en", "zh-Hans"))
    assert english.keys() == chinese.keys()
    assert [key for key, text in chinese.items() if not text and english[key].strip()] == []


def test_template_sentences_are_found_by_the_extractor() -> None:
    text = (
        '{% load i18n %}{% trans "One" %}{% trans "Two" context "task" %}{{ _("Three") }}'
        "{% blocktrans trimmed with n=3 %}\n  Four {{ n }}\n  five %{% endblocktrans %}"
        "{% blocktrans count n=2 %}{{ n }} case{% plural %}{{ n }} cases{% endblocktrans %}"
    )
    assert list(messages.template_messages(text)) == [
        ("", "One", ""), ("task", "Two", ""), ("", "Three", ""), ("", "Four %(n)s five %%", ""),
        ("", "%(n)s case", "%(n)s cases"),
    ]  # fmt: skip
