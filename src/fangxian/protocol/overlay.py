"""Build a pack out of layers: what it extends, what it replaces, drops and changes.

Packs share clauses by extending fragments (``packs/fragments/*.toml``, marked ``abstract``). A city's order
extends a whole rulebook: it is an overlay, and may never lengthen a measure past the rulebook's limits.
Each row of the result remembers the file and place it came from, so that an error names its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.load import Source, problem_of, read_source
from fangxian.protocol.schema.layering import LAYERING_FIELDS, Change, Layering
from fangxian.protocol.schema.limits import lengthened

if TYPE_CHECKING:
    from fangxian.protocol.pack import Pack

Route = tuple[str | int, ...]
Found = tuple[Route, Problem]
Find = Callable[[str, Source], Source | None]

SHIPPED: Final = Path(__file__).parent / "packs"
OWN: Final = frozenset(
    {"id", "edition", "title", "jurisdiction", "valid_from", "valid_to", "supersedes", "source_mark"}
)
"""What names a rulebook and is therefore never inherited."""
ENDS: Final = "valid_to"
"""But an overlay that states no end of its own ends with the rulebook it lies on."""
GATHERED: Final = frozenset({"legal_basis"})
"""Lists of plain values that add up over the layers."""
_SOURCE_FIELDS: Final = ("cite", "mark")
_UNSOURCED: Final = frozenset({"title", "definition", "note", "clause", "marks", "legal_basis", "asked_by"})
"""Fields that hold words or names; changing only these needs no new citation."""


@dataclass(frozen=True)
class Layered(Source):
    """A source built from several files; `place` leads each path to the file it came from."""

    origins: Mapping[Route, tuple[Source, Route]] = field(default_factory=dict)
    bases: tuple[Source, ...] = ()
    """The whole rulebooks beneath it, however deep: it is an overlay of these."""

    def place(self, problem: Problem, path: Sequence[str | int]) -> Problem:
        """Return the problem with the file, line and field that `path` leads to."""
        for end in range(len(path), 0, -1):
            found = self.origins.get(tuple(path[:end]))
            if found is not None:
                source, own = found
                placed = source.place(problem, (*own, *path[end:]))
                return replace(placed, field=self._field(path) or placed.field)
        return super().place(problem, path)


@dataclass
class _Row:
    """A row or section while layers are laid: its value and where each part came from."""

    value: Any
    source: Source
    path: Route
    fields: dict[str, tuple[Source, Route]] = field(default_factory=dict)


Key = tuple[str, str | None]
"""List and row id, or section and None."""


def resolve(source: Source, find: Find | None = None) -> Layered:
    """Lay a file over everything it extends.

    Parameters
    ----------
    source : Source
        The file as read.
    find : callable, optional
        Finds an extended file by id; by default beside the file, then among the shipped packs.

    Raises
    ------
    ProtocolError
        ``layer.*``: an unknown base, a circle, bases that disagree, a removal or change of what is not
        there, a change without its source, a fragment read as a rulebook.
    """
    if _layering(source).abstract:
        raise _error("layer.abstract", source, ("abstract",), name=_name(source))
    layers: list[str] = []
    bases: list[Source] = []
    rows = _lay(source, find or _beside_or_shipped, (), layers, bases)
    return _built(source, rows, tuple(layers[:-1]), tuple(bases))


def refusals(layered: Source, pack: Pack) -> Iterator[Found]:
    """Yield what an overlay makes longer than a rulebook it extends allows."""
    from fangxian.protocol.load import build

    for base in getattr(layered, "bases", ()):
        base_pack, _ = build(base)
        if base_pack is not None:
            yield from lengthened(base_pack, pack)


def _lay(source: Source, find: Find, above: tuple[str, ...], layers: list[str], bases: list[Source]) -> dict[Key, _Row]:
    """Return the rows of a file with everything it extends beneath."""
    name, layering = _name(source), _layering(source)
    if name in above:
        chain = " → ".join((*above[above.index(name) :], name))
        raise _error("layer.cycle", source, ("extends",), chain=chain)
    rows: dict[Key, _Row] = {}
    own = _own_rows(source)
    settled = {*own, *_removed(layering), *((change.of, change.id) for change in layering.changes)}
    for index, base_name in enumerate(layering.extends):
        base = find(base_name, source)
        if base is None:
            known = ", ".join(_shipped_names())
            raise _error("layer.unknown", source, ("extends", index), name=base_name, known=known)
        rulebook = not _layering(base).abstract
        if rulebook and all(_name(other) != _name(base) for other in bases):
            bases.append(base)
        more = _lay(base, find, (*above, name), layers, bases)
        kept = {key: row for key, row in more.items() if key[0] not in OWN or (rulebook and key[0] == ENDS)}
        _merge(rows, kept, settled, (source, ("extends", index)))
    _remove(rows, layering, source)
    _change(rows, layering, source)
    for key, row in own.items():
        rows[key] = row if key[0] not in GATHERED else _gathered(rows.get(key), row)
    if name not in layers:
        layers.append(name)
    return rows


def _merge(rows: dict[Key, _Row], more: dict[Key, _Row], settled: set[Key], where: tuple[Source, Route]) -> None:
    for key, row in more.items():
        have = rows.get(key)
        if key[0] in GATHERED:
            rows[key] = _gathered(have, row)
        elif have is None or have.value == row.value or key in settled:
            rows[key] = row
        else:
            source, path = where
            names = {"first": _name(have.source), "second": _name(row.source), "what": _shown(key)}
            raise _error("layer.bases_disagree", source, path, **names)


def _gathered(have: _Row | None, row: _Row) -> _Row:
    """Add a list up: the new values first, what was there after them."""
    if have is None:
        return row
    kept = [value for value in have.value if value not in row.value]
    return _Row([*row.value, *kept], row.source, row.path)


def _removed(layering: Layering) -> Iterator[Key]:
    for section, names in layering.remove.items():
        for name in names:
            yield (name, None) if section == "section" else (section, name)


def _remove(rows: dict[Key, _Row], layering: Layering, source: Source) -> None:
    for key in _removed(layering):
        if key not in rows:
            section = "section" if key[1] is None else key[0]
            raise _error("layer.remove_unknown", source, ("remove", section), what=_shown(key))
        del rows[key]


def _change(rows: dict[Key, _Row], layering: Layering, source: Source) -> None:
    for index, change in enumerate(layering.changes):
        key, path = (change.of, change.id), ("change", index)
        row = rows.get(key)
        if row is None or not isinstance(row.value, Mapping):
            raise _error("layer.change_unknown", source, path, what=_shown(key))
        absent = next((name for name in change.drop if name not in row.value), None)
        if absent is not None:
            raise _error("layer.change_unknown", source, (*path, "drop"), what=f"{_shown(key)}.{absent}")
        missing = _source_missing(change, row.value)
        if missing is not None:
            raise _error("layer.change_unsourced", source, (*path, "set"), what=_shown(key), field=missing)
        fields = row.fields | {name: (source, (*path, "set", name)) for name in change.set}
        kept = {name: value for name, value in row.value.items() if name not in change.drop}
        rows[key] = _Row(kept | change.set, row.source, row.path, fields)


def _source_missing(change: Change, value: Mapping[str, Any]) -> str | None:
    """Return which of `cite` and `mark` a change of figures fails to give."""
    if "cite" not in value or not {*change.set, *change.drop} - _UNSOURCED:
        return None
    return next((name for name in _SOURCE_FIELDS if name not in change.set), None)


def _own_rows(source: Source) -> dict[Key, _Row]:
    rows: dict[Key, _Row] = {}
    for name, value in source.data.items():
        if name in LAYERING_FIELDS:
            continue
        if isinstance(value, list) and value and all(isinstance(row, Mapping) and "id" in row for row in value):
            for index, row in enumerate(value):
                key = (name, str(row["id"]))
                if key in rows:
                    raise _error("section.id_twice", source, (name, index, "id"), id=row["id"])
                rows[key] = _Row(row, source, (name, index))
        else:
            rows[name, None] = _Row(value, source, (name,))
    return rows


def _built(source: Source, rows: dict[Key, _Row], layers: tuple[str, ...], bases: tuple[Source, ...]) -> Layered:
    """Put the rows back into the shape of one file."""
    data: dict[str, Any] = {"layers": list(layers)} if layers else {}
    origins: dict[Route, tuple[Source, Route]] = {}
    for (name, row_id), row in rows.items():
        path: Route = (name,)
        if row_id is None:
            data[name] = row.value
        else:
            path = (name, len(data.setdefault(name, [])))
            data[name].append(row.value)
        origins[path] = (row.source, row.path)
        origins.update({(*path, part): place for part, place in row.fields.items()})
    return Layered(source.file, data, source.text, origins, bases)


def _layering(source: Source) -> Layering:
    given = {name: value for name, value in source.data.items() if name in LAYERING_FIELDS}
    try:
        return Layering.model_validate(given)
    except ValidationError as error:
        problems = [problem_of(source, dict(item)) for item in error.errors(include_url=False)]
        raise ProtocolError(problems) from error


def _name(source: Source) -> str:
    return str(source.data.get("id") or Path(source.file).stem)


def _shown(key: Key) -> str:
    return key[0] if key[1] is None else f"{key[0]}[{key[1]}]"


def _error(code: str, source: Source, path: Route, **params: Any) -> ProtocolError:
    return ProtocolError(source.place(Problem(code, "", params), path))


def _beside_or_shipped(name: str, source: Source) -> Source | None:
    """Find an extended file next to the one that extends it, else among the shipped ones."""
    for folder in (Path(source.file).parent, SHIPPED):
        for file in (folder / f"{name}.toml", folder / "fragments" / f"{name}.toml"):
            if file.is_file():
                return _read(file, file.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=64)
def _read(file: Path, stamp: int) -> Source:
    """Read a shared file once; `stamp` is its time of change."""
    return read_source(file)


def _shipped_names() -> list[str]:
    return sorted(file.stem for file in SHIPPED.glob("**/*.toml"))
