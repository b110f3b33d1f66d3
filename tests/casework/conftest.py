"""Every casework test plays in a workspace whose clock stands at noon of 8 December 2020, seeing every area."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from tests import factories


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    """Scope of the command line: every area."""
    with access.everywhere():
        yield


@pytest.fixture
def outbreak(everywhere: None) -> Iterator[object]:
    """An incident under a small rulebook, in a workspace at noon."""
    factories.workspace()
    return factories.incident("pidu", pack="tests/casework/mini.toml")


@pytest.fixture
def tracer(outbreak: object, client: Client) -> Post:
    """An epidemiologist of Pidu who is signed in on `client`, reading English."""
    factories.areas()
    post = factories.post(factories.PIDU, "epidemiologist")
    client.force_login(post.holder)
    client.cookies["django_language"] = "en"
    return post
