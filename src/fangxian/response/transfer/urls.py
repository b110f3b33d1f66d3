"""Addresses of transfers."""

from django.urls import path

from fangxian.response.transfer.pages import board, fleet, plans, rides

app_name = "transfer"
urlpatterns = [
    path("transfer/", board.board, name="board"),
    path("transfer/new/", board.new, name="new"),
    path("transfer/on-duty/", board.vehicles, name="vehicles"),
    path("transfer/allot/", board.allotment, name="allot"),
    path("transfer/people/<str:what>/", board.act, name="act"),
    path("transfer/door/<uuid:id>/", board.door, name="door"),
    path("transfer/crew/", rides.crew, name="crew"),
    path("transfer/rides/<uuid:id>/", rides.ride, name="ride"),
    path("transfer/rides/<uuid:id>/who/", rides.reveal, name="who"),
    path("transfer/rides/<uuid:id>/tap/<str:what>/", rides.tap, name="tap"),
    path("transfer/rides/<uuid:id>/<str:what>/", rides.act, name="ride_act"),
    path("transfer/vehicles/", fleet.listing, name="fleet"),
    path("transfer/vehicles/new/", fleet.new, name="new_vehicle"),
    path("transfer/vehicles/<uuid:id>/", fleet.vehicle, name="vehicle"),
    path("transfer/vehicles/<uuid:id>/clean/", rides.clean, name="clean"),
    path("transfer/plans/new/", plans.new, name="new_plan"),
    path("transfer/plans/<uuid:id>/", plans.plan, name="plan"),
    path("transfer/plans/<uuid:id>/progress/", plans.progress, name="progress"),
    path("transfer/plans/<uuid:id>/sign/", plans.sign, name="sign"),
    path("transfer/plans/<uuid:id>/drop/", plans.drop, name="drop"),
]
