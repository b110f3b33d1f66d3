"""What every request carries: a language, a workspace with its clock, and errors a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation

from fangxian.errors import FangxianError
from fangxian.response.ledger import clock
from fangxian.response.testing.lane import lookup
from fangxian.response.testing.lane import view as lane

GetResponse = Callable[[HttpRequest], HttpResponse]


class LaneMiddleware:
    """Takes what a whole city sends or asks before anything else: no session, no language, no page's queries.

    The batches of the testing stations, and whoever looks a result up.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == lane.PATH:
            return lane.take(request)
        if request.path_info.startswith(lookup.PREFIX):
            return lookup.answer(request, self.get_response)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The reader's choice (cookie), else the browser's language, else Chinese; the URL stays the same.

    Both ``zh-CN`` and a bare ``zh`` mean simplified Chinese here.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in dict(settings.LANGUAGES):
            wanted = [
                part.split(";")[0].strip().lower() for part in request.headers.get("Accept-Language", "").split(",")
            ]
            chosen = next(
                ("zh-hans" if tag.startswith("zh") else "en" for tag in wanted if tag.startswith(("zh", "en"))),
                settings.LANGUAGE_CODE,
            )
        translation.activate(chosen)
        request.LANGUAGE_CODE = translation.get_language()


class WorkspaceMiddleware:
    """Puts the workspace and its present time on the request, and the watermark in a header."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What only reads never moves the clock, and shows one moment; a page would ask for it half a dozen times.
        with clock.read_once() if request.method in ("GET", "HEAD") else nullcontext():
            return self._answered(request)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        workspace = clock.workspace()
        request.workspace = workspace  # type: ignore[attr-defined]
        request.workspace_now = clock.now()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if workspace.kind != "live":
            response["X-Fangxian-Workspace"] = f"{workspace.kind}:{workspace.slug}"
        return response


class ErrorMiddleware:
    """Turns a refusal into a page, an htmx fragment's status or JSON, in the reader's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, FangxianError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(error_body(error), status=error.status)
        return render(request, "error.html", {"error": error}, status=error.status)


def error_body(error: FangxianError) -> dict[str, object]:
    """An error as the API answers it."""
    return {
        "code": error.code,
        "message": str(error.message) % error.context if error.context else str(error.message),
        "remedy": str(error.remedy) % error.context if error.remedy and error.context else str(error.remedy),
        "context": {key: str(value) for key, value in error.context.items()},
    }
