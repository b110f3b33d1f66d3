"""Every error page says what happened and what to do next, even when nothing else works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.template.loader import get_template, render_to_string

from fangxian.errors import Conflict


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_an_error_page_stands_without_request_or_context(status: int) -> None:
    html = get_template(f"{status}.html").render()
    assert f'<p class="error-number">{status}</p>' in html
    assert 'href="/"' in html
    assert html.count("<h1>") == 1


def test_a_refusal_shows_its_sentence_its_way_out_and_its_code(ask: Callable[..., HttpRequest]) -> None:
    error = Conflict("clock.live", "The live record follows %(what)s.", remedy="Use a drill.", what="real time")
    html = render_to_string("error.html", {"error": error}, request=ask())
    assert "The live record follows real time. Use a drill." in html
    assert "clock.live" in html
    assert "409" in html


def test_a_refusal_cannot_smuggle_markup(ask: Callable[..., HttpRequest]) -> None:
    error = Conflict("x", "%(name)s is taken.", name="<script>alert(1)</script>")
    assert "<script>alert" not in render_to_string("error.html", {"error": error}, request=ask())
