"""Registry tests see every area, at noon of 8 December 2020."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fangxian.response.jurisdiction import access
from tests import factories


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    """Scope of the command line, in a workspace with its clock at noon."""
    with access.everywhere():
        factories.workspace()
        yield
