"""Addresses of bulletins."""

from django.urls import path

from fangxian.response.bulletins import pages

app_name = "bulletins"
urlpatterns = [
    path("bulletins/", pages.listing, name="list"),
    path("bulletins/new/", pages.new, name="new"),
    path("bulletins/<uuid:id>/", pages.bulletin, name="bulletin"),
    path("bulletins/<uuid:id>/approve/", pages.approve, name="approve"),
    path("bulletins/<uuid:id>/publish/", pages.publish, name="publish"),
    path("bulletins/<uuid:id>/drop/", pages.drop, name="drop"),
    path("bulletins/<uuid:id>/correct/", pages.correct, name="correct"),
    path("public/bulletins/", pages.public_list, name="public_list"),
    path("public/bulletins/<uuid:id>/", pages.public, name="public"),
]
