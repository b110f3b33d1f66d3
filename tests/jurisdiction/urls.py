"""The addresses of this room, of signing in and of the API, without the other rooms' pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from fangxian.site.account import closed
from fangxian.site.api import api, unknown
from fangxian.site.language import choose_language


def start(request: HttpRequest) -> HttpResponse:
    """Stands in for the command screen."""
    return HttpResponse(getattr(request.post, "area", "no post"))


urlpatterns = [
    path("", start),
    path("", include("fangxian.response.jurisdiction.urls")),
    path("language", choose_language, name="set_language"),
    re_path(r"^accounts/(signup|email|confirm-email|password/(reset|set)|login/code)(/.*)?$", closed),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    re_path(r"^api/", unknown),
]
