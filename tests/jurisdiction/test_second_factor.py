"""An authenticator app may be used as a second factor; its secret is sealed in the database."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from fangxian.response.jurisdiction.models import User
from tests import factories

pytestmark = pytest.mark.usefixtures("pages", "workspace", "tree")

PASSWORD = "correct horse battery"


@pytest.fixture
def user() -> User:
    return factories.user("street", password=PASSWORD)


@pytest.fixture
def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": "street", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def activate(browser: Client) -> str:
    """Turns the second factor on as a person does; gives the secret."""
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_the_page_shows_a_picture_and_the_secret_and_needs_no_script(browser: Client) -> None:
    page = browser.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert "data:image/svg+xml" in text
    assert str(page.context["form"].secret) in text
    assert 'class="sign-in"' in text


def test_before_anything_is_changed_one_proves_who_one_is(user: User) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": "street", "password": PASSWORD})
    asked = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert asked.request["PATH_INFO"] == "/accounts/reauthenticate/"
    assert b"Is it still you?" in asked.content
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_signing_in_then_asks_for_a_code(user: User, browser: Client, settings: Any) -> None:
    secret = activate(browser)
    Authenticator.objects.filter(user=user).update(last_used_at=None)
    other = Client(headers={"accept-language": "en"})
    step = other.post("/accounts/login/", {"login": "street", "password": PASSWORD})
    assert step["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in other.session
    assert b"Second factor" in other.get("/accounts/2fa/authenticate/").content
    assert other.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in other.session
    from django.core.cache import cache

    cache.clear()  # a code is used once; the test has no thirty seconds to wait for the next
    assert other.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert "_auth_user_id" in other.session


def test_after_ten_wrong_codes_not_even_the_right_one_is_taken(user: User, browser: Client) -> None:
    secret = activate(browser)
    other = Client(headers={"accept-language": "en"})
    other.post("/accounts/login/", {"login": "street", "password": PASSWORD})
    for _attempt in range(10):
        other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    Authenticator.objects.filter(user=user).update(last_used_at=None)
    refused = other.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert refused.status_code == 200
    assert "_auth_user_id" not in other.session


def test_a_recovery_code_works_once(user: User, browser: Client) -> None:
    activate(browser)
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for attempt, worked in ((1, True), (2, False)):
        other = Client()
        other.post("/accounts/login/", {"login": "street", "password": PASSWORD})
        other.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is worked, attempt


def test_the_secret_is_sealed_in_the_database(user: User, browser: Client) -> None:
    secret = activate(browser)
    for row in Authenticator.objects.filter(user=user):
        assert secret not in str(row.data)
    held = Authenticator.objects.get(user=user, type="totp")
    assert totp.TOTP(held).validate_code("000000") is False


def test_taking_it_off_asks_first(user: User, browser: Client) -> None:
    activate(browser)
    assert b"password only" in browser.get("/accounts/2fa/totp/deactivate/").content
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_overview_says_what_is_on(browser: Client) -> None:
    assert b"password only" in browser.get("/accounts/2fa/").content
    activate(browser)
    assert b"code of your authenticator app" in browser.get("/accounts/2fa/").content
    assert b"10 codes are left" in browser.get("/accounts/2fa/").content
