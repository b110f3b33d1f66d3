"""``fangxian import linelist``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangxian.cli import boot, imports
from fangxian.errors import FangxianError
from fangxian.response.casework.models import Case, ColumnMapping, LineListImport
from fangxian.response.ledger.models import Incident
from tests import factories
from tests.factories import PIDU

LIST = "case_id,classification,confirm_date,age\nA1,confirmed,2020-12-07,old\nA2,confirmed,2020-12-07,40\n"


@pytest.fixture
def run(db, monkeypatch, tmp_path):
    factories.workspace()
    monkeypatch.setattr(boot, "boot", lambda *_args: None)
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    def call(*words: str, says: str = "") -> object:
        return CliRunner().invoke(imports.app, ["linelist", str(file), *words], input=says)

    return call


def test_a_guessed_mapping_is_shown_and_confirmed(run):
    factories.incident("pidu")
    declined = run("--incident", "pidu", says="n\n")
    assert isinstance(declined.exception, FangxianError)
    assert "confirm_date" in declined.output
    with factories.access.everywhere():
        assert not Case.objects.exists()
    taken = run("--incident", "pidu", says="y\n")
    assert taken.exit_code == 0
    assert "2 rows = 2 created + 0 updated + 0 unchanged + 0 rejected" in taken.output
    assert "This is no age between 0 and 130" in " ".join(taken.output.split())


def test_a_dry_run_changes_nothing(run):
    factories.incident("pidu")
    assert "nothing was changed" in run("--incident", "pidu", "--yes", "--dry-run").output
    with factories.access.everywhere():
        assert not Case.objects.exists()


def test_an_unknown_incident_is_refused_before_anything_is_asked(run):
    factories.incident("pidu")
    refused = run("--incident", "piddu")
    assert "pidu" in str(refused.exception)
    assert "--open" in str(refused.exception)


def test_an_incident_is_opened_where_that_is_asked_for(run):
    run("--incident", "new", "--open", "新疫情", "--area", PIDU, "--yes")
    assert (Incident.objects.get().slug, Incident.objects.get().area) == ("new", PIDU)


def test_the_mapping_can_be_kept_and_named(run):
    factories.incident("pidu")
    run("--incident", "pidu", "--yes", "--save-mapping", "ours")
    assert ColumnMapping.objects.get().name == "ours"
    again = run("--incident", "pidu", "--mapping", "ours")
    assert "2 unchanged" in again.output


def test_a_mapping_file_is_read(run, tmp_path: Path):
    factories.incident("pidu")
    file = tmp_path / "mapping.toml"
    file.write_text(
        '[columns]\nnumber = "case_id"\nconfirmed_on = "confirm_date"\n[defaults]\nclassification = "suspect"\n'
    )
    run("--incident", "pidu", "--mapping", str(file))
    with factories.access.everywhere():
        assert set(Case.objects.values_list("classification", flat=True)) == {"suspect"}


def test_an_import_is_listed_and_taken_back(run):
    factories.incident("pidu")
    run("--incident", "pidu", "--yes")
    listed = CliRunner().invoke(imports.app, ["list"])
    assert "list.csv" in listed.output
    with factories.access.everywhere():
        id_ = str(LineListImport.objects.get().id)
    undone = CliRunner().invoke(imports.app, ["undo", id_[:8], "--yes"])
    assert "2 rows were taken back; 0 stay" in undone.output
    with factories.access.everywhere():
        assert not Case.objects.exists()
