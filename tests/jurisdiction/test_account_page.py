"""My account: posts, rights and keys."""

from __future__ import annotations

import pytest
from django.test import Client

from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.models import ApiToken, Post
from tests import factories
from tests.jurisdiction.conftest import signed_in

pytestmark = pytest.mark.usefixtures("pages", "db")


@pytest.fixture
def browser(officer: Post) -> Client:
    return signed_in(officer)


def test_it_shows_the_posts_with_their_places_and_what_they_may_do(browser: Client, officer: Post) -> None:
    factories.post("510108", "inspector", holder=officer.holder)
    page = browser.get("/account/").content.decode()
    assert "Pitong Subdistrict, Pidu District, Chengdu City, Sichuan Province" in page
    assert "Act for this post" in page
    assert "record cases, contacts and visits" in page
    assert "manage users" not in page


def test_a_key_is_shown_once_on_the_page_that_answers(browser: Client, officer: Post) -> None:
    answer = browser.post("/account/keys", {"name": "sampling", "days": "30"})
    assert answer.status_code == 200
    token = ApiToken.objects.get()
    assert token.post == officer
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert ApiToken.digest_of(key) == token.digest
    again = browser.get("/account/").content.decode()
    assert key not in again
    assert "sampling" in again


def test_a_mistake_is_shown_beside_its_field(browser: Client) -> None:
    answer = browser.post("/account/keys", {"name": "", "days": "4000"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "days"}
    assert not ApiToken.objects.exists()


def test_a_refusal_of_the_command_is_shown_beside_its_field(browser: Client) -> None:
    browser.post("/account/keys", {"name": "x", "days": "30"})
    answer = browser.post("/account/keys", {"name": "x", "days": "30"})
    assert answer.status_code == 422
    assert "already" in answer.context["form"].errors["name"][0]


def test_one_revokes_the_own_keys_and_no_others(browser: Client, officer: Post) -> None:
    own, _key = issue_token(officer, name="mine", by=officer)
    other, _key = issue_token(factories.post("510108", "inspector"), name="theirs")
    assert browser.post(f"/account/keys/{own.pk}/revoke").status_code == 302
    assert browser.post(f"/account/keys/{other.pk}/revoke").status_code == 404
    assert set(ApiToken.objects.filter(revoked_at=None)) == {other}


def test_without_a_post_it_says_what_to_do(officer: Post) -> None:
    Post.objects.update(holder=None)
    page = signed_in_user(officer)
    assert "You hold no post" in page


def signed_in_user(officer: Post) -> str:
    browser = Client(headers={"accept-language": "en"})
    assert officer.holder is not None
    browser.force_login(officer.holder)
    return browser.get("/account/").content.decode()


def test_nobody_else_sees_it() -> None:
    factories.workspace()
    assert Client().get("/account/")["Location"].startswith("/accounts/login/")
