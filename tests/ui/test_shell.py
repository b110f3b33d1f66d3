"""The frame says which workspace this is, what time it is there, and who acts."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from fangxian.ui.context import shell

Ask = Callable[..., HttpRequest]


@pytest.fixture(autouse=True)
def _no_app_stands_in_the_banner(settings: Any) -> None:
    settings.FANGXIAN_BANNER = None


def frame(request: HttpRequest) -> Any:
    return shell(request)["shell"]


def test_a_request_that_carries_nothing_still_has_a_frame(ask: Ask) -> None:
    made = frame(ask())
    assert (made.workspace_title, made.post, made.now, made.watermark) == ("", None, None, "")


def test_an_exercise_is_marked_in_both_languages_whatever_the_reader_reads(ask: Ask, drill: dict[str, Any]) -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            html = render_to_string("404.html", request=ask(**drill))
            assert html.count("演练 EXERCISE") > 20
            assert "<title>[演练 EXERCISE]" in html


def test_the_live_record_bears_no_mark(ask: Ask) -> None:
    live = SimpleNamespace(slug="live", kind="live", title_zh="实战", title_en="Live")
    html = render_to_string("404.html", request=ask(workspace=live))
    assert "watermark" not in html
    assert "EXERCISE" not in html


def test_a_kind_of_workspace_that_nobody_knows_is_marked_rather_than_taken_for_live(ask: Ask) -> None:
    made = frame(ask(workspace=SimpleNamespace(kind="rehearsal", title="x")))
    assert made.watermark == "REHEARSAL"
    assert not made.running


def test_a_simulated_clock_says_so_and_does_not_run(ask: Ask, drill: dict[str, Any]) -> None:
    html = render_to_string("404.html", request=ask(**drill))
    assert 'content="2020-12-08T12:00:00Z" data-running="false"' in html
    assert "2020-12-08 20:00" in html
    assert "simulated clock" in html


def test_names_come_in_the_readers_language(ask: Ask, drill: dict[str, Any]) -> None:
    office = SimpleNamespace(name="郫都区疾控中心", name_en="Pidu CDC")
    post = SimpleNamespace(title="流调员", title_en="Investigator", office=office, area="510117")
    assert frame(ask(post=post, **drill)).workspace_title == "Spring exercise"
    assert frame(ask(post=post)).post.office == "Pidu CDC"
    with translation.override("zh-hans"):
        assert frame(ask(post=post, **drill)).workspace_title == "春季演练"
        assert frame(ask(post=post)).post.title == "流调员"


def test_a_name_without_a_translation_is_shown_as_it_is(ask: Ask) -> None:
    post = SimpleNamespace(title="流调员", title_en="", office_name="社区", area_name="太平村")
    made = frame(ask(post=post)).post
    assert (made.title, made.office, made.area) == ("流调员", "社区", "太平村")


def test_the_pages_language_is_written_as_html_names_it(ask: Ask) -> None:
    with translation.override("zh-hans"):
        assert '<html lang="zh-Hans"' in render_to_string("404.html", request=ask())
    assert '<html lang="en"' in render_to_string("404.html", request=ask())


def test_switching_the_language_keeps_the_address(ask: Ask) -> None:
    assert frame(ask("/tasks/?whose=area&at=2020-12-08")).here == "/tasks/?whose=area&at=2020-12-08"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("system", ""), ("<b>", "")])
def test_the_chosen_colours_come_with_the_page(ask: Ask, cookie: str, theme: str) -> None:
    request = ask()
    request.COOKIES["fangxian_theme"] = cookie
    assert frame(request).theme == theme


SIGNED_IN = SimpleNamespace(is_authenticated=True)


def test_addresses_that_do_not_exist_are_left_out_of_the_navigation(ask: Ask, settings: Any) -> None:
    settings.FANGXIAN_NAVIGATION = [("account_login", "Here"), ("no:such", "Nowhere")]
    settings.FANGXIAN_NOTICES = None
    items = frame(ask("/accounts/login/", user=SIGNED_IN)).navigation
    assert [(item.label, item.current) for item in items] == [("Here", True)]


@pytest.mark.parametrize(("right", "shown"), [("user.manage", ["Here"]), ("case.read", [])])
def test_an_entry_is_shown_to_those_who_may_open_it(ask: Ask, settings: Any, right: str, shown: list[str]) -> None:
    settings.FANGXIAN_NAVIGATION = [("account_login", "Here", right)]
    settings.FANGXIAN_NOTICES = None
    request = ask("/accounts/login/", user=SIGNED_IN)
    request.post = SimpleNamespace(duty="administrator", area="510117", office=None, title="", title_en="")
    assert [item.label for item in frame(request).navigation] == shown


def test_visitors_who_have_not_signed_in_see_no_navigation(ask: Ask) -> None:
    made = frame(ask("/accounts/login/"))
    assert (made.navigation, made.bell) == ((), None)


def test_the_bell_counts_what_a_person_has_not_read(ask: Ask, settings: Any) -> None:
    settings.FANGXIAN_NOTICES = ("account_login", "tests.ui.test_shell.three")
    assert frame(ask(user=SIGNED_IN)).bell.unread == 3
    html = render_to_string("404.html", request=ask(user=SIGNED_IN))
    assert '<span class="badge">3<' in html


def three(_user: Any) -> int:
    return 3
