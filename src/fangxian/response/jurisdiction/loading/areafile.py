"""Areas of any country from a table of hierarchical codes, and their boundaries from GeoJSON.

The table is CSV with the columns ``code`` and ``name``, and if wanted ``name_en``, ``level`` and ``parent``. A
code begins with the code of the area around it (``KE``, ``KE047``, ``KE047274``). A tree must be whole: one
error refuses all of it, and the report names every row, field and rule.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.jurisdiction.loading.reference import Loaded, alone, hold
from fangxian.response.jurisdiction.loading.shapes import rounded, write_shape
from fangxian.response.jurisdiction.loading.tree import Row, copy_text, write_areas
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.naming import english
from fangxian.response.jurisdiction.romanise import search_keys

MOST_ERRORS: Final = 50
"""How many errors a report names; how many more there are, it counts."""

CODE_PROPERTIES: Final = ("code", "pcode", "ADM5_PCODE", "ADM4_PCODE", "ADM3_PCODE", "ADM2_PCODE", "ADM1_PCODE")
"""Properties of a feature in which its code is looked for, the most exact first (OCHA's names among them)."""

_CODE = re.compile(r"[0-9A-Za-z]{1,20}")
_GEOGRAPHIC = re.compile(r"CRS84|EPSG:{1,2}4326|EPSG:{1,2}4490", re.IGNORECASE)
_COLUMNS = ("code", "name", "name_en", "level", "parent")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that refuses the file: where it stands, which rule, and in words."""

    row: int
    field: str
    rule: str
    message: Any
    value: str = ""

    def __str__(self) -> str:
        return str(self.message) % {"row": self.row, "field": self.field, "value": self.value}


class AreaFileRefused(Invalid):
    """The file holds errors, and nothing of it was taken; `faults` lists the first fifty, `count` all."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            "areas.refused",
            _("The file holds %(count)s errors; nothing of it was taken."),
            remedy=_("Correct the rows named and import it again."),
            count=len(faults),
        )
        self.faults = faults[:MOST_ERRORS]
        self.count = len(faults)


@dataclass(frozen=True, slots=True)
class _Entry:
    row: int
    code: str
    name: str
    name_en: str
    level: str
    parent: str


def load(table: Path, shapes: Path | None = None) -> Loaded:
    """Take a table of areas, and if given their boundaries, as a whole.

    Raises
    ------
    AreaFileRefused
        A rule is broken anywhere in either file.
    """
    entries, faults = _read(table)
    held = _held(entries)
    rows = _rows(entries, held, faults)
    features = _features(shapes, held.keys() | {entry.code for entry in entries}, faults) if shapes else []
    if faults:
        raise AreaFileRefused(sorted(faults, key=lambda fault: fault.row))
    with transaction.atomic(using="owner"):
        alone()
        write_areas([copy_text(rows)], len(rows))
        for code, geometry in features:
            write_shape(code, geometry, source=str(shapes.name if shapes else ""))
        hold("import", str(uuid4()), len(rows))
    return Loaded(len(rows))


def _held(entries: list[_Entry]) -> dict[str, str]:
    """Level of each area of the database that the file names, or that could lie around one it names."""
    codes = {entry.code[:length] for entry in entries for length in range(1, len(entry.code) + 1)}
    parents = {entry.parent for entry in entries if entry.parent}
    found = Area.objects.using("owner").filter(code__in=codes | parents)
    return dict(found.values_list("code", "level"))


def _read(table: Path) -> tuple[list[_Entry], list[Fault]]:
    text = _decoded(table.read_bytes())
    if text is None:
        return [], [Fault(1, "", "file.encoding", _("The file is neither UTF-8 nor GB 18030 text."))]
    reader = csv.DictReader(io.StringIO(text))
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
    missing = [name for name in ("code", "name") if name not in names]
    if missing:
        message = _("Row %(row)s: the column “%(field)s” is missing.")
        return [], [Fault(1, name, "column.missing", message) for name in missing]
    entries: list[_Entry] = []
    faults: list[Fault] = []
    for row in reader:
        value = {name: " ".join((row.get(names[name]) or "").split()) if name in names else "" for name in _COLUMNS}
        entry = _Entry(reader.line_num, *(value[name] for name in _COLUMNS))
        entries.append(entry)
        faults += _field_faults(entry)
    return entries, faults + _duplicates(entries)


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets in China still write the latter
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _field_faults(entry: _Entry) -> Iterator[Fault]:
    row = entry.row
    if not _CODE.fullmatch(entry.code):
        message = _("Row %(row)s: “%(value)s” is no code; 1 to 20 letters or digits are.")
        yield Fault(row, "code", "code.malformed", message, entry.code)
    if not entry.name:
        yield Fault(row, "name", "name.empty", _("Row %(row)s: the name is empty."))
    for field, text, longest in (("name", entry.name, 80), ("name_en", entry.name_en, 160)):
        if len(text) > longest:
            yield Fault(row, field, "text.too_long", _("Row %(row)s: “%(field)s” is too long."), text)
    if entry.level and entry.level not in LEVEL_ORDER:
        message = _("Row %(row)s: “%(value)s” is no level (nation, province, city, district, street, community).")
        yield Fault(row, "level", "level.unknown", message, entry.level)
    if entry.parent and not (entry.code.startswith(entry.parent) and entry.code != entry.parent):
        message = _("Row %(row)s: the code does not begin with its parent's, “%(value)s”.")
        yield Fault(row, "parent", "parent.no_prefix", message, entry.parent)


