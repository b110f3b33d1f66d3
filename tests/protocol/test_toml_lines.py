"""The line of every key, so that an error can name it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from fangxian.protocol.load import SHIPPED
from fangxian.protocol.toml_lines import line_of, toml_lines

TEXT = '''# a comment = { not = "read" }
id = "x"
"quoted key" = 1
a.b = 2

[table]
many = """
line = 1
[[not.a.table]]
"""
raw = \'\'\'
]\'\'\'
when = 2020-12-07T16:00:00+08:00   # trailing = 1

[[row]]
id = "first"
inline = { one = 1, two = [ "]", "}" ], three = { deep = true } }
list = [
  1,   # one
  { key = "a # no comment" },
]

[[row]]
id = "second"
[[row.part]]
name = 'single "quotes"'
[row.part.sub]
x = 1
[[row.part]]
name = "b"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("quoted key",), 3),
        (("a", "b"), 4),
        (("table",), 6),
        (("table", "many"), 7),
        (("table", "raw"), 11),
        (("table", "when"), 13),
        (("row", 0), 15),
        (("row", 0, "inline", "three", "deep"), 17),
        (("row", 0, "list", 1), 20),
        (("row", 0, "list", 1, "key"), 20),
        (("row", 1), 23),
        (("row", 1, "part", 0, "name"), 26),
        (("row", 1, "part", 0, "sub", "x"), 28),
        (("row", 1, "part", 1, "name"), 30),
    ],
)
def test_each_key_has_its_line(path, line):
    assert toml_lines(TEXT)[path] == line


def test_what_is_missing_is_looked_for_around():
    lines = toml_lines(TEXT)
    assert line_of(lines, ("row", 1, "Model", "part", 0, "nothing")) == 25
    assert line_of(lines, ("nothing",)) is None


def _paths(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield (*path, index)
            yield from _paths(inner, (*path, index))


@pytest.mark.parametrize("file", [*sorted(SHIPPED.glob("**/*.toml"))], ids=lambda file: file.stem)
def test_every_key_of_every_shipped_file_is_found_on_a_line_that_bears_it(file: Path):
    text = file.read_text("utf-8")
    lines, rows = toml_lines(text), text.splitlines()
    for path in _paths(tomllib.loads(text)):
        assert path in lines, path
        if isinstance(path[-1], str):
            assert path[-1] in rows[lines[path] - 1], path


def test_the_small_text_is_walked_whole():
    assert set(_paths(tomllib.loads(TEXT))) <= toml_lines(TEXT).keys()
