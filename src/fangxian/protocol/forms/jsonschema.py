"""The JSON Schema of a form's file, for editors and other programs. Published as ``docs/schema/form.schema.json``.

Run ``python -m fangxian.protocol.forms.jsonschema FILE`` after a change of the schema; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fangxian.protocol.forms.schema import Form

IDENTIFIER: Final = "urn:fangxian:schema:form"
"""Name of the schema."""


def form_schema() -> dict[str, Any]:
    """Return the JSON Schema of what a form's file may say: a whole form, or a layer on another one."""
    form = Form.model_json_schema(by_alias=True, mode="validation")
    own = {name: rule for name, rule in form["properties"].items() if name != "layers"}
    names = {"type": "array", "items": {"type": "string"}}
    layer = {
        "extends": {"type": "string", "description": "Id of the form that this one builds on."},
        "remove": {**names, "description": "Questions of the form beneath that are not asked."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "Fangxian investigation form",
        "description": "An investigation form (调查表), or a layer that a city lays on one.",
        "type": "object",
        "additionalProperties": False,
        "properties": {**layer, **own},
        "$defs": dict(sorted(form["$defs"].items())),
    }


def form_schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(form_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    import sys

    Path(sys.argv[1]).write_text(form_schema_text(), encoding="utf-8")
