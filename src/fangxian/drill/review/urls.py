"""Addresses of the review."""

from django.urls import path

from fangxian.drill.review import pages

app_name = "review"
urlpatterns = [
    path("exercise/report/", pages.whole, name="report"),
    path("exercise/report/pictures/<slug:name>.svg", pages.picture, name="picture"),
    path("exercise/report/files/report.<slug:format>", pages.file, name="file"),
    path("exercise/report/files/findings.json", pages.findings, name="findings"),
    path("exercise/report/compare/", pages.compare, name="compare"),
    path("exercise/report/facts/<uuid:id>/", pages.fact, name="fact"),
    path("exercise/report/findings/", pages.edit, name="edit"),
    path("exercise/report/findings/new/", pages.add, name="add"),
    path("exercise/report/findings/again/", pages.again, name="again"),
    path("exercise/report/findings/<uuid:id>/", pages.change, name="change"),
    path("exercise/report/findings/<uuid:id>/drop/", pages.drop, {"back": False}, name="drop"),
    path("exercise/report/findings/<uuid:id>/back/", pages.drop, {"back": True}, name="back"),
    path("exercise/report/release/", pages.release, name="release"),
]
