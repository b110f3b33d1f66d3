"""JSON of areas: ``/api/v1/areas``; and who may call the API at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import P, QueryEx, Router, Schema
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf
from pydantic import Field

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import queries, tokens
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.jurisdiction.naming import english

router = Router(tags=["areas"])

CSRF = "csrf"
"""What a request is refused with that does not prove to come from our own page."""

DAY_S = 24 * 3600
"""For how long a browser may keep boundaries without asking; they change with a release."""


class TokenAuth(HttpBearer):
    """``Authorization: Bearer <key>``. The middleware has looked the key up and opened its post's area."""

    def authenticate(self, request: HttpRequest, token: str) -> Post | None:
        return None if getattr(request, "token", None) is None else acting_post(request)


class SessionAuth(APIKeyCookie):
    """The browser's session; a request that changes something must carry the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Post | None:
        # A request with a token stands or falls with it, whatever session lies beside it.
        if not request.user.is_authenticated or tokens.sent(request) is not None:
            return None
        # Only now: whoever is not signed in at all is told so, not that a header is missing.
        if check_csrf(request) is not None:
            raise HttpError(403, CSRF)
        return acting_post(request)


authentication: list[Callable[[HttpRequest], Any]] = [TokenAuth(), SessionAuth()]
"""Either way in."""


class AreaOut(Schema):
    """An area of the division tree."""

    code: str = Field(examples=["510117"])
    level: str = Field(description="nation, province, city, district, street or community")
    name: str = Field(examples=["郫都区"])
    name_en: str = Field(examples=["Pidu District"])
    parent: str = Field(description="Code of the area around it; empty for the topmost.")
    lon: float | None = Field(description="Longitude of its middle in degrees (EPSG:4490).")
    lat: float | None = Field(description="Latitude of its middle in degrees (EPSG:4490).")
    residents: int | None = Field(description="Residents by the latest census held; null where none is.")


class AreaDetail(AreaOut):
    """An area with those around it."""

    path: list[AreaOut] = Field(description="The areas around it, widest first, itself last.")


@router.get("/areas", response=list[AreaOut], summary="Areas below one, or found by name")
def list_areas(
    request: HttpRequest,
    parent: QueryEx[str, P(description="Code of the area around them; empty for the topmost.")] = "",
    q: QueryEx[str, P(max_length=80, description="A code, a Chinese name, pinyin or an English name.")] = "",
    limit: QueryEx[int, P(ge=1, le=100, description="At most so many are found by name.")] = 20,
) -> list[AreaOut]:
    """With `q`, areas inside `parent` that it names; without, the areas right below `parent`."""
    if q:
        return _out(queries.search(q, within=parent, limit=limit))
    if parent:
        queries.area(parent)
    return _out(queries.children(parent))


@router.get("/areas/{code}", response=AreaDetail, summary="One area")
def get_area(request: HttpRequest, code: str) -> AreaDetail:
    """An area with the areas around it."""
    queries.area(code)
    path = _out(queries.breadcrumbs(code))
    return AreaDetail(**path[-1].dict(), path=path)


@router.get("/areas/{code}/geojson", url_name="area_geojson", summary="Boundaries of the areas below one")
def area_geojson(
    request: HttpRequest,
    code: str,
    level: QueryEx[str, P(description="Their level; empty for those right below.")] = "",
) -> HttpResponse:
    """A GeoJSON FeatureCollection in longitude and latitude; `map_approval` is to be printed with every map.

    Answers 304 to an `If-None-Match` that still holds.
    """
    if level and level not in LEVEL_ORDER:
        raise Invalid(
            "area.level",
            _("“%(level)s” is no level of areas."),
            remedy=_("The levels are: %(levels)s."),
            field="level",
            level=level,
            levels=", ".join(LEVEL_ORDER),
        )
    etag = f'"{queries.geojson_mark()}-{code}-{level}-{get_language()}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(queries.geojson(code, level), content_type="application/geo+json")
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={DAY_S}"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _out(areas: Iterable[Area]) -> list[AreaOut]:
    held = list(areas)
    residents = queries.residents(one.code for one in held)
    return [
        AreaOut(
            code=one.code,
            level=one.level,
            name=one.name,
            name_en=one.name_en or english(one.name, one.level, one.code),
            parent=one.parent,
            lon=one.lon,
            lat=one.lat,
            residents=residents.get(one.code),
        )
        for one in held
    ]
