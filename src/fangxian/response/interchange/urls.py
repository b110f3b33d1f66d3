"""Addresses of interchange."""

from django.urls import path

from fangxian.response.interchange import pages

app_name = "interchange"
urlpatterns = [
    path("exports/", pages.exports, name="exports"),
    path("exports/<uuid:id>/", pages.progress, name="progress"),
    path("exports/<uuid:id>/file/", pages.download, name="download"),
    path("exports/<uuid:id>/cancel/", pages.cancel, name="cancel"),
]