def _duplicates(entries: list[_Entry]) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for entry in entries:
        if entry.code in first:
            message = _("Row %(row)s: the code “%(value)s” stands in an earlier row too.")
            faults.append(Fault(entry.row, "code", "code.duplicate", message, entry.code))
        first.setdefault(entry.code, entry.row)
    return faults


def _rows(entries: list[_Entry], held: dict[str, str], faults: list[Fault]) -> list[Row]:
    """The areas with their parents and levels; what does not fit is added to the faults."""
    here = {entry.code for entry in entries}
    known = here | held.keys()
    levels = dict(held)
    roots = [entry for entry in entries if _parent(entry, known) == ""]
    lone = len(roots) == 1 < len(here)
    shortest = min((len(entry.code) for entry in roots), default=0)
    keys = search_keys(entry.name for entry in entries)
    rows: list[Row] = []
    for entry, key in sorted(zip(entries, keys, strict=True), key=lambda pair: pair[0].code):
        parent = _parent(entry, known)
        if parent not in known and parent:
            message = _("Row %(row)s: the parent “%(value)s” stands neither in the file nor in the database.")
            faults.append(Fault(entry.row, "parent", "parent.unknown", message, parent))
            continue
        if parent and parent not in levels:
            continue  # the area around it is refused already; one fault is enough for both
        if not parent and len(entry.code) > shortest:
            message = _("Row %(row)s: no area's code begins “%(value)s”, so that it belongs nowhere.")
            faults.append(Fault(entry.row, "code", "code.orphan", message, entry.code))
            continue
        level = entry.level or held.get(entry.code) or _below(levels.get(parent), lone=lone)
        if level is None:
            message = _("Row %(row)s: deeper than five levels; name the levels in a column “level”.")
            faults.append(Fault(entry.row, "level", "level.too_deep", message, entry.code))
            continue
        if parent and level in LEVEL_ORDER and not _narrower(level, levels.get(parent, "")):
            message = _("Row %(row)s: the level “%(value)s” is not below that of the area around it.")
            faults.append(Fault(entry.row, "level", "level.order", message, level))
        levels[entry.code] = level
        rows.append((entry.code, level, entry.name, entry.name_en or _made(entry, level), key, parent))
    return rows


def _parent(entry: _Entry, known: set[str]) -> str:
    if entry.parent:
        return entry.parent
    code = entry.code
    return next((code[:length] for length in range(len(code) - 1, 0, -1) if code[:length] in known), "")


def _below(parent: str | None, *, lone: bool) -> str | None:
    """The level right below; a single root with areas below it is the country."""
    if parent is None:
        return LEVEL_ORDER[0 if lone else 1]
    place = LEVEL_ORDER.index(parent) + 1
    return LEVEL_ORDER[place] if place < len(LEVEL_ORDER) else None


def _narrower(level: str, than: str) -> bool:
    return than not in LEVEL_ORDER or LEVEL_ORDER.index(level) > LEVEL_ORDER.index(than)


def _made(entry: _Entry, level: str) -> str:
    return english(entry.name, level, entry.code)[:160]


def _features(shapes: Path, known: set[str], faults: list[Fault]) -> list[tuple[str, dict[str, Any]]]:
    try:
        collection = json.loads(shapes.read_text(encoding="utf-8"))
        features = list(collection["features"])
    except (ValueError, KeyError, TypeError):
        faults.append(Fault(0, "", "shapes.format", _("The boundaries are no GeoJSON FeatureCollection.")))
        return []
    named = str(collection.get("crs", ""))
    if named and not _GEOGRAPHIC.search(named):
        message = _("The boundaries are not in longitude and latitude (“%(value)s”).")
        faults.append(Fault(0, "crs", "shapes.projection", message, named[:120]))
        return []
    found = []
    for number, feature in enumerate(features, 1):
        code, fault = _checked(number, feature, known)
        if fault is not None:
            faults.append(fault)
        else:
            geometry = feature["geometry"]
            coordinates = rounded(geometry["coordinates"])
            found.append((code, {"type": geometry["type"], "coordinates": coordinates}))
    return found


def _checked(number: int, feature: Any, known: set[str]) -> tuple[str, Fault | None]:
    """The feature's code, and what is wrong with it if anything is."""
    properties = feature.get("properties") or {}
    code = next((str(properties[name]) for name in CODE_PROPERTIES if properties.get(name)), "")
    geometry = feature.get("geometry") or {}
    fault = None
    if code not in known:
        message = _("Feature %(row)s: its code “%(value)s” is no area of the file or the database.")
        fault = Fault(number, "code", "shape.unknown", message, code)
    elif geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        message = _("Feature %(row)s: its geometry is no Polygon or MultiPolygon but “%(value)s”.")
        fault = Fault(number, "geometry", "shape.type", message, str(geometry.get("type")))
    elif not _plausible(geometry.get("coordinates")):
        message = _("Feature %(row)s: its coordinates are no longitudes and latitudes.")
        fault = Fault(number, "geometry", "shape.coordinates", message)
    return code, fault


def _plausible(coordinates: Any) -> bool:
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if isinstance(coordinates[0], (int, float)):
        return len(coordinates) >= 2 and abs(coordinates[0]) <= 180 and abs(coordinates[1]) <= 90
    return all(_plausible(part) for part in coordinates)
