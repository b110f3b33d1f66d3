"""What is kept of compiled code is renewed when, and only when, a file that goes into it has changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from fangxian.science.city import chance
from fangxian.science.compiling import stamp
from fangxian.science.epidemic import compiling

_TAG = re.compile(r"^@(compiled|borrowing|kernel|inner|inlined)$", re.MULTILINE)


@pytest.mark.parametrize(
    ("folder", "files"),
    [(Path(chance.__file__).parent, chance.FILES), (Path(compiling.__file__).parent, compiling.FILES)],
)
def test_every_file_with_compiled_code_counts(folder: Path, files: tuple[Path, ...]) -> None:
    compiled = {file for file in folder.glob("*.py") if _TAG.search(file.read_text("utf-8"))}
    assert compiled
    assert compiled <= set(files)
    assert all(file.exists() for file in files)


def test_a_later_date_renews_nothing_and_another_content_does(tmp_path: Path) -> None:
    file = tmp_path / "kernel.py"
    file.write_text("one = 1\n")
    before = stamp.__wrapped__((file,))
    os.utime(file, (1, 1))
    assert stamp.__wrapped__((file,)) == before
    file.write_text("one = 2\n")
    assert stamp.__wrapped__((file,)) != before
