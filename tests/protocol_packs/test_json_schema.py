"""The published JSON Schema is current, and every shipped file keeps to the names it lists."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from fangxian.protocol.jsonschema import pack_schema, pack_schema_text, write_schema
from fangxian.protocol.load import SHIPPED

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "pack.schema.json"
SCHEMA = pack_schema()
FILES = sorted(SHIPPED.glob("**/*.toml"))


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == pack_schema_text(), (
        "write it anew: python -m fangxian.protocol.jsonschema docs/schema/pack.schema.json"
    )


def test_writing_the_schema_makes_its_folder(tmp_path: Path) -> None:
    write_schema(tmp_path / "deep" / "pack.schema.json")
    assert json.loads((tmp_path / "deep" / "pack.schema.json").read_text(encoding="utf-8")) == SCHEMA


def test_what_the_loader_writes_is_not_asked_of_a_file() -> None:
    assert "layers" not in SCHEMA["properties"]
    assert {"extends", "abstract", "remove", "change", "clause", "regime"} <= set(SCHEMA["properties"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_file_uses_only_names_of_the_schema(file: Path) -> None:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    assert set(data) <= set(SCHEMA["properties"])
    for name in ("clause", "regime", "zone_kind", "contact_kind", "report_rule", "notice", "retention", "key_post"):
        known = set(_row(name)["properties"])
        for row in data.get(name, []):
            assert set(row) <= known, (name, row["id"])


def test_every_field_of_a_clause_says_what_it_is() -> None:
    properties = _row("clause")["properties"]
    silent = {name for name, rule in properties.items() if "description" not in rule}
    assert silent <= {"id", "title", "owner", "clock", "schedule", "every", "window", "discharged_by", "ends",
                      "escalation", "severity", "limit"}  # fmt: skip


def test_durations_are_iso_8601_in_the_schema() -> None:
    within = _row("report_rule")["properties"]["within"]
    assert within["type"] == "string"
    assert "PT2H" in within["examples"]


def _row(name: str) -> dict[str, Any]:
    reference = SCHEMA["properties"][name]["items"]["$ref"]
    found: dict[str, Any] = SCHEMA["$defs"][reference.rsplit("/", 1)[1]]
    return found
