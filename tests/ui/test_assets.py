"""Pages find the built scripts by the manifest, and stand without them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from fangxian.ui import assets

MANIFEST = {
    "src/app.ts": {"file": "assets/app-1.js", "css": ["assets/app-1.css"], "imports": ["_a.js", "_b.js"]},
    "_a.js": {"file": "assets/a-1.js", "imports": ["_b.js"], "css": ["assets/a-1.css"]},
    "_b.js": {"file": "assets/b-1.js", "imports": ["src/app.ts"]},
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest with a shared chunk and a circle of imports."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST))
    return path


def test_an_entry_brings_its_styles_and_what_it_imports_once(manifest: Path) -> None:
    found = assets.entry("app", manifest)
    assert found is not None
    assert found.script == "/static/ui/assets/app-1.js"
    assert found.preloads == ("/static/ui/assets/b-1.js", "/static/ui/assets/a-1.js")
    assert found.styles == ("/static/ui/assets/a-1.css", "/static/ui/assets/app-1.css")


def test_a_new_build_is_noticed(manifest: Path) -> None:
    assets.entry("app", manifest)
    manifest.write_text(json.dumps({"src/app.ts": {"file": "assets/app-2.js"}}))
    os.utime(manifest, ns=(1, 1))
    found = assets.entry("app", manifest)
    assert found is not None
    assert found.script.endswith("app-2.js")


def test_without_a_build_the_page_goes_without_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert assets.entry("app", tmp_path / "none.json") is None
    assert "not built" in caplog.text


def test_the_lock_file_names_no_host() -> None:
    frontend = Path(__file__).resolve().parents[2] / "frontend"
    lock = (frontend / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "omit-lockfile-registry-resolved=true" in (frontend / ".npmrc").read_text(encoding="utf-8")


def test_versions_are_exact() -> None:
    package = json.loads((Path(__file__).resolve().parents[2] / "frontend/package.json").read_text(encoding="utf-8"))
    for versions in (package["dependencies"], package["devDependencies"]):
        assert all(version[0].isdigit() for version in versions.values())


WALL_BUDGET = 350_000
"""Bytes of compressed script that the command screen may load."""


def test_the_command_screen_stays_light() -> None:
    if not assets.built():
        pytest.skip("the islands are not built")
    scripts = (assets.ROOT / "assets").glob("*.js")
    assert sum(len(gzip.compress(script.read_bytes(), 6)) for script in scripts) < WALL_BUDGET
