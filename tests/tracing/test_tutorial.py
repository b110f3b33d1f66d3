"""The tutorial runs as it stands, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tutorial_runs(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (DOCS / language / "tracing-tutorial.md").read_text(encoding="utf-8")
    known: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 7
    for block in blocks:
        exec(compile(block, f"tracing-tutorial ({language})", "exec"), known)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert len(known["strongest"]) > 10
    assert len(known["behind"].hits) > 0


def test_both_languages_say_the_same_in_python() -> None:
    english, chinese = (
        re.sub(
            r'"[^"]*"',
            '""',
            "".join(
                re.findall(r"```python\n(.*?)```", (DOCS / one / "tracing-tutorial.md").read_text("utf-8"), re.DOTALL)
            ),
        )
        for one in ("en", "zh")
    )
    strip = re.compile(r"print\((?:.|\n)*?\)$", re.MULTILINE)  # what is said differs, in length too
    assert strip.sub("", english) == strip.sub("", chinese)
