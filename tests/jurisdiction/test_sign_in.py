"""Signing in: name and password, lock-out, the end of a session; nobody signs up."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from fangxian.response.jurisdiction.models import Post, User
from tests import factories

pytestmark = pytest.mark.usefixtures("pages", "workspace", "tree")

PASSWORD = "correct horse battery"


@pytest.fixture
def street(settings: Any) -> User:
    return factories.user("street", password=PASSWORD)


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": "street", "password": password, **more})


def test_the_right_password_opens_the_start_in_the_area_of_the_post(street: User, browser: Client) -> None:
    factories.post(factories.PITONG, "street_officer", holder=street)
    assert browser.get("/").content == b"no post"
    answer = sign_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/").content == b"510117001"


def test_whoever_sees_no_cases_begins_elsewhere(street: User, browser: Client) -> None:
    assert sign_in(browser)["Location"] == "/account/"
    browser.logout()
    factories.post(factories.CHENGDU, "administrator", holder=street)
    assert sign_in(browser)["Location"] == "/offices/"


def test_the_page_one_wanted_comes_after_signing_in(street: User, browser: Client) -> None:
    factories.post(factories.PITONG, "street_officer", holder=street)
    answer = browser.get("/offices/")
    assert answer["Location"] == "/accounts/login/?next=/offices/"
    assert sign_in(browser, next="/offices/")["Location"] == "/offices/"
    browser.logout()
    assert sign_in(browser, next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_says_no_more_than_that(street: User, browser: Client) -> None:
    wrong = sign_in(browser, "wrong")
    unknown = browser.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 200
    errors = [answer.context["form"].non_field_errors() for answer in (wrong, unknown)]
    assert errors[0] == errors[1]
    assert errors[0]


def test_after_five_failures_even_the_right_password_is_locked_out(street: User, browser: Client) -> None:
    answers = [sign_in(browser, "wrong").status_code for _attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(browser)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert b"15 minutes" in locked.content
    assert browser.get("/").content == b"no post"


def test_the_lock_out_is_of_one_name_from_one_place(street: User, browser: Client) -> None:
    factories.user("other", password=PASSWORD)
    for _attempt in range(5):
        sign_in(browser, "wrong")
    assert browser.post("/accounts/login/", {"login": "other", "password": PASSWORD}).status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere).status_code == 302


def test_nobody_can_lock_out_another_from_elsewhere(street: User, browser: Client) -> None:
    attacker = Client(REMOTE_ADDR="10.0.0.66")
    for _attempt in range(20):
        sign_in(attacker, "wrong")
    assert sign_in(browser).status_code == 302


def test_the_right_password_wipes_the_count_of_wrong_ones(street: User, browser: Client) -> None:
    for _round in range(2):
        for _attempt in range(4):
            sign_in(browser, "wrong")
        assert sign_in(browser).status_code == 302


def test_the_session_ends_with_the_browser_unless_one_asks_to_be_remembered_for_a_shift(
    street: User, browser: Client
) -> None:
    sign_in(browser)
    assert browser.session.get_expire_at_browser_close()
    assert not browser.cookies["sessionid"]["max-age"]
    browser.logout()
    sign_in(browser, remember="on")
    assert not browser.session.get_expire_at_browser_close()
    assert browser.cookies["sessionid"]["max-age"] == 12 * 3600


def test_a_session_past_its_time_is_over(street: User, browser: Client) -> None:
    factories.post(factories.PITONG, "street_officer", holder=street)
    sign_in(browser)
    assert browser.get("/").content == b"510117001"
    from datetime import UTC, datetime, timedelta

    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert browser.get("/").content == b"no post"


def test_a_new_password_ends_the_sessions_of_the_old_one(street: User, browser: Client) -> None:
    factories.post(factories.PITONG, "street_officer", holder=street)
    sign_in(browser)
    street.set_password("another long word")
    street.save()
    assert browser.get("/").content == b"no post"


def test_a_closed_account_cannot_sign_in(street: User, browser: Client) -> None:
    street.is_active = False
    street.save()
    sign_in(browser)
    assert browser.get("/").content == b"no post"


def test_signing_out_asks_once_and_ends_the_session(street: User, browser: Client) -> None:
    sign_in(browser)
    assert b"Do you want to sign out" in browser.get("/accounts/logout/").content
    assert "_auth_user_id" in browser.session
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "password/reset/done/",
        "login/code/confirm/",
    ],
)
def test_nobody_signs_up_or_uses_an_email_address(browser: Client, path: str) -> None:
    assert browser.get(f"/accounts/{path}").status_code == 404
    assert browser.post(f"/accounts/{path}", {"username": "mallory", "email": "m@example.org"}).status_code == 404
    assert not User.objects.filter(username="mallory").exists()


def test_the_pages_of_signing_in_are_ours_in_both_languages(browser: Client) -> None:
    page = browser.get("/accounts/login/").content.decode()
    assert 'class="sign-in"' in page
    assert "signup" not in page
    assert "password/reset" not in page
    assert 'lang="en"' in page
    chinese = browser.get("/accounts/login/", headers={"accept-language": "zh-CN"}).content.decode()
    assert 'lang="zh-Hans"' in chinese


def test_one_changes_the_own_password(officer: Post, browser: Client) -> None:
    user = officer.holder
    assert user is not None
    user.set_password(PASSWORD)
    user.save()
    sign_in(browser)
    new = "seven-purple-lanterns"
    weak = browser.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "123456789012", "password2": "123456789012"},
    )
    assert weak.status_code == 200
    assert weak.context["form"].errors
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).check_password(new)
    assert browser.get("/").content == b"510117001"


def test_the_page_for_a_new_password_leads_to_no_reset_that_is_closed(officer: Post, browser: Client) -> None:
    user = officer.holder
    assert user is not None
    user.set_password(PASSWORD)
    user.save()
    sign_in(browser)
    page = browser.get("/accounts/password/change/").content.decode()
    assert "asks an administrator" in page
    assert "/accounts/password/reset/" not in page
