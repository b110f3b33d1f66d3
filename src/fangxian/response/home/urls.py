"""Addresses of isolation at home."""

from django.urls import path

from fangxian.response.home.pages import beginning, board, calls, public, stay, visiting

app_name = "home"
urlpatterns = [
    path("home/", board.board_page, name="board"),
    path("home/calls/", calls.calls, name="calls"),
    path("home/contacts/<uuid:id>/", beginning.panel, name="panel"),
    path("home/contacts/<uuid:id>/check/", beginning.check, name="check"),
    path("home/contacts/<uuid:id>/begin/", beginning.begin, name="begin"),
    path("home/stays/<uuid:id>/", stay.stay, name="stay"),
    path("home/stays/<uuid:id>/link/", stay.link, name="link"),
    path("home/stays/<uuid:id>/link/revoke/", stay.revoke, name="revoke"),
    path("home/stays/<uuid:id>/release/", stay.release, name="release"),
    path("home/stays/<uuid:id>/sample/", stay.sample, name="sample"),
    path("home/stays/<uuid:id>/hospital/", visiting.hospital, name="hospital"),
    path("home/stays/<uuid:id>/visit/", visiting.visit, name="visit"),
    path("home/stays/<uuid:id>/breach/", visiting.breach, name="breach"),
    path("home/stays/<uuid:id>/household/", visiting.mate, name="mate"),
    path("home/stays/<uuid:id>/phone/", calls.phone, name="phone"),
    path("home/stays/<uuid:id>/call/", calls.call, name="call"),
    path("home/breaches/<uuid:id>/", visiting.settle, name="settle"),
    path("home/household/<uuid:id>/left/", visiting.mate_left, name="mate_left"),
    path("h/<str:secret>/", public.report, name="report"),
]
