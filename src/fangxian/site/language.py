"""The language switch: a cookie; the address of the page stays the same."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fangxian.errors import Invalid

YEAR_S = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language named in ``language`` and go back to ``next``.

    Raises
    ------
    Invalid
        ``language.unknown``.
    """
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Invalid(
            "language.unknown",
            _("“%(language)s” is none of the languages."),
            remedy=_("Choose one of: %(known)s."),
            field="language",
            language=chosen,
            known=", ".join(dict(settings.LANGUAGES)),
        )
    response = HttpResponseRedirect(safe_next(request))
    set_language_cookie(response, chosen)
    if request.user.is_authenticated and request.user.language != chosen:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Make the browser remember a language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def safe_next(request: HttpRequest) -> str:
    """The page to go back to: ``next``, if it is one of ours, else the start."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"
