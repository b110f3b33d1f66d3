"""Read packs: from TOML to a checked :class:`Pack`, with every problem's file, line and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.pack import Pack
from fangxian.protocol.toml_lines import line_of, toml_lines

SHIPPED: Final = Path(__file__).parent / "packs"
"""Where the packs that come with Fangxian are kept."""

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_PLAIN_CODES: Final = {
    "missing": "pack.field_missing",
    "extra_forbidden": "pack.field_unknown",
    "literal_error": "pack.value_not_listed",
}


@dataclass(frozen=True)
class Source:
    """A pack's text, what it says, and the places of its keys."""

    file: str
    data: Mapping[str, Any]
    text: str

    @cached_property
    def lines(self) -> dict[tuple[str | int, ...], int]:
        """Line of each key; only an error asks for it."""
        return toml_lines(self.text)

    def place(self, problem: Problem, path: Sequence[str | int]) -> Problem:
        """Return the problem with the file, line and field that `path` leads to."""
        return replace(
            problem, file=self.file, line=line_of(self.lines, path), field=self._field(path) or problem.field
        )

    def _field(self, path: Sequence[str | int]) -> str:
        """Write a path as ``clause[contact.tests].clock.within``: rows by their id where they have one."""
        value: Any = self.data
        text = ""
        for part in path:
            value = _step(value, part)
            if isinstance(part, int):
                name = value.get("id", part) if isinstance(value, Mapping) else part
                text += f"[{name}]"
            else:
                text += f".{part}" if text else part
        return text


def _step(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def read_source(file: Path) -> Source:
    """Read a TOML file.

    Raises
    ------
    ProtocolError
        ``pack.file_unreadable``, or ``pack.toml`` with the line where the text is no TOML.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(Problem("pack.file_unreadable", "", {"reason": str(error)}, str(file))) from error
    return parse_source(text, str(file))


def parse_source(text: str, file: str = "<text>") -> Source:
    """Read TOML text; see :func:`read_source`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        reason = _AT_LINE.sub("", str(error))
        raise ProtocolError(Problem("pack.toml", "", {"reason": reason}, file, line)) from error
    return Source(file, data, text)


def build(source: Source) -> tuple[Pack | None, list[Problem]]:
    """Validate a source against the schema and the checks across clauses.

    Returns
    -------
    tuple
        The pack (None if the schema refuses it), and all problems, warnings among them.
    """
    from fangxian.protocol.check import check
    from fangxian.protocol.overlay import refusals, resolve
    from fangxian.protocol.schema.consistency import contradictions

    try:
        source = resolve(source)
        pack = Pack.model_validate(source.data)
    except ProtocolError as error:
        return None, list(error.problems)
    except ValidationError as error:
        return None, [problem_of(source, dict(item)) for item in error.errors(include_url=False)]
    found = (*check(pack), *contradictions(pack), *refusals(source, pack))
    return pack, [source.place(problem, path) for path, problem in found]


def problem_of(source: Source, item: dict[str, Any]) -> Problem:
    """Return one error of the schema as a problem with its file, line and field."""
    path, kind = item["loc"], item["type"]
    code = _PLAIN_CODES.get(kind, kind if "." in kind else "pack.value_refused")
    params = {"reason": item["msg"], "name": str(path[-1]) if path else ""} | item.get("ctx", {})
    return source.place(Problem(code, "", {name: str(value) for name, value in params.items()}), path)


def load_file(file: Path) -> Pack:
    """Read, validate and check a pack's file; see :func:`fangxian.protocol.pack.load_pack`."""
    pack, problems = build(read_source(file))
    refused = [problem for problem in problems if not problem.warning]
    if pack is None or refused:
        raise ProtocolError(refused)
    return pack


def load(id_or_path: str | Path) -> Pack:
    """Return a shipped pack by id, or the pack in a file."""
    if isinstance(id_or_path, Path) or id_or_path.endswith(".toml"):
        return load_file(Path(id_or_path))
    if id_or_path not in shipped_ids():
        known = ", ".join(shipped_ids())
        raise ProtocolError(Problem("pack.unknown", "", {"pack": id_or_path, "known": known}))
    return _shipped(id_or_path)


@cache
def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the shipped packs."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.toml")))


@cache
def _shipped(pack_id: str) -> Pack:
    return load_file(SHIPPED / f"{pack_id}.toml")


def shipped() -> list[Pack]:
    """Return the shipped packs by disease and date."""
    return sorted((_shipped(name) for name in shipped_ids()), key=lambda p: (p.disease, str(p.valid_from), p.id))
