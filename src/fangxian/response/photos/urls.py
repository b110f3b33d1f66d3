"""Addresses of photos."""

from django.urls import path

from fangxian.response.photos import pages

app_name = "photos"
urlpatterns = [
    path("photos/<uuid:id>/", pages.photo, name="photo"),
    path("photos/<uuid:id>/small/", pages.small, name="small"),
]
