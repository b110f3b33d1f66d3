"""What every command begins with, tried as a person does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def fangxian(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", "from fangxian.cli import main; main()", *arguments],
        env={**base, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_malformed_name_is_refused_with_status_two_and_the_way_out() -> None:
    refused = fangxian("areas", "show", "51", "--workspace", "Not A Name")
    assert refused.returncode == 2
    assert refused.stderr.strip() == (
        "“Not A Name” is no workspace name. Use lower-case letters, digits and hyphens, beginning with a letter."
    )


def test_where_not_even_the_settings_can_be_read_the_reason_is_still_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = fangxian("areas", "show", "51", "--data", str(tmp_path / "file" / "below"))
    assert refused.returncode == 2
    assert "cannot be created" in refused.stderr
    assert "--data" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.usefixtures("django_db_setup")
def test_a_workspace_is_opened_migrated_and_then_opened_again_without_migrating() -> None:
    root = os.environ["FANGXIAN_TEST_ROOT"]
    first = fangxian("areas", "show", "51", "--workspace", "boot-test", FANGXIAN_DATA=root, LANG="en_GB.UTF-8")
    assert first.returncode == 2  # the tree has not been loaded, and nothing else is wrong
    assert "There is no area with the code 51" in first.stderr
    program = (
        "import fangxian.site.database as database\n"
        "def refuse(*args): raise AssertionError('migrated again')\n"
        "database.migrate = refuse\n"
        "from fangxian.cli.boot import boot\n"
        "boot('boot-test')\n"
        "from django.db import connection\n"
        "print(connection.settings_dict['NAME'], connection.settings_dict['USER'])\n"
    )
    again = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "FANGXIAN_DATA": root},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert again.stdout.split() == ["fangxian_boot_test", "fangxian_app"], again.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_follows_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    from fangxian.cli.boot import language

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
