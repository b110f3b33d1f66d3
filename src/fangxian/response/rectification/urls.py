"""Addresses of findings."""

from django.urls import path

from fangxian.response.rectification import pages

app_name = "rectification"
urlpatterns = [
    path("findings/", pages.listing, name="list"),
    path("findings/take-in/", pages.take_in, name="take_in"),
    path("findings/files/<uuid:id>/", pages.intake, name="intake"),
    path("findings/<uuid:id>/", pages.finding, name="finding"),
    path("findings/<uuid:id>/right/", pages.right, name="right"),
    path("findings/<uuid:id>/check/", pages.check, name="check"),
    path("findings/<uuid:id>/retest/", pages.again, name="retest"),
]
