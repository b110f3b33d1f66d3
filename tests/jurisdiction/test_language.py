"""The language switch keeps the address of the page, and follows the user."""

from __future__ import annotations

import pytest
from django.test import Client

from fangxian.response.jurisdiction.models import Post, User
from tests import factories
from tests.jurisdiction.conftest import signed_in

pytestmark = pytest.mark.usefixtures("pages", "workspace", "tree")


def test_the_choice_is_kept_in_a_cookie_and_the_page_stays() -> None:
    browser = Client(headers={"accept-language": "en"})
    answer = browser.post("/language", {"language": "zh-hans", "next": "/accounts/login/?next=/offices/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/offices/")
    assert 'lang="zh-Hans"' in browser.get("/accounts/login/").content.decode()


def test_a_signed_in_user_keeps_it_on_the_next_device(officer: Post) -> None:
    signed_in(officer).post("/language", {"language": "zh-hans"})
    user = User.objects.get(username="street")
    assert user.language == "zh-hans"
    user.set_password("correct horse battery")
    user.save()
    elsewhere = Client(headers={"accept-language": "en"})
    elsewhere.post("/accounts/login/", {"login": "street", "password": "correct horse battery"})
    assert elsewhere.cookies["django_language"].value == "zh-hans"


def test_a_language_that_there_is_not_is_refused() -> None:
    assert Client().post("/language", {"language": "xx"}).status_code == 422


def test_it_leads_nowhere_but_to_our_own_pages() -> None:
    answer = Client().post("/language", {"language": "en", "next": "//evil.example/"})
    assert answer["Location"] == "/"


def test_it_cannot_be_changed_by_a_link() -> None:
    factories.user("bystander")
    assert Client().get("/language?language=en").status_code == 405
