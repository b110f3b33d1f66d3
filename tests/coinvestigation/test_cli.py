"""``fangxian sheets``: files checked and taken in without a browser."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fangxian.cli import sheets
from fangxian.errors import Invalid
from fangxian.response.coinvestigation.actions import export_sheet
from fangxian.response.coinvestigation.exchange import workbook
from fangxian.response.coinvestigation.exchange.signing import public_key
from fangxian.response.coinvestigation.models import TrustedSender
from fangxian.response.jurisdiction import access
from tests.factories import PIDU


@pytest.fixture(autouse=True)
def _booted(monkeypatch):
    """The test's own database is open already."""
    monkeypatch.setattr("fangxian.cli.boot.boot", lambda *_args, **_more: None)


@pytest.fixture
def document(world, named):
    """A signed sheet."""
    (sheet,) = world.send(named)
    with access.area(PIDU):
        return export_sheet(sheet, purpose="tests of files", by=world.posts[PIDU])


def run(*words):
    return CliRunner().invoke(sheets.app, [str(word) for word in words])


def test_a_sound_file_is_told_with_its_code(document, tmp_path):
    for name, content in (("sheet.json", json.dumps(document).encode()), ("sheet.xlsx", workbook.write(document))):
        (tmp_path / name).write_bytes(content)
        done = run("verify", tmp_path / name)
        assert (done.exit_code, "own key" in done.output) == (0, True), done.output


def test_a_changed_file_is_refused(document, tmp_path):
    document["content"]["signer"] = "somebody else"
    (tmp_path / "sheet.json").write_text(json.dumps(document))
    done = run("verify", tmp_path / "sheet.json")
    assert isinstance(done.exception, Invalid)
    assert done.exception.code == "sheet.signature"


def test_a_workbook_without_answers_says_nothing_new(document, tmp_path):
    (tmp_path / "answer.xlsx").write_bytes(workbook.write(document))
    done = run("answer", tmp_path / "answer.xlsx")
    assert (done.exit_code, "1 said nothing new" in done.output) == (0, True), done.output


def test_the_own_key_is_printed_and_another_trusted(world):
    assert public_key() in run("key").output
    assert run("trust", "Tianjin", public_key()).exit_code == 0
    assert TrustedSender.objects.get().name == "Tianjin"
