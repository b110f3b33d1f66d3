"""Addresses of goods and teams."""

from django.urls import path

from fangxian.response.resources.pages import overview, requests, stores, teams

app_name = "resources"
urlpatterns = [
    path("resources/", overview.overview, name="overview"),
    path("resources/goods/", stores.items, name="items"),
    path("resources/goods/new/", stores.new_item, name="new_item"),
    path("resources/stores/", stores.listing, name="stores"),
    path("resources/stores/new/", stores.new, name="new_store"),
    path("resources/stores/<uuid:id>/", stores.store, name="store"),
    path("resources/stores/<uuid:id>/close/", stores.close, name="close_store"),
    path("resources/stores/<uuid:id>/ask/", requests.new, name="ask"),
    path("resources/stores/<uuid:id>/count/<uuid:item>/", stores.count, name="count"),
    path("resources/stores/<uuid:id>/lose/<uuid:lot>/", stores.lose, name="lose"),
    path("resources/stores/<uuid:id>/book/<str:what>/", stores.book, name="book"),
    path("resources/bookings/<uuid:id>/reverse/", stores.reverse_booking, name="reverse"),
    path("resources/requests/", requests.listing, name="requests"),
    path("resources/requests/<uuid:id>/", requests.one, name="request"),
    path("resources/requests/<uuid:id>/close/", requests.close, name="close_request"),
    path("resources/shipments/<uuid:id>/", requests.shipment, name="shipment"),
    path("resources/shipments/<uuid:id>/receive/", requests.sign, name="sign"),
    path("resources/shipments/<uuid:id>/photos/", requests.photo, name="photo"),
    path("resources/shipments/<uuid:id>/<str:what>/", requests.act, name="act"),
    path("resources/teams/", teams.listing, name="teams"),
    path("resources/teams/new/", teams.new, name="new_team"),
    path("resources/teams/<uuid:id>/", teams.team, name="team"),
    path("resources/teams/<uuid:id>/call/", teams.call, name="call"),
    path("resources/callups/<uuid:id>/", teams.callup, name="callup"),
    path("resources/callups/<uuid:id>/report/", teams.report, name="report"),
    path("resources/callups/<uuid:id>/<str:what>/", teams.act, name="callup_act"),
]
