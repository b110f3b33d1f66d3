"""Addresses of mass testing."""

from django.urls import path

from fangxian.response.testing.pages import laboratory, lookup, missing, paper, plans, rounds, station, stations, things

app_name = "testing"
urlpatterns = [
    path("testing/", rounds.listing, name="list"),
    path("testing/new/", rounds.new, name="new"),
    path("testing/<uuid:id>/", rounds.board, name="round"),
    path("testing/buildings/", plans.buildings, name="buildings"),
    path("testing/plans/<uuid:id>/", plans.plan, name="plan"),
    path("testing/plans/<uuid:id>/progress/", plans.progress, name="plan_progress"),
    path("testing/plans/<uuid:id>/sign/", plans.sign, name="plan_sign"),
    path("testing/plans/<uuid:id>/cancel/", plans.cancel, name="plan_cancel"),
    path("testing/<uuid:id>/plans/", plans.plans, name="plans"),
    path("testing/<uuid:id>/widen/", rounds.widen, name="widen"),
    path("testing/<uuid:id>/close/", rounds.close, name="close"),
    path("testing/<uuid:id>/archive/", rounds.archive, name="archive"),
    path("testing/<uuid:id>/roll/", rounds.roll, name="roll"),
    path("testing/<uuid:id>/positives/", rounds.positives, name="positives"),
    path("testing/<uuid:id>/things/", things.things, name="things"),
    path("testing/<uuid:id>/missing/", missing.missing_people, name="missing"),
    path("testing/<uuid:id>/missing/<uuid:entry>/", missing.absence, name="absence"),
    path("testing/<uuid:id>/stations/new/", stations.new, name="new_station"),
    path("testing/<uuid:id>/give/", stations.give, name="give"),
    path("testing/<uuid:id>/laboratory/", laboratory.bench, name="laboratory"),
    path("testing/<uuid:id>/accession/<uuid:laboratory>/", laboratory.accession_list, name="accession"),
    path("testing/laboratories/new/", laboratory.new, name="new_laboratory"),
    path("testing/stations/<uuid:id>/", stations.station, name="station"),
    path("testing/stations/<uuid:id>/paper/", paper.paper, name="paper"),
    path("testing/stations/<uuid:id>/paper/roll/", paper.paper_roll, name="paper_roll"),
    path("testing/stations/<uuid:id>/paper/enter/", paper.enter, name="paper_enter"),
    path("testing/stations/<uuid:id>/file/", paper.take_file, name="take_file"),
    path("testing/devices/<uuid:id>/revoke/", stations.revoke, name="revoke"),
    path("testing/handovers/<uuid:id>/", stations.handover, name="handover"),
    path("testing/handovers/<uuid:id>/explain/", stations.explain, name="explain"),
    path("testing/plates/<uuid:id>/", laboratory.plate, name="plate"),
    path("testing/plates/<uuid:id>/release/", laboratory.release, name="release"),
    path("station/", station.shell, name="app"),
    path("station/sw.js", station.worker, name="app_worker"),
    path("station/manifest.webmanifest", station.manifest, name="app_manifest"),
    path("station/seat", station.sitting, name="app_seat"),
    path("station/outbox", station.outbox, name="app_outbox"),
    path("r/<int:serial>/<uuid:swab>/", lookup.result, name="result"),
]
