"""The JSON Schema of a pack's file, for editors and other programs. Published as ``docs/schema/pack.schema.json``.

Run ``python -m fangxian.protocol.jsonschema FILE`` after a change of the schema; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.layering import Layering

IDENTIFIER: Final = "urn:fangxian:schema:pack"
"""Name of the schema."""

_WRITTEN_BY_LOADER: Final = frozenset({"layers"})


def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema of what a pack's file may say.

    A file that extends others may leave out what it inherits, so nothing but its id is required of it;
    a file that stands alone needs everything that names a rulebook.
    """
    pack = Pack.model_json_schema(by_alias=True, mode="validation")
    layering = Layering.model_json_schema(by_alias=True, mode="validation")
    own = {name: rule for name, rule in pack["properties"].items() if name not in _WRITTEN_BY_LOADER}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "Fangxian protocol pack",
        "description": "A rulebook (防控方案), a fragment that rulebooks share, or an overlay on a rulebook.",
        "type": "object",
        "additionalProperties": False,
        "properties": {**layering["properties"], **own},
        "required": ["id"],
        "anyOf": [
            {"required": ["extends"]},
            {"required": ["abstract"]},
            {"required": [name for name in pack["required"] if name != "id"]},
        ],
        "$defs": dict(sorted({**pack["$defs"], **layering.get("$defs", {})}.items())),
    }


def pack_schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=2) + "\n"


def write_schema(file: Path) -> None:
    """Write the schema to a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(pack_schema_text(), encoding="utf-8")


if __name__ == "__main__":
    import sys

    write_schema(Path(sys.argv[1]))
