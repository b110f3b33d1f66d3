"""Every interchange test plays in a workspace whose clock stands at noon of 8 December 2020; its files are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casework.conftest import _in_english, everywhere, outbreak, tracer

__all__ = ["_in_english", "everywhere", "outbreak", "tracer"]


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    settings.FANGXIAN_EXPORTS = tmp_path / "exports"
