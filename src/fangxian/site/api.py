"""The JSON API: one door at ``/api``, documented at ``/api/docs``, with one shape for every refusal."""

from __future__ import annotations

import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.throttling import AuthRateThrottle
from pydantic import Field

from fangxian import __version__
from fangxian.drill.room.api import router as exercise
from fangxian.errors import FangxianError
from fangxian.protocol.errors import Language, ProtocolError
from fangxian.response.bulletins.api import router as bulletins
from fangxian.response.casework.api import router as casework
from fangxian.response.coinvestigation.api import router as sheets
from fangxian.response.companions.api import router as companions
from fangxian.response.containment.api import router as zones
from fangxian.response.documents.api import router as documents
from fangxian.response.home.api import router as homes
from fangxian.response.information.api import router as information
from fangxian.response.interchange.api import router as interchange
from fangxian.response.investigation.api import router as investigation
from fangxian.response.jurisdiction.api import CSRF, authentication
from fangxian.response.jurisdiction.api import router as areas
from fangxian.response.ledger.api import router as tasks
from fangxian.response.photos.api import router as photos
from fangxian.response.quarantine.api import router as quarantine
from fangxian.response.registry.api import router as people
from fangxian.response.resources.api import router as resources
from fangxian.response.rulebook.api import router as rulebooks
from fangxian.response.testing.api import router as testing
from fangxian.response.transfer.api import router as transfer
from fangxian.site.middleware import error_body


class ErrorOut(Schema):
    """A refusal that a person or a program can act on."""

    code: str = Field(description="Stable machine code.", examples=["area.unknown"])
    message: str = Field(description="The reason, in the caller's language.")
    remedy: str = Field("", description="What to do next; may be empty.")
    context: dict[str, Any] = Field(default_factory=dict, description="The values the reason speaks of.")


REFUSALS: dict[int, str] = {
    400: "The request could not be read.",
    401: "Nobody is signed in, or the token does not hold.",
    403: "The post may not do this here.",
    404: "There is no such thing, or it lies outside the post's area.",
    409: "The record already says otherwise.",
    422: "A value breaks a rule; `context` names the field.",
    429: "Too many requests; `Retry-After` says when to try again.",
}


class Api(NinjaAPI):
    """The API; every operation declares every refusal it may answer with."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        error = ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.setdefault("components", {}).setdefault("schemas", {})["ErrorOut"] = error
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                for status, description in REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": description, "content": content})
        return schema


api = Api(
    title="Fangxian 防线",
    version=__version__,
    description=(
        "The record of a city's epidemic response. Sign in with the browser's session, or send a token: "
        "`Authorization: Bearer <key>`. A token acts for one post and sees that post's area. "
        "Times are ISO 8601 with an offset. `Accept-Language: zh` or `en` chooses the language of names and errors."
    ),
    urls_namespace="api",
    auth=authentication,
    throttle=[AuthRateThrottle("6000/m")],
)
api.add_router("/v1", areas)
api.add_router("/v1", casework)
api.add_router("/v1", companions)
api.add_router("/v1", sheets)
api.add_router("/v1", interchange)
api.add_router("/v1", investigation)
api.add_router("/v1", documents)
api.add_router("/v1", people)
api.add_router("/v1", information)
api.add_router("/v1", bulletins)
api.add_router("/v1", rulebooks)
api.add_router("/v1", zones)
api.add_router("/v1", testing)
api.add_router("/v1", photos)
api.add_router("/v1", quarantine)
api.add_router("/v1", homes)
api.add_router("/v1", transfer)
api.add_router("/v1", resources)
api.add_router("/v1", tasks)
api.add_router("/v1", exercise)


@api.exception_handler(FangxianError)
def _refused(request: HttpRequest, error: FangxianError) -> HttpResponse:
    return api.create_response(request, error_body(error), status=error.status)


@api.exception_handler(ProtocolError)
def _against_protocol(request: HttpRequest, error: ProtocolError) -> HttpResponse:
    language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    problems = [
        {"code": problem.code, "field": problem.field, "message": problem.text(language)} for problem in error.problems
    ]
    return _answer(request, 422, error.code, error.text(language), problems=problems)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        {"field": ".".join(str(part) for part in one["loc"]), "rule": one["type"], "message": one["msg"]}
        for one in error.errors
    ]
    message = _("The request breaks a rule: %(fields)s.") % {"fields": ", ".join(one["field"] for one in problems)}
    return _answer(request, 422, "request.invalid", message, problems=problems)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    remedy = _("Sign in, or send “Authorization: Bearer <key>” with a key that holds.")
    response = _answer(request, 401, "auth.required", _("Nobody is signed in."), remedy)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _answer(request, 429, "request.too_many", _("Too many requests."), _("Wait a moment and try again."))
    response["Retry-After"] = str(math.ceil(error.wait or 1))
    return response


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if str(error) == CSRF:
        remedy = _("Send the header X-CSRFToken, or use a token.")
        return _answer(
            request, 403, "request.csrf", _("The request does not prove that it comes from our page."), remedy
        )
    return _answer(request, error.status_code, "request.refused", str(error))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, "request.not_found", _("There is nothing here."))


def unknown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answers for every address below ``/api`` that no operation has."""
    remedy = _("The operations there are stand at /api/docs.")
    return _answer(request, 404, "request.not_found", _("There is nothing here."), remedy)


def _answer(
    request: HttpRequest, status: int, code: str, message: str, remedy: str = "", **context: Any
) -> HttpResponse:
    body = {"code": code, "message": message, "remedy": remedy, "context": context}
    return api.create_response(request, body, status=status)
