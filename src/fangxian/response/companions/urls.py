"""Addresses of the companion search."""

from django.urls import path

from fangxian.response.companions.pages import hits, searches

app_name = "companions"
urlpatterns = [
    path("companions/", searches.listing, name="list"),
    path("companions/new/", searches.new, name="new"),
    path("companions/<uuid:id>/", searches.search, name="search"),
    path("companions/<uuid:id>/progress/", searches.progress, name="progress"),
    path("companions/<uuid:id>/sign/", searches.sign, name="sign"),
    path("companions/<uuid:id>/cancel/", searches.cancel, name="cancel"),
    path("companions/<uuid:id>/line/", searches.line, name="line"),
    path("companions/<uuid:id>/erase/", searches.erase, name="erase"),
    path("companions/<uuid:id>/hits/", hits.listing, name="hits"),
    path("companions/<uuid:id>/hits/judge/", hits.judge, name="judge"),
    path("companions/<uuid:id>/hits/<uuid:hit>/", hits.hit, name="hit"),
]
