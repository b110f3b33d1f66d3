"""All addresses."""

from django.urls import include, path, re_path

from fangxian.site.account import closed
from fangxian.site.api import api, unknown
from fangxian.site.language import choose_language

urlpatterns = [
    path("", include("fangxian.response.information.urls")),
    path("", include("fangxian.response.bulletins.urls")),
    path("", include("fangxian.response.rulebook.urls")),
    path("", include("fangxian.response.casework.urls")),
    path("", include("fangxian.response.investigation.urls")),
    path("", include("fangxian.response.documents.urls")),
    path("", include("fangxian.response.containment.urls")),
    path("", include("fangxian.response.companions.urls")),
    path("", include("fangxian.response.coinvestigation.urls")),
    path("", include("fangxian.response.rectification.urls")),
    path("", include("fangxian.response.interchange.urls")),
    path("", include("fangxian.response.photos.urls")),
    path("", include("fangxian.response.testing.urls")),
    path("", include("fangxian.response.quarantine.urls")),
    path("", include("fangxian.response.home.urls")),
    path("", include("fangxian.response.transfer.urls")),
    path("", include("fangxian.response.resources.urls")),
    path("", include("fangxian.response.registry.urls")),
    path("", include("fangxian.response.jurisdiction.urls")),
    path("", include("fangxian.drill.room.urls")),
    path("", include("fangxian.drill.review.urls")),
    path("language", choose_language, name="set_language"),
    # Nobody signs up, and no account has an e-mail address: those pages of allauth are closed.
    re_path(r"^accounts/(signup|email|confirm-email|password/(reset|set)|login/code)(/.*)?$", closed),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    re_path(r"^api/", unknown),
]
