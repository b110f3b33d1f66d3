"""Addresses of zones."""

from django.urls import path

from fangxian.response.containment.pages import from_place

app_name = "containment"
urlpatterns = [
    path("places/<uuid:id>/zone/propose/", from_place.propose, name="propose"),
    path("places/<uuid:id>/zone/sign/", from_place.declare, name="declare"),
]
