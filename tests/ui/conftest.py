"""Requests without a database: what the page frame needs and nothing more."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2020, 12, 8, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chengdu(settings: Any) -> Iterator[None]:
    """English, on Chengdu's clock, with the frame's own addresses, unless a test says otherwise."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        yield


@pytest.fixture
def ask() -> Callable[..., HttpRequest]:
    """A request as the middleware hands it to a page: ``ask("/", workspace=…, post=…)``."""

    def make(path: str = "/", **carried: Any) -> HttpRequest:
        request = RequestFactory().get(path)
        request.user = AnonymousUser()
        for name, value in carried.items():
            setattr(request, name, value)
        return request

    return make


@pytest.fixture
def drill() -> dict[str, Any]:
    """What a request carries in an exercise."""
    return {
        "workspace": SimpleNamespace(slug="spring", kind="drill", title_zh="春季演练", title_en="Spring exercise"),
        "workspace_now": NOW,
    }


@pytest.fixture
def render() -> Callable[..., str]:
    """Renders template text with ``{% load ui %}`` done."""

    def make(text: str, **values: Any) -> str:
        return Template("{% load ui %}" + text).render(Context(values))

    return make


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The made-up outbreak that the preview shows."""
    spec = importlib.util.spec_from_file_location("synthetic", ROOT / "frontend/dev/synthetic.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
