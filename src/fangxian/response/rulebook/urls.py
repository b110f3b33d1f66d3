"""Addresses of rulebooks and coverage."""

from django.urls import path

from fangxian.response.rulebook.pages import adoption, coverage, editions, other_edition, packs

app_name = "rulebook"
urlpatterns = [
    path("packs/", packs.listing, name="list"),
    path("packs/adopt/", adoption.adopt, name="adopt"),
    path("packs/side-by-side/", editions.side_by_side, name="editions"),
    path("packs/<slug:id>/", packs.pack, name="pack"),
    path("packs/<slug:one>/compared-with/<slug:other>/", packs.compare, name="compare"),
    path("people/<uuid:id>/under-another-edition/", other_edition.person, name="other_edition"),
    path("coverage/", coverage.clauses, name="coverage"),
    path("coverage/<str:clause>/", coverage.clause, name="names"),
]
