"""A person with several posts acts for one at a time, and sees its area."""

from __future__ import annotations

import pytest

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.actions.switch_post import switch_post
from fangxian.response.jurisdiction.models import Post
from tests import factories
from tests.jurisdiction.conftest import signed_in

pytestmark = pytest.mark.usefixtures("pages")


@pytest.fixture
def second(officer: Post) -> Post:
    return factories.post("510108", "inspector", holder=officer.holder)


def test_the_first_post_is_acted_for_until_another_is_chosen(officer: Post, second: Post) -> None:
    browser = signed_in(officer)
    assert browser.get("/").content == b"510117001"
    answer = browser.post("/posts/switch", {"post": second.pk, "next": "/account/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert browser.get("/").content == b"510108"


def test_a_page_about_one_thing_is_left_for_the_new_post_may_not_see_it(officer: Post, second: Post) -> None:
    browser = signed_in(officer)
    answer = browser.post("/posts/switch", {"post": second.pk, "next": f"/offices/{officer.office_id}/"})
    assert answer["Location"] == "/"


def test_nobody_acts_for_a_post_they_do_not_hold(officer: Post, administrator: Post) -> None:
    browser = signed_in(officer)
    assert browser.post("/posts/switch", {"post": administrator.pk}).status_code == 404
    assert browser.post("/posts/switch", {"post": "x"}).status_code == 404
    assert browser.get("/").content == b"510117001"
    assert officer.holder is not None
    with pytest.raises(NotFound):
        switch_post(officer.holder, administrator.pk)


def test_a_post_that_was_taken_away_is_no_longer_acted_for(officer: Post, second: Post) -> None:
    browser = signed_in(officer)
    browser.post("/posts/switch", {"post": second.pk})
    Post.objects.filter(pk=second.pk).update(holder=None)
    assert browser.get("/").content == b"510117001"


def test_a_closed_office_leaves_its_posts_without_a_view(officer: Post) -> None:
    browser = signed_in(officer)
    officer.office.closed_at = factories.NOON
    officer.office.save()
    assert browser.get("/").content == b"no post"


def test_switching_needs_a_form_of_ours(officer: Post, second: Post) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    assert officer.holder is not None
    browser.force_login(officer.holder)
    assert browser.post("/posts/switch", {"post": second.pk}).status_code == 403
    assert browser.get("/posts/switch").status_code == 405
