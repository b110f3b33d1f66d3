"""``fangxian export``."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from fangxian.cli import boot, exports
from tests import factories


def test_a_file_is_written_and_the_purpose_recorded(outbreak, monkeypatch, tmp_path):
    monkeypatch.setattr(boot, "boot", lambda *_args: None)
    factories.case(outbreak, number="A1")
    file = tmp_path / "record.jsonl"
    done = CliRunner().invoke(
        exports.app, [str(file), "--purpose", "移交省级", "--kind", "cases", "--incident", "pidu"]
    )
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["record"] for line in lines] == ["export", "cases"]
    assert lines[0]["purpose"] == "移交省级"
    refused = CliRunner().invoke(exports.app, [str(tmp_path / "x.doc"), "--purpose", "移交省级"])
    assert refused.exception is not None
