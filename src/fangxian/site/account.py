"""Signing in: nobody signs up; accounts are made by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.response.jurisdiction.middleware import current_post
from fangxian.response.jurisdiction.policies import may
from fangxian.site.language import set_language_cookie
from fangxian.site.secrets import secret
from fangxian.ui import qr

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """django-allauth's behaviour, less public sign-up and e-mail; a user's language follows them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes: by name *and* address, so that nobody can lock out another."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Accounts have no e-mail address; nothing is sent."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no e-mail address; nothing is sent."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The command screen for whoever may see it; an administrator's work is the offices."""
        post = current_post(request.user) if request.user.is_authenticated else None
        if post is None:
            return reverse("jurisdiction:account")
        if not may(post, "case.read"):
            return reverse("jurisdiction:offices")
        return str(settings.LOGIN_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            set_language_cookie(response, user.language)
        return response


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are sealed with a key of the installation before they are stored."""

    def build_totp_svg(self, url: str) -> str:
        return qr.svg(url)

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealer().decrypt(encrypted_text.encode()).decode()


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Page shown after too many failed attempts, until the lock-out has passed."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "attempts": settings.AXES_FAILURE_LIMIT}
    response = render(request, "account/locked.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
    """A page of allauth that this product does not offer."""
    raise Http404


def _sealer() -> Fernet:
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(sha256(secret("mfa").encode()).digest()))
