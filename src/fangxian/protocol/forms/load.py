"""Read forms: from TOML to a checked :class:`Form`, with every problem's file, line and question.

A file may extend one other form. Its rows of the same id replace those beneath, `remove` drops, and a new
question stands behind the one it names in `after`, else at the end of its section. A city's overlay is such a file,
laid over the form that the rulebook names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.forms.schema import Form
from fangxian.protocol.load import Source, parse_source, problem_of, read_source
from fangxian.protocol.pack import Pack

SHIPPED: Final = Path(__file__).parent / "shipped"
"""Where the forms that come with Fangxian are kept."""

GENERAL: Final = ("core-facts", "case-investigation")
"""Forms for a disease that has none of its own."""

LAYER_FIELDS: Final = ("extends", "remove")
"""The names in a file that say how it builds on another form."""


@cache
def shipped_forms() -> tuple[str, ...]:
    """Return the ids of the shipped forms."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.toml")))


@cache
def load_form(name: str) -> Form:
    """Return a shipped form by id.

    Raises
    ------
    ProtocolError
        ``form.unknown``, or everything that is wrong with the file: each problem with line and field.
    """
    if name not in shipped_forms():
        raise ProtocolError(Problem("form.unknown", "", {"name": name, "known": ", ".join(shipped_forms())}))
    return _build(read_source(SHIPPED / f"{name}.toml"))


def forms_of(pack: Pack) -> tuple[Form, ...]:
    """Return the forms that a rulebook names; the general ones where it names none."""
    return tuple(load_form(name) for name in pack.forms or GENERAL)


def parse_form(text: str, name: str = "<text>") -> Form:
    """Read the text of a form that stands alone or extends a shipped one; see :func:`load_form`."""
    return _build(parse_source(text, name))


def form_text(name: str) -> str:
    """Return the source of a shipped form, for people who write their own."""
    load_form(name)
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def lay_overlays(form: Form, overlays: Iterable[tuple[str, str]]) -> Form:
    """Return a form with a city's overlays on it, one after another.

    Parameters
    ----------
    overlays : iterable of (name, text)
        What each is called, and its TOML: the fields of a form, all optional.

    Raises
    ------
    ProtocolError
        ``form.*``; names the overlay, the line and the field.
    """
    for name, text in overlays:
        source = parse_source(text, name)
        form = _checked(source, _lay(_plain(form), source), (*form.layers, name))
    return form


def digest(form: Form) -> str:
    """Return the fingerprint of what a form asks: answers name it, so that they stay readable."""
    return hashlib.sha256(json.dumps(_plain(form), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _plain(form: Form) -> dict[str, Any]:
    return form.model_dump(mode="json", by_alias=True, exclude={"layers"}, exclude_defaults=True)


def _build(source: Source) -> Form:
    base = source.data.get("extends")
    if base is None:
        return _checked(source, {k: v for k, v in source.data.items() if k != "remove"}, (_name(source),))
    beneath = load_form(str(base))
    return _checked(source, _lay(_plain(beneath), source), (*beneath.layers, _name(source)))


def _name(source: Source) -> str:
    return str(source.data.get("id") or Path(source.file).stem)


def _checked(source: Source, data: Mapping[str, Any], layers: tuple[str, ...]) -> Form:
    try:
        return Form.model_validate({**data, "layers": list(layers)})
    except ValidationError as error:
        merged = _Merged(source.file, data, source.text)
        raise ProtocolError([merged.explain(dict(item)) for item in error.errors(include_url=False)]) from error


class _Merged(Source):
    """A laid form whose errors are looked up by id in the file that was laid last."""

    def explain(self, item: dict[str, Any]) -> Problem:
        problem = problem_of(self, {**item, "loc": ()})
        own = parse_source(self.text, self.file)
        return own.place(_with_name(problem, item), self._own_path(own, item["loc"]))

    def _own_path(self, own: Source, path: tuple[Any, ...]) -> tuple[Any, ...]:
        """The path in the file, where a row of the laid form is a row of the file."""
        if len(path) < 2 or not isinstance(path[1], int):
            return path
        name = self.data[path[0]][path[1]].get("id")
        rows = own.data.get(path[0], ())
        found = next((index for index, row in enumerate(rows) if row.get("id") == name), None)
        return (path[0], *path[2:]) if found is None else (path[0], found, *path[2:])


def _with_name(problem: Problem, item: dict[str, Any]) -> Problem:
    name = str(item["loc"][-1]) if item["loc"] else ""
    return Problem(problem.code, problem.field, {**problem.params, "name": problem.params.get("name") or name})


def _lay(beneath: dict[str, Any], source: Source) -> dict[str, Any]:
    laid = dict(beneath)
    own = {name: value for name, value in source.data.items() if name not in LAYER_FIELDS}
    dropped = [str(name) for name in source.data.get("remove", ())]
    for name in dropped:
        if all(row["id"] != name for row in laid["question"]):
            raise ProtocolError(source.place(Problem("form.remove_unknown", "", {"name": name}), ("remove",)))
    laid["question"] = [row for row in laid["question"] if row["id"] not in dropped]
    for part in ("section", "question"):
        for index, row in enumerate(own.pop(part, ())):
            laid[part] = _placed(laid[part], row, part, source, index)
    used = {row["section"] for row in laid["question"]}
    laid["section"] = [row for row in laid["section"] if row["id"] in used]
    return laid | own


def _placed(
    rows: list[dict[str, Any]], row: Mapping[str, Any], part: str, source: Source, index: int
) -> list[dict[str, Any]]:
    """Put one row among those beneath: in place of its namesake, behind the one it names, or at the end."""
    if not isinstance(row, Mapping) or "id" not in row:
        raise ProtocolError(source.place(Problem("pack.field_missing", "", {"name": "id"}), (part, index)))
    names = [held["id"] for held in rows]
    after = row.get("after")
    if after is not None and after not in names:
        problem = Problem("form.after_unknown", "", {"name": str(after)})
        raise ProtocolError(source.place(problem, (part, index, "after")))
    new = dict(row)
    if row["id"] in names and after is None:
        return [new if held["id"] == row["id"] else held for held in rows]
    rest = [held for held in rows if held["id"] != row["id"]]
    if after is None and part == "question":
        behind = [at for at, held in enumerate(rest) if held["section"] == row.get("section")]
        at = behind[-1] + 1 if behind else len(rest)
    elif after is None:
        at = len(rest)
    else:
        at = next(at for at, held in enumerate(rest) if held["id"] == after) + 1
    return [*rest[:at], new, *rest[at:]]
