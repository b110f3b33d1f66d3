"""Addresses of the register."""

from django.urls import path

from fangxian.response.registry.pages import duplicates, person

app_name = "registry"
urlpatterns = [
    path("people/emergency/", person.emergency, name="emergency"),
    path("people/duplicates/", duplicates.queue, name="duplicates"),
    path("people/duplicates/<uuid:id>/", duplicates.pair, name="pair"),
    path("people/duplicates/<uuid:id>/apart/", duplicates.apart, name="apart"),
    path("people/duplicates/<uuid:id>/undo/", duplicates.undo, name="undo"),
    path("people/<uuid:id>/", person.person, name="person"),
    path("people/<uuid:id>/identity/", person.reveal, name="reveal"),
    path("people/<uuid:id>/review/", person.review, name="review"),
]
