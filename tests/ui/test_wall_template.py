"""The command screen is whole without its scripts, with everything and with nothing to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "img", "hr"}


class Balance(HTMLParser):
    """Counts unclosed and stray tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.stray: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.stray.append(tag)


@pytest.fixture
def wall(ask: Callable[..., HttpRequest], synthetic: ModuleType) -> Callable[..., str]:
    """The page of the made-up outbreak."""

    def make(path: str = "/", chinese: bool = False, situation: dict[str, Any] | None = None, **options: Any) -> str:
        data = situation or synthetic.situation(options.pop("at", None), chinese, **options)
        context = {
            "situation": data,
            "situation_url": "/api/v1/situation",
            "geojson_url": "/api/v1/areas/5101/geojson",
            "area_url": "/areas/{code}/",
        }
        with translation.override("zh-hans" if chinese else "en"):
            return render_to_string("information/wall.html", context, request=ask(path))

    return make


@pytest.mark.parametrize("options", [{}, {"at": "start"}, {"long": True}, {"chinese": True}], ids=str)
def test_the_markup_is_sound(wall: Callable[..., str], synthetic: ModuleType, options: dict[str, Any]) -> None:
    if options.get("at") == "start":
        options = {"at": synthetic.FIRST}
    balance = Balance()
    balance.feed(wall(**options))
    assert balance.stray == []
    assert balance.open == []
    assert len(balance.ids) == len(set(balance.ids))


def test_islands_get_the_whole_situation(wall: Callable[..., str], synthetic: ModuleType) -> None:
    found = re.search(r'<script id="situation" type="application/json">(.*?)</script>', wall(), re.DOTALL)
    assert found is not None
    assert json.loads(found[1]) == synthetic.situation(None, False)


def test_everything_can_be_read_without_scripts(wall: Callable[..., str], synthetic: ModuleType) -> None:
    html = wall()
    data = synthetic.situation(None, False)
    for figure in data["figures"]:
        assert figure["label"] in html
        assert figure["definition"] in html
    for row in data["districts"]:
        assert f'<th scope="row">{row["name"]}</th>' in html
    for item in data["clocks"]:
        assert item["title"] in html
    for node in data["chain"]["nodes"]:
        assert f'href="{node["url"]}"' in html


def test_every_region_that_the_slider_replaces_has_an_id(wall: Callable[..., str]) -> None:
    regions = re.findall(r"<[^>]*\bdata-region\b[^>]*>", wall())
    assert len(regions) >= 8
    assert all("id=" in tag for tag in regions)


def test_nothing_recorded_is_said_and_not_shown_as_zero(wall: Callable[..., str], synthetic: ModuleType) -> None:
    html = wall(at=synthetic.FIRST)
    for said in (
        "No clock is running.",
        "Nothing is recorded yet.",
        "No task has been opened yet.",
        "No case has a date yet.",
    ):
        assert said in html


def test_names_cannot_smuggle_markup(wall: Callable[..., str], synthetic: ModuleType) -> None:
    data = synthetic.situation(None, False)
    for holder, name in [
        (data["facts"][0], "title"),
        (data["districts"][0], "name"),
        (data["figures"][0], "definition"),
        (data["chain"]["nodes"][0], "label"),
        (data["incident"], "title"),
        (data["clocks"][0], "owner"),
    ]:
        holder[name] = "</script><img src=x onerror=alert(1)>"
    html = wall(situation=data)
    assert "<img src=x" not in html


def test_a_kiosk_is_told_apart_by_its_address(wall: Callable[..., str]) -> None:
    assert " data-kiosk" in wall("/?kiosk=1")
    assert " data-kiosk" not in wall("/")


def test_the_wall_is_dark_unless_asked(wall: Callable[..., str]) -> None:
    assert 'data-theme="dark"' in wall()
